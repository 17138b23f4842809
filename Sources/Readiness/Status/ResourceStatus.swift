/// Where an object stands, in kstatus's words (kubernetes-sigs/cli-utils, pkg/kstatus).
public struct ResourceStatus: Sendable, Hashable {
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        case inProgress = "InProgress"
        case failed = "Failed"
        case current = "Current"
        case terminating = "Terminating"
        case notFound = "NotFound"
        /// The object says something that the rules do not understand; never to be read as ready.
        case unknown = "Unknown"
    }

    public var phase: Phase
    /// Lower case, without the object's name: "ready 1/3".
    public var message: String
    /// A machine's word for the message, from the object's condition where it has one.
    public var reason: String?
    /// How many replicas are wanted and how many are ready, for kinds that count them.
    public var desired: Int?
    public var ready: Int?

    public init(
        _ phase: Phase, _ message: String, reason: String? = nil, desired: Int? = nil, ready: Int? = nil
    ) {
        self.phase = phase
        self.message = message
        self.reason = reason
        self.desired = desired
        self.ready = ready
    }

    public var isReady: Bool { phase == .current }

    /// The status of an object that the server does not have.
    public static let notFound = ResourceStatus(.notFound, "does not exist")
}

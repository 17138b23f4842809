public import Readiness
public import Value

/// What was found out about an object's pods.
public struct Findings: Sendable, Hashable {
    public var pods: [Value]
    /// Why pods do not come up, the worst first; none for objects without pods.
    public var causes: [PodDiagnosis]
    /// What could not be read, and why, in the server's words.
    public var unread: [String]
    /// Pods that an autoscaler is adding a node for, as `pod/name`.
    public var scalesUpFor: Set<String>

    public init(
        pods: [Value] = [], causes: [PodDiagnosis] = [], unread: [String] = [], scalesUpFor: Set<String> = []
    ) {
        self.pods = pods
        self.causes = causes
        self.unread = unread
        self.scalesUpFor = scalesUpFor
    }

    /// To follow a message; empty when all could be read.
    public var unreadText: String { Self.text(unread) }

    static func text(_ unread: [String]) -> String {
        unread.isEmpty ? "" : "; not looked at: \(unread.joined(separator: "; "))"
    }

    /// Changes whenever anything about the pods does.
    var activity: String {
        pods.map { pod in
            let metadata = pod["metadata"]
            return "\(metadata?["name"]?.string ?? "")@\(metadata?["resourceVersion"]?.string ?? "")"
        }.joined(separator: ",") + causes.map(\.message).joined(separator: ",")
    }

    var isPulling: Bool { causes.contains { $0.cause == .pullingImage } }

    /// How often containers were started again, all together.
    var restarts: Int64 {
        pods.flatMap { pod in
            ["initContainerStatuses", "containerStatuses"].flatMap { pod["status"]?[$0]?.array ?? [] }
        }.reduce(0) { $0 + ($1["restartCount"]?.integer ?? 0) }
    }
}

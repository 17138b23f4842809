import Readiness

/// Something that waiting may not cure, as one object shows it.
public struct Fault: Sendable, Hashable {
    public enum Cause: String, Sendable, Hashable, CaseIterable {
        /// The provider, or the object's own controller by its contract, says that it has failed.
        case reported
        /// A state that mostly passes, and that counts as a failure when it lasts.
        case trouble
        /// A Job or Pod ended badly.
        case runFailed
        /// Removed by somebody else while it was waited for.
        case deleted
        /// Another CRD has the names.
        case namesNotAccepted
        /// The generic rules call it failed.
        case failed
        case progressDeadline
        /// Quota, limit range or admission refuse the pods.
        case notCreated
        case jobCannotStart
        case imagePull
        case containerConfiguration
        case outOfMemory
        case crashLoop
        /// No node can ever take the pod as the nodes are, and nothing adds nodes.
        case unschedulable
        /// Nodes that would do are full, or an autoscaler is adding some.
        case awaitsCapacity
        case webhookUnanswered
        case certificateMissing
        case apiServiceUnavailable
        case volume
        case evicted
        case failingProbe
        /// Not a fault: an image is on its way.
        case pullingImage
    }

    public var cause: Cause
    /// The cluster's own words.
    public var message: String
    /// Who shows it, such as `pod/web-1`; nil for the awaited object itself.
    public var object: String?
    public var container: String?
    /// What to do next.
    public var hint: String
    /// How long it may last; nil leaves it to the policy.
    public var patience: Duration?

    public init(
        _ cause: Cause, _ message: String, object: String? = nil, container: String? = nil, hint: String? = nil,
        patience: Duration? = nil
    ) {
        self.cause = cause
        self.message = message
        self.object = object
        self.container = container
        self.hint = hint ?? cause.hint
        self.patience = patience
    }

    /// What a pod shows.
    ///
    /// - Parameters:
    ///   - kind: of the object that is waited for.
    ///   - isAdding: whether an autoscaler has been seen at work for the pod.
    init(_ diagnosis: PodDiagnosis, kind: String, isAdding: Bool) {
        let cause: Cause =
            switch diagnosis.cause {
            case .notCreated: kind == "Job" ? .jobCannotStart : .notCreated
            case .unschedulable: Unschedulable.mayPass(diagnosis.message) || isAdding ? .awaitsCapacity : .unschedulable
            case .imagePull: .imagePull
            case .containerConfiguration: .containerConfiguration
            case .volume: .volume
            case .outOfMemory: .outOfMemory
            case .crashLoop: .crashLoop
            case .evicted: .evicted
            case .failingProbe: .failingProbe
            case .pullingImage: .pullingImage
            }
        self.init(
            cause, diagnosis.message, object: diagnosis.object, container: diagnosis.container, hint: diagnosis.hint)
    }
}

extension Fault.Cause {
    fileprivate var hint: String {
        switch self {
        case .reported, .trouble, .failed: "look at it: kubectl describe"
        case .runFailed: "read its log, then run again: it starts afresh"
        case .deleted: "run the same command again"
        case .namesNotAccepted: "another CRD of its group uses them; remove one of the two"
        case .progressDeadline: "look at its pods: kubectl describe pods"
        case .jobCannotStart: "see what refuses or holds its pods: kubectl describe job"
        case .webhookUnanswered: "see why the pods behind its Service are not ready"
        case .certificateMissing:
            "whoever issues its certificate must put it in: look at cert-manager's or the operator's log"
        case .apiServiceUnavailable: "see why the Service behind it does not answer: kubectl describe apiservice"
        case .notCreated, .imagePull, .containerConfiguration, .outOfMemory, .crashLoop, .unschedulable,
            .awaitsCapacity, .volume, .evicted, .failingProbe, .pullingImage:
            "look at its pods: kubectl describe pods"
        }
    }
}

/// What a scheduler's words about a pod without a node mean.
enum Unschedulable {
    /// Whether the pod may find a node although nobody changes labels, taints or the pod: room may come free, a node may
    /// become ready, a volume may be made.
    static func mayPass(_ message: String) -> Bool {
        let passing = [
            "no nodes available", "insufficient", "too many pods", "not-ready", "not ready", "unreachable",
            "unschedulable", "cordon",
            "memory-pressure", "disk-pressure", "pid-pressure", "network-unavailable", "uninitialized",
            "free ports", "persistentvolumeclaim", "volume", "preemption: not eligible", "cannot allocate",
            "resourceclaim",
        ]
        let words = message.lowercased().replacing("preemption is not helpful for scheduling", with: "")
        // Words that say nothing of the nodes are no ground to give up.
        guard words.contains("node") else { return true }
        return passing.contains { words.contains($0) }
    }
}

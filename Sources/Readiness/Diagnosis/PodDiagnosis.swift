public import Value

/// Why a deployment's pods do not come up, from the pods and the events around them.
public struct PodDiagnosis: Sendable, Hashable {
    /// In the order in which they are worth looking at: what stops the most first.
    public enum Cause: String, Sendable, Hashable, CaseIterable {
        /// The pod was refused by the API server: quota, limit range, admission.
        case notCreated
        case unschedulable
        case imagePull
        /// The container cannot be made: a missing secret or config map, a bad command.
        case containerConfiguration
        case volume
        case outOfMemory
        case crashLoop
        case evicted
        case failingProbe
        /// Not a fault: an image is on its way.
        case pullingImage
    }

    public var cause: Cause
    /// The cluster's own words.
    public var message: String
    /// The object that shows it, "pod/name" or "replicaset/name".
    public var object: String
    public var container: String?
    /// How many pods show the same.
    public var count: Int

    public init(cause: Cause, message: String, object: String, container: String? = nil, count: Int = 1) {
        self.cause = cause
        self.message = message
        self.object = object
        self.container = container
        self.count = count
    }

    /// Whether something must change before the pod can run; an image on its way must not.
    public var isFault: Bool { cause != .pullingImage }

    /// Whether the container's log is where to look next, as long as there is one.
    public var isToldByLog: Bool { [.crashLoop, .failingProbe].contains(cause) }

    /// What to do next.
    public var hint: String {
        switch cause {
        case .notCreated: "raise or lift the quota, limit range or policy that the message names"
        case .unschedulable: "free or add nodes that fit what the pod asks for, or ask for less"
        case .imagePull: "check the image's name and tag, the pull secret, and that nodes reach the registry"
        case .containerConfiguration: "create the secret or config map that the message names"
        case .volume: "check the claim, its storage class and the node's access to the volume"
        case .outOfMemory: "raise the container's memory limit"
        case .crashLoop: "read the container's last log lines (kubectl logs --previous)"
        case .evicted: "find out what fills the node: memory, disk or process ids"
        case .failingProbe: "wait if the model is still loading; else read the container's log"
        case .pullingImage: "wait; large images take minutes"
        }
    }

    /// Everything that is found, the worst first; pods that show the same are counted together.
    ///
    /// `pods` are Pod objects; `events` are Event objects of either API group, of the pods and of what makes them.
    public static func causes(pods: [Value], events: [Value]) -> [PodDiagnosis] {
        let events = PodEvents(events)
        let found = events.refusals() + pods.flatMap { PodInspector($0, events).causes() }
        var merged: [PodDiagnosis] = []
        for diagnosis in found {
            let place = merged.firstIndex {
                $0.cause == diagnosis.cause && $0.message == diagnosis.message && $0.container == diagnosis.container
            }
            if let place { merged[place].count += 1 } else { merged.append(diagnosis) }
        }
        let rank = Dictionary(uniqueKeysWithValues: Cause.allCases.enumerated().map { ($0.element, $0.offset) })
        return merged.enumerated().sorted { left, right in
            let (leftRank, rightRank) = (rank[left.element.cause] ?? 0, rank[right.element.cause] ?? 0)
            return (leftRank, left.offset) < (rightRank, right.offset)
        }.map(\.element)
    }
}

import Value

/// What all pods of a node take together that are no fact of their own, so that what is kept does not grow with the pods
/// of a fleet.
struct NodeUse: Sendable, Hashable {
    /// Empty for the pods that wait for a node.
    var node: String
    var use = PodFact.Use()
    var pods: Int64 = 0
    /// Of the pod that would have to go first.
    var lowestPriority: Int64 = 0
}

extension NodeUse {
    mutating func add(_ pod: PodFact) {
        lowestPriority = pods == 0 ? pod.priority : min(lowestPriority, pod.priority)
        use += pod.use
        pods += 1
    }

    /// Adds what others of the node take.
    mutating func add(_ other: NodeUse) {
        guard other.pods > 0 else { return }
        lowestPriority = pods == 0 ? other.lowestPriority : min(lowestPriority, other.lowestPriority)
        use += other.use
        pods += other.pods
    }

    var value: Value {
        var shared = Interned<Value>()
        return value(sharing: &shared)
    }

    /// - Parameter shared: parts that other nodes have alike, which take memory once.
    func value(sharing shared: inout Interned<Value>) -> Value {
        [
            "node": .string(node), "use": shared(use.value), "pods": .integer(pods),
            "lowestPriority": .integer(lowestPriority),
        ]
    }

    init(value: Value) throws {
        guard let node = value["node"]?.string else {
            throw UnknownReason(.failed, "what a node's pods take is recorded without the node")
        }
        self.init(
            node: node, use: PodFact.Use(value: value["use"]), pods: value["pods"]?.integer ?? 0,
            lowestPriority: value["lowestPriority"]?.integer ?? 0)
    }
}

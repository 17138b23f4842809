import Value

/// A pod that has not ended and that holds extended resources, belongs to a wanted deployment, or waits for a node for a
/// reason.
struct PodFact: Sendable, Hashable {
    /// What pods take besides extended resources.
    struct Use: Sendable, Hashable {
        /// Thousandths of a processor.
        var milliCPU: Int64 = 0
        /// Bytes.
        var memory: Int64 = 0
        /// Bytes of ephemeral storage.
        var disk: Int64 = 0
    }

    var namespace: String
    var name: String
    /// Empty while it waits for a node.
    var node: String
    /// Extended resources, accelerators among them.
    var requests: [String: Int64]
    /// Those that tell whose pod it is.
    var labels: [String: String] = [:]
    /// As the scheduler counts it.
    var use = Use()
    var priority: Int64 = 0
    /// What keeps it from being looked at by the scheduler.
    var gates: [String] = []
    /// Why the scheduler has found no node for it; empty where it has not said so.
    var unschedulable = ""
}

extension PodFact {
    var value: Value {
        var shared = Interned<Value>()
        return value(sharing: &shared)
    }

    /// - Parameter shared: parts that other pods have alike, which take memory once.
    func value(sharing shared: inout Interned<Value>) -> Value {
        var object: Object = [
            "namespace": .string(namespace), "name": .string(name), "node": .string(node),
            "requests": shared(Value(counts: requests)),
        ]
        if !labels.isEmpty {
            let pairs = labels.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
            object["labels"] = shared(.object(Object(pairs)))
        }
        if use != Use() { object["use"] = shared(use.value) }
        if priority != 0 { object["priority"] = .integer(priority) }
        if !gates.isEmpty { object["gates"] = shared(.array(gates.map(Value.string))) }
        if !unschedulable.isEmpty { object["unschedulable"] = .string(unschedulable) }
        return .object(object)
    }

    init(value: Value) throws {
        guard let name = value["name"]?.string else { throw UnknownReason(.failed, "a recorded pod has no name") }
        self.init(
            namespace: value["namespace"]?.string ?? "", name: name, node: value["node"]?.string ?? "",
            requests: NodeFact.counts(value["requests"]))
        for (key, text) in value["labels"]?.object ?? [:] { labels[key] = text.string }
        use = Use(value: value["use"])
        priority = value["priority"]?.integer ?? 0
        gates = (value["gates"]?.array ?? []).compactMap(\.string)
        unschedulable = value["unschedulable"]?.string ?? ""
    }
}

extension PodFact.Use {
    static func += (left: inout Self, right: Self) {
        left.milliCPU = left.milliCPU.adding(right.milliCPU)
        left.memory = left.memory.adding(right.memory)
        left.disk = left.disk.adding(right.disk)
    }

    var value: Value { ["milliCPU": .integer(milliCPU), "memory": .integer(memory), "disk": .integer(disk)] }

    init(value: Value?) {
        self.init(
            milliCPU: value?["milliCPU"]?.integer ?? 0, memory: value?["memory"]?.integer ?? 0,
            disk: value?["disk"]?.integer ?? 0)
    }
}

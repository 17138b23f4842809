import Value

/// The recorded form. What a node does not report is left out, and so it is not known of nodes in older snapshots.
extension NodeFact {
    var value: Value {
        var shared = Interned<Value>()
        return value(sharing: &shared)
    }

    /// - Parameter shared: parts that other nodes have alike, which take memory once.
    func value(sharing shared: inout Interned<Value>) -> Value {
        var object: Object = ["name": .string(name)]
        if let isReady { object["ready"] = .bool(isReady) }
        if isCordoned { object["cordoned"] = true }
        var labels = labels
        // What every node has, and no two alike.
        if labels[Self.hostname] == name {
            object["hostname"] = true
            labels[Self.hostname] = nil
        }
        if !labels.isEmpty {
            let pairs = labels.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
            object["labels"] = shared(.object(Object(pairs)))
        }
        if !capacity.isEmpty { object["capacity"] = shared(Value(counts: capacity)) }
        if !allocatable.isEmpty { object["allocatable"] = shared(Value(counts: allocatable)) }
        if !taints.isEmpty { object["taints"] = shared(.array(taints.map(\.recorded))) }
        let room = room.value
        if !room.isEmpty { object["room"] = shared(.object(room)) }
        let system = system
        if !system.isEmpty { object["system"] = shared(.object(system)) }
        if !pressures.isEmpty { object["pressures"] = shared(.array(pressures.map(Value.string))) }
        return .object(object)
    }

    /// The label that tells a node by its name.
    private static let hostname = "kubernetes.io/hostname"

    private var system: Object {
        var object: Object = [:]
        if !architecture.isEmpty { object["architecture"] = .string(architecture) }
        if !operatingSystem.isEmpty { object["operatingSystem"] = .string(operatingSystem) }
        if !kubelet.isEmpty { object["kubelet"] = .string(kubelet) }
        if let runtimeHandlers { object["runtimeHandlers"] = .array(runtimeHandlers.map(Value.string)) }
        return object
    }

    init(value: Value) throws {
        guard let name = value["name"]?.string else { throw UnknownReason(.failed, "a recorded node has no name") }
        self.init(name: name)
        for (key, text) in value["labels"]?.object ?? [:] { labels[key] = text.string }
        if value["hostname"]?.bool == true { labels[Self.hostname] = name }
        capacity = NodeFact.counts(value["capacity"])
        allocatable = NodeFact.counts(value["allocatable"])
        taints = (value["taints"]?.array ?? []).map(Taint.init(recorded:))
        isCordoned = value["cordoned"]?.bool ?? false
        isReady = value["ready"]?.bool
        room = Room(value: value["room"])
        let system = value["system"]
        architecture = system?["architecture"]?.string ?? ""
        operatingSystem = system?["operatingSystem"]?.string ?? ""
        kubelet = system?["kubelet"]?.string ?? ""
        runtimeHandlers = (system?["runtimeHandlers"]?.array).map { $0.compactMap(\.string) }
        pressures = (value["pressures"]?.array ?? []).compactMap(\.string)
    }
}

extension NodeFact.Taint {
    fileprivate var recorded: Value { ["key": .string(key), "value": .string(value), "effect": .string(effect)] }

    fileprivate init(recorded: Value) {
        self.init(
            key: recorded["key"]?.string ?? "", value: recorded["value"]?.string ?? "",
            effect: recorded["effect"]?.string ?? "")
    }
}

extension NodeFact.Room {
    /// Only what is reported.
    fileprivate var value: Object {
        var object: Object = [:]
        for (key, amount) in [("milliCPU", milliCPU), ("memory", memory), ("disk", disk), ("pods", pods)]
        where amount != .max {
            object[key] = .integer(amount)
        }
        return object
    }

    fileprivate init(value: Value?) {
        self.init(
            milliCPU: value?["milliCPU"]?.integer ?? .max, memory: value?["memory"]?.integer ?? .max,
            disk: value?["disk"]?.integer ?? .max, pods: value?["pods"]?.integer ?? .max)
    }
}

extension Value {
    init(counts: [String: Int64]) {
        self = .object(Object(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
    }
}

extension NodeFact {
    /// Those of an object's members that are whole numbers.
    static func counts(_ value: Value?) -> [String: Int64] {
        var counts: [String: Int64] = [:]
        for (key, count) in value?.object ?? [:] { counts[key] = count.integer }
        return counts
    }
}

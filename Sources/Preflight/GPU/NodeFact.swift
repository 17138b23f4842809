import Value

/// What placement needs to know of a node.
struct NodeFact: Sendable, Hashable {
    struct Taint: Sendable, Hashable {
        var key: String
        var value: String
        var effect: String
    }

    var name: String
    var labels: [String: String] = [:]
    /// By resource, accelerators only.
    var capacity: [String: Int64] = [:]
    var allocatable: [String: Int64] = [:]
    var taints: [Taint] = []
    var isCordoned = false
    /// Nil when the node never reported it.
    var isReady: Bool?
}

extension NodeFact {
    var value: Value {
        var object: Object = ["name": .string(name)]
        if let isReady { object["ready"] = .bool(isReady) }
        if isCordoned { object["cordoned"] = true }
        if !labels.isEmpty {
            object["labels"] = .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        if !capacity.isEmpty { object["capacity"] = Value(counts: capacity) }
        if !allocatable.isEmpty { object["allocatable"] = Value(counts: allocatable) }
        if !taints.isEmpty {
            object["taints"] = .array(
                taints.map { ["key": .string($0.key), "value": .string($0.value), "effect": .string($0.effect)] })
        }
        return .object(object)
    }

    init(value: Value) throws {
        guard let name = value["name"]?.string else { throw UnknownReason(.failed, "a recorded node has no name") }
        self.init(name: name)
        for (key, text) in value["labels"]?.object ?? [:] { labels[key] = text.string }
        capacity = Self.counts(value["capacity"])
        allocatable = Self.counts(value["allocatable"])
        taints = (value["taints"]?.array ?? []).map {
            Taint(key: $0["key"]?.string ?? "", value: $0["value"]?.string ?? "", effect: $0["effect"]?.string ?? "")
        }
        isCordoned = value["cordoned"]?.bool ?? false
        isReady = value["ready"]?.bool
    }

    private static func counts(_ value: Value?) -> [String: Int64] {
        var counts: [String: Int64] = [:]
        for (key, count) in value?.object ?? [:] { counts[key] = count.integer }
        return counts
    }
}

extension Value {
    init(counts: [String: Int64]) {
        self = .object(Object(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
    }
}

extension [String: Int64] {
    mutating func add(_ count: Int64, to key: String) {
        self[key] = (self[key] ?? 0).addingReportingOverflow(count).partialValue
    }
}

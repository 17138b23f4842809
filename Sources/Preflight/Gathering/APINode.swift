import Value

/// What facts need of a node, as the API server serves it.
struct APINode: Decodable, Sendable {
    struct Metadata: Decodable, Sendable {
        var name: String
        var labels: [String: String]?
    }
    struct Spec: Decodable, Sendable {
        var unschedulable: Bool?
        var taints: [Taint]?
    }
    struct Taint: Decodable, Sendable {
        var key: String
        var value: String?
        var effect: String
    }
    struct Status: Decodable, Sendable {
        var capacity: [String: QuantityText]?
        var allocatable: [String: QuantityText]?
        var conditions: [Condition]?
        var nodeInfo: Info?
        var runtimeHandlers: [Handler]?
    }
    struct Condition: Decodable, Sendable {
        var type: String
        var status: String
    }
    struct Info: Decodable, Sendable {
        var kubeletVersion: String?
        var operatingSystem: String?
        var architecture: String?
    }
    struct Handler: Decodable, Sendable { var name: String? }

    var metadata: Metadata
    var spec: Spec?
    var status: Status?

    /// - Parameter keys: labels that are kept besides those that always are.
    func fact(keeping keys: Set<String>) throws -> NodeFact {
        var fact = NodeFact(
            name: metadata.name,
            labels: (metadata.labels ?? [:]).filter { keys.contains($0.key) || Accelerator.isKept(label: $0.key) },
            capacity: try status?.capacity?.extended() ?? [:],
            allocatable: try status?.allocatable?.extended() ?? [:],
            taints: (spec?.taints ?? []).map { .init(key: $0.key, value: $0.value ?? "", effect: $0.effect) },
            isCordoned: spec?.unschedulable ?? false)
        let conditions = status?.conditions ?? []
        fact.isReady = conditions.first { $0.type == "Ready" }.map { $0.status == "True" }
        fact.pressures = NodeFact.knownPressures.filter { name in
            conditions.contains { $0.type == name && $0.status == "True" }
        }
        fact.room = try room(status?.allocatable ?? [:])
        fact.architecture = status?.nodeInfo?.architecture ?? ""
        fact.operatingSystem = status?.nodeInfo?.operatingSystem ?? ""
        fact.kubelet = status?.nodeInfo?.kubeletVersion ?? ""
        if let handlers = status?.runtimeHandlers, !handlers.isEmpty {
            fact.runtimeHandlers = handlers.compactMap(\.name).filter { !$0.isEmpty }
        }
        return fact
    }

    private func room(_ allocatable: [String: QuantityText]) throws -> NodeFact.Room {
        let counts = try allocatable.counted()
        var room = NodeFact.Room()
        room.milliCPU = counts["cpu"] ?? .max
        room.memory = counts["memory"] ?? .max
        room.disk = counts["ephemeral-storage"] ?? .max
        if let pods = allocatable["pods"] { room.pods = try Quantity(pods.text).integer }
        return room
    }
}

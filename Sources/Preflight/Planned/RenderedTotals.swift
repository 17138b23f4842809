import Value

/// What is added to a namespace, by the names that ResourceQuotas count it under; as quantities.
struct RenderedTotals: Sendable {
    private var counts: [String: Int64] = [:]
    private var milliCPU: [String: Int64] = [:]

    /// - Parameters:
    ///   - objects: rendered ones; those that the release has already add nothing.
    ///   - demands: deployments whose pods their providers' operators make.
    init(_ objects: [Value], _ pods: [Value], _ demands: [GPUDemand]) {
        for object in objects where object["held"] != true && object["hook"] != true { add(object: object) }
        let new = pods.filter { $0["held"] != true && $0["hook"] != true }
        for pod in new { add(pod: pod) }
        // What an operator makes of a deployment is known by its workers alone.
        for demand in demands where !new.contains(where: { Self.isWorker($0, demand) }) { add(demand: demand) }
    }

    var value: Value {
        var members: [(String, Value)] = counts.map { ($0.key, .string(String($0.value))) }
        members += milliCPU.map { ($0.key, .string("\($0.value)m")) }
        return .object(Object(members.sorted { $0.0 < $1.0 }))
    }

    private mutating func add(object: Value) {
        guard let kind = object["kind"]?.string, let apiVersion = object["apiVersion"]?.string else { return }
        let plural = ResourceGuess.plural(of: kind)
        let group = apiVersion.contains("/") ? ".\(apiVersion.prefix { $0 != "/" })" : ""
        counts.add(1, to: "count/\(plural)\(group)")
        if group.isEmpty, Self.counted.contains(plural) { counts.add(1, to: plural) }
    }

    /// Core kinds that quotas also count without `count/`.
    private static let counted: Set<String> = [
        "configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas", "secrets", "services",
    ]

    private mutating func add(pod: Value) {
        let replicas = pod["replicas"]?.integer ?? 0
        guard replicas > 0 else { return }
        addPods(replicas)
        func amount(_ value: Value?) -> Int64 {
            (value?.integer ?? 0).multipliedReportingOverflow(by: replicas).partialValue
        }
        let use = pod["use"]
        for name in ["cpu", "requests.cpu"] { milliCPU.add(amount(use?["milliCPU"]), to: name) }
        for name in ["memory", "requests.memory"] { counts.add(amount(use?["memory"]), to: name) }
        for name in ["ephemeral-storage", "requests.ephemeral-storage"] { counts.add(amount(use?["disk"]), to: name) }
        for (name, count) in pod["requests"]?.object ?? [:] { counts.add(amount(count), to: "requests.\(name)") }
        for container in pod["containers"]?.array ?? [] where container["init"] != true {
            let limits = container["limits"]
            if let cpu = Self.quantity(limits?["cpu"]) {
                milliCPU.add(amount(.integer(cpu.milli)), to: "limits.cpu")
            }
            if let memory = Self.quantity(limits?["memory"]) {
                counts.add(amount(.integer(memory.integer)), to: "limits.memory")
            }
        }
    }

    /// Nil for what is none: the server says what is wrong with it.
    private static func quantity(_ value: Value?) -> Quantity? { value.flatMap { try? Quantity($0) } }

    private mutating func addPods(_ count: Int64) {
        counts.add(count, to: "pods")
        counts.add(count, to: "count/pods")
    }

    private static func isWorker(_ pod: Value, _ demand: GPUDemand) -> Bool {
        pod["owner"]?.string == "model \(demand.namespace)/\(demand.name)"
            && (pod["requests"]?.object ?? [:]).keys.contains(where: Accelerator.isOne)
    }

    private mutating func add(demand: GPUDemand) {
        addPods(demand.workers)
        guard demand.claim == nil, demand.gpus > 0 else { return }
        let resources = demand.resource.map { [$0] } ?? Accelerator.wholeResources(of: demand.vendor)
        // Which of several it will be is not known.
        guard resources.count == 1, let resource = resources.first else { return }
        counts.add(demand.gpus, to: "requests.\(resource)")
    }
}

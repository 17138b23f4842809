import Value

/// What is added to a namespace, by the names that ResourceQuotas count it under; as quantities.
struct RenderedTotals: Sendable {
    private var counts: [String: Int64] = [:]
    private var milliCPU: [String: Int64] = [:]
    /// Quantities that cannot be read, each with its object and its text, by the names that are more than is counted here.
    private var unread: [String: [String]] = [:]

    /// - Parameters:
    ///   - objects: rendered ones; those that the release has already add nothing.
    ///   - pods: those of `RenderedView.changes`, which are fewer where their `replicas` are below zero.
    ///   - demands: deployments whose pods their providers' operators make.
    init(_ objects: [Value], _ pods: [Value], _ demands: [GPUDemand]) {
        for object in objects where object["held"] != true && object["hook"] != true { add(object: object) }
        for pod in pods { add(pod: pod) }
        for demand in demands { add(demand: demand) }
    }

    var value: Value {
        var members: [(String, Value)] = counts.map { ($0.key, .string(String($0.value))) }
        members += milliCPU.map { ($0.key, .string("\($0.value)m")) }
        return .object(Object(members.sorted { $0.0 < $1.0 }))
    }

    /// What the totals lack, by the same names.
    var lacking: Value {
        .object(Object(unread.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map(Value.string))) }))
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
        guard replicas != 0 else { return }
        addPods(replicas)
        func amount(_ value: Value?) -> Int64 { (value?.integer ?? 0).times(replicas) }
        let use = pod["use"]
        for name in ["cpu", "requests.cpu"] { milliCPU.add(amount(use?["milliCPU"]), to: name) }
        for name in ["memory", "requests.memory"] { counts.add(amount(use?["memory"]), to: name) }
        for name in ["ephemeral-storage", "requests.ephemeral-storage"] { counts.add(amount(use?["disk"]), to: name) }
        for (name, count) in pod["requests"]?.object ?? [:] { counts.add(amount(count), to: "requests.\(name)") }
        for container in pod["containers"]?.array ?? [] where container["init"] != true {
            func limit(_ resource: String) -> Quantity? {
                StatedQuantity(container["limits"]?[resource], at: resource).quantity
            }
            if let cpu = limit("cpu") { milliCPU.add(cpu.milli.times(replicas), to: "limits.cpu") }
            for name in ["memory", "ephemeral-storage"] {
                if let bytes = limit(name) { counts.add(bytes.integer.times(replicas), to: "limits.\(name)") }
            }
        }
        for problem in pod["unread"]?.array ?? [] where replicas > 0 { add(problem: problem, of: pod) }
    }

    private mutating func add(problem: Value, of pod: Value) {
        let (container, list) = (problem["container"]?.string ?? "", problem["list"]?.string ?? "")
        let resource = problem["resource"]?.string ?? ""
        let place = (pod["object"]?.string ?? "") + (container.isEmpty ? "" : ", container \(container)")
        let words = "\(place): \(list).\(resource) is \"\(problem["text"]?.string ?? "")\""
        var names: [String] = []
        if list == "limits" { names.append("limits.\(resource)") }
        let asked = (pod["containers"]?.array ?? []).first { $0["name"]?.string == container }?["requests"]
        // A limit is the request where there is no other.
        if list != "limits" || asked?[resource] == nil {
            names.append("requests.\(resource)")
            if Self.bare.contains(resource) { names.append(resource) }
        }
        for name in names { unread[name, default: []].append(words) }
    }

    /// Resources whose requests quotas also count by the bare name.
    private static let bare: Set<String> = ["cpu", "memory", "ephemeral-storage"]

    private mutating func addPods(_ count: Int64) {
        counts.add(count, to: "pods")
        counts.add(count, to: "count/pods")
    }

    /// What an operator makes of a deployment is known by its workers alone.
    private mutating func add(demand: GPUDemand) {
        addPods(demand.workers)
        func amount(_ each: Int64) -> Int64 { each.times(demand.workers) }
        for name in ["cpu", "requests.cpu"] { milliCPU.add(amount(demand.use.milliCPU), to: name) }
        for name in ["memory", "requests.memory"] { counts.add(amount(demand.use.memory), to: name) }
        for name in ["ephemeral-storage", "requests.ephemeral-storage"] {
            counts.add(amount(demand.use.disk), to: name)
        }
        for (name, count) in demand.extra { counts.add(amount(count), to: "requests.\(name)") }
        guard demand.claim == nil, demand.gpus > 0 else { return }
        let resources = demand.resource.map { [$0] } ?? Accelerator.wholeResources(of: demand.vendor)
        // Which of several it will be is not known.
        guard resources.count == 1, let resource = resources.first else { return }
        counts.add(demand.gpus, to: "requests.\(resource)")
    }
}

import Value

/// What ResourceQuotas leave no room for, and what they want stated; pure.
///
/// What is found is told whatever else there is; nothing passes for found to fit that could not be read.
struct QuotaFindings: Sendable {
    /// The variable's value: `{over, unstated, unsure}`.
    let value: Value

    /// What is known of nodes.
    struct Nodes: Sendable {
        var nodes: [NodeFact]
        /// As `JudgedFacts` has them.
        var labels: Set<String>
    }

    /// - Parameters:
    ///   - rendered: nil where nothing is planned.
    ///   - quotas: of the namespaces that are wanted, with `spec` and `status`; null where there are none of the type.
    ///   - limitRanges: of the same namespaces, with `spec.limits`.
    ///   - nodes: asked for where pods run on each of them.
    /// - Throws: why nodes are not known, or which quantities cannot be read, where nothing was found and one of them may be
    ///   too much.
    init(
        rendered: RenderedView?, quotas: Value, limitRanges: Value, nodes: () throws(UnknownReason) -> Nodes
    ) throws(UnknownReason) {
        var over: [Value] = []
        var unread: [String] = []
        var unstated: [Value] = []
        var unsure: [Value] = []
        var missing: UnknownReason?
        for quota in quotas.array ?? [] {
            guard let rendered else { continue }
            let namespace = quota["metadata"]?["namespace"]?.string ?? ""
            let defaults = Self.defaults(limitRanges, namespace)
            let hasDefaults = !defaults.requests.union(defaults.limits).isDisjoint(with: ["cpu", "memory"])
            let scope = QuotaScope(quota["spec"], hasDefaults: hasDefaults)
            let load = QuotaLoad(rendered, in: namespace, scope, nodes)
            missing = missing ?? load.missing
            let room = Self.room(quota, load)
            over += room.over
            unsure += room.unsure
            unread += room.unread
            let pods = rendered.pods.filter {
                $0["namespace"]?.string == namespace && $0["exact"] == true && scope.counts($0) == true
            }
            unstated += Self.unstated(quota, pods, defaults)
        }
        if over.isEmpty, unstated.isEmpty {
            if let missing { throw missing }
            guard unread.isEmpty else { throw UnknownReason.unread(unread) }
        }
        value = ["over": .array(over), "unstated": .array(unstated), "unsure": .array(unsure)]
    }

    private static func name(_ quota: Value) -> Value {
        [
            "namespace": quota["metadata"]?["namespace"] ?? "", "quota": quota["metadata"]?["name"] ?? "",
        ]
    }

    private static func place(_ quota: Value) -> String {
        "\(quota["metadata"]?["namespace"]?.string ?? "")/\(quota["metadata"]?["name"]?.string ?? "")"
    }

    private static func text(_ value: Value?) -> String? { value.map { $0.string ?? $0.json() } }

    // MARK: - Room

    private struct Room {
        var over: [Value] = []
        /// It may be too much, by what nobody but the server knows.
        var unsure: [Value] = []
        /// What cannot be read of what hangs on it.
        var unread: [String] = []
    }

    private static func room(_ quota: Value, _ load: QuotaLoad) -> Room {
        var room = Room()
        let (allowed, taken) = (quota["spec"]?["hard"], quota["status"]?["used"])
        for resource in allowed?.object?.keys ?? [] {
            let lacking = load.lacking(resource)
            room.unread += lacking
            let (least, most) = (load.least(resource), load.most(resource))
            guard most > .zero || !lacking.isEmpty else { continue }
            let hard = StatedQuantity(allowed?[resource], at: "quota \(place(quota)): hard.\(resource)")
            let used = StatedQuantity(taken?[resource], at: "quota \(place(quota)): used.\(resource)")
            room.unread += hard.problems + used.problems
            // The server admits nothing that a quota counts until the quota's controller has counted.
            if used.isAbsent { room.unread.append("quota \(place(quota)): used.\(resource) is not counted yet") }
            // What cannot be read makes it more, if anything.
            guard let bound = hard.quantity else { continue }
            func exceeds(_ added: Quantity) -> Bool { added > .zero && (used.quantity ?? .zero) + added > bound }
            func entry(_ added: Quantity) -> Value {
                name(quota).merged(with: [
                    "resource": .string(resource), "hard": .string(text(allowed?[resource]) ?? ""),
                    "used": .string(text(taken?[resource]) ?? "0"), "added": .string("\(added)"),
                ])
            }
            if exceeds(least) {
                room.over.append(entry(least))
            } else if exceeds(most) {
                room.unsure.append(entry(most))
            }
        }
        return room
    }

    // MARK: - What has to be stated

    /// What a quota counts, by what a container has to say for it.
    private static let wanted: [(quota: String, resource: String, ofLimits: Bool)] = [
        ("requests.cpu", "cpu", false), ("cpu", "cpu", false), ("requests.memory", "memory", false),
        ("memory", "memory", false), ("limits.cpu", "cpu", true), ("limits.memory", "memory", true),
    ]

    private static func unstated(
        _ quota: Value, _ pods: [Value], _ defaults: (requests: Set<String>, limits: Set<String>)
    ) -> [Value] {
        let hard = quota["spec"]?["hard"]?.object ?? [:]
        return wanted.compactMap { want in
            guard hard[want.quota] != nil else { return nil }
            let isGiven = (want.ofLimits ? defaults.limits : defaults.requests.union(defaults.limits))
                .contains(want.resource)
            guard !isGiven else { return nil }
            let names = pods.flatMap { pod in
                (pod["containers"]?.array ?? []).filter { isSilent($0, on: want.resource, ofLimits: want.ofLimits) }
                    .map { "\($0["name"]?.string ?? "") of \(pod["object"]?.string ?? "")" }
            }
            guard !names.isEmpty else { return nil }
            return name(quota).merged(with: [
                "resource": .string(want.quota), "containers": .array(names.map(Value.string)),
            ])
        }
    }

    private static func isSilent(_ container: Value, on resource: String, ofLimits: Bool) -> Bool {
        guard container["limits"]?[resource] == nil else { return false }
        return ofLimits || container["requests"]?[resource] == nil
    }

    /// What LimitRanges give to containers that say nothing.
    private static func defaults(
        _ limitRanges: Value, _ namespace: String
    ) -> (requests: Set<String>, limits: Set<String>) {
        var requests: Set<String> = []
        var limits: Set<String> = []
        for range in limitRanges.array ?? [] where range["metadata"]?["namespace"]?.string == namespace {
            for limit in range["spec"]?["limits"]?.array ?? [] where limit["type"] == "Container" {
                requests.formUnion(limit["defaultRequest"]?.object?.keys ?? [])
                limits.formUnion(limit["default"]?.object?.keys ?? [])
            }
        }
        return (requests, limits)
    }
}

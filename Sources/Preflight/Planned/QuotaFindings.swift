import Value

/// What ResourceQuotas leave no room for, and what they want stated; pure.
struct QuotaFindings: Sendable {
    /// The variable's value: `{over, unstated, scoped}`.
    let value: Value

    /// - Parameters:
    ///   - rendered: as `RenderedView` gives it; null where nothing is planned.
    ///   - quotas: of the namespaces that are wanted, with `spec` and `status`; null where there are none of the type.
    ///   - limitRanges: of the same namespaces, with `spec.limits`.
    init(rendered: Value, quotas: Value, limitRanges: Value) {
        var over: [Value] = []
        var unstated: [Value] = []
        var scoped: [Value] = []
        for quota in quotas.array ?? [] {
            let namespace = quota["metadata"]?["namespace"]?.string ?? ""
            let spec = quota["spec"]
            // Which of the pods they are about is for the server to tell.
            if spec?["scopes"]?.array?.isEmpty == false || spec?["scopeSelector"].map({ !$0.isNull }) == true {
                scoped.append(Self.name(quota))
                continue
            }
            let totals = (rendered["namespaces"]?.array ?? []).first { $0["name"]?.string == namespace }?["totals"]
            over += Self.over(quota, totals)
            let containers = (rendered["containers"]?.array ?? []).filter {
                $0["namespace"]?.string == namespace && $0["exact"] == true
            }
            let defaults = Self.defaults(limitRanges, namespace)
            unstated += Self.unstated(quota, containers, defaults)
        }
        value = ["over": .array(over), "unstated": .array(unstated), "scoped": .array(scoped)]
    }

    private static func name(_ quota: Value) -> Value {
        [
            "namespace": quota["metadata"]?["namespace"] ?? "", "quota": quota["metadata"]?["name"] ?? "",
        ]
    }

    private static func text(_ value: Value?) -> String? { value.map { $0.string ?? $0.json() } }

    /// Nil for what is none.
    private static func quantity(_ value: Value?) -> Quantity? { value.flatMap { try? Quantity($0) } }

    // MARK: - Room

    private static func over(_ quota: Value, _ totals: Value?) -> [Value] {
        (quota["spec"]?["hard"]?.object ?? [:]).compactMap { resource, hard -> Value? in
            guard let most = quantity(hard), let added = quantity(totals?[resource]), added > .zero else { return nil }
            let used = quantity(quota["status"]?["used"]?[resource]) ?? .zero
            guard used + added > most else { return nil }
            return name(quota).merged(with: [
                "resource": .string(resource), "hard": .string(text(hard) ?? ""),
                "used": .string(text(quota["status"]?["used"]?[resource]) ?? "0"), "added": .string("\(added)"),
            ])
        }
    }

    // MARK: - What has to be stated

    /// What a quota counts, by what a container has to say for it.
    private static let wanted: [(quota: String, resource: String, ofLimits: Bool)] = [
        ("requests.cpu", "cpu", false), ("cpu", "cpu", false), ("requests.memory", "memory", false),
        ("memory", "memory", false), ("limits.cpu", "cpu", true), ("limits.memory", "memory", true),
    ]

    private static func unstated(
        _ quota: Value, _ containers: [Value], _ defaults: (requests: Set<String>, limits: Set<String>)
    ) -> [Value] {
        let hard = quota["spec"]?["hard"]?.object ?? [:]
        return wanted.compactMap { want in
            guard hard[want.quota] != nil else { return nil }
            let isGiven = (want.ofLimits ? defaults.limits : defaults.requests.union(defaults.limits))
                .contains(want.resource)
            guard !isGiven else { return nil }
            let silent = containers.filter { container in
                let hasLimit = container["limits"]?[want.resource] != nil
                return !hasLimit && (want.ofLimits || container["requests"]?[want.resource] == nil)
            }
            guard !silent.isEmpty else { return nil }
            let names = silent.map { "\($0["name"]?.string ?? "") of \($0["object"]?.string ?? "")" }
            return name(quota).merged(with: [
                "resource": .string(want.quota), "containers": .array(names.map(Value.string)),
            ])
        }
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

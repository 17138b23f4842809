import Value

/// What ResourceQuotas leave no room for, and what they want stated; pure.
///
/// What is found is told whatever else there is; nothing passes for found to fit that could not be read.
struct QuotaFindings: Sendable {
    /// The variable's value: `{over, unstated, scoped}`.
    let value: Value

    /// - Parameters:
    ///   - rendered: as `RenderedView` gives it; null where nothing is planned.
    ///   - quotas: of the namespaces that are wanted, with `spec` and `status`; null where there are none of the type.
    ///   - limitRanges: of the same namespaces, with `spec.limits`.
    /// - Throws: which quantities cannot be read, where nothing was found and one of them may be too much.
    init(rendered: Value, quotas: Value, limitRanges: Value) throws(UnknownReason) {
        var over: [Value] = []
        var unread: [String] = []
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
            let added = (rendered["namespaces"]?.array ?? []).first { $0["name"]?.string == namespace }
            let room = Self.room(quota, added)
            over += room.over
            unread += room.unread
            let containers = (rendered["containers"]?.array ?? []).filter {
                $0["namespace"]?.string == namespace && $0["exact"] == true
            }
            let defaults = Self.defaults(limitRanges, namespace)
            unstated += Self.unstated(quota, containers, defaults)
        }
        guard unread.isEmpty || !over.isEmpty || !unstated.isEmpty else { throw UnknownReason.unread(unread) }
        value = ["over": .array(over), "unstated": .array(unstated), "scoped": .array(scoped)]
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
        /// What cannot be read of what hangs on it.
        var unread: [String] = []
    }

    /// - Parameter namespace: what is added to it, as `rendered.namespaces` has it; nil where nothing is.
    private static func room(_ quota: Value, _ namespace: Value?) -> Room {
        var room = Room()
        let (allowed, taken) = (quota["spec"]?["hard"], quota["status"]?["used"])
        for resource in allowed?.object?.keys ?? [] {
            let lacking = namespace?["lacking"]?[resource]?.array ?? []
            room.unread += lacking.compactMap(\.string)
            let added = StatedQuantity(namespace?["totals"]?[resource], at: resource).quantity ?? .zero
            guard added > .zero || !lacking.isEmpty else { continue }
            let hard = StatedQuantity(allowed?[resource], at: "quota \(place(quota)): hard.\(resource)")
            let used = StatedQuantity(taken?[resource], at: "quota \(place(quota)): used.\(resource)")
            room.unread += hard.problems + used.problems
            // The server admits nothing that a quota counts until the quota's controller has counted.
            if used.isAbsent { room.unread.append("quota \(place(quota)): used.\(resource) is not counted yet") }
            // What cannot be read makes it more, if anything.
            guard let most = hard.quantity, added > .zero, (used.quantity ?? .zero) + added > most else { continue }
            room.over.append(
                name(quota).merged(with: [
                    "resource": .string(resource), "hard": .string(text(allowed?[resource]) ?? ""),
                    "used": .string(text(taken?[resource]) ?? "0"), "added": .string("\(added)"),
                ]))
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

import Value

extension RenderedPod {
    private struct Part {
        var value: Value
        var isInit: Bool

        var name: String { value["name"]?.string ?? "" }
    }

    private var parts: [Part] {
        (spec["initContainers"]?.array ?? []).map { Part(value: $0, isInit: true) }
            + (spec["containers"]?.array ?? []).map { Part(value: $0, isInit: false) }
    }

    /// What checks may know of it: no value of an environment, no argument.
    var summary: Value {
        let (use, requests) = taken
        let rules = PodSecurityRules(spec: spec, annotations: annotations)
        let volumes = spec["volumes"]?.array ?? []
        let claims = spec["resourceClaims"]?.array ?? []
        let account = spec["serviceAccountName"]?.string ?? spec["serviceAccount"]?.string ?? "default"
        var object: Object = [
            "path": .string(path.description), "replicas": .integer(replicas), "perNode": .bool(isPerNode),
            "exact": .bool(isExact),
        ]
        object["images"] = texts(parts.map { $0.value["image"] })
        object["containers"] = .array(parts.map(Self.container))
        object["pullSecrets"] = texts((spec["imagePullSecrets"]?.array ?? []).map { $0["name"] })
        object["sources"] = .array(sources)
        object["use"] = use.value
        object["requests"] = Value(counts: requests)
        object["unread"] = .array(unread)
        object["runtimeClass"] = text("runtimeClassName")
        object["priorityClass"] = text("priorityClassName")
        object["serviceAccount"] = .string(account)
        object["nodeSelector"] = .object(spec["nodeSelector"]?.object ?? [:])
        object["tolerations"] = .array(spec["tolerations"]?.array ?? [])
        object["claims"] = texts(volumes.map { $0["persistentVolumeClaim"]?["claimName"] })
        object["resourceClaims"] = texts(
            claims.map { $0["resourceClaimTemplateName"] ?? $0["resourceClaimName"] })
        object["ending"] = .bool(spec["activeDeadlineSeconds"]?.isNull == false)
        object["affine"] = .bool(nodeAffinity)
        object["crossNamespace"] = .bool(isNearOtherNamespaces)
        object["baseline"] = .array(rules.baseline.map(Value.string))
        object["restricted"] = .array(rules.restricted.map(Value.string))
        return .object(object)
    }

    /// Whether it has to go to some nodes by more than their labels' values.
    private var nodeAffinity: Bool {
        let required = spec["affinity"]?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]
        return required?.isNull == false
    }

    /// Whether it has to stand near pods of other namespaces, or far from them, as quotas ask.
    private var isNearOtherNamespaces: Bool {
        let kinds = ["podAffinity", "podAntiAffinity"].compactMap { spec["affinity"]?[$0] }
        let required = kinds.flatMap { $0["requiredDuringSchedulingIgnoredDuringExecution"]?.array ?? [] }
        let preferred = kinds.flatMap { $0["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? [] }
        return (required + preferred.compactMap { $0["podAffinityTerm"] }).contains { term in
            term["namespaces"]?.array?.isEmpty == false || term["namespaceSelector"]?.isNull == false
        }
    }

    private func text(_ key: String) -> Value { .string(spec[key]?.string ?? "") }

    /// Each once.
    private func texts(_ values: [Value?]) -> Value {
        var texts: [String] = []
        for text in values.compactMap({ $0?.string }) where !text.isEmpty && !texts.contains(text) {
            texts.append(text)
        }
        return .array(texts.map(Value.string))
    }

    private static func container(_ part: Part) -> Value {
        func quantities(_ key: String) -> Value {
            let members = (part.value["resources"]?[key]?.object ?? [:]).filter { !$0.value.isNull }
            return .object(Object(members.map { ($0.key, .string($0.value.string ?? $0.value.json())) }))
        }
        return [
            "name": .string(part.name), "init": .bool(part.isInit), "requests": quantities("requests"),
            "limits": quantities("limits"),
        ]
    }

    // MARK: - What one of them takes

    /// As the scheduler counts it; what `unread` tells of counts as nothing.
    private var taken: (use: PodFact.Use, requests: [String: Int64]) {
        func container(_ part: Part) -> PodRequests.Container {
            let resources = part.value["resources"]
            return PodRequests.Container(
                requests: Self.counts(resources?["requests"]), limits: Self.counts(resources?["limits"]),
                isRestartable: part.isInit && part.value["restartPolicy"] == "Always")
        }
        var totals = PodRequests(
            containers: parts.filter { !$0.isInit }.map(container),
            initContainers: parts.filter(\.isInit).map(container), overhead: Self.counts(spec["overhead"]),
            whole: Self.counts(spec["resources"]?["requests"])
        ).totals
        let use = PodFact.Use(
            milliCPU: totals.removeValue(forKey: "cpu") ?? 0, memory: totals.removeValue(forKey: "memory") ?? 0,
            disk: totals.removeValue(forKey: "ephemeral-storage") ?? 0)
        return (use, totals)
    }

    private static func counts(_ resources: Value?) -> [String: Int64] {
        var counts: [String: Int64] = [:]
        for (name, value) in resources?.object ?? [:] {
            guard let quantity = StatedQuantity(value, at: name).quantity else { continue }
            counts[name] = name == "cpu" ? quantity.milli : quantity.integer
        }
        return counts
    }

    /// Quantities that cannot be read, of its containers and, without a name, of the pod as a whole.
    private var unread: [Value] {
        var unread: [Value] = []
        for part in parts {
            for list in ["requests", "limits"] {
                unread += Self.unread(part.value["resources"]?[list], list, of: part.name)
            }
        }
        return unread + Self.unread(spec["overhead"], "overhead", of: "")
            + Self.unread(spec["resources"]?["requests"], "requests", of: "")
    }

    private static func unread(_ resources: Value?, _ list: String, of container: String) -> [Value] {
        (resources?.object ?? [:]).compactMap { resource, amount -> Value? in
            guard case .unread = StatedQuantity(amount, at: resource) else { return nil }
            return [
                "container": .string(container), "list": .string(list), "resource": .string(resource),
                "text": .string(StatedQuantity.text(amount)),
            ]
        }
    }
}

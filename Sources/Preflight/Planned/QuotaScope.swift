import Value

/// Which pods a ResourceQuota with scopes is about; pure.
struct QuotaScope: Sendable {
    private struct Term: Sendable {
        var name: String
        var demand: String
        var values: [String]
    }

    private let terms: [Term]
    /// Whether LimitRanges state something for containers that do not.
    private let hasDefaults: Bool

    /// - Parameters:
    ///   - spec: the quota's.
    ///   - hasDefaults: of the quota's namespace.
    init(_ spec: Value?, hasDefaults: Bool) {
        let scopes = (spec?["scopes"]?.array ?? []).compactMap(\.string)
        let selector = spec?["scopeSelector"]?["matchExpressions"]?.array ?? []
        terms =
            scopes.map { Term(name: $0, demand: "Exists", values: []) }
            + selector.map { term in
                Term(
                    name: term["scopeName"]?.string ?? "", demand: term["operator"]?.string ?? "",
                    values: (term["values"]?.array ?? []).compactMap(\.string))
            }
        self.hasDefaults = hasDefaults
    }

    /// It is about everything.
    var isOpen: Bool { terms.isEmpty }

    /// Whether it counts a pod; nil where only the server can tell.
    func counts(_ pod: Value) -> Bool? {
        let answers = terms.map { answer($0, pod) }
        if answers.contains(false) { return false }
        return answers.contains(nil) ? nil : true
    }

    private func answer(_ term: Term, _ pod: Value) -> Bool? {
        switch term.name {
        case "Terminating": pod["ending"] == true
        case "NotTerminating": pod["ending"] != true
        case "BestEffort": isBestEffort(pod)
        case "NotBestEffort": isBestEffort(pod).map { !$0 }
        case "CrossNamespacePodAffinity": pod["crossNamespace"] == true
        case "PriorityClass": isOfClass(term, pod["priorityClass"]?.string ?? "")
        default: nil
        }
    }

    private func isBestEffort(_ pod: Value) -> Bool? {
        let states = (pod["containers"]?.array ?? []).contains { container in
            ["requests", "limits"].contains { list in
                ["cpu", "memory"].contains { container[list]?[$0] != nil }
            }
        }
        if states { return false }
        // An operator may state something where its object does not, and so may a LimitRange.
        return pod["exact"] == true && !hasDefaults ? true : nil
    }

    /// A pod without a class gets the cluster's default one, which is none of Kubernetes' own.
    private func isOfClass(_ term: Term, _ name: String) -> Bool? {
        let isSure = !name.isEmpty || term.values.allSatisfy { $0.hasPrefix("system-") }
        switch term.demand {
        case "In": return isSure ? term.values.contains(name) : nil
        case "NotIn": return isSure ? !term.values.contains(name) : nil
        case "Exists": return name.isEmpty ? nil : true
        case "DoesNotExist": return name.isEmpty ? nil : false
        default: return nil
        }
    }
}

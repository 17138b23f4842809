import Value

/// Which nodes a workload's pods may go to, for people.
enum NodeChoice {
    /// Why no node is chosen, in the words of the pod template: its node selector, its required affinity, or neither.
    static func words(of workload: Value) -> String {
        let spec = workload["spec"]?["template"]?["spec"]
        var parts: [String] = []
        let labels = (spec?["nodeSelector"]?.object ?? [:]).compactMap { key, value in
            value.string.map { "\(key)=\($0)" }
        }.sorted()
        if !labels.isEmpty { parts.append("nodeSelector \(labels.joined(separator: ","))") }
        let required = spec?["affinity"]?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]
        let terms = (required?["nodeSelectorTerms"]?.array ?? []).map(term).filter { !$0.isEmpty }
        if !terms.isEmpty { parts.append("node affinity \(terms.joined(separator: " or "))") }
        guard !parts.isEmpty else {
            return "it names no nodes, so there is none, or all have taints that it does not tolerate"
        }
        return "no node fits its \(parts.joined(separator: " and its "))"
    }

    private static func term(_ term: Value) -> String {
        let rules = (term["matchExpressions"]?.array ?? []) + (term["matchFields"]?.array ?? [])
        return rules.map { rule in
            let values = (rule["values"]?.array ?? []).compactMap(\.string)
            let words = [rule["key"]?.string, rule["operator"]?.string].compactMap(\.self).joined(separator: " ")
            return values.isEmpty ? words : "\(words) (\(values.joined(separator: ", ")))"
        }.joined(separator: ", ")
    }
}

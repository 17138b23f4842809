extension PolicyRule {
    /// The same rights in few rules, in the order of their first mention.
    public static func gathered(_ rules: [PolicyRule]) -> [PolicyRule] {
        // Verbs of one thing, then things of the same verbs.
        let things = merged(rules.flatMap(\.parts), into: \.verbs)
        return merged(merged(things, into: \.resources), into: \.nonResourceURLs)
    }

    /// Rules that differ in one list alone become one.
    private static func merged(
        _ rules: [PolicyRule], into list: WritableKeyPath<PolicyRule, [String]>
    ) -> [PolicyRule] {
        var order: [PolicyRule] = []
        var lists: [PolicyRule: [String]] = [:]
        for rule in rules {
            var rest = rule
            rest[keyPath: list] = []
            if lists[rest] == nil { order.append(rest) }
            for text in rule[keyPath: list] where lists[rest]?.contains(text) != true {
                lists[rest, default: []].append(text)
            }
        }
        return order.map { rest in
            var rule = rest
            rule[keyPath: list] = lists[rest] ?? []
            return rule
        }
    }
}

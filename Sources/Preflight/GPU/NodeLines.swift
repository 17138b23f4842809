/// Lines about nodes: those of which the same is to be said share one.
enum NodeLines {
    private static let namesALine = 6

    /// In order of appearance; a node without a reason has no line.
    static func lines(_ reasons: [(node: String, reason: String?)]) -> [String] {
        var names: [String: [String]] = [:]
        var order: [String] = []
        for (node, reason) in reasons {
            guard let reason else { continue }
            if names[reason] == nil { order.append(reason) }
            names[reason, default: []].append(node)
        }
        return order.map { "\(Self.names(names[$0] ?? [])): \($0)" }
    }

    /// A few of them, and how many more there are.
    static func names(_ nodes: [String]) -> String {
        let more = nodes.count > namesALine ? " and \(nodes.count - namesALine) more" : ""
        return nodes.prefix(namesALine).joined(separator: ", ") + more
    }
}

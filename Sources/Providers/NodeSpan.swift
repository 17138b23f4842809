public import Value

/// How many nodes one replica spans, by the values that have the same names in every chart that has them.
public enum NodeSpan {
    /// The most of any of its workers.
    ///
    /// - Parameter values: the chart's defaults among them.
    public static func nodes(in values: Value) -> Int64 {
        let nodes = values["multinode"]
        let all = nodes?["nodeCount"]?.integer ?? 1
        guard values["mode"]?.string == "disaggregated" else { return max(1, all) }
        return max(1, nodes?["prefillNodeCount"]?.integer ?? all, nodes?["decodeNodeCount"]?.integer ?? all)
    }
}

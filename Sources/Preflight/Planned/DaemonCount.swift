import Value

/// How many pods a DaemonSet has, as far as nodes tell; pure.
struct DaemonCount: Sendable, Hashable {
    /// Nodes that take its pods for certain.
    let least: Int64
    let most: Int64

    /// - Parameters:
    ///   - pod: as `RenderedView` gives it.
    ///   - labels: those that nodes were recorded with, besides those that are always kept.
    init(_ pod: Value, on nodes: [NodeFact], labels: Set<String>) {
        let tolerations = (pod["tolerations"]?.array ?? []).map(Toleration.init)
        let selector = pod["nodeSelector"]?.object ?? [:]
        let told = selector.filter { Accelerator.isKept(label: $0.key) || labels.contains($0.key) }
        let fitting = nodes.filter { node in
            told.allSatisfy { node.labels[$0.key] == $0.value.string }
                && node.taints(notToleratedBy: tolerations, holding: []).allSatisfy(Self.isTolerated)
        }
        most = Int64(fitting.count)
        // What else it asks of nodes may leave none of them.
        least = told.count == selector.count && pod["affine"] != true ? most : 0
    }

    /// Its controller adds tolerations for what is amiss with a node.
    private static func isTolerated(_ taint: NodeFact.Taint) -> Bool { taint.key.hasPrefix("node.kubernetes.io/") }
}

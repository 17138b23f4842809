import Value

/// What a run adds to what one quota counts, at least and at most; pure.
struct QuotaLoad: Sendable {
    private let leastTotals: Value
    private let mostTotals: Value
    private let lackingTotals: Value
    /// Why nodes are not known that it hangs on; what runs on each of them is left out then.
    let missing: UnknownReason?

    private enum Bound { case least, most }

    /// - Parameter nodes: asked for where pods run on each of them.
    init(
        _ rendered: RenderedView, in namespace: String, _ scope: QuotaScope,
        _ nodes: () throws(UnknownReason) -> QuotaFindings.Nodes
    ) {
        // A quota with scopes counts pods alone.
        let objects = scope.isOpen ? rendered.objects.filter { $0["namespace"]?.string == namespace } : []
        let changes = rendered.changes(in: namespace)
        let demands = rendered.demands(in: namespace)
        let isOnNodes = changes.contains { $0["perNode"] == true && scope.counts($0) != false }
        var known: QuotaFindings.Nodes?
        var reason: UnknownReason?
        if isOnNodes {
            do { known = try nodes() } catch { reason = error }
        }
        missing = reason
        let fleet = known
        func totals(_ bound: Bound) -> RenderedTotals {
            let pods = changes.compactMap { Self.counted($0, bound, scope, fleet) }
            // Whether a scope is about pods that are not seen is not known.
            return RenderedTotals(objects, pods, scope.isOpen || bound == .most ? demands : [])
        }
        leastTotals = totals(.least).value
        let most = totals(.most)
        mostTotals = most.value
        lackingTotals = most.lacking
    }

    /// Nil for what the quota does not count. Pods that go free what is certain to be counted, and may free the rest.
    private static func counted(
        _ pod: Value, _ bound: Bound, _ scope: QuotaScope, _ fleet: QuotaFindings.Nodes?
    ) -> Value? {
        let replicas = pod["replicas"]?.integer ?? 0
        let isCautious = (replicas < 0) == (bound == .most)
        switch scope.counts(pod) {
        case true?: break
        case nil where !isCautious: break
        case false?, nil: return nil
        }
        guard pod["perNode"] == true else { return pod }
        guard let fleet else { return nil }
        let count = DaemonCount(pod, on: fleet.nodes, labels: fleet.labels)
        let pods = bound == .least ? count.least : count.most
        return pod.merged(with: ["replicas": .integer(replicas.times(pods))])
    }

    func least(_ resource: String) -> Quantity { Self.quantity(leastTotals, resource) }

    func most(_ resource: String) -> Quantity { Self.quantity(mostTotals, resource) }

    /// What cannot be read of it, each in words.
    func lacking(_ resource: String) -> [String] { (lackingTotals[resource]?.array ?? []).compactMap(\.string) }

    private static func quantity(_ totals: Value, _ resource: String) -> Quantity {
        StatedQuantity(totals[resource], at: resource).quantity ?? .zero
    }
}

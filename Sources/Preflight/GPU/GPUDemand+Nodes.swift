/// Which nodes a deployment's pods may go to.
extension GPUDemand {
    /// Why no pod of this deployment goes to the node, however many accelerators are free; nil when one may.
    func obstacle(on node: GPUInventory.Node, resource: String) -> String? {
        switch node.fact.isReady {
        case true: break
        case false: return "not ready"
        case nil: return "has never reported that it is ready"
        }
        if node.fact.isCordoned { return "cordoned" }
        for (key, value) in nodeSelector.sorted(by: { $0.key < $1.key }) where node.fact.labels[key] != value {
            let actual = node.fact.labels[key].map { "has \(key)=\($0)" } ?? "has no label \(key)"
            return "\(actual), the nodeSelector asks for \(key)=\(value)"
        }
        for taint in node.fact.taints where !isTolerated(taint, on: node, resource: resource) {
            let value = taint.value.isEmpty ? "" : "=\(taint.value)"
            return "taint \(taint.key)\(value):\(taint.effect) is not tolerated"
        }
        return nil
    }

    private func isTolerated(_ taint: NodeFact.Taint, on node: GPUInventory.Node, resource: String) -> Bool {
        guard taint.effect == "NoSchedule" || taint.effect == "NoExecute" else { return true }
        // GKE lets its admission controller add the toleration to every pod that asks for the resource.
        if taint.key == resource, node.fact.labels["cloud.google.com/gke-nodepool"] != nil { return true }
        return tolerations.contains { $0.tolerates(taint) }
    }
}

import Value

/// Gives new namespaces what every namespace has, and empties those that go away.
struct NamespaceController: Controller {
    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        for namespace in cluster.list(.namespaces) {
            if namespace.isBeingDeleted {
                empty(namespace, &cluster, &time)
            } else {
                furnish(namespace, &cluster, time)
            }
        }
    }

    private func furnish(_ namespace: Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        if cluster.object(.serviceAccounts, namespace.name, "default") == nil {
            cluster.createAsController(
                ["metadata": ["name": "default", "namespace": .string(namespace.name)]], .serviceAccounts, time)
        }
        if cluster.object(.configMaps, namespace.name, "kube-root-ca.crt") == nil {
            cluster.createAsController(
                [
                    "metadata": ["name": "kube-root-ca.crt", "namespace": .string(namespace.name)],
                    "data": ["ca.crt": "simulated: the sandbox has no certificates\n"],
                ], .configMaps, time)
        }
    }

    private func empty(_ namespace: Value, _ cluster: inout Cluster, _ time: inout ControllerTime) {
        guard time.isDue("namespace/\(namespace.uid)", after: time.delays.terminate) else { return }
        var left: [String] = []
        for definition in cluster.definitions where definition.isNamespaced && definition.isStored {
            for object in cluster.list(definition, namespace: namespace.name) {
                cluster.deleteAsController(object, definition, time)
            }
            let count = cluster.list(definition, namespace: namespace.name).count
            if count > 0 { left.append("\(definition.groupResource) has \(count) resource instances") }
        }
        var namespace = namespace
        guard left.isEmpty else {
            namespace.setCondition(
                "NamespaceContentRemaining", true, reason: "SomeResourcesRemain",
                message: "Some resources are remaining: \(left.joined(separator: ", "))", at: time.date)
            cluster.update(.namespaces, namespace)
            return
        }
        namespace[at: "spec", "finalizers"] = []
        if namespace.finalizers.isEmpty {
            cluster.removeForGood(namespace, .namespaces)
        } else {
            cluster.update(.namespaces, namespace)
        }
    }
}

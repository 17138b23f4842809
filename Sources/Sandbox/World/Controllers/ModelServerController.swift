import Value

/// Notes on pods that serve a model which one it is.
struct ModelServerController: Controller {
    let servers: [SimulatedModelServer]

    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        guard !servers.isEmpty else { return }
        for pod in cluster.list(.pods) where pod.annotations[SimulatedOperator.loadAnnotation] == nil {
            guard let model = servers.lazy.compactMap({ $0.model(of: pod) }).first else { continue }
            var noted = pod
            noted[at: "metadata", "annotations", SimulatedOperator.loadAnnotation] = .string(model)
            cluster.update(.pods, noted)
        }
    }
}

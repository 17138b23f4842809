/// What a wanted deployment asks of the nodes.
struct GPUDemand: Sendable, Hashable {
    struct Label: Sendable, Hashable {
        var key: String
        var value: String
    }

    var name: String
    var namespace: String
    var workers: Int64
    var perWorker: Int64
    var vendor = "nvidia"
    var tolerations: [Toleration] = []
    var nodeSelector: [String: String] = [:]
    /// A pod of its namespace that carries one of these groups of labels is its own.
    var ownLabelGroups: [[Label]] = []

    var gpus: Int64 { workers * perWorker }

    var ownLabels: [Label] { ownLabelGroups.flatMap { $0 } }

    /// Labels whose value is the name of the deployment that a pod belongs to.
    static let ownLabelKeys: Set<String> = ["app.kubernetes.io/instance"]

    /// The labels of nodes and pods that these demands look at and that are not kept anyway.
    static func labelKeys(of demands: [GPUDemand]) -> Set<String> {
        let nodes = demands.flatMap { $0.nodeSelector.keys }.filter { !Accelerator.isKept(label: $0) }
        return Set(nodes).union(demands.flatMap { $0.ownLabels.map(\.key) }).subtracting(ownLabelKeys)
    }

    func owns(_ pod: PodFact) -> Bool {
        pod.namespace == namespace
            && ownLabelGroups.contains { group in
                !group.isEmpty && group.allSatisfy { pod.labels[$0.key] == $0.value }
            }
    }
}

extension GPUDemand {
    init(_ deployment: Subject.Deployment) {
        self.init(
            name: deployment.name, namespace: deployment.namespace, workers: deployment.workers,
            perWorker: deployment.perWorker, vendor: deployment.accelerator, tolerations: deployment.tolerations,
            nodeSelector: deployment.nodeSelector)
        if let selector = deployment.podSelector {
            ownLabelGroups = [Self.labels(of: selector)]
        } else {
            ownLabelGroups = Self.ownLabelKeys.sorted().map { [Label(key: $0, value: name)] }
        }
    }

    /// The pairs of a selector of equalities, such as `app=web,tier=front`; one of another kind selects nothing.
    private static func labels(of selector: String) -> [Label] {
        var labels: [Label] = []
        for term in selector.split(separator: ",") {
            let parts = term.split(separator: "=", omittingEmptySubsequences: true)
            guard parts.count == 2, !parts[0].hasSuffix("!") else { return [] }
            labels.append(Label(key: String(parts[0].trimmed), value: String(parts[1].trimmed)))
        }
        return labels
    }
}

extension Subject {
    var demands: [GPUDemand] { deployments.map(GPUDemand.init) }

    /// What is tolerated by those who may come: the deployments, or those that the providers would make.
    var tolerations: [[Toleration]] {
        deployments.isEmpty ? providers.map(\.tolerations) : deployments.map(\.tolerations)
    }
}

/// What a wanted deployment asks of the nodes.
struct GPUDemand: Sendable, Hashable {
    struct Label: Sendable, Hashable {
        var key: String
        var value: String
    }

    var name: String
    var namespace: String
    var workers: Int64
    /// Accelerators of each, counted by nodes or claimed.
    var perWorker: Int64
    var vendor = "nvidia"
    var tolerations: [Toleration] = []
    var nodeSelector: [String: String] = [:]
    /// A pod of its namespace that carries one of these groups of labels is its own.
    var ownLabelGroups: [[Label]] = []
    /// What its accelerators are called; nil for the whole devices of the vendor.
    var resource: String?
    /// Whether its accelerators are claimed, and what each must be besides.
    var claim: Subject.Deployment.DeviceClaim?
    var use = Subject.Deployment.Use()
    /// Further extended resources of each worker.
    var extra: [String: Int64] = [:]
    /// Any where it is empty.
    var architectures: [String] = []
    /// One of them must hold, where there are some.
    var affinity: [Subject.NodeTerm] = []
    var priority: Int64 = 0
    var priorityClass = ""
    /// The label whose value must be the same for all workers of a group.
    var topology: String?
    var groupSize: Int64 = 1
    /// Whether its workers hand data to each other.
    var isDistributed = false
    /// Bytes of weights that each worker brings to its node's disk, by estimate.
    var download: Int64 = 0
    /// Those that its workers mount and that not every node reaches.
    var volumes: [ClaimedVolume] = []

    var gpus: Int64 { workers * perWorker }

    var ownLabels: [Label] { ownLabelGroups.flatMap { $0 } }

    /// Whether it is known what its workers take besides accelerators.
    var asksForMore: Bool { use != Subject.Deployment.Use() || !extra.isEmpty }

    /// Labels whose value is the name of the deployment that a pod belongs to.
    static let ownLabelKeys: Set<String> = ["app.kubernetes.io/instance"]

    /// The labels of nodes and pods that these demands look at and that are not kept anyway.
    static func labelKeys(of demands: [GPUDemand]) -> Set<String> {
        nodeLabelKeys(of: demands).union(demands.flatMap { $0.ownLabels.map(\.key) }).subtracting(ownLabelKeys)
    }

    /// Those of nodes alone.
    static func nodeLabelKeys(of demands: [GPUDemand]) -> Set<String> {
        var nodes = demands.flatMap { $0.nodeSelector.keys }
        for demand in demands {
            nodes += demand.affinity.flatMap(\.labels)
            if let topology = demand.topology { nodes.append(topology) }
        }
        return Set(nodes.filter { !Accelerator.isKept(label: $0) })
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
            perWorker: deployment.devicesPerWorker, vendor: deployment.accelerator,
            tolerations: deployment.tolerations, nodeSelector: deployment.nodeSelector)
        claim = deployment.claim
        resource = deployment.claim?.resource ?? deployment.resource
        use = deployment.use
        extra = deployment.extra.filter { $0.value > 0 }
        architectures = deployment.architectures
        affinity = deployment.affinity
        priority = deployment.priority
        priorityClass = deployment.priorityClass
        topology = deployment.topology
        groupSize = max(1, deployment.groupSize)
        isDistributed = deployment.isDistributed || groupSize > 1
        download = max(0, deployment.download)
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

    /// What deployments call accelerators, besides what everybody calls so.
    var namedResources: Set<String> { Set(deployments.compactMap(\.resource)) }
}

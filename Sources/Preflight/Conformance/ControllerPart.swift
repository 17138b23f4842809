import Value

/// A controller that a platform for models may have, told by the name of its Deployment.
struct ControllerPart: Sendable, Hashable {
    enum Role: String, Sendable, CaseIterable {
        /// Starts the pods of one workload together or not at all.
        case gangScheduling
        /// Adds nodes.
        case nodeScaling
        /// Adds pods by metrics of their own.
        case podScaling
        /// Gathers metrics in Prometheus' form.
        case metrics
        /// Runs models or training jobs from resources of its own.
        case operating
        /// Runs prefill and decode apart, or one replica on several nodes.
        case disaggregated
    }

    var title: String
    var roles: [Role]
    /// What the name of its Deployment begins with, or ends with after a dash.
    var names: [String]

    static let known = [
        ControllerPart(title: "Kueue", roles: [.gangScheduling, .operating], names: ["kueue-controller-manager"]),
        ControllerPart(
            title: "Volcano", roles: [.gangScheduling], names: ["volcano-scheduler", "volcano-controllers"]),
        ControllerPart(title: "KAI Scheduler", roles: [.gangScheduling], names: ["kai-scheduler", "kai-operator"]),
        ControllerPart(
            title: "Grove", roles: [.gangScheduling, .operating, .disaggregated], names: ["grove-operator"]),
        ControllerPart(
            title: "LeaderWorkerSet", roles: [.gangScheduling, .operating, .disaggregated],
            names: ["lws-controller-manager"]),
        ControllerPart(title: "the cluster autoscaler", roles: [.nodeScaling], names: ["cluster-autoscaler"]),
        ControllerPart(title: "Karpenter", roles: [.nodeScaling], names: ["karpenter"]),
        ControllerPart(title: "KEDA", roles: [.podScaling], names: ["keda-operator"]),
        ControllerPart(title: "the Prometheus adapter", roles: [.podScaling], names: ["prometheus-adapter"]),
        ControllerPart(title: "Prometheus Operator", roles: [.metrics], names: ["prometheus-operator"]),
        ControllerPart(
            title: "OpenTelemetry Operator", roles: [.metrics], names: ["opentelemetry-operator"]),
        ControllerPart(title: "Google Managed Prometheus", roles: [.metrics], names: ["gmp-operator"]),
        ControllerPart(
            title: "Dynamo", roles: [.operating, .disaggregated], names: ["dynamo-operator-controller-manager"]),
        ControllerPart(
            title: "KServe", roles: [.operating, .disaggregated],
            names: ["kserve-controller-manager", "llmisvc-controller-manager"]),
        ControllerPart(title: "KubeRay", roles: [.operating], names: ["kuberay-operator"]),
        ControllerPart(title: "KAITO", roles: [.operating], names: ["kaito-workspace"]),
        ControllerPart(title: "OME", roles: [.operating], names: ["ome-controller-manager"]),
        ControllerPart(title: "JobSet", roles: [.operating], names: ["jobset-controller-manager"]),
        ControllerPart(
            title: "Kubeflow Trainer", roles: [.operating],
            names: ["kubeflow-trainer-controller-manager", "training-operator"]),
    ]

    /// Nil for a Deployment of something else.
    static func of(deployment name: String) -> ControllerPart? {
        known.first { part in part.names.contains { name.hasPrefix($0) || name.hasSuffix("-\($0)") } }
    }
}

/// The controllers of a cluster that are known here, each with whether it is ready.
enum ControllerList {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let entries = ClusterObject.all(try facts.known(.deploymentObjects)).compactMap(entry)
        return .array(entries)
    }

    private static func entry(of deployment: ClusterObject) -> Value? {
        guard let part = ControllerPart.of(deployment: deployment.name) else { return nil }
        let wanted = deployment.value["spec"]?["replicas"]?.integer ?? 1
        let available = deployment.value["status"]?["availableReplicas"]?.integer ?? 0
        return [
            "title": .string(part.title), "name": .string(deployment.place), "namespace": .string(deployment.namespace),
            "roles": .array(part.roles.map { .string($0.rawValue) }), "wanted": .integer(wanted),
            "available": .integer(available), "ready": .bool(wanted > 0 && available >= wanted),
        ]
    }
}

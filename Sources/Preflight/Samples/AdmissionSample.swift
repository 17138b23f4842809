import Kubernetes
import Value

/// Objects of an operator's own type that tell whether its webhook judges: one that it takes, and one that it refuses. They
/// are put to the server in dry runs alone.
struct AdmissionSample: Sendable {
    /// What providers call the operator.
    var operatorName: String
    var group: String
    var plural: String
    var kind: String
    /// What one that is taken has besides its names; nil where versions, or what else is installed, differ in what that is.
    var valid: Value?
    /// The same of one that no version's webhook takes, though the schema does.
    var invalid: Value
    /// What is wrong with it.
    var fault: String

    /// Always there, so that nothing is refused for want of it.
    static let namespace = "default"
    static let name = "groundcrew-sample"

    var title: String { "\(kind).\(group)" }

    func object(_ fields: Value, as type: ResourceType) -> Value {
        let names: Value = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind),
            "metadata": ["name": .string(Self.name), "namespace": .string(Self.namespace)],
        ]
        return names.merged(with: fields)
    }
}

extension AdmissionSample {
    static func all(for subject: Subject) -> [AdmissionSample] {
        let names = Set(subject.operators.map(\.name))
        return known.filter { names.contains($0.operatorName) }
    }

    /// Each refusal is one that the operator's code has made since its webhook is there.
    static let known = [
        AdmissionSample(
            operatorName: "cert-manager", group: "cert-manager.io", plural: "certificates", kind: "Certificate",
            valid: certificate(["dnsNames": ["sample.test"]]), invalid: certificate([:]),
            fault: "a certificate for no name"),
        AdmissionSample(
            operatorName: "keda", group: "keda.sh", plural: "scaledobjects", kind: "ScaledObject",
            valid: scaling(from: 0, to: 1), invalid: scaling(from: 2, to: 1), fault: "a minimum above the maximum"),
        AdmissionSample(
            operatorName: "lws", group: "leaderworkerset.x-k8s.io", plural: "leaderworkersets",
            kind: "LeaderWorkerSet", valid: workers(1), invalid: workers(0), fault: "groups of no pod"),
        AdmissionSample(
            operatorName: "kuberay-operator", group: "ray.io", plural: "rayclusters", kind: "RayCluster",
            valid: ray(["a", "b"]), invalid: ray(["a", "a"]), fault: "two groups of workers with one name"),
        AdmissionSample(
            operatorName: "dynamo-platform", group: "nvidia.com", plural: "dynamographdeployments",
            kind: "DynamoGraphDeployment", invalid: ["spec": [:]], fault: "a graph of no component"),
        // Which instance types are taken, and whether one must be named, hangs on who provides nodes.
        AdmissionSample(
            operatorName: "kaito-workspace", group: "kaito.sh", plural: "workspaces", kind: "Workspace",
            invalid: ["resource": ["labelSelector": ["matchLabels": ["groundcrew": .string(name)]]]],
            fault: "a workspace for neither inference nor tuning"),
        AdmissionSample(
            operatorName: "kserve-llmisvc-resources", group: "serving.kserve.io", plural: "llminferenceservices",
            kind: "LLMInferenceService", valid: llm([:]),
            invalid: llm(["worker": ["containers": [["name": "main", "image": "registry.k8s.io/pause:3.10"]]]]),
            fault: "workers among which nothing is divided"),
        AdmissionSample(
            operatorName: "kserve-resources", group: "serving.kserve.io", plural: "inferenceservices",
            kind: "InferenceService", valid: predictor(from: 1, to: 2), invalid: predictor(from: 2, to: 1),
            fault: "a minimum above the maximum"),
        // What is taken names a model that is there, or a runtime.
        AdmissionSample(
            operatorName: "ome-resources", group: "ome.io", plural: "inferenceservices", kind: "InferenceService",
            invalid: ["spec": ["decoder": ["minReplicas": 1]]], fault: "a decoder without an engine"),
    ]

    private static let pod: Value = ["spec": ["containers": [["name": "main", "image": "registry.k8s.io/pause:3.10"]]]]

    private static func certificate(_ names: Value) -> Value {
        let secret: Value = ["secretName": .string(name), "issuerRef": ["name": .string(name)]]
        return ["spec": secret.merged(with: names)]
    }

    private static func scaling(from minimum: Int64, to maximum: Int64) -> Value {
        let times: Value = ["timezone": "UTC", "start": "0 0 * * *", "end": "0 1 * * *", "desiredReplicas": "1"]
        return [
            "spec": [
                "scaleTargetRef": ["name": .string(name)], "minReplicaCount": .integer(minimum),
                "maxReplicaCount": .integer(maximum), "triggers": [["type": "cron", "metadata": times]],
            ]
        ]
    }

    private static func workers(_ size: Int64) -> Value {
        ["spec": ["replicas": 1, "leaderWorkerTemplate": ["size": .integer(size), "workerTemplate": pod]]]
    }

    private static func ray(_ groups: [String]) -> Value {
        let workers = groups.map { group -> Value in
            [
                "groupName": .string(group), "replicas": 0, "minReplicas": 0, "maxReplicas": 1,
                "rayStartParams": [:], "template": pod,
            ]
        }
        return [
            "spec": [
                "headGroupSpec": ["rayStartParams": [:], "template": pod], "workerGroupSpecs": .array(workers),
            ]
        ]
    }

    private static func llm(_ further: Value) -> Value {
        let model: Value = ["model": ["uri": "hf://groundcrew/sample", "name": .string(name)]]
        return ["spec": model.merged(with: further)]
    }

    private static func predictor(from minimum: Int64, to maximum: Int64) -> Value {
        let model: Value = ["modelFormat": ["name": "sklearn"], "storageUri": "s3://groundcrew/sample"]
        return [
            "spec": [
                "predictor": ["minReplicas": .integer(minimum), "maxReplicas": .integer(maximum), "model": model]
            ]
        ]
    }
}

// MARK: - Who judges

extension AdmissionSample {
    /// The names of the validating webhooks that are there for its type by name: what takes part in everything is no operator's.
    func webhooks(in configurations: Value) -> Set<String> {
        let kind = WantedWork.Kind(group: group, resource: plural)
        var names: Set<String> = []
        for webhook in (configurations.array ?? []).flatMap({ $0["webhooks"]?.array ?? [] }) {
            let rules = webhook["rules"]?.array ?? []
            let isIts = rules.contains { rule in
                ClusterObject.texts(rule["apiGroups"]).contains(group) && WebhookRule(rule).catches(kind)
            }
            if isIts, let name = webhook["name"]?.string { names.insert(name) }
        }
        return names
    }

    static let configurations = ObjectsWish(
        ObjectsQuery(group: "admissionregistration.k8s.io", resource: "validatingwebhookconfigurations"),
        fields: [FieldPath(keys: ["webhooks", "name"]), FieldPath(keys: ["webhooks", "rules"])])

    /// What putting them to the server takes.
    static let rights = known.map { sample in
        PolicyRule(verbs: ["create"], apiGroups: [sample.group], resources: [sample.plural])
    }
}

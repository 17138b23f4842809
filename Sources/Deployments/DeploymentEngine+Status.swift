import Kubernetes
import Models
import Providers
import Readiness
import Value

extension DeploymentEngine {
    /// The object that the deployment is.
    func reference(to plan: DeploymentPlan) throws(DeploymentError) -> ObjectReference {
        guard let resource = plan.provider.definition.resource,
            let version = plan.apiVersion ?? resource.versions.first
        else {
            throw DeploymentError(.invalidRequest, "provider \(plan.provider.name) names no resource to watch")
        }
        return ObjectReference(
            apiVersion: version, kind: resource.kind, namespace: plan.request.namespace, name: plan.request.name)
    }

    func status(of plan: DeploymentPlan) async throws -> DeploymentStatus {
        try await status(of: plan, object: client.get(reference(to: plan)))
    }

    func status(of plan: DeploymentPlan, object: Value) async throws -> DeploymentStatus {
        var status = try await status(of: object, provider: plan.provider)
        status.model = plan.request.model.id
        status.engine = plan.selection.engine
        return status
    }

    /// What the provider's contract makes of `object`, and its pods.
    func status(of object: Value, provider: Provider) async throws -> DeploymentStatus {
        let contract = provider.definition.readiness
        let judged = contract.status(of: object)
        let namespace = object["metadata"]?["namespace"]?.string ?? client.defaultNamespace
        let pods = try await pods(try contract.podSelector(of: object), namespace: namespace)
        let endpoint = try contract.endpoint(of: object)
        let causes =
            judged.phase == .running || pods.allSatisfy(Self.isReady)
            ? [] : PodDiagnosis.causes(pods: pods, events: try await podEvents(namespace: namespace))
        return DeploymentStatus(
            name: object["metadata"]?["name"]?.string ?? "", namespace: namespace, provider: provider.name, model: nil,
            engine: nil, phase: judged.phase, message: judged.message, desired: judged.desired.map(Int64.init),
            ready: judged.ready.map(Int64.init),
            pods: pods.map { pod in
                DeploymentStatus.Pod(
                    name: pod["metadata"]?["name"]?.string ?? "", phase: pod["status"]?["phase"]?.string ?? "Unknown",
                    isReady: Self.isReady(pod))
            },
            causes: causes,
            endpoint: endpoint.map {
                DeploymentStatus.Endpoint(
                    service: $0.service, namespace: namespace, port: Int64($0.port), scheme: $0.scheme, path: $0.path)
            })
    }

    private func pods(_ selector: String?, namespace: String) async throws -> [Value] {
        guard let selector else { return [] }
        return try await client.listAll(
            .pods, namespace: namespace, options: ListOptions(labelSelector: selector)
        ).items
    }

    /// Warnings about pods; none where they may not be read, since pods' own statuses still tell most causes.
    private func podEvents(namespace: String) async throws -> [Value] {
        do {
            return try await client.listAll(
                .events, namespace: namespace, options: ListOptions(fieldSelector: "type=Warning")
            ).items
        } catch let error as KubernetesError where error.code == .forbidden {
            return []
        }
    }

    private static func isReady(_ pod: Value) -> Bool {
        (pod["status"]?["conditions"]?.array ?? []).contains { $0["type"] == "Ready" && $0["status"] == "True" }
    }
}

extension DeploymentStatus {
    /// ` 1/2` where the numbers are known.
    var counts: String {
        guard let desired, desired > 0 else { return "" }
        return " \(ready ?? 0)/\(desired)"
    }
}

import Kubernetes
import Models
import Providers
import Readiness
import Releases
import Value

/// A provider's object in the cluster.
struct FoundDeployment: Sendable {
    var object: Value
    var provider: Provider
    var namespace: String
    /// What its provider's contract looks at besides, and the caller may not see.
    var unseen: [Unseen] = []

    var name: String { object["metadata"]?["name"]?.string ?? "" }
    /// The release that it says it belongs to, as Helm notes it, or by its label; that alone proves nothing.
    var release: String? {
        let metadata = object["metadata"]
        return metadata?["annotations"]?["meta.helm.sh/release-name"]?.string
            ?? metadata?["labels"]?["app.kubernetes.io/instance"]?.string
    }
}

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
        let found = try await inContext(
            FoundDeployment(object: object, provider: plan.provider, namespace: plan.request.namespace))
        let pods = try await pods(of: [found])
        return Self.completed(try await described([found], pods: pods)[0], plan)
    }

    /// The same from what has been read already.
    static func status(of plan: DeploymentPlan, _ object: Value, pods: Seen<[Value]>) -> DeploymentStatus {
        let found = FoundDeployment(object: object, provider: plan.provider, namespace: plan.request.namespace)
        return completed(status(of: found, pods: pods), plan)
    }

    /// With what the plan alone knows.
    private static func completed(_ status: DeploymentStatus, _ plan: DeploymentPlan) -> DeploymentStatus {
        var status = status
        status.model = plan.request.model.id
        status.engine = plan.selection.engine
        status.servedName = plan.servedName
        if plan.isScaledToZero && status.phase == .running {
            status.phase = .stopped
            status.message = DeploymentStatus.scaledToZero
        }
        return status
    }

    /// What the providers' contracts make of the objects, and their pods. Makes a few lists, however many objects.
    func described(_ found: [FoundDeployment]) async throws -> [DeploymentStatus] {
        let found = try await concurrently(found, limit: ReadingLimits.concurrentReads) { try await inContext($0) }
        return try await described(found, pods: pods(of: found))
    }

    private func described(_ found: [FoundDeployment], pods: [Seen<[Value]>]) async throws -> [DeploymentStatus] {
        var statuses = zip(found, pods).map { Self.status(of: $0, pods: $1) }
        // Events tell why pods do not come up, or are not even made; who is as it should be needs none.
        let troubled = found.indices.filter {
            ![.running, .stopped].contains(statuses[$0].phase)
                && (pods[$0].content.isEmpty || !pods[$0].content.allSatisfy(Self.isReady))
        }
        let events = try await objects(
            .events, in: Set(troubled.map { found[$0].namespace }), options: ListOptions(fieldSelector: "type=Warning"))
        for index in troubled {
            let namespace = found[index].namespace
            statuses[index].causes = PodDiagnosis.causes(
                pods: pods[index].content,
                events: events.content.filter { Self.isAbout($0, found[index], pods[index].content) })
            statuses[index].unseen += events.unseen.filter { $0.namespace == namespace }
            statuses[index].waitIfUnplaced()
        }
        return statuses
    }

    private static func status(of found: FoundDeployment, pods: Seen<[Value]>) -> DeploymentStatus {
        let contract = found.provider.definition.readiness
        var judged = contract.status(of: found.object)
        if judged.phase == .running && judged.desired == 0 {
            judged.phase = .stopped
            judged.message = DeploymentStatus.scaledToZero
        }
        var endpoint: ContractEndpoint?
        do {
            endpoint = try contract.endpoint(of: found.object)
        } catch {
            // Somebody's broken object must not hide the others.
            judged.phase = .unknown
            judged.message = error.message
        }
        return DeploymentStatus(
            name: found.name, namespace: found.namespace, provider: found.provider.name, model: nil, engine: nil,
            phase: judged.phase, message: judged.message, desired: judged.desired.map(Int64.init),
            ready: judged.ready.map(Int64.init),
            pods: pods.content.map { pod in
                DeploymentStatus.Pod(
                    name: pod["metadata"]?["name"]?.string ?? "", phase: pod["status"]?["phase"]?.string ?? "Unknown",
                    isReady: isReady(pod))
            },
            causes: [],
            endpoint: endpoint.map {
                DeploymentStatus.Endpoint(
                    service: $0.service, namespace: found.namespace, port: Int64($0.port), scheme: $0.scheme,
                    path: $0.path)
            },
            patience: judged.patience, unseen: found.unseen + pods.unseen)
    }

    private static func isReady(_ pod: Value) -> Bool {
        (pod["status"]?["conditions"]?.array ?? []).contains { $0["type"] == "Ready" && $0["status"] == "True" }
    }

    /// Events of its pods, and of what makes them, which is named after it.
    private static func isAbout(_ event: Value, _ found: FoundDeployment, _ pods: [Value]) -> Bool {
        let about = event["involvedObject"] ?? event["regarding"] ?? .null
        guard about["namespace"]?.string ?? found.namespace == found.namespace, let name = about["name"]?.string
        else { return false }
        if about["kind"] == "Pod" { return pods.contains { $0["metadata"]?["name"]?.string == name } }
        return name == found.name || name.hasPrefix(found.name + "-")
    }

    // MARK: - Pods

    /// The pods of each, in their order: in one list where the selectors of all ask for the same labels.
    private func pods(of found: [FoundDeployment]) async throws -> [Seen<[Value]>] {
        let texts = found.map { found -> String? in
            // An object whose selector cannot be made has no pods to find; its status says what is wrong with it.
            do { return try found.provider.definition.readiness.podSelector(of: found.object) } catch { return nil }
        }
        let selectors = texts.map { $0.flatMap(PodSelector.init) }
        let possible = selectors.compactMap(\.self).filter(\.isPossible)
        let isPlain = zip(texts, selectors).allSatisfy { ($0 == nil) == ($1 == nil) }
        guard isPlain, let joined = PodSelector.joined(possible) else {
            return try await concurrently(
                Array(zip(found, texts)), limit: ReadingLimits.concurrentReads
            ) { found, text in
                guard let text, PodSelector(text)?.isPossible ?? true else { return Seen(content: []) }
                return try await objects(
                    .pods, in: [found.namespace], options: ListOptions(labelSelector: text))
            }
        }
        let all = try await objects(
            .pods, in: Set(found.map(\.namespace)), options: ListOptions(labelSelector: joined))
        let byNamespace = Dictionary(grouping: all.content) { $0["metadata"]?["namespace"]?.string ?? "" }
        return zip(found, selectors).map { found, selector in
            Seen(
                content: (byNamespace[found.namespace] ?? []).filter { selector?.matches($0) ?? false },
                unseen: all.unseen.filter { $0.namespace == found.namespace })
        }
    }
}

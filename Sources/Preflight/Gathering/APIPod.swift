/// What facts need of a pod, as the API server serves it.
struct APIPod: Decodable, Sendable {
    struct Metadata: Decodable, Sendable {
        var name: String
        var namespace: String?
        var labels: [String: String]?
    }
    struct Spec: Decodable, Sendable {
        var nodeName: String?
        var containers: [Container]?
        var initContainers: [Container]?
        var overhead: [String: QuantityText]?
        var resources: Resources?
        var priority: Int64?
        var schedulingGates: [Gate]?
    }
    struct Container: Decodable, Sendable {
        var resources: Resources?
        var restartPolicy: String?
    }
    struct Resources: Decodable, Sendable {
        var requests: [String: QuantityText]?
        var limits: [String: QuantityText]?
    }
    struct Gate: Decodable, Sendable { var name: String }
    struct Status: Decodable, Sendable {
        var phase: String?
        var conditions: [Condition]?
    }
    struct Condition: Decodable, Sendable {
        var type: String
        var status: String
        var reason: String?
        var message: String?
    }

    var metadata: Metadata
    var spec: Spec?
    var status: Status?

    /// Nil when the pod has ended.
    ///
    /// - Parameter keys: labels that are kept besides those that always are.
    func fact(keeping keys: Set<String>) throws -> PodFact? {
        guard let spec, status?.phase != "Succeeded", status?.phase != "Failed" else { return nil }
        var requests = PodRequests(
            containers: try (spec.containers ?? []).map { try $0.counted() },
            initContainers: try (spec.initContainers ?? []).map { try $0.counted() },
            overhead: try spec.overhead?.counted() ?? [:], whole: try spec.resources?.requests?.counted() ?? [:]
        ).totals
        let use = PodFact.Use(
            milliCPU: requests.removeValue(forKey: "cpu") ?? 0, memory: requests.removeValue(forKey: "memory") ?? 0,
            disk: requests.removeValue(forKey: "ephemeral-storage") ?? 0)
        let node = spec.nodeName ?? ""
        return PodFact(
            namespace: metadata.namespace ?? "", name: metadata.name, node: node, requests: requests,
            labels: (metadata.labels ?? [:])
                .filter { keys.contains($0.key) || GPUDemand.ownLabelKeys.contains($0.key) },
            use: use, priority: spec.priority ?? 0, gates: (spec.schedulingGates ?? []).map(\.name),
            unschedulable: node.isEmpty ? unschedulable : "")
    }

    /// What the scheduler says of it; empty where it has said nothing yet.
    private var unschedulable: String {
        guard let condition = status?.conditions?.first(where: { $0.type == "PodScheduled" && $0.status == "False" })
        else { return "" }
        let words = [condition.message, condition.reason].compactMap { $0 }.first { !$0.isEmpty }
        return String((words ?? "no reason is given").prefix(PreflightLimits.unschedulableText))
    }
}

extension APIPod.Container {
    fileprivate func counted() throws -> PodRequests.Container {
        PodRequests.Container(
            requests: try resources?.requests?.counted() ?? [:], limits: try resources?.limits?.counted() ?? [:],
            isRestartable: restartPolicy == "Always")
    }
}

import Kubernetes
import Value

/// Nodes and pods, page by page; only what placement needs stays in memory.
extension FactGatherer {
    private static let page = ListOptions(pageSize: PreflightLimits.pageSize)

    func nodes(for subject: Subject) async throws -> [NodeFact] {
        let kept = GPUDemand.labelKeys(of: subject.demands)
        let projection = FactProjection<APINode, NodeFact> { try $0.fact(keeping: kept) }
        return try await reading { client in
            try await client.list(.nodes, options: Self.page, projecting: projection).collect().items.sorted {
                $0.name < $1.name
            }
        }
    }

    func pods(for subject: Subject) async throws -> [PodFact] {
        let kept = GPUDemand.labelKeys(of: subject.demands)
        let projection = FactProjection<APIPod, PodFact> { try $0.fact(keeping: kept) }
        return try await reading { client in
            try await client.list(.pods, options: Self.page, projecting: projection).collect().items
                .sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
        }
    }
}

struct APINode: Decodable {
    struct Metadata: Decodable {
        var name: String
        var labels: [String: String]?
    }
    struct Spec: Decodable {
        struct Taint: Decodable {
            var key: String
            var value: String?
            var effect: String
        }
        var unschedulable: Bool?
        var taints: [Taint]?
    }
    struct Status: Decodable {
        struct Condition: Decodable {
            var type: String
            var status: String
        }
        var capacity: [String: QuantityText]?
        var allocatable: [String: QuantityText]?
        var conditions: [Condition]?
    }
    var metadata: Metadata
    var spec: Spec?
    var status: Status?

    func fact(keeping keys: Set<String>) throws -> NodeFact {
        NodeFact(
            name: metadata.name,
            labels: (metadata.labels ?? [:]).filter { keys.contains($0.key) || Accelerator.isKept(label: $0.key) },
            capacity: try accelerators(status?.capacity), allocatable: try accelerators(status?.allocatable),
            taints: (spec?.taints ?? []).map { .init(key: $0.key, value: $0.value ?? "", effect: $0.effect) },
            isCordoned: spec?.unschedulable ?? false,
            isReady: status?.conditions?.first { $0.type == "Ready" }.map { $0.status == "True" })
    }
}

struct APIPod: Decodable {
    struct Metadata: Decodable {
        var name: String
        var namespace: String?
        var labels: [String: String]?
    }
    struct Spec: Decodable {
        var nodeName: String?
        var containers: [Container]?
        var initContainers: [Container]?
        var overhead: [String: QuantityText]?
    }
    struct Container: Decodable {
        struct Resources: Decodable {
            var requests: [String: QuantityText]?
            var limits: [String: QuantityText]?
        }
        var resources: Resources?
        var restartPolicy: String?

        func accelerated() throws -> PodRequests.Container {
            PodRequests.Container(
                requests: try accelerators(resources?.requests), limits: try accelerators(resources?.limits),
                isRestartable: restartPolicy == "Always")
        }
    }
    struct Status: Decodable { var phase: String? }
    var metadata: Metadata
    var spec: Spec?
    var status: Status?

    /// Nil when the pod has ended, waits for a node, or holds no accelerator.
    func fact(keeping keys: Set<String>) throws -> PodFact? {
        guard let spec, let node = spec.nodeName, !node.isEmpty, status?.phase != "Succeeded", status?.phase != "Failed"
        else { return nil }
        let requests = PodRequests(
            containers: try (spec.containers ?? []).map { try $0.accelerated() },
            initContainers: try (spec.initContainers ?? []).map { try $0.accelerated() },
            overhead: try accelerators(spec.overhead)
        ).totals
        guard !requests.isEmpty else { return nil }
        return PodFact(
            namespace: metadata.namespace ?? "", name: metadata.name, node: node, requests: requests,
            labels: (metadata.labels ?? [:])
                .filter { keys.contains($0.key) || GPUDemand.ownLabelKeys.contains($0.key) })
    }
}

/// The counts of the accelerators among some resources.
private func accelerators(_ quantities: [String: QuantityText]?) throws -> [String: Int64] {
    var counts: [String: Int64] = [:]
    for (resource, quantity) in quantities ?? [:] where Accelerator(resource: resource) != nil {
        counts[resource] = try Quantity(quantity.text).integer
    }
    return counts
}

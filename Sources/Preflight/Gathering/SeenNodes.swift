import Kubernetes
import Value
public import Versions

/// What one list of nodes tells, kept for all who ask in one run.
public struct SeenNodes: Sendable {
    /// In the order of names.
    private let nodes: [NodeRecord]
    /// Labels that were kept where a node has them, besides those that facts always keep.
    private let kept: Set<String>
    /// Those of them that some node has, and of volumes' labels.
    private let found: Set<String>

    init(_ tally: NodeTally) {
        nodes = tally.nodes.sorted { $0.name < $1.name }
        kept = tally.kept
        found = tally.found
    }

    /// By one list of all nodes.
    ///
    /// - Parameter labels: that are kept besides those that always are.
    init(keeping labels: Set<String>, by client: KubernetesClient) async throws {
        self.init(try await client.tally(.nodes, from: NodeTally(keeping: labels)))
    }

    /// As facts record them.
    ///
    /// - Parameter labels: that are told besides those that always are; no other is.
    func records(keeping labels: Set<String>) throws -> [NodeRecord] {
        guard !found.isSubset(of: labels) else { return nodes }
        var parts = Interned<Value>()
        return try nodes.map { node in
            var fact = try NodeFact(value: node.value)
            fact.labels = fact.labels.filter { labels.contains($0.key) || Accelerator.isKept(label: $0.key) }
            return NodeRecord(name: node.name, value: fact.value(sharing: &parts))
        }
    }

    /// Labels that volumes look at: drivers of CSI call them so, and which volumes are mounted is known after planning.
    static func isOfVolumes(label key: String) -> Bool { key.hasPrefix("topology.") }

    /// Whether nodes that were kept so tell of these labels.
    static func tells(of labels: Set<String>, keeping kept: Set<String>) -> Bool {
        labels.allSatisfy { kept.contains($0) || Accelerator.isKept(label: $0) || isOfVolumes(label: $0) }
    }
}

// MARK: - For the choice of providers and versions

extension SeenNodes {
    /// Names of the extended resources that nodes offer, such as `nvidia.com/gpu`, also where all of one are taken or broken.
    public var resources: Set<String> {
        nodes.reduce(into: []) { $0.formUnion(($1.value["allocatable"]?.object ?? [:]).keys) }
    }

    public var memory: AcceleratorMemory { AcceleratorMemory(nodes) }

    /// The versions of NVIDIA's driver, by nodes: of those that GPU feature discovery has labelled with one.
    public var drivers: [String: DriverVersion] {
        var drivers: [String: DriverVersion] = [:]
        for node in nodes {
            let labels = node.labels
            // It writes this label beside those of the driver.
            if labels["nvidia.com/gpu.count"] != nil { drivers[node.name] = DriverVersion(labels: labels) }
        }
        return drivers
    }
}

extension NodeRecord {
    var labels: [String: String] { (value["labels"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string } }
}

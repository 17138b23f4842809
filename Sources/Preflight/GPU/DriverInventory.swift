import Value
import Versions

/// What nodes with NVIDIA's accelerators say of their driver, against what images need; a pure function of both.
struct DriverInventory: Sendable {
    /// The most demanding of what is wanted by somebody who gets accelerators of NVIDIA; nil where nothing is.
    let wanted: Subject.Driver?
    /// By node, of those that say it.
    let known: [(node: String, version: DriverVersion)]
    /// Nodes that do not say which they have.
    let unlabelled: [String]
    /// Lines about nodes whose driver breaks what they offer besides.
    let conflicts: [String]

    init(nodes: [NodeFact], wanted: [Subject.Driver], deployments: [Subject.Deployment] = []) {
        let needing = wanted.filter { driver in
            deployments.isEmpty || deployments.contains { $0.isOnNVIDIA && driver.isFor($0) }
        }
        self.wanted = needing.max { $0.least < $1.least }
        var known: [(node: String, version: DriverVersion)] = []
        var unlabelled: [String] = []
        var conflicts: [(node: String, reason: String?)] = []
        for node in nodes where Self.isNVIDIA(node) {
            guard let version = DriverVersion(labels: node.labels) else {
                unlabelled.append(node.name)
                continue
            }
            known.append((node.name, version))
            conflicts.append((node.name, FabricConflict.reason(node, version)))
        }
        self.known = known
        self.unlabelled = unlabelled
        self.conflicts = NodeLines.lines(conflicts)
    }

    private static func isNVIDIA(_ node: NodeFact) -> Bool {
        node.allocatable.contains { $0.value > 0 && Accelerator(resource: $0.key)?.vendor == "nvidia" }
    }

    /// What is said of nodes, those with the same driver together.
    private var oldLines: [String] {
        var reasons: [(node: String, reason: String?)] = []
        for (node, version) in old { reasons.append((node, "\(version)")) }
        return NodeLines.lines(reasons)
    }

    private var old: [(node: String, version: DriverVersion)] {
        guard let wanted else { return [] }
        return known.filter { $0.version.major < wanted.least }
    }

    /// What checks see as `drivers`.
    var value: Value {
        [
            "least": .integer(wanted?.least ?? 0), "neededBy": .string(wanted?.neededBy ?? ""),
            "cuda": .string(wanted?.cuda ?? ""), "known": .integer(Int64(known.count)),
            "old": .array(old.map { .string("\($0.node): \($0.version)") }),
            "oldLines": .array(oldLines.map(Value.string)),
            "unlabelled": .array(unlabelled.map(Value.string)), "unlabelledText": .string(NodeLines.names(unlabelled)),
            "conflicts": .array(conflicts.map(Value.string)),
        ]
    }
}

extension Subject.Driver {
    fileprivate func isFor(_ deployment: Subject.Deployment) -> Bool {
        provider.isEmpty || provider == deployment.provider
    }
}

extension Subject.Deployment {
    /// Whether it asks for accelerators of NVIDIA, by claim, by a resource's name or by its vendor.
    fileprivate var isOnNVIDIA: Bool {
        guard devices > 0 else { return false }
        if let name = claim?.deviceClass { return DRAInventory.vendors[name].map { $0 == "nvidia" } ?? true }
        return resource?.hasPrefix("nvidia.com/") ?? (accelerator == "nvidia")
    }
}

/// A branch of NVIDIA's driver with which a fabric does not work.
struct FabricConflict: Sendable {
    /// What nodes with the fabric offer.
    var resource: String
    var name: String
    /// The first number of the driver's version.
    var branch: Int64

    static let known = [FabricConflict(resource: "vpc.amazonaws.com/efa", name: "EFA", branch: 595)]

    /// Nil where the node has no such fabric, or another driver.
    static func reason(_ node: NodeFact, _ driver: DriverVersion) -> String? {
        known.first { ($0.branch == driver.major) && (node.allocatable[$0.resource] ?? 0) > 0 }
            .map { "driver \(driver) breaks \($0.name), which the node offers as \($0.resource)" }
    }
}

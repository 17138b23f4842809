import Value
import Versions

/// What nodes with NVIDIA's accelerators say of their driver, against what images need; a pure function of both.
struct DriverInventory: Sendable {
    /// The most demanding of what is wanted; nil where nothing is.
    let wanted: Subject.Driver?
    /// By node, of those that say it.
    let known: [(node: String, version: DriverVersion)]
    /// Nodes that do not say which they have.
    let unlabelled: [String]

    init(nodes: [NodeFact], wanted: [Subject.Driver]) {
        self.wanted = wanted.max { $0.least < $1.least }
        var known: [(node: String, version: DriverVersion)] = []
        var unlabelled: [String] = []
        for node in nodes where node.allocatable.contains(where: { $0.key.hasPrefix("nvidia.com/") && $0.value > 0 }) {
            if let version = DriverVersion(labels: node.labels) {
                known.append((node.name, version))
            } else {
                unlabelled.append(node.name)
            }
        }
        self.known = known
        self.unlabelled = unlabelled
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
            "unlabelled": .array(unlabelled.map(Value.string)),
        ]
    }
}

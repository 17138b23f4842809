import Value

/// Nodes in their recorded form, for which they take a tenth of the memory.
struct NodeTally: FleetTally {
    typealias Element = APINode

    /// Labels that are kept besides those that always are.
    let kept: Set<String>
    private(set) var nodes: [NodeRecord] = []
    /// Labels that some node has, besides those that always are kept.
    private(set) var found: Set<String> = []
    private var parts = Interned<Value>()

    init(keeping kept: Set<String>) { self.kept = kept }

    mutating func add(_ object: APINode) throws {
        let asked = Set((object.metadata.labels ?? [:]).keys.filter { isKept($0) })
        found.formUnion(asked)
        let fact = try object.fact(keeping: asked)
        nodes.append(NodeRecord(name: fact.name, value: fact.value(sharing: &parts)))
    }

    mutating func add(_ other: NodeTally) {
        nodes += other.nodes
        found.formUnion(other.found)
    }

    private func isKept(_ label: String) -> Bool {
        (kept.contains(label) || SeenNodes.isOfVolumes(label: label)) && !Accelerator.isKept(label: label)
    }
}

/// A node as facts record it.
struct NodeRecord: Sendable {
    var name: String
    /// What `NodeFact` reads.
    var value: Value
}

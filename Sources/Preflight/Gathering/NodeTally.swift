import Value

/// Nodes in their recorded form, for which they take a tenth of the memory.
struct NodeTally: FleetTally {
    typealias Element = APINode

    /// Labels that are kept besides those that always are.
    let kept: Set<String>
    private(set) var nodes: [NodeRecord] = []
    private var parts = Interned<Value>()

    init(keeping kept: Set<String>) { self.kept = kept }

    mutating func add(_ object: APINode) throws {
        let fact = try object.fact(keeping: kept)
        nodes.append(NodeRecord(name: fact.name, value: fact.value(sharing: &parts)))
    }

    mutating func add(_ other: NodeTally) { nodes += other.nodes }
}

/// A node as facts record it.
struct NodeRecord: Sendable {
    var name: String
    /// What `NodeFact` reads.
    var value: Value
}

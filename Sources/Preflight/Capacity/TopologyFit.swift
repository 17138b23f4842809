import Value

/// Whether the workers of each replica find room on nodes that have the same value of a label, such as a rack or a zone.
struct TopologyFit: Sendable {
    /// What is looked at where a deployment asks for no label.
    static let zone = "topology.kubernetes.io/zone"

    struct Assignment: Sendable {
        var demand: GPUDemand
        var key: String
        /// Whether the deployment asks for the label.
        var isAsked: Bool
        /// Replicas that do not run yet.
        var groups: Int64
        var placed: Int64 = 0
        /// Whether there is no room for all of them in any arrangement of the deployments, where none was found.
        var isCertain = true
        /// How many of the nodes that it may go to have the label, and how many have not.
        var labelled: Int64 = 0
        var unlabelled: Int64 = 0
        var domains: [String] = []

        var fits: Bool { placed >= groups }
    }

    /// Of the deployments whose replicas have several workers.
    private(set) var assignments: [Assignment] = []

    init(_ placement: PodPlacement) {
        let spanning = placement.assignments.indices.filter { placement.assignments[$0].demand.groupSize > 1 }
        guard !spanning.isEmpty else { return }
        // Where not all can have what is best for them, those come first that ask for it.
        let asked = TopologyPacking(
            placement, spanning.filter { placement.assignments[$0].demand.topology != nil })
        let shares =
            TopologyPacking(placement, spanning).together ?? asked.together ?? asked.beside.shares
        for index in spanning { assignments.append(Self.assignment(index, placement, shares)) }
    }

    /// - Parameter shares: by demand, where workers are; those of the others keep their place.
    private static func assignment(
        _ index: Int, _ placement: PodPlacement, _ shares: [[Packing.Share]]
    ) -> Assignment {
        let demand = placement.assignments[index].demand
        let missing = placement.table.starts[index].missing
        let size = demand.groupSize
        let key = demand.topologyKey
        var assignment = Assignment(
            demand: demand, key: key, isAsked: demand.topology != nil, groups: (missing + size - 1) / size)
        for node in placement.nodes[index] {
            let isLabelled = placement.table.inventory.nodes[node].fact.labels[key] != nil
            if isLabelled { assignment.labelled += 1 } else { assignment.unlabelled += 1 }
        }
        var room = placement.packing.free
        for job in shares.indices where job != index {
            for share in shares[job] { placement.packing.take(share.workers, job, on: share.node, from: &room) }
        }
        for domain in placement.domains(index, in: room) {
            assignment.placed += min(domain.workers, missing + size) / size
            let room = "room for \(min(domain.workers, missing)) of \(missing) workers, \(size) to a replica"
            assignment.domains.append("\(key)=\(domain.value): \(room)")
        }
        assignment.isCertain = assignment.fits || isOutOfReach(index, placement)
        return assignment
    }

    /// Whether domains have too little even if no other deployment takes any of it.
    private static func isOutOfReach(_ index: Int, _ placement: PodPlacement) -> Bool {
        let start = placement.table.starts[index]
        let size = start.demand.groupSize
        let alone = placement.domains(index, in: placement.packing.free)
        if alone.reduce(0, { $0.adding($1.workers) }) < start.missing { return true }
        // Where some run already, it is not known how many each replica lacks.
        let whole = start.running == 0 ? start.missing / size : 0
        return alone.reduce(0) { $0.adding($1.workers / size) } < whole
    }

    /// What checks see.
    var value: Value { .array(assignments.map(\.value)) }
}

extension TopologyFit.Assignment {
    fileprivate var value: Value {
        [
            "name": .string(demand.name), "namespace": .string(demand.namespace), "key": .string(key),
            "asked": .bool(isAsked), "groupSize": .integer(demand.groupSize), "groups": .integer(groups),
            "placed": .integer(min(placed, groups)), "fits": .bool(fits), "certain": .bool(isCertain),
            "labelled": .integer(labelled), "unlabelled": .integer(unlabelled),
            "domains": .array(domains.map(Value.string)),
        ]
    }
}

extension GPUDemand {
    /// The label by which its replicas are kept together.
    var topologyKey: String { topology ?? TopologyFit.zone }
}

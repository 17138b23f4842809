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
        /// How many of the nodes that it may go to have the label, and how many have not.
        var labelled: Int64 = 0
        var unlabelled: Int64 = 0
        var domains: [String] = []

        var fits: Bool { placed >= groups }
    }

    /// Of the deployments whose replicas have several workers.
    private(set) var assignments: [Assignment] = []

    init(_ placement: PodPlacement) {
        for index in placement.assignments.indices where placement.assignments[index].demand.groupSize > 1 {
            assignments.append(Self.assignment(index, placement))
        }
    }

    private static func assignment(_ index: Int, _ placement: PodPlacement) -> Assignment {
        let demand = placement.assignments[index].demand
        let missing = placement.table.starts[index].missing
        let size = demand.groupSize
        var assignment = Assignment(
            demand: demand, key: demand.topology ?? zone, isAsked: demand.topology != nil,
            groups: (missing + size - 1) / size)
        var workers: [String: Int64] = [:]
        for node in placement.nodes[index] {
            guard let value = placement.table.inventory.nodes[node].fact.labels[assignment.key] else {
                assignment.unlabelled += 1
                continue
            }
            assignment.labelled += 1
            workers.add(placement.capacity(index, on: node), to: value)
        }
        for (value, count) in workers.sorted(by: { $0.key < $1.key }) {
            let groups = min(count, missing + size) / size
            assignment.placed += groups
            let room = "room for \(min(count, missing)) of \(missing) workers, \(size) to a replica"
            assignment.domains.append("\(assignment.key)=\(value): \(room)")
        }
        return assignment
    }

    /// What checks see.
    var value: Value { .array(assignments.map(\.value)) }
}

extension TopologyFit.Assignment {
    fileprivate var value: Value {
        [
            "name": .string(demand.name), "namespace": .string(demand.namespace), "key": .string(key),
            "asked": .bool(isAsked), "groupSize": .integer(demand.groupSize), "groups": .integer(groups),
            "placed": .integer(min(placed, groups)), "fits": .bool(fits), "labelled": .integer(labelled),
            "unlabelled": .integer(unlabelled), "domains": .array(domains.map(Value.string)),
        ]
    }
}

extension PodPlacement {
    /// How many of the demand's workers a node holds, with all others where they are.
    func capacity(_ index: Int, on node: Int) -> Int64 {
        let need = table.need(index)
        var capacity = Int64.max
        for column in table.kinds.indices where need[column] > 0 {
            capacity = min(capacity, max(0, packing.available(index, on: node, column)) / need[column])
        }
        return capacity
    }
}

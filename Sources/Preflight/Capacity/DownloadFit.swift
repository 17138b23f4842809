import Value

/// Whether nodes have disk for the weights that workers bring to them, which most deployments do not ask for: pods that fill
/// their node's disk are evicted later, and nobody is told before.
struct DownloadFit: Sendable {
    /// Of the deployments that find room, and whose weights are more than the disk that they ask for.
    private(set) var tight: [String] = []
    private(set) var reasons: [String] = []

    init(_ placement: PodPlacement) {
        let table = placement.table
        guard let column = table.kinds.firstIndex(of: .disk) else { return }
        var lines: [(node: String, reason: String?)] = []
        for (index, assignment) in placement.assignments.enumerated() where assignment.fits {
            let (demand, start) = (assignment.demand, table.starts[index])
            guard demand.download > demand.use.disk, start.missing > 0 else { continue }
            var job = table.job(index, nodes: placement.nodes[index])
            job.need[column] = demand.download
            guard !Packing(free: table.free, width: table.kinds.count, jobs: [job]).fits else { continue }
            tight.append(demand.name)
            for node in start.eligible {
                let available = max(0, placement.packing.available(index, on: node, column))
                guard available < demand.download else { continue }
                let fact = table.inventory.nodes[node].fact
                let (rest, wanted) = (RoomKind.disk.number(available), RoomKind.disk.number(demand.download))
                lines.append((fact.name, "\(rest) of disk not promised to pods, the weights take \(wanted)"))
            }
        }
        reasons = NodeLines.lines(lines)
    }

    /// What checks see.
    var value: Value {
        ["tight": .array(tight.map(Value.string)), "reasons": .array(reasons.map(Value.string))]
    }
}

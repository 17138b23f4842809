/// What nodes lack, for people.
extension PodPlacement {
    /// For nodes that have the accelerators of a worker to spare, what keeps it away; lines, nodes alike together.
    func shortages(_ index: Int) -> [String] {
        let start = table.starts[index]
        var lines: [(node: String, reason: String?)] = []
        for node in start.eligible where hasAccelerators(index, node) {
            lines.append((table.inventory.nodes[node].fact.name, shortage(index, node)))
        }
        return NodeLines.lines(lines)
    }

    private func hasAccelerators(_ index: Int, _ node: Int) -> Bool {
        let start = table.starts[index]
        guard let column = table.kinds.firstIndex(of: .device(start.resource)) else { return true }
        return packing.available(index, on: node, column) >= start.demand.perWorker
    }

    /// Nil where another worker would fit.
    private func shortage(_ index: Int, _ node: Int) -> String? {
        let (start, fact) = (table.starts[index], table.inventory.nodes[node].fact)
        if let mismatch = start.demand.mismatch(on: fact) { return mismatch }
        let need = table.need(index)
        var parts: [String] = []
        for (column, kind) in table.kinds.enumerated() where need[column] > 0 {
            let available = packing.available(index, on: node, column)
            guard available < need[column] else { continue }
            let offered = kind.text(kind.offered(by: table.inventory.nodes[node]))
            let wanted = kind.number(need[column])
            parts.append("\(kind.number(max(0, available))) of \(offered) free, a worker needs \(wanted)")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

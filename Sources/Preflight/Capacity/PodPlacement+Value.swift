import Value

extension PodPlacement {
    /// What checks see as `room`.
    ///
    /// - Parameter unseen: what could not be read and might make room.
    func value(unseen: [String]) -> Value {
        let missing = assignments.filter { !$0.fits }
        let lacking = missing.filter { !$0.causes.contains(.accelerators) }
        var object: Object = [
            "fits": .bool(missing.isEmpty), "certain": .bool(isCertain),
            "known": .bool(assignments.contains { $0.demand.asksForMore }),
            "causes": .array(Set(missing.flatMap(\.causes)).map(\.rawValue).sorted().map(Value.string)),
        ]
        object["deployments"] = .array(assignments.indices.map(description))
        object["missing"] = .array(assignments.indices.filter { !assignments[$0].fits }.map(description))
        var reasons: [String] = []
        for item in lacking {
            reasons += item.reasons.map { lacking.count > 1 ? "\(item.demand.name): \($0)" : $0 }
        }
        object["reasons"] = .array(reasons.map(Value.string))
        object["outOfReach"] = .bool(assignments.indices.contains(where: isOutOfReach))
        object["topology"] = TopologyFit(self).value
        object["disk"] = DownloadFit(self).value
        object["architectures"] = architectures
        object["unseen"] = .array(unseen.map(Value.string))
        return .object(object)
    }

    private func description(_ index: Int) -> Value {
        let assignment = assignments[index]
        let needs = zip(table.kinds, table.need(index)).filter { $1 > 0 && $0 != .pods }.map { $0.text($1) }
        return [
            "name": .string(assignment.demand.name), "namespace": .string(assignment.demand.namespace),
            "workers": .integer(assignment.demand.workers), "running": .integer(assignment.running),
            "placed": .integer(assignment.placed), "fits": .bool(assignment.fits),
            "causes": .array(assignment.causes.map { .string($0.rawValue) }),
            "needs": .string(needs.joined(separator: ", ")),
            "nodes": .array(assignment.nodes.prefix(PreflightLimits.placedNodes).map(Value.string)),
        ]
    }

    /// By architecture, how many of the nodes that workers may go to have it; those that do not report one are left out.
    private var architectures: Value {
        var counts: [String: Int64] = [:]
        for node in Set(table.starts.flatMap(\.eligible)) {
            let architecture = table.inventory.nodes[node].fact.architecture
            if !architecture.isEmpty { counts.add(1, to: architecture) }
        }
        return Value(counts: counts)
    }
}

import Value

extension GPUPlacement {
    /// What checks see as `placement`.
    var value: Value {
        let unfit = assignments.filter { !$0.fits }
        // What is claimed is none of what nodes count: the others tell more of them.
        let counted = unfit.filter { $0.demand.claim == nil }
        let missing = counted.isEmpty ? unfit : counted
        let free = inventory.free
        let placed = Set(assignments.flatMap(\.nodes))
        func names(_ isIncluded: (GPUInventory.Node) -> Bool) -> Value {
            let nodes = inventory.nodes.filter { placed.contains($0.fact.name) && isIncluded($0) }
            return .array(nodes.map { .string($0.fact.name) })
        }
        var needed: [String: Int64] = [:]
        for assignment in assignments where assignment.demand.gpus > 0 {
            needed.add(assignment.demand.gpus, to: assignment.resource)
        }
        let resource = (missing.first ?? assignments.first)?.resource ?? ""
        let competing = assignments.filter { $0.resource == resource && $0.demand.gpus > 0 }
        return [
            "fits": .bool(missing.isEmpty), "wanted": .integer(needed.values.reduce(0, +)),
            "needed": .string(GPUInventory.text(needed)), "free": .integer(free.values.reduce(0, +)),
            "text": .string(free.isEmpty ? "none" : GPUInventory.text(free)),
            "running": .integer(assignments.reduce(0) { $0 + $1.running * $1.demand.perWorker }),
            "cause": .string(missing.first?.cause.rawValue ?? Cause.none.rawValue),
            "resource": .string(resource), "missing": .array(missing.map(\.value)),
            "competing": .array(competing.map(\.value)), "deployments": .array(assignments.map(\.value)),
            "reasons": .array(
                missing.flatMap { assignment in assignment.reasons.map { .string(Self.line($0, assignment, missing)) } }
            ),
            "timeSliced": names(\.isTimeSliced), "sliced": names(\.isSliced), "certain": .bool(isCertain),
        ]
    }

    private static func line(_ reason: String, _ assignment: Assignment, _ missing: [Assignment]) -> String {
        missing.count > 1 ? "\(assignment.demand.name): \(reason)" : reason
    }
}

extension GPUPlacement.Assignment {
    var value: Value {
        [
            "name": .string(demand.name), "namespace": .string(demand.namespace), "resource": .string(resource),
            "workers": .integer(demand.workers), "perWorker": .integer(demand.perWorker),
            "gpus": .integer(demand.gpus), "running": .integer(running),
            "placed": .integer(placed), "fits": .bool(fits), "cause": .string(cause.rawValue),
            "claims": .bool(demand.claim != nil),
            "nodes": .array(nodes.prefix(PreflightLimits.placedNodes).map(Value.string)),
        ]
    }
}

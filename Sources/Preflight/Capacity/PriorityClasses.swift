import Value

/// The priorities that pods get by the names of classes.
struct PriorityClasses: Sendable {
    struct Standing: Sendable, Hashable {
        var priority: Int64 = 0
        /// Whether pods of lower priority may have to go for it.
        var preempts = true
    }

    private let byName: [String: Standing]
    /// Of pods without a class.
    private let standard: Standing

    /// - Parameter fact: null where the server has no classes.
    init(_ fact: Value) {
        var byName: [String: Standing] = [
            "system-cluster-critical": Standing(priority: 2_000_000_000),
            "system-node-critical": Standing(priority: 2_000_001_000),
        ]
        var standard = Standing()
        for item in fact.array ?? [] {
            guard let name = item["metadata"]?["name"]?.string, let priority = item["value"]?.integer else { continue }
            let standing = Standing(priority: priority, preempts: item["preemptionPolicy"]?.string != "Never")
            byName[name] = standing
            if item["globalDefault"]?.bool == true { standard = standing }
        }
        self.byName = byName
        self.standard = standard
    }

    /// - Returns: nil for the name of a class that is not there.
    func standing(of demand: GPUDemand) -> Standing? {
        if demand.priority != 0 {
            return Standing(priority: demand.priority, preempts: byName[demand.priorityClass]?.preempts ?? true)
        }
        if demand.priorityClass.isEmpty { return standard }
        return byName[demand.priorityClass]
    }
}

extension Preflight {
    /// The same, judging what is about to be done.
    public func planning(_ work: PlannedWork) -> Preflight {
        var gatherer = gatherer
        gatherer.planned = work
        return Preflight(checks: checks, gatherer: gatherer)
    }

    /// The same, with less time to gather: so much of it went by before.
    public func spending(_ spent: Duration) -> Preflight {
        var gatherer = gatherer
        gatherer.spent = spent
        return Preflight(checks: checks, gatherer: gatherer)
    }

    /// The same, with somebody who says what becomes of the operators that are wanted, and nothing else that is planned.
    public func deciding(_ operators: @escaping OperatorGathering) -> Preflight {
        planning(PlannedWork(operators: operators))
    }

    /// ClusterRole and Roles that give what the last run found missing, as `kubectl apply` takes them; empty where nothing
    /// was, or nobody has asked.
    public var missingRoles: String { gatherer.planned.memory.roles }
}

import Kubernetes

extension ReleaseEngine {
    /// What installing or upgrading would do, object by object; changes nothing.
    ///
    /// Every object is put to the server in a dry run, so it takes rights to change what it only looks at.
    /// - Throws: what `ensure` refuses beforehand.
    public func plan(_ request: ReleaseRequest) async throws -> ChangeSet {
        try request.validate()
        let history = try await ReleaseHistory.read(request.id, from: storage)
        let planner = planner
        switch try await planner.plan(request, history) {
        case .settled(let settled, let warnings): return planner.changes(settled, warnings: warnings)
        case .change(let plan): return try await planner.changes(plan)
        }
    }

    /// The same for going back to an earlier revision.
    public func plan(_ rollback: RollbackRequest) async throws -> ChangeSet {
        let history = try await ReleaseHistory.read(rollback.id, from: storage)
        return try await planner.changes(try await planner.rollback(rollback, history))
    }

    /// The same for a removal; nil when there is no such release.
    public func removalPlan(_ name: String, namespace: String) async throws -> ChangeSet? {
        let plan = try await planner.removal(of: ReleaseName(name: name, namespace: namespace))
        guard let plan else { return nil }
        return try await planner.changes(plan)
    }
}

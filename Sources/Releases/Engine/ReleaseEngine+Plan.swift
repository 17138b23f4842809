import Kubernetes

extension ReleaseEngine {
    /// What installing or upgrading would do, object by object; changes nothing.
    ///
    /// - Throws: what `ensure` refuses beforehand.
    public func plan(_ request: ReleaseRequest) async throws -> ChangeSet {
        try await forecast(request, saving: false).changes
    }

    /// The same for going back to an earlier revision.
    public func plan(_ rollback: RollbackRequest) async throws -> ChangeSet {
        try await forecast(rollback, saving: false).changes
    }

    /// The same for a removal; nil when there is no such release.
    public func removalPlan(_ name: String, namespace: String) async throws -> ChangeSet? {
        try await forecast(RemovalRequest(name: name, namespace: namespace), saving: false)?.changes
    }
}

import Kubernetes

extension SavedPlan {
    /// Refuses where another cluster answers than the one that the plan was made for (F28).
    ///
    /// - Returns: what a person should know where it cannot be proven.
    /// - Throws: `ReleaseError` with code `moved`, or `forbidden` where nobody may look.
    func checkCluster(_ now: ClusterIdentity) throws(ReleaseError) -> String? {
        switch now.isSame(as: cluster) {
        case true?: return nil
        case false?: throw moved(["it was made for the cluster \(cluster), and this is \(now)"])
        case nil where cluster.kubeSystemUID != nil:
            throw ReleaseError(
                .forbidden,
                "the plan was made for the cluster \(cluster); whether this is it cannot be told: "
                    + (now.note ?? "its identity is unknown"),
                hint: "ask for the right to get namespace kube-system; nothing was changed", release: release)
        case nil where now.server != cluster.server:
            throw moved(["it was made for the cluster at \(cluster.server), and this is \(now.server)"])
        case nil:
            return "that this is the plan's cluster is known by its address alone: "
                + (now.note ?? "the plan was made without the right to look closer")
        }
    }

    /// Refuses where revisions have come, gone or changed their state since.
    func checkHistory(_ keys: [ReleaseStorage.Key]) throws(ReleaseError) {
        let now = keys.map(SavedRevisionMark.init)
        guard now != history else { return }
        func words(_ mark: SavedRevisionMark?) -> String {
            mark.map { "revision \($0.revision) (\($0.status))" } ?? "no revision"
        }
        throw moved([
            words(history.last) == words(now.last)
                ? "the history of the release has changed, its last is still \(words(now.last))"
                : "\(words(history.last)) was the last one when it was made, and \(words(now.last)) is now"
        ])
    }

    /// Refuses where somebody has changed, made or removed an object since.
    func checkSeen(_ planner: ReleasePlanner) async throws {
        try check(SeenObject.moves(from: seen, to: try await planner.seen(seen.map(\.object))))
    }

    /// Refuses where the plan would change other objects than those that were looked at.
    func checkTouched(_ objects: [ObjectReference]) throws(ReleaseError) {
        let (known, now) = (Set(seen.map(\.object)), Set(objects))
        try check(
            objects.filter { !known.contains($0) }.map { "\($0) is affected, too" }
                + seen.map(\.object).filter { !now.contains($0) }.map { "\($0) is no longer affected" })
    }

    func check(_ moves: [String]) throws(ReleaseError) {
        guard !moves.isEmpty else { return }
        let more = moves.count - SavedPlanLimits.named
        throw moved(Array(moves.prefix(SavedPlanLimits.named)) + (more > 0 ? ["and \(more) more"] : []))
    }

    private var release: String { work.release.description }

    private func moved(_ reasons: [String]) -> ReleaseError {
        ReleaseError(
            .moved, "the plan of \(created) no longer fits: \(reasons.joined(separator: "; "))",
            hint: "plan anew, and look at what has changed: groundcrew release plan; nothing was changed",
            release: release)
    }
}

import Charts
import Kubernetes

extension ReleaseEngine {
    /// Removes what a failed upgrade or rollback has made that was not there before: Helm's `--cleanup-on-fail`. As with Helm,
    /// nobody waits until it is gone, but for the objects of kinds whose CRDs go with them.
    ///
    /// What is to be thrown back needs no removal of what the revision to come has, too: that would be applied onto what
    /// is on its way out.
    /// - Throws: `ReleaseError` with code `locked` where another run is at work on the release by now.
    func cleanUp(_ plan: ReleasePlan, _ run: RunContext, _ failure: inout ReleaseError) async throws {
        guard plan.request.options.cleansUpOnFailure, !run.made.all.isEmpty else { return }
        var removed: [ReleaseObject] = []
        var left: [LeftObject] = []
        var problem = ""
        do {
            let staying = try await comingBack(plan, run)
            let made = KindOrder.uninstall.sorted(run.made.all.filter { !staying.contains($0.key) }) { $0.type.kind }
            guard !made.isEmpty else { return }
            run.progress.say("removing what the failed \(plan.verb.name) has made")
            try await remove(made, plan, run, &removed, &left)
        } catch let error as CancellationError {
            throw error
        } catch let error as ReleaseError where error.code == .locked {
            failure.message += Self.words(removed, left)
            throw error
        } catch {
            problem = "; and what it had made could not be removed: \(error)"
        }
        failure.message += Self.words(removed, left) + problem
    }

    private static func words(_ removed: [ReleaseObject], _ left: [LeftObject]) -> String {
        let names = removed.map(\.title).joined(separator: ", ")
        let done = removed.isEmpty ? "" : "; what it had made was removed (\(names))"
        return done + left.map { "; \($0)" }.joined()
    }

    /// CRDs last, and only once the removed objects of their kinds are gone: those that are there by then are kept, or
    /// belong to others, and their CRD stays for them.
    private func remove(
        _ made: [ReleaseObject], _ plan: ReleasePlan, _ run: RunContext, _ removed: inout [ReleaseObject],
        _ left: inout [LeftObject]
    ) async throws {
        var remover = Remover(client: run.client, release: plan.request.name, namespace: plan.request.namespace)
        remover.admit = { try await self.checkStillOwn(plan, run) }
        let crds = made.filter(\.isCRD)
        for object in made where !object.isCRD { try await remove(object, remover, &removed, &left) }
        guard !crds.isEmpty else { return }
        let kinds = Set(crds.flatMap { CRDDocument($0.value, path: $0.path)?.types ?? [] }.map(Kind.init))
        // That of the run may be over.
        let time = Deadline(plan.request.timeout, idle: plan.request.options.idleTimeout, clock: clock)
        try await remover.waitUntilGone(
            removed.filter { kinds.contains(Kind($0.type)) }, deadline: time, progress: run.progress)
        for crd in crds { try await remove(crd, remover, &removed, &left) }
    }

    /// One by one, so that those that are removed are told where the next cannot be.
    private func remove(
        _ object: ReleaseObject, _ remover: Remover, _ removed: inout [ReleaseObject], _ left: inout [LeftObject]
    ) async throws {
        let outcome = try await remover.remove([object], removesCRDs: true)
        removed += outcome.removed
        left += outcome.left
    }

    /// What the revision has that the plan is thrown back to; nothing where it is not.
    private func comingBack(_ plan: ReleasePlan, _ run: RunContext) async throws -> Set<ReleaseObject.Key> {
        guard plan.request.options.onFailure == .rollback, case .revision(let revision)? = plan.wayBack,
            let key = plan.history.keys.first(where: { $0.revision == revision })
        else { return [] }
        let target = try await run.storage.read(key)
        return Set(try await ReleaseReader(client: run.client).objects(of: target).objects.map(\.key))
    }

    /// In any version.
    private struct Kind: Hashable {
        var group: String
        var kind: String

        init(_ type: ResourceType) { (group, kind) = (type.group, type.kind) }
    }
}

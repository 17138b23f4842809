import Charts
import Kubernetes

extension ReleaseEngine {
    /// Removes what a failed upgrade or rollback has made that was not there before: Helm's `--cleanup-on-fail`. As with Helm,
    /// nobody waits until it is gone.
    func cleanUp(_ plan: ReleasePlan, _ run: RunContext, _ failure: inout ReleaseError) async throws {
        let made = KindOrder.uninstall.sorted(run.made.all) { $0.type.kind }
        guard plan.request.options.cleansUpOnFailure, !made.isEmpty else { return }
        run.progress.say("removing what the failed \(plan.verb.name) has made")
        let remover = Remover(
            client: run.client, release: plan.request.name, namespace: plan.request.namespace,
            going: Set(made.map(\.key)))
        do {
            let (removed, left) = try await remover.remove(made, removesCRDs: true)
            let names = removed.map(\.title).joined(separator: ", ")
            if !removed.isEmpty { failure.message += "; what it had made was removed (\(names))" }
            failure.message += left.map { "; \($0)" }.joined()
        } catch let error as CancellationError {
            throw error
        } catch {
            failure.message += "; and what it had made could not be removed: \(error)"
        }
    }
}

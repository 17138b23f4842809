public import Events
import Kubernetes
import Value

extension ReleaseEngine {
    /// Removes the release's objects and records; nil when there was none.
    ///
    /// - Throws: `ReleaseError` that says whether anything had been changed; with code `locked` while a live run is at
    ///   work on the release.
    public func uninstall(
        _ name: String, namespace: String, timeout: Duration, phase: Event.Phase, events: any EventSink
    ) async throws -> RemovedRelease? {
        try await uninstall(
            RemovalRequest(name: name, namespace: namespace, timeout: timeout), phase: phase, events: events)
    }

    /// The same as it is asked for.
    public func uninstall(
        _ request: RemovalRequest, phase: Event.Phase, events: any EventSink
    ) async throws -> RemovedRelease? {
        let release = request.id
        guard try await storage.last(request.name, namespace: request.namespace) != nil else { return nil }
        try await executor.prepare()
        // The server has answered: from here on the work goes on through a restart of it.
        let engine = patient(within: request.timeout)
        let progress = Progress(sink: events, phase: phase, release: release.description)
        let deadline = Deadline(request.timeout, clock: clock)
        return try await engine.run(release, evenTerminating: true, deadline, progress) { run in
            // Gone by now when another run was waited for.
            guard try await engine.current(release, run).last != nil else { return nil }
            guard let plan = try await engine.planner.removal(of: release, options: request.options) else {
                return nil
            }
            try await engine.executor.checkRemoval(plan, engine.client)
            return try await engine.carryOut(plan, run)
        }
    }

    func carryOut(_ plan: RemovalPlan, _ run: RunContext) async throws -> RemovedRelease {
        await run.recorder?.begin(plan.journal(driver: executor.name), hiding: plan.secretWords)
        let left = try await executor.carryOut(plan, run)
        let crds = try await planner.leftCRDs(of: plan)
        crds.map(\.description).forEach(run.progress.say)
        var record = plan.record
        record.set(.uninstalled, description: plan.options.description ?? RemovalPlan.doneDescription)
        run.recorder?.add(
            result: [
                "name": .string(record.name), "namespace": .string(record.namespace),
                "revision": .integer(Int64(record.revision)), "change": "deleted",
            ])
        return RemovedRelease(record: record.summary, left: left + crds)
    }
}

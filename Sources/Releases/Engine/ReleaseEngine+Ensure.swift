public import Events
import Kubernetes

extension ReleaseEngine {
    /// Installs the release, upgrades it, or leaves it as it is when chart, values and manifest are the same as those
    /// of the last deployed revision and all its objects are there.
    ///
    /// What a dead run left half-way is recovered first. Cancelling ends the work and every child process
    /// before it throws.
    /// - Throws: `ReleaseError` that says whether anything had been changed; with code `locked` while a live run is at
    ///   work on the release.
    public func ensure(
        _ request: ReleaseRequest, phase: Event.Phase, events: any EventSink
    ) async throws -> ReleaseOutcome {
        try request.validate()
        let history = try await ReleaseHistory.read(request.id, from: storage, allowsGaps: true)
        // The server has answered: from here on the work goes on through a restart of it.
        return try await patient(within: request.timeout).ensure(
            request, history, Progress(sink: events, phase: phase, release: request.id.description))
    }

    private func ensure(
        _ request: ReleaseRequest, _ seen: ReleaseHistory, _ progress: Progress
    ) async throws -> ReleaseOutcome {
        let deadline = Deadline(request.timeout, idle: request.options.idleTimeout, clock: clock)
        // What needs no change needs no lock; what a dead run left is looked at under the lock.
        let seenPlan = seen.isHalfDone ? nil : try await planner.plan(request, seen)
        if case .settled(let settled, let warnings)? = seenPlan {
            return try await finish(settled, request, warnings, deadline, progress)
        }
        if case .change(let plan)? = seenPlan { try await executor.check(plan, client) }
        try await executor.prepare()
        let namespace = request.createsNamespace ? try await missingNamespace(request) : nil
        return try await run(request.id, creating: namespace, deadline, progress) { run in
            let history = try await self.current(request.id, run)
            let isSame = history.keys == seen.keys
            let plan: PlannedRelease
            if isSame, let seenPlan {
                plan = seenPlan
            } else {
                plan = try await self.planner.plan(request, history)
                if case .change(let plan) = plan { try await self.executor.check(plan, self.client) }
            }
            switch plan {
            case .settled(let settled, let warnings):
                return try await self.finish(settled, request, warnings, deadline, progress)
            case .change(let plan): return try await self.carryOut(plan, run)
            }
        }
    }

    private func missingNamespace(_ request: ReleaseRequest) async throws -> String? {
        try await ReleaseChecks(client: client, request: request).namespaceIsMissing() ? request.namespace : nil
    }

    private func finish(
        _ settled: SettledRelease, _ request: ReleaseRequest, _ warnings: [String], _ deadline: Deadline,
        _ progress: Progress
    ) async throws -> ReleaseOutcome {
        progress.say(settled.news)
        if request.waits {
            try await ReadinessWait(
                client: client, deadline: deadline, release: progress.release, progress: progress,
                waitsForJobs: request.options.waitsForJobs, mustRun: request.mustRun
            ).run(settled.objects)
        }
        return settled.outcome(warnings: warnings)
    }
}

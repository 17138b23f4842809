import Bootstrap
import Deployments
import Preflight
import Releases

/// What a deployment is checked for before it is changed.
struct DeployChecks: Sendable {
    let checks: ChangeChecks
    let engine: DeploymentEngine
    /// Whether somebody waits until it runs.
    let waits: Bool
    /// Whether it is asked for an answer.
    let asks: Bool

    static let scope = CheckScope(
        categories: ["pod", "security", "models"],
        checks: ["admission", "crds", "gpu-driver", "gpu-nodes", "multi-node-topology", "namespaces", "object-sizes"])
    /// What does not hold here today may do so tomorrow: pods wait for room, and autoscalers make some.
    private static let waitable: Set = ["accelerators", "pod"]

    /// One that is there already as it would be is only placed: the rest has been seen doing its job.
    ///
    /// - Throws: `CommandFailure` with status `failed` for what no waiting cures, `DeploymentError` for a name that is taken
    ///   and for a route that nothing serves, and as `DeploymentRoom.check` does.
    func check(_ deployment: DeploymentPlan, _ context: CommandContext) async throws {
        let exposure = try await engine.settledExposure(of: deployment)
        var plan = BootstrapPlan(
            of: [deployment.provider], models: [deployment], exposures: exposure.map { [0: $0] } ?? [:])
        plan.file.smokeTest = asks
        plan.reading = engine.reading
        let run = try checks.run(of: plan, engine.releaseOptions, context)
        var work = run.plannedWork(for: plan)
        if let parts = try await rendered(work) {
            let isChange = parts.isEmpty || parts.contains { !$0.isUnchanged }
            guard isChange else { return try await place(deployment, context) }
            work.rendered = { _ in parts }
        }
        // Whose name it has is no matter of checks.
        try await engine.refuseTaken(deployment)
        let seen = try await checks.seen(plan, work, by: run, of: Self.scope, installs: false)
        if !checks.session.isInProcess { try await place(seen, context) }
        try checks.heed(
            ChangeRuling(seen.report, waitable: Self.waitable), of: seen, besides: AcceleratorRoom.checkIDs,
            changing: deployment.id, context)
    }

    /// Nil where it cannot be rendered, of which the checks say why.
    private func rendered(_ work: PlannedWork) async throws -> [RenderedPart]? {
        do {
            return try await work.rendered?(checks.session.client)
        } catch let error as CancellationError {
            throw error
        } catch {
            return nil
        }
    }

    /// A sandbox of its own was looked at while it was bare.
    private func place(_ deployment: DeploymentPlan, _ context: CommandContext) async throws {
        guard !checks.session.isInProcess else { return }
        context.warn(
            try await checks.session.room(
                for: deployment, refuses: waits, engine, checks.drivers, context))
    }

    private func place(_ seen: ChangeChecks.Seen, _ context: CommandContext) async throws {
        let missing = try AcceleratorRoom.missing(
            for: seen.request.subject, in: seen.facts, checks: checks.catalog)
        let preflight = Preflight(
            checks: checks.catalog, gatherer: checks.session.gatherer(context, helm: checks.drivers.helm))
        context.warn(
            try await DeploymentRoom(client: checks.session.client, preflight: preflight)
                .check(missing, refuses: waits))
    }
}

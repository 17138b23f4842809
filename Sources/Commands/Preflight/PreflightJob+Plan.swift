import Bootstrap
import Deployments
import Kubernetes
import Providers
import Settings

extension PreflightJob {
    /// What a run would do in the cluster. One that does not answer has no say in it, which the checks will tell.
    func plan(
        in session: ClusterSession, _ format: EventFormat, _ context: CommandContext
    ) async throws -> BootstrapPlan {
        if session.hasAnswered,
            let plan = try await unlessSlow(context, { try await planAsking(session, format, context) })
        {
            return plan
        }
        return try await planWithoutCluster(
            try file(in: session.client.defaultNamespace, by: Settings()), in: session.withoutCluster(), context)
    }

    private func planAsking(
        _ session: ClusterSession, _ format: EventFormat, _ context: CommandContext
    ) async throws -> BootstrapPlan {
        let settings =
            wants.heedsSettings
            ? try await session.settings(config, isOnlyLooking: true, format, context) : Settings()
        let file = try file(in: session.client.defaultNamespace, by: settings)
        return try await run(of: file, in: session, context).plan(file)
    }

    /// - Parameter session: one of which nobody asks anything.
    func planWithoutCluster(
        _ file: BootstrapFile, in session: ClusterSession, _ context: CommandContext
    ) async throws -> BootstrapPlan {
        // Which Gateway a model is reached through is for a cluster to tell.
        var closed = file
        for index in closed.models.indices { closed.models[index].exposure = nil }
        var plan = try await run(of: closed, in: session, context).plan(closed)
        for index in plan.models.indices { plan.models[index].request.exposure = file.models[index].exposure }
        return plan
    }

    /// Nil where the cluster is too slow to plan with, and where it may not be asked: the checks find out why.
    private func unlessSlow(
        _ context: CommandContext, _ plan: @escaping @Sendable () async throws -> BootstrapPlan
    ) async throws -> BootstrapPlan? {
        try await withThrowingTaskGroup(of: BootstrapPlan?.self) { group in
            group.addTask {
                do {
                    return try await plan()
                } catch is KubernetesError {
                    return nil
                } catch let error as BootstrapError where error.code == .forbidden {
                    return nil
                } catch let error as DeploymentError where error.code == .unseen {
                    return nil
                }
            }
            group.addTask {
                try await context.clock.sleep(for: CommandLimits.planning)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}

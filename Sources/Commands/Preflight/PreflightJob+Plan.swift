import Bootstrap
import Deployments
import Events
import Formats
import Kubernetes
import Providers
import Settings

extension PreflightJob {
    /// What a run would do in the cluster. One that does not answer has no say in it, which the checks will tell; of one
    /// that answers and cannot be planned with, it is said here, because what is judged then may be other work.
    ///
    /// - Parameter time: of the whole preflight, of which planning may take a part.
    func plan(
        in session: ClusterSession, _ time: PreflightTime, _ events: any EventSink, _ format: EventFormat,
        _ context: CommandContext
    ) async throws -> BootstrapPlan {
        if session.hasAnswered {
            let isShort = time.left < CommandLimits.planning
            let asked = try await Self.unlessUnseen(
                context.clock, within: isShort ? time.left : CommandLimits.planning,
                told: isShort ? time.whole : CommandLimits.planning
            ) { try await planAsking(session, format, context) }
            switch asked {
            case .plan(let plan): return plan
            case .unseen(let reason):
                events.emit(Event(.warning, .preflight, Self.unplanned(reason), outcome: .warned))
            }
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

    /// What came of asking a cluster for a plan.
    enum Asked: Sendable {
        case plan(BootstrapPlan)
        /// Why it cannot be planned with.
        case unseen(String)
    }

    static func unplanned(_ reason: String) -> String {
        "what is wanted goes by flags and files alone, because the cluster could not be asked about it: \(reason); a run "
            + "may choose another provider, or find what is there already"
    }

    /// A cluster that is too slow to plan with, or may not be asked, is no reason to stop: the checks find out why.
    ///
    /// - Parameter told: the limit as it is told, where it is what is left of a longer one.
    static func unlessUnseen(
        _ clock: any Clock<Duration>, within limit: Duration = CommandLimits.planning,
        told: Duration = CommandLimits.planning, _ plan: @escaping @Sendable () async throws -> BootstrapPlan
    ) async throws -> Asked {
        try await withThrowingTaskGroup(of: Asked.self) { group in
            group.addTask {
                do {
                    return .plan(try await plan())
                } catch let error as KubernetesError {
                    return .unseen("\(error)")
                } catch let error as BootstrapError where error.code == .forbidden {
                    return .unseen(error.message)
                } catch let error as DeploymentError where error.code == .unseen {
                    return .unseen(error.message)
                }
            }
            group.addTask {
                try await clock.sleep(for: limit)
                return .unseen("there was no answer within \(told.limitText)")
            }
            defer { group.cancelAll() }
            guard let asked = try await group.next() else { throw CancellationError() }
            return asked
        }
    }
}

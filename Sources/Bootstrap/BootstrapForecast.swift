import Deployments
public import Events
import Operators
public import Preflight
import Providers
public import Releases

/// What a run would find and do, in the order of its plan; nothing was changed to know it.
public struct BootstrapForecast: Sendable {
    public var plan: BootstrapPlan
    /// Of the whole file.
    public var preflight: PreflightReport
    /// One for each operator of the plan; what is used as it is stays unchanged, and the plan says why.
    public var operators: [PlannedChange]
    /// One for each model of the plan.
    public var models: [PlannedChange]

    /// Failed where the checks would stop the run, undecided where anything is unknown.
    public var outcome: PreflightReport.Outcome {
        guard preflight.outcome == .passed else { return preflight.outcome }
        // A run would end before its first change.
        if plan.operators.contains(where: { $0.decision?.action == .refuse }) { return .failed }
        return (operators + models).contains(where: \.isUnknown) ? .undecided : .passed
    }
}

extension BootstrapRun {
    /// Looks at the cluster as `run` would before its first change.
    ///
    /// What cannot be read is unknown in the result.
    /// - Throws: what `run` throws before it asks for the first fact.
    public func forecast(_ plan: BootstrapPlan, events: any EventSink) async throws -> BootstrapForecast {
        try await checkCluster(plan.file.cluster)
        var forecast = BootstrapForecast(
            plan: plan, preflight: try await check(plan, events: events), operators: [], models: [])
        do {
            forecast.plan.operators = try await decided(plan)
        } catch let error as CancellationError {
            throw error
        } catch {
            // What cannot be looked at is unknown below.
        }
        for item in forecast.plan.operators {
            var release = item.release
            if let decision = item.decision {
                guard decision.action.makesRelease else {
                    forecast.operators.append(.unchanged)
                    continue
                }
                release.name = decision.release.name
                release.namespace = decision.release.namespace
            }
            forecast.operators.append(
                try await driver.plannedChange(release.name, namespace: release.namespace, values: release.values) {
                    [release] in try await driver.preview(release)
                })
        }
        for model in plan.models {
            forecast.models.append(
                try await driver.plannedChange(
                    model.request.name, namespace: model.request.namespace, values: model.values
                ) { try await engine.preview(model) })
        }
        return forecast
    }
}

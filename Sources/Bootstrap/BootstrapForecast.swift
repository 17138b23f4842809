import Deployments
public import Events
public import Preflight
import Providers
import Releases

/// What a run would find and do, in the order of its plan; nothing was changed to know it.
public struct BootstrapForecast: Sendable {
    public var plan: BootstrapPlan
    /// Of the whole file.
    public var preflight: PreflightReport
    /// One for each operator of the plan.
    public var operators: [PlannedChange]
    /// One for each model of the plan.
    public var models: [PlannedChange]

    /// Failed where the checks would stop the run, undecided where anything is unknown.
    public var outcome: PreflightReport.Outcome {
        guard preflight.outcome == .passed else { return preflight.outcome }
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
        for release in plan.operators.map(\.release) {
            forecast.operators.append(
                try await driver.plannedChange(release.name, namespace: release.namespace, values: release.values) {
                    try await driver.preview(release)
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

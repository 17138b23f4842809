public import Deployments
public import Operators
public import Providers

extension BootstrapPlan {
    /// What a command does that is no bootstrap: the operators that it installs, or the models that it deploys, so that
    /// both are checked as a bootstrap's are.
    ///
    /// - Parameters:
    ///   - operators: with their decisions, where there are some by now.
    ///   - exposures: how models are exposed that are to be, by their places.
    ///   - overrides: what the user said of the operators, by name.
    ///   - existing: what becomes of operators that are there already, by name.
    public init(
        of providers: [Provider], operators: [OperatorPlan] = [], models: [DeploymentPlan] = [],
        exposures: [Int: DeploymentExposure] = [:], overrides: [String: OperatorOverride] = [:],
        existing: [String: ExistingWord] = [:]
    ) {
        self.init(
            file: BootstrapFile(models: models.map(\.request), operators: overrides, existing: existing),
            operators: operators, providers: providers, models: models, exposures: exposures,
            facts: models.map { _ in SelectionFacts() })
    }
}

public import Operators
public import Providers

extension BootstrapFile {
    /// What flags ask for, or a command of another kind does: a file that nobody wrote.
    ///
    /// It may want nothing at all, which no written file may.
    public init(
        providers: [WantedProvider] = [], models: [DeploymentRequest] = [],
        operators: [String: OperatorOverride] = [:], existing: [String: ExistingWord] = [:],
        preflight: Preflight = Preflight()
    ) {
        self.init(
            cluster: Cluster(), operators: operators, existing: existing, providers: providers, models: models,
            preflight: preflight, timeouts: Timeouts(), smokeTest: true)
    }

    /// Whether it names neither a provider nor a model.
    public var wantsNothing: Bool { providers.isEmpty && models.isEmpty }
}

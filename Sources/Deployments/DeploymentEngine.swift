import Events
public import Kubernetes
public import Providers
public import Releases

/// Deploys models, watches them become ready, and proves that they answer.
public struct DeploymentEngine: Sendable {
    public let client: KubernetesClient
    public let driver: any ReleaseDriver
    public let registry: ProviderRegistry
    public let clock: any Clock<Duration>
    /// How long a pod may show a fault before the wait for it ends.
    public let patience: Duration

    public init(
        client: KubernetesClient, driver: any ReleaseDriver, registry: ProviderRegistry,
        clock: any Clock<Duration> = ContinuousClock(), patience: Duration = .seconds(60)
    ) {
        self.client = client
        self.driver = driver
        self.registry = registry
        self.clock = clock
        self.patience = patience
    }

    /// The same, for work that is under way: each read goes on for a moment while the server is away or coming up. What
    /// lasts longer is for the wait to bear and to tell.
    var patient: DeploymentEngine {
        DeploymentEngine(
            client: client.patient(for: WaitLimits.readPatience), driver: driver, registry: registry, clock: clock,
            patience: patience)
    }
}

enum WaitLimits {
    static let readPatience = Duration.seconds(5)
}

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
}

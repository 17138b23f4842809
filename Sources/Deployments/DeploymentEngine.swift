public import Events
public import Kubernetes
public import Providers
public import Releases

/// Deploys models, watches them become ready, and proves that they answer.
public struct DeploymentEngine: Sendable {
    public let client: KubernetesClient
    public let driver: any ReleaseDriver
    public let registry: ProviderRegistry
    public let clock: any Clock<Duration>
    /// Whether the cluster is a simulated one; every event says so.
    public let isSimulated: Bool

    public init(
        client: KubernetesClient, driver: any ReleaseDriver, registry: ProviderRegistry,
        clock: any Clock<Duration> = ContinuousClock(), isSimulated: Bool = false
    ) {
        self.client = client
        self.driver = driver
        self.registry = registry
        self.clock = clock
        self.isSimulated = isSimulated
    }
}

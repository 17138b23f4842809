import Events
public import Kubernetes
public import Preflight
public import Providers
public import Releases

/// Deploys models, watches them become ready, and proves that they answer.
public struct DeploymentEngine: Sendable {
    public let client: KubernetesClient
    public let driver: ReleaseEngine
    public let registry: ProviderRegistry
    public let clock: any Clock<Duration>
    /// How long a pod may show a fault before the wait for it ends; nil leaves it to the faults.
    public let patience: Duration?
    /// What becomes of fields that others have set on a deployment's objects.
    public var releaseOptions = ReleaseOptions()
    /// What the choice of providers has read of the cluster: whoever checks what it has led to goes by it.
    public var reading = ClusterReading()

    public init(
        client: KubernetesClient, driver: ReleaseEngine, registry: ProviderRegistry,
        clock: any Clock<Duration> = ContinuousClock(), patience: Duration? = nil
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
        var engine = DeploymentEngine(
            client: client.patient(for: ReadingTimes.readPatience), driver: driver, registry: registry, clock: clock,
            patience: patience)
        engine.releaseOptions = releaseOptions
        engine.reading = reading
        return engine
    }
}

enum ReadingTimes {
    static let readPatience = Duration.seconds(5)
    /// For the status of what runs already, when there was no more time to wait for that.
    static let lastRead = Duration.seconds(10)
}

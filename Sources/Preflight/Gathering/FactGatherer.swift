public import HTTP
public import Kubernetes
public import Processes

/// Asks the world for facts, each once; what cannot be read becomes an unknown fact with its reason.
public struct FactGatherer: Sendable {
    /// Nil when there is no way to a cluster; `noClient` says why.
    private(set) var client: KubernetesClient?
    let noClient: UnknownReason
    let transport: any HTTPTransport
    /// Speaks TCP with servers that speak first; nil where there is no network, as in the sandbox.
    let greeter: (any TCPGreeter)?
    let processes: any ProcessRunning
    let clock: PreflightClock
    /// The environment for programs, whose PATH finds Helm.
    let environment: [String: String]
    let helm: String
    /// Until everything is gathered; what is missing then is unknown.
    let limit: Duration
    /// What of it went by before gathering begins, such as for asking the cluster what is to be planned.
    var spent: Duration = .zero
    /// True where the cluster is the built-in sandbox.
    public let isSimulated: Bool
    /// What is about to be done, as far as somebody tells.
    public var planned = PlannedWork()
    /// The facts that there are.
    var registry = FactRegistry.builtIn
    /// What this run has asked for; each run has its own.
    var memo = FactMemo()

    /// - Parameters:
    ///   - client: a nil client makes every fact of the cluster unknown, for the reason `noClient`.
    ///   - transport: for NATS' monitor and etcd by URL; one that is also a `TCPGreeter` reaches NATS' own port.
    ///   - helm: a path, or a name to be found in the environment's PATH.
    ///   - limit: of the whole; what has not been read by then is unknown, and the rest is judged.
    public init(
        client: KubernetesClient?,
        noClient: UnknownReason = UnknownReason(.failed, "there is no cluster to ask: no kubeconfig was found"),
        transport: any HTTPTransport, processes: any ProcessRunning, environment: [String: String],
        helm: String = "helm", limit: Duration = PreflightLimits.whole, clock: PreflightClock = .continuous,
        isSimulated: Bool = false
    ) {
        // A preflight must end soon: one that waits as long as an installation may is of no use.
        self.client = client.map { client in
            var options = client.options
            options.timeouts.connect = min(options.timeouts.connect, PreflightLimits.connect)
            options.timeouts.object = min(options.timeouts.object, PreflightLimits.answer)
            options.timeouts.stream = min(options.timeouts.stream, PreflightLimits.answer)
            options.timeouts.list = min(options.timeouts.list, PreflightLimits.page)
            return client.with(options)
        }
        self.noClient = noClient
        self.transport = transport
        greeter = transport as? any TCPGreeter
        self.processes = processes
        self.clock = clock
        self.environment = environment
        self.helm = helm
        self.limit = limit
        self.isSimulated = isSimulated
    }

    /// The same, with what the cluster is asked counted.
    func counting(by counter: RequestCounter) -> FactGatherer {
        var gatherer = self
        gatherer.client = client.map { counter.counted($0) }
        return gatherer
    }

    /// What every read of the cluster goes through: a failure is a reason, not an error of the tool.
    func reading<T>(_ read: (KubernetesClient) async throws -> T) async throws -> T {
        guard let client else { throw noClient }
        do {
            return try await read(client)
        } catch let error as KubernetesError {
            throw UnknownReason(error)
        }
    }
}

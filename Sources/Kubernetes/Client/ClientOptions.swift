public import Logging

/// What surrounds a client: how it names itself, waits, logs and reads.
public struct ClientOptions: Sendable {
    /// Such as `groundcrew/1.2.3`.
    public var userAgent: String
    public var concurrentRequests: Int
    public var pageSize: Int
    public var timeouts: CallTimeouts
    public var clock: any Clock<Duration>
    /// Between 0 and 1; spreads retries.
    public var random: @Sendable () -> Double
    /// Called for every `Warning` header, in no particular order; must return at once.
    public var onWarning: @Sendable (ServerWarning) -> Void
    /// Called whenever a request has changed the cluster or may have. Must return at once. Dry runs, questions about rights
    /// and what goes through a proxy change nothing.
    public var onChange: @Sendable (ClusterChange) -> Void
    public var logger: Logger
    /// Where token files, exec plugins and the time come from.
    public var environment: ClientEnvironment

    public init(
        userAgent: String = "groundcrew", concurrentRequests: Int = Limits.concurrentRequests,
        pageSize: Int = Limits.pageSize, timeouts: CallTimeouts = CallTimeouts(),
        clock: any Clock<Duration> = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        onWarning: @escaping @Sendable (ServerWarning) -> Void = { _ in },
        onChange: @escaping @Sendable (ClusterChange) -> Void = { _ in },
        logger: Logger = Logger(label: "kubernetes", factory: { _ in SwiftLogNoOpLogHandler() }),
        environment: ClientEnvironment = .live
    ) {
        self.userAgent = userAgent
        self.concurrentRequests = max(1, concurrentRequests)
        self.pageSize = max(1, pageSize)
        self.timeouts = timeouts
        self.clock = clock
        self.random = random
        self.onWarning = onWarning
        self.onChange = onChange
        self.logger = logger
        self.environment = environment
    }
}

/// Limits of time for each class of call.
public struct CallTimeouts: Sendable, Hashable {
    public var connect = Limits.connectTime
    /// Reads and writes of one object, discovery and reviews: until the answer starts, and between its parts.
    public var object = Limits.objectTime
    /// Pages of lists, which a busy server takes longer to start.
    public var list = Limits.listTime
    /// How long the server keeps a watch open before it asks us to come back; the silence allowed is a little longer.
    public var watch = Limits.watchTime
    /// Until a log or proxied service starts to answer, and between its parts; a followed log may be silent for ever.
    public var stream = Limits.streamTime

    public init() {}
}

/// A remark of the server about a request that it carried out, such as a deprecated API or an unknown field.
public struct ServerWarning: Sendable, Hashable {
    public var text: String
    public var request: KubernetesError.Request
}

import Value
public import YAML

/// How to set up a sandbox.
public struct SandboxOptions: Sendable {
    public var file: SandboxFile
    /// The operators that can be installed into it.
    public var operators: [SimulatedOperator]
    /// The engines that run in it without an operator.
    public var modelServers: [SimulatedModelServer]
    public var clock: any SandboxClock
    /// Makes identifiers and random names the same in every run.
    public var seed: UInt64?

    public init(
        file: SandboxFile = .standard, operators: [SimulatedOperator] = [],
        modelServers: [SimulatedModelServer] = [], clock: any SandboxClock = ScaledClock.fast, seed: UInt64? = nil
    ) {
        self.file = file
        self.operators = operators
        self.modelServers = modelServers
        self.clock = clock
        self.seed = seed
    }

    /// A cluster in which everything can be installed of which providers say how it is played.
    ///
    /// - Parameter sections: the `sandbox` sections of their files.
    /// - Throws: `SandboxError` that names the place in a file.
    public init(file: SandboxFile = .standard, playing sections: [YAMLFields]) throws {
        self.init(
            file: file, operators: try sections.flatMap(SimulatedOperator.list),
            modelServers: try sections.flatMap(SimulatedModelServer.list))
    }
}

/// A simulated Kubernetes cluster within the process.
///
/// Everything in it is simulated: no container runs, no model answers. Objects, statuses and answers that the sandbox
/// makes up say so where there is room.
public struct Sandbox: Sendable {
    /// A name that resolves nowhere: requests never leave the process.
    public static let serverURL = "https://sandbox.invalid"
    /// What the cluster names at `/version` as the commit that it was built from, in place of a hash: everyone who may
    /// talk to a cluster may read it, and so can tell a simulated one.
    public static let gitCommit = "simulated"
    /// The bearer token that may do everything.
    public static let adminToken = "sandbox-admin"

    public let transport: SandboxTransport
    let server: APIServer
    let simulation: Simulation
    private let faults: FaultBook

    /// - Throws: `SandboxError` when an object of the file is refused.
    init(_ options: SandboxOptions) throws {
        var settings = APIServer.Settings()
        settings.version = .init(options.file.version)
        settings.users = [.admin] + options.file.users
        settings.backends = SimulatedBackend()
        server = APIServer(clock: options.clock, settings: settings, seed: options.seed)
        try FaultBook.check(options.file.faults, options.operators)
        faults = FaultBook(options.file.faults)
        simulation = Simulation(
            server: server,
            controllers: [
                DefinitionController(), NamespaceController(),
                OperatorController(operators: options.operators, faults: faults),
                GatewayController(operators: options.operators), ReplicaController(),
                StatefulController(), Scheduler(), ModelServerController(servers: options.modelServers),
                Kubelet(faults: faults), EndpointController(), GarbageCollector(),
            ], delays: options.file.delays)
        transport = SandboxTransport(server: server)
        let furnishing = Furnishing(file: options.file, date: options.clock.date)
        try server.write { try furnishing.furnish(&$0) }
        simulation.settle()
    }

    /// Lets the controllers act on all that is due now. Only tests with a `ManualClock` need it.
    public func settle() { simulation.settle() }

    /// Faults that no object has met by now: misspelt names, or objects that never came.
    public var unmetFaults: [SandboxFault] { faults.unmet }

    /// Forgets the past changes, so that older watches get 410 Gone, as after a compaction.
    public func forgetHistory() { server.write { $0.store.forgetHistory() } }

    /// A kubeconfig for a served sandbox; the user is named in the server's URL, since clients send no token over HTTP.
    ///
    /// - Parameter token: whose rights the file gives.
    public func kubeconfig(port: Int, token: String = Sandbox.adminToken) -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: sandbox
        clusters:
        - name: sandbox
          cluster:
            server: http://127.0.0.1:\(port)/as/\(token)
        contexts:
        - name: sandbox
          context: {cluster: sandbox, user: sandbox}
        users:
        - name: sandbox
          user: {}

        """
    }
}

/// Runs a body with a sandbox whose simulated controllers work meanwhile; they have stopped when the call returns.
///
/// - Throws: `SandboxError` when the sandbox cannot be set up, and whatever the body throws.
public func withSandbox<Result: Sendable>(
    _ options: SandboxOptions = SandboxOptions(), _ body: (Sandbox) async throws -> Result
) async throws -> Result {
    let sandbox = try Sandbox(options)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await sandbox.simulation.run() }
        defer { group.cancelAll() }
        return try await body(sandbox)
    }
}

extension APIServer.KubernetesVersion {
    /// Reads `v1.34.2+sandbox`.
    init(_ text: String) {
        let parts = text.drop { $0 == "v" }.split(separator: ".")
        self.init(
            major: parts.first.map(String.init) ?? "1", minor: parts.count > 1 ? String(parts[1]) : "", gitVersion: text
        )
    }
}

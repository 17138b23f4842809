import BuiltIn
import Charts
import HTTP
import Kubernetes
import Logging
import Preflight
import Providers
import Reports
import Sandbox
import Value
import YAML

/// One cluster for the whole of a command, real or simulated.
struct ClusterSession: Sendable {
    let client: KubernetesClient
    /// For what is not the cluster: chart repositories, NATS, etcd.
    let transport: any HTTPTransport
    /// Whether the cluster says of itself that it is simulated.
    let isSimulated: Bool
    /// Whether the user has been told so by now.
    let mark: SimulatedMark
    /// Whether it lives in this process: bare at the start, gone at the end, and out of other programs' reach.
    let isInProcess: Bool
    /// Whether it answered when it was first asked; one that did not may do so later.
    let hasAnswered: Bool
    /// Whether the command has changed the cluster by now.
    let changes: ChangeNote
    /// What the user asked for, for programs that read a kubeconfig themselves.
    let request: ClusterRequest

    /// Runs `body` with the cluster that `options` name; a sandbox lives as long as the call.
    ///
    /// - Parameter limit: for all requests to the cluster together; nil leaves each its own.
    /// - Throws: what `body` throws, within a `ChangedFailure` where the cluster was changed by then.
    static func with<Result: Sendable>(
        _ options: ClusterOptions, providers: ProviderRegistry, context: CommandContext, logger: Logger,
        within limit: Duration? = nil, _ body: (ClusterSession) async throws -> Result
    ) async throws -> Result {
        let changes = ChangeNote()
        do {
            return try await with(
                options, providers: providers, context: context, logger: logger, limit: limit, changes: changes,
                body)
        } catch {
            guard let change = changes.change else { throw error }
            throw ChangedFailure(underlying: error, change: change)
        }
    }

    private static func with<Result: Sendable>(
        _ options: ClusterOptions, providers: ProviderRegistry, context: CommandContext, logger: Logger,
        limit: Duration?, changes: ChangeNote, _ body: (ClusterSession) async throws -> Result
    ) async throws -> Result {
        func observed(_ transport: any HTTPTransport) -> any HTTPTransport {
            let observed = context.observed(transport, logger: logger)
            return limit.map { context.limited(observed, to: $0) } ?? observed
        }
        let transport = observed(context.makeTransport())
        var environment = context.clientEnvironment
        environment.plugins = WaitingPlugins(inner: environment.plugins, waiting: context.waiting)
        let clientOptions = ClientOptions(
            userAgent: "groundcrew/\(GroundcrewVersion.current)", timeouts: options.timeouts,
            onWarning: { logger.warning("the server warns: \($0.text)") }, onChange: { changes.take($0) },
            logger: logger, environment: environment)
        guard options.usesSandbox else {
            let request = ClusterRequest(
                kubeconfig: options.kubeconfig, context: options.context, namespace: options.namespace)
            let configuration: ClusterConfiguration
            do {
                configuration = try ClusterConfiguration.load(request, environment: environment)
            } catch {
                // A FIFO that nobody wrote to is not what is wrong.
                try Task.checkCancellation()
                throw error
            }
            if let warning = configuration.warning { logger.warning("\(warning)") }
            let client = KubernetesClient(configuration: configuration, transport: transport, options: clientOptions)
            let introduction = try await introduction(of: client, context)
            return try await SimulatedMark.with(introduction.isSimulated, context) { mark in
                try await body(
                    ClusterSession(
                        client: client, transport: transport, isSimulated: introduction.isSimulated, mark: mark,
                        isInProcess: false, hasAnswered: introduction.hasAnswered, changes: changes, request: request))
            }
        }
        return try await withSandbox(try sandboxOptions(options, providers: providers, context: context)) { sandbox in
            let configuration = try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken)),
                namespace: options.namespace ?? "default", context: "sandbox")
            let client = KubernetesClient(
                configuration: configuration, transport: observed(sandbox.transport), options: clientOptions)
            // A command that only looks gives faults no object to meet.
            defer { if changes.hasChanged { warn(ofUnmet: sandbox, context) } }
            let introduction = try await introduction(of: client, context)
            return try await SimulatedMark.with(introduction.isSimulated, context) { mark in
                try await body(
                    ClusterSession(
                        client: client, transport: transport, isSimulated: introduction.isSimulated, mark: mark,
                        isInProcess: true, hasAnswered: introduction.hasAnswered, changes: changes,
                        request: ClusterRequest()))
            }
        }
    }

    /// A fault that met nothing rehearses nothing.
    static func warn(ofUnmet sandbox: Sandbox, _ context: CommandContext) {
        context.warn(
            sandbox.unmetFaults.map { fault in
                "\(fault.place.map { "\($0): " } ?? "")the fault '\(fault.fault)' met nothing: there was no \(fault.kind) "
                    + "'\(fault.name)'\(fault.namespace.map { " in namespace '\($0)'" } ?? "")"
            })
    }

    /// The simulated cluster that `options` describe, with every provider's simulated operators.
    static func sandboxOptions(
        _ options: ClusterOptions, providers: ProviderRegistry, context: CommandContext
    ) throws -> SandboxOptions {
        var sandbox = try SandboxOptions(playing: providers.sandboxSections)
        if let path = options.sandboxFile {
            let text = try context.readFile(path, upTo: CommandLimits.recordedCluster)
            if RecordedCluster.isSnapshot(text) {
                let recorded = RecordedCluster(try Snapshot(jsonBytes: text, file: path))
                sandbox.file = recorded.file
                for note in recorded.notes { context.standardError.line(plainLine("\(path): \(note)")) }
            } else {
                sandbox.file = try SandboxFile(text: String(decoding: text, as: UTF8.self), file: path)
            }
        }
        return sandbox
    }
}

import ArgumentParser
import Deployments
import Formats
import Kubernetes
import Readiness
import Reports
import Value

struct DeploymentsForward: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "forward", abstract: "Reach a model's endpoint on a port of this machine.",
        discussion: """
            Listens on a local port and carries each connection to a ready pod behind
            the deployment's Service, through the API server, as kubectl port-forward
            does; when a pod dies, new connections go to another. Without --port the
            local port is the Service's own, or any free one where that is taken.
            An interrupt is its ordinary end: the exit status is 0 then.

            Examples:
              groundcrew deployments forward qwen3 -n models
              groundcrew deployments forward models/qwen3 --port 0
            """)

    @Argument(help: ArgumentHelp("The deployment, as NAME or NAMESPACE/NAME.", valueName: "name"))
    var name: String

    @Option(
        help: ArgumentHelp(
            "LOCAL, LOCAL:REMOTE or :REMOTE; 0 and nothing are any free port, REMOTE is the Service's.",
            valueName: "ports"))
    var port: ForwardPorts?

    @Option(help: ArgumentHelp("Address of this machine to listen on.", valueName: "address"))
    var address = "127.0.0.1"

    @OptionGroup var which: DeploymentProviderOption
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func validate() throws {
        guard address == "localhost" || IPAddress(address) != nil else {
            throw ValidationError("--address is '\(address)'; it must be an IP address, or localhost")
        }
    }

    func run(_ context: CommandContext) async throws {
        // Wrong names are told before a cluster is asked.
        _ = try DeploymentReference.one(name, flag: cluster.namespace, current: "default")
        let registry = try folders.registry(context)
        let provider = try which.name(in: registry)
        let address = address == "localhost" ? "127.0.0.1" : address
        if IPAddress(address)?.isLoopback == false {
            context.warn(["whoever reaches \(address) can use the model: it is no address of this machine alone"])
        }
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            session.noteSandbox(context)
            let reference = try DeploymentReference.one(
                name, flag: cluster.namespace, current: session.client.defaultNamespace)
            let engine = session.engine(try session.driver(.native, helm: nil, context), registry, context)
            let (status, endpoint, route) = try await engine.route(
                to: reference.name, namespace: reference.namespace, provider: provider, port: port?.remote)
            let pod = try await Self.firstPod(route, status, session)
            let servicePort = port?.remote ?? endpoint.port
            let wished = port.map { [$0.local] } ?? [Int(endpoint.localPort), 0]
            let printer = session.printer(options, context)
            let connections = ForwardedConnections(route: route, errors: context.standardError)
            do {
                try await LocalListener(address: address, ports: wished).run(onReady: { port in
                    let forwarded = ForwardedEndpoint(
                        status, endpoint, servicePort: servicePort, address: address, port: port, pod: pod)
                    printer.print(kind: "Forwarding", forwarded.value.object ?? [:]) { ForwardText.text(forwarded) }
                }) { await connections.serve($0) }
            } catch is CancellationError {
                // Nothing else ends it.
            }
        }
    }

    /// Proves that ports may be forwarded, before a program here believes it.
    private static func firstPod(
        _ route: EndpointRoute, _ status: DeploymentStatus, _ session: ClusterSession
    ) async throws -> EndpointPod {
        do {
            let connection = try await route.connect()
            connection.stream.close()
            return connection.pod
        } catch let error as KubernetesError
            where session.isSimulated && (error.code == .unsupported || error.httpStatus == 501)
        {
            throw CommandFailure(
                .failed, "a simulated cluster forwards no ports: nothing listens in its pods",
                hint: "groundcrew deployments ask \(status.id) QUESTION gets a simulated answer")
        } catch let error as DeploymentError where error.code == .failed {
            throw CommandFailure(
                .failed, "\(error.message); deployment \(status.id) is \(status.phase.rawValue): \(status.message)",
                hint: error.hint)
        }
    }
}

import Bootstrap
import Charts
import Events
import Kubernetes
import Models
import Operators
import Preflight
import Processes
import Providers
import Releases
import Repositories
import Sandbox
import TestSupport
import Testing
import Value

/// A run on a simulated cluster, as the command line sets it up.
struct SandboxRun: Sendable {
    let run: BootstrapRun
    let client: KubernetesClient
    let transport: SandboxTransport

    static func with<Result: Sendable>(
        faults: [SandboxFault] = [], nodes: [SandboxFile.Node]? = nil, token: String = Sandbox.adminToken,
        users: [SandboxUser] = [], _ body: (SandboxRun) async throws -> Result
    ) async throws -> Result {
        let registry = try ProviderRegistry.builtIn()
        let sections = registry.sandboxSections
        var file = SandboxFile.standard
        file.faults = faults
        file.users += users
        if let nodes { file.nodes = nodes }
        return try await withSandbox(SandboxOptions(file: file, playing: sections)) { sandbox in
            let client = KubernetesClient(
                configuration: try ClusterConfiguration(
                    server: Sandbox.serverURL, credentials: .token(Secret(token)), namespace: "default"),
                transport: sandbox.transport)
            let charts = ChartResolver(remote: UnreachableCharts())
            let driver = ReleaseEngine.native(client: client, charts: charts)
            let gatherer = FactGatherer(
                client: client, transport: sandbox.transport, processes: NoPrograms(), environment: [:], helm: "helm",
                isSimulated: true)
            let run = BootstrapRun(
                client: client, driver: driver, registry: registry,
                preflight: Preflight(checks: try CheckCatalog.builtIn(), gatherer: gatherer),
                planning: OperatorPlanning(
                    registry: registry, charts: SimulatedCharts(), manifests: .none, currentFolder: "/",
                    timeout: .seconds(60)),
                charts: charts, clock: ContinuousClock())
            return try await body(SandboxRun(run: run, client: client, transport: sandbox.transport))
        }
    }

    /// Somebody else on the same cluster.
    func client(token: String) throws -> KubernetesClient {
        KubernetesClient(
            configuration: try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(token)), namespace: "default"),
            transport: transport)
    }

    static func file(_ text: String) throws -> BootstrapFile {
        try BootstrapFile(
            yaml: Array(("apiVersion: groundcrew/v1\nkind: Bootstrap\n" + text).utf8), file: "test.yaml",
            catalog: try ModelCatalog.builtIn())
    }

    static let oneModel = """
        models:
          - id: Qwen/Qwen3-0.6B
            name: qwen3
            namespace: models
            engine: vllm

        """

    func bootstrap(_ text: String, log: EventLog = EventLog()) async throws -> BootstrapResult {
        try await run.run(try await run.plan(try Self.file(text)), events: log)
    }

    var releases: [String] {
        get async throws { try await run.driver.list(namespace: nil).releases.map { "\($0.namespace)/\($0.name)" } }
    }
}

/// Puts the simulated operator in place of the real one.
struct SimulatedCharts: OperatorCharts {
    func replacement(for item: OperatorDefinition) throws -> (chart: ChartReference, values: Object)? {
        let chart = try BuiltInChart.named("sandbox-operator")
        return (
            .loaded(chart, origin: "sandbox-operator"),
            ["simulates": "dynamo-operator", "simulatedVersion": .string(item.version)]
        )
    }
}

struct NoPrograms: ProcessRunning {
    func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
        throw ProcessError(.notFound, "the test has no program \(command.executable)")
    }
}

extension ManifestFiles {
    /// For tests that read none.
    static let none = ManifestFiles { url, _ in throw OperatorError(.manifest, "\(url) is not to be read") }
}

import ArgumentParser
import Bootstrap
import Deployments
import Events
import Kubernetes
import Providers
import Releases
import Reports
import Value
import YAML

struct DeployCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Serve one model, and prove that it answers.",
        discussion: """
            Chooses provider and engine with a reason, unless you name them.
            Run again, it changes nothing that is right already.

            Examples:
              groundcrew deploy Qwen/Qwen3-0.6B --namespace models
              groundcrew deploy Qwen/Qwen3-0.6B --engine sglang --router-mode kv
              groundcrew deploy Qwen/Qwen3-0.6B --dry-run
            """)

    @Argument(help: "The model's id on Hugging Face, in the catalog or not.", completion: .models)
    var model: String

    @OptionGroup(title: "Deployment") var deployment: DeployOptions

    @Flag(help: "Print the manifest that would be applied, and change nothing.")
    var dryRun = false

    @Flag(inversion: .prefixedNo, help: "Wait until it runs.")
    var wait = true

    @Flag(inversion: .prefixedNo, help: "Ask the model for an answer once it runs.")
    var smoke = true

    @Option(help: ArgumentHelp("How long to wait until it runs and has answered.", valueName: "duration"))
    var timeout = DurationArgument.minutes(30)

    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Releases") var drivers: DriverOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "Output") var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        let merged = try await values.merged(context)
        // What no cluster could do is refused before one is asked.
        _ = try DeploymentPlan(
            try deployment.request(model, namespace: cluster.namespace ?? "default", values: merged), from: registry)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let request = try deployment.request(
                model, namespace: cluster.namespace ?? session.client.defaultNamespace,
                values: merged)
            let driver = try session.driver(drivers.choice(), helm: drivers.helm, context)
            let engine = session.engine(driver, registry, context)
            if dryRun {
                // A manifest can be looked at before the operator is there.
                try await preview(try await engine.plan(request, needsOperator: false), engine, session, context)
                return
            }
            let result = try await session.showing(progress.events, context) { events in
                if session.isInProcess {
                    try await installSimulatedOperators(request, session, registry, driver, context, events)
                }
                let plan = try await engine.plan(request)
                return try await engine.deploy(
                    plan, waits: wait, smokeTest: smoke, timeout: timeout.duration,
                    events: events)
            }
            session.printer(options, context).print(kind: "Deployment", result.value.object ?? [:]) {
                ServedText.text(result, isSimulated: session.isSimulated)
            }
        }
    }

    private func preview(
        _ plan: DeploymentPlan, _ engine: DeploymentEngine, _ session: ClusterSession, _ context: CommandContext
    ) async throws {
        context.standardError.line(
            plainText("\(plan.provider.name) with \(plan.selection.engine): \(plan.selection.reason)"))
        let manifest = try await engine.preview(plan).redactedManifest
        try session.manifestPrinter(options, context).print(manifest)
    }

    /// A sandbox is bare each time, so that it gets the operators that a real cluster would have by now.
    private func installSimulatedOperators(
        _ request: DeploymentRequest, _ session: ClusterSession, _ registry: ProviderRegistry,
        _ driver: ReleaseEngine, _ context: CommandContext, _ events: any EventSink
    ) async throws {
        let provider = try ProviderSelection.select(for: request, from: registry).provider
        let planning = OperatorPlanning(
            charts: session.operatorCharts, currentFolder: context.currentFolder, timeout: .seconds(600))
        let installer = OperatorInstaller(client: session.client, driver: driver, clock: context.clock)
        let settled = try await planning.settled([:], for: [provider], charts: try session.charts(context))
        for plan in try planning.plans(for: provider, overrides: settled) {
            _ = try await installer.install(plan, events: events)
        }
    }
}

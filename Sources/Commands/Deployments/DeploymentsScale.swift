import ArgumentParser
import Charts
import Deployments
import Kubernetes
import Providers
import Releases
import Reports
import Value

struct DeploymentsScale: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale", abstract: "Change how many replicas of a model there are.",
        discussion: """
            Upgrades the deployment's release with the values that it has and the new
            numbers; all else stays. --set takes further numbers of replicas that the
            provider's chart has, such as decodeReplicas in mode disaggregated:
            groundcrew providers show PROVIDER lists them. Zero stops the model.
            What no release of groundcrew's or Helm's holds is not scaled.

            Examples:
              groundcrew deployments scale qwen3 -n models --replicas 3
              groundcrew deployments scale models/qwen3 --set decodeReplicas=4
            """)

    @Argument(help: ArgumentHelp("The deployment, as NAME or NAMESPACE/NAME.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("How many there are to be.", valueName: "count"))
    var replicas: Int64?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Another number of replicas of the chart's; repeatable.", valueName: "key=count"))
    var set: [String] = []

    @Flag(help: "Print the manifest that would be applied, and change nothing.")
    var dryRun = false

    @Flag(inversion: .prefixedNo, help: "Wait until it runs with so many.")
    var wait = true

    @Option(help: ArgumentHelp("How long to wait until it runs.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(30)

    @OptionGroup var drivers: DriverOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var which: DeploymentProviderOption
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws { try CountBounds.check("--replicas", replicas, .replicas) }

    func run(_ context: CommandContext) async throws {
        // Wrong names and numbers are told before a cluster is asked.
        _ = try DeploymentReference.one(name, flag: cluster.namespace, current: "default")
        let change = try ScaleChange(replicas: replicas, values: try ValuesInput(set: set).merged { _ in [] })
        let registry = try folders.registry(context)
        let provider = try which.name(in: registry)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            session.noteSandbox(context)
            let reference = try DeploymentReference.one(
                name, flag: cluster.namespace, current: session.client.defaultNamespace)
            let (driver, run) = try await session.recorded(
                lock.applied(to: try session.driver(drivers.choice(), helm: drivers.helm, context)),
                "deployments scale", in: reference.namespace, context)
            var engine = session.engine(driver, registry, context)
            engine.releaseOptions = fields.options
            let plan = try await engine.scalePlan(
                change, of: reference.name, namespace: reference.namespace, provider: provider)
            if let remark = plan.remark { context.warn([remark]) }
            if plan.isGrowing {
                context.warn(
                    try await session.room(
                        for: plan.deployment, refuses: wait && !dryRun, engine, drivers, context))
            }
            if dryRun {
                context.standardError.line(plainText("\(reference.id): \(plan.words)"))
                try session.manifestPrinter(options, context).print(try await engine.preview(plan).redactedManifest)
                return
            }
            let (waits, limit) = (wait, timeout.duration)
            let result = try await session.showing(run, progress.events, context) { [engine] events in
                try await engine.scale(plan, waits: waits, timeout: limit, events: events)
            }
            context.warn(result.warnings)
            session.printer(options, context).print(kind: "DeploymentScaling", result.value.object ?? [:]) {
                ScaleText.text(result)
            }
        }
    }
}

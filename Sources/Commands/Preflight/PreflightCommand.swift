import ArgumentParser
import Bootstrap
import Models
import Operators
import Preflight
import Providers
import Reports
import Value

struct PreflightCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight", abstract: "Check whether a cluster is ready for a provider and a model.",
        discussion: """
            Reads only, and leaves nothing behind.
            What cannot be read is unknown, never a pass.

            Examples:
              groundcrew preflight --provider dynamo
              groundcrew preflight --provider dynamo --model Qwen/Qwen3-0.6B
              groundcrew preflight --provider dynamo --report junit=preflight.xml
              groundcrew preflight --sandbox
            """)

    @Option(
        help: ArgumentHelp("Provider to check for; chosen for the model when not given.", valueName: "name"),
        completion: .providers)
    var provider: String?

    @Option(help: ArgumentHelp("Model that is to be deployed.", valueName: "id"), completion: .models)
    var model: String?

    @Option(help: ArgumentHelp("GPUs for each worker.", valueName: "count"))
    var gpus: Int64?

    @Option(help: ArgumentHelp("Workers.", valueName: "count"))
    var replicas: Int64?

    @Option(
        name: .customLong("operator-version"),
        help: ArgumentHelp("Version of the operator, when not the provider's default.", valueName: "version"))
    var operatorVersion: String?

    @Option(help: ArgumentHelp("Check this NATS server, needed or not.", valueName: "url"))
    var natsURL: String?

    @Option(help: ArgumentHelp("Check this etcd server, needed or not.", valueName: "url"))
    var etcdURL: String?

    @Flag(help: "The operators are still to be installed: what they bring may be missing.")
    var beforeInstall = false

    @OptionGroup var existing: ExistingOptions
    @OptionGroup var reports: ReportOptions

    @Option(
        help: ArgumentHelp("How long to read the cluster at most; the rest is unknown then.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(Int(PreflightLimits.whole.components.seconds) / 60)

    @OptionGroup var checks: CheckOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        try CountBounds.check("--gpus", gpus, .gpu)
        try CountBounds.check("--replicas", replicas, .replicas)
    }

    func run(_ context: CommandContext) async throws {
        let reports = try reports.destinations(options.output, context)
        let origin = ReportOrigin.here(context)
        let registry = try folders.lintedRegistry(for: cluster, context)
        let catalog = try checks.catalog(context)
        let wanted = try await wanted(registry, context)
        // What no cluster could do is refused before one is asked.
        let words = try existing.words()
        let expected = try subject(wanted, charts: PublishedCharts(), context)
        _ = try expected.subject()
        try ExistingOptions.check(words, against: expected.providers.flatMap(\.operators))
        let report = try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let settled = try await planning(registry, session.operatorCharts, context)
                .settled(wanted.overrides, for: [wanted.provider], charts: try session.charts(context))
            let subject = try subject(wanted.with(settled), charts: session.operatorCharts, context)
            let request = checks.request(try subject.subject())
            let look = OperatorLook(
                OperatorDecider(
                    client: session.client, engine: try session.driver(.native, helm: nil, context), words: words,
                    particular: wanted.particular),
                subject.providers.flatMap(\.operators))
            return try await session.showing(progress.events, context) { events in
                try await Preflight(
                    checks: catalog, gatherer: session.gatherer(context, helm: drivers.helm, limit: timeout.duration)
                )
                .deciding(by: look).run(request, events: events)
            }
        }
        try reports.write(report, origin: origin, context)
        let shown = reports.resultContext(context)
        ResultPrinter(output: shown.standardOutput, format: options.output).printStyled(report.json) {
            TextReport.render(report, style: shown.style(options))
        }
        switch report.outcome {
        case .passed: return
        case .failed: throw CommandFailure(.failed)
        case .undecided: throw CommandFailure(.undecided)
        }
    }

    /// What the flags ask for.
    private struct Wanted {
        var provider: Provider
        var deployments: [PreflightSubject.Deployment]
        var overrides: [String: OperatorOverride]
        var registry: ProviderRegistry

        /// Operators for which the user named a version or values, so that another one will not do.
        var particular: Set<String> {
            Set(overrides.filter { $0.value.version != nil || !$0.value.values.isEmpty }.keys)
        }

        func with(_ overrides: [String: OperatorOverride]) -> Wanted {
            Wanted(provider: provider, deployments: deployments, overrides: overrides, registry: registry)
        }
    }

    private func wanted(_ registry: ProviderRegistry, _ context: CommandContext) async throws -> Wanted {
        var chosen = try provider.map(registry.provider)
        var deployments: [PreflightSubject.Deployment] = []
        if let model {
            var request = DeploymentRequest(
                model: try CatalogLookup.model(model), namespace: cluster.namespace ?? "default")
            request.provider = provider
            request[.gpu] = gpus.map(Value.integer)
            request[.replicas] = replicas.map(Value.integer)
            let selection = try ProviderSelection.select(for: request, from: registry)
            request[.engine] = .string(selection.engine)
            chosen = selection.provider
            deployments.append(.init(request))
        }
        guard let provider = chosen ?? registry.providers.first else {
            throw CommandFailure(.usage, "there is no provider to check for")
        }
        if model == nil, gpus != nil || replicas != nil { deployments.append(unnamed) }
        return Wanted(
            provider: provider, deployments: deployments, overrides: try await overrides(of: provider, context),
            registry: registry)
    }

    private func subject(
        _ wanted: Wanted, charts: any OperatorCharts, _ context: CommandContext
    ) throws -> PreflightSubject {
        let operators = try planning(wanted.registry, charts, context)
            .plans(for: [wanted.provider], overrides: wanted.overrides)
        return PreflightSubject(
            [.init(wanted.provider, operators: operators, deployments: wanted.deployments)],
            driver: drivers.choice().rawValue, installs: beforeInstall, natsURL: natsURL, etcdURL: etcdURL)
    }

    private func planning(
        _ registry: ProviderRegistry, _ charts: any OperatorCharts, _ context: CommandContext
    ) -> OperatorPlanning {
        OperatorPlanning(
            registry: registry, charts: charts, manifests: context.manifests, currentFolder: context.currentFolder,
            timeout: .seconds(600))
    }

    /// What numbers alone ask for: room for whatever model comes.
    private var unnamed: PreflightSubject.Deployment {
        var values: Object = [:]
        values["replicas"] = replicas.map(Value.integer)
        if let gpus { values["resources"] = ["gpu": .integer(gpus)] }
        return .init(name: "a deployment", namespace: cluster.namespace ?? "default", values: values)
    }

    private func overrides(
        of provider: Provider, _ context: CommandContext
    ) async throws -> [String: OperatorOverride] {
        var override = OperatorOverride(values: try await values.merged(context))
        override.version = operatorVersion
        let names = provider.definition.operators.map(\.name)
        guard names.count <= 1 || (operatorVersion == nil && override.values.isEmpty) else {
            throw CommandFailure(
                .usage,
                "provider \(provider.name) has the operators \(names.joined(separator: ", ")); which one a version or "
                    + "values are for cannot be told",
                hint: "leave them out, or write them under operators in a bootstrap file")
        }
        return names.first.map { [$0: override] } ?? [:]
    }
}

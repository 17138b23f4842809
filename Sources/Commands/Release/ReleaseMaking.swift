import Charts
import Events
import Kubernetes
import Providers
import Releases
import Reports
import Repositories
import Value

/// What install and upgrade have in common: gets the chart, makes the request, runs it and prints what came of it.
struct ReleaseMaking {
    let name: String
    let chart: String
    let options: ReleaseOptions
    let change: ReleaseChangeOptions
    let making: ReleaseMakingOptions
    let values: ValuesOptions
    let source: ChartSourceOptions
    let drivers: DriverOptions
    let cluster: ClusterOptions
    let output: OutputOptions
    let progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        try await with(context) { session, engine, request in
            if making.isRehearsal {
                let rendered = try await engine.preview(request)
                let preview = change.noHooks ? rendered : rendered.withHooksInManifest
                try ManifestPrinter(output: context.standardOutput, format: output.output)
                    .print(making.hideSecret ? preview.manifestWithoutSecrets : preview.redactedManifest)
                return
            }
            change.warn(context, waits: request.waits)
            let (engine, run) = try await session.recorded(
                engine, "release \(options.mode.word)", in: request.namespace, context)
            let outcome = try await session.showing(run, progress.events, context) { events in
                try await engine.ensure(request, phase: .releases, events: events)
            }
            context.warn(outcome.warnings)
            session.printer(output, context).print(kind: "ReleaseResult", outcome.value.object ?? [:]) {
                ReleaseText.text(outcome.record, hidesNotes: making.hideNotes)
            }
        }
    }

    /// Gets the chart and the values, and hands on what is to be made of them in which cluster.
    func with(
        _ context: CommandContext, _ body: (ClusterSession, ReleaseEngine, ReleaseRequest) async throws -> Void
    ) async throws {
        let fetcher = try source.fetcher(context, logger: output.logger(context))
        let located = try await source.locate(chart, fetcher: fetcher, context)
        let whole = try await located.completed(updates: making.dependencyUpdate, fetcher, context)
        context.warn(located.warnings)
        let values = try await values.merged(context, fetcher: fetcher)
        let labels = try making.labelled()
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: output.logger(context)
        ) { session in
            var request = ReleaseRequest(
                name: name, namespace: cluster.namespace ?? session.client.defaultNamespace,
                chart: .loaded(whole, origin: located.origin), values: values,
                createsNamespace: making.createNamespace, waits: change.waits || options.onFailure == .rollback,
                timeout: change.timeout.duration, labels: labels, options: options)
            request.postRenderer = making.postRenderer(context)
            try await body(
                session, try session.releases(drivers, change.waitLock, "release \(options.mode.word)", context),
                request)
        }
    }
}

extension ReleaseOptions.Mode {
    /// The command that says so.
    fileprivate var word: String { self == .install ? "install" : "upgrade" }
}

extension LocatedChart {
    /// The chart with its dependencies, fetched when they are missing and wanted.
    func completed(updates: Bool, _ fetcher: ChartFetcher, _ context: CommandContext) async throws -> Chart {
        guard updates, let folder, !chart.missingDependencies.isEmpty else { return chart }
        let updated = try await DependencyManager(fetcher, folder: folder).update {
            context.standardError.line(plainText($0))
        }
        context.warn(updated.warnings)
        return try Chart.load(folder: folder)
    }
}

extension ClusterSession {
    /// The engine for one command, whose name other runs are told.
    func releases(
        _ drivers: DriverOptions, _ lock: DurationArgument?, _ command: String, _ context: CommandContext
    ) throws -> ReleaseEngine {
        var engine = try driver(drivers.choice(), helm: drivers.helm, context)
        engine.command = "groundcrew \(command)"
        if let lock { engine.lockWait = lock.duration }
        return engine
    }
}

import ArgumentParser
import Bootstrap
import Models
import Operators
import Preflight
import Releases
import Reports
import Settings
import Value

struct BootstrapCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap", abstract: "Take a cluster from bare to served: check, install, deploy, prove.",
        discussion: """
            Run again, it goes on where it was, and changes nothing that is right
            already: what an earlier run had finished, its journal tells
            (groundcrew runs list), and it is looked at all the same.
            The file is all there is to say: what deploy or deployments scale set and it
            does not name goes back, which --plan and the run tell.

            Examples:
              groundcrew bootstrap --example > cluster.yaml
              groundcrew bootstrap -f cluster.yaml --sandbox
              groundcrew bootstrap -f cluster.yaml --plan
              groundcrew bootstrap -f cluster.yaml --driver helm --events ndjson
            """)

    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp("The bootstrap file, a URL, or - for standard input.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @Flag(help: "Print a file to start from, and do nothing else.")
    var example = false

    @Flag(help: "Print what would be done, and change nothing.")
    var plan = false

    @OptionGroup var reports: ReportOptions

    @Option(
        help: ArgumentHelp(
            "How long to wait for each operator and model, such as 10m; default: the file's timeouts, else 10m for "
                + "operators and 30m for models.", valueName: "duration"))
    var timeout: TimeoutArgument?

    @Flag(help: "Choose providers and engines anew, whatever serves the models by now.")
    var reselect = false

    @OptionGroup var existing: ExistingOptions
    @OptionGroup var checks: CheckOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var crdChanges: CRDChangeOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var config: ConfigOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        guard file != nil || example else {
            throw ValidationError("Missing expected argument '--file <file>'; --example prints a file to start from")
        }
    }

    func run(_ context: CommandContext) async throws {
        guard let path = self.file else { return context.standardOutput.write(BootstrapExample.text) }
        guard !example else { throw CommandFailure(.usage, "give -f or --example, not both") }
        let destinations = try reports.destinations(options.output, context)
        let registry = try folders.lintedRegistry(for: self.cluster, context)
        let catalog = try checks.catalog(context)
        let selection = try checks.selection(from: catalog, context)
        var file = try await context.bootstrapFile(path)
        if let timeout {
            file.timeouts = .init(operators: timeout.duration, models: timeout.duration)
        }
        file.reselects = reselect
        if let namespace = self.cluster.namespace { file.place(inNamespace: namespace) }
        file.existing.merge(try existing.words()) { $1 }
        selection.apply(to: &file.preflight)
        var cluster = cluster
        cluster.context = cluster.context ?? file.cluster.context
        let origin = ReportOrigin.here(file: path, line: file.modelsLine, context)
        let shown = destinations.resultContext(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            var origin = origin
            origin.context = session.reportContext
            let driver = try session.driver(
                drivers.choice(file.driver), helm: drivers.helm, mirrors: file.registries, context)
            var run = try session.bootstrapRun(
                of: file, by: lock.applied(to: driver), registry, catalog, helm: drivers.helm, context)
            run.releaseOptions = fields.options
            run.releaseOptions.acceptedCRDChanges = try crdChanges.accepted()
            run.releaseOptions.mirrors = file.registries
            let begun = self.plan ? nil : try await session.identityAtStart()
            let settings = try await session.settings(config, isOnlyLooking: self.plan, progress.events, context)
            let plan = try await run.plan(try file.applying(settings, from: registry))
            if self.plan {
                let forecast = try await session.showing(progress.events, context) { events in
                    try await run.forecast(plan, events: events)
                }
                try destinations.write(forecast.preflight, origin: origin, context)
                session.printer(options, shown)
                    .print(kind: "BootstrapPlan", PlanText.fields(forecast)) { PlanText.text(forecast) }
                return try Self.finish(forecast)
            }
            let former = try await FormerRun.last(in: plan.namespace, try await session.runs(context))
            let recorder: RunRecorder
            (run.driver, recorder) = try await session.recorded(
                run.driver, "bootstrap", in: plan.namespace, on: begun, context)
            recorder.expect(plan.journal)
            do {
                let result = try await session.showing(recorder, progress.events, context) { [run] events in
                    // That the earlier run was gone on from is kept, also where nothing is left to change.
                    if let former { await recorder.begin(FormerRun.verb, former.subject) }
                    let result = try await run.run(plan, after: former, events: events) { report in
                        try destinations.write(report, origin: origin, context)
                    }
                    if let failure = result.failures.first { recorder.fail(failure.text) }
                    // The next run goes on from one that the checks have stopped, too.
                    if let stopped = result.stopped {
                        recorder.fail("the checks before the first change: \(stopped.rawValue)")
                    }
                    return result
                }
                try finish(result, session, shown)
            } catch let interruption as BootstrapInterruption {
                print(interruption.result, session, shown)
                throw interruption
            }
        }
    }

    private func print(_ result: BootstrapResult, _ session: ClusterSession, _ context: CommandContext) {
        let printer = session.printer(options, context)
        guard result.stopped != nil else {
            return printer.print(kind: "BootstrapResult", result.fields) {
                BootstrapText.text(result, isSimulated: session.isSimulated)
            }
        }
        var style = context.style(options)
        style.isBrief = !options.verbose
        let brief = style
        printer.printStyled(ResultPrinter.document("BootstrapResult", result.fields)) {
            result.preflight.map { TextReport.render($0, style: brief) } ?? ""
        }
    }

    private static func finish(_ forecast: BootstrapForecast) throws {
        switch forecast.outcome {
        case .passed: return
        case .failed where forecast.preflight.outcome == .failed || forecast.problems.isEmpty:
            throw CommandFailure(.failed, "the cluster is not ready; a run would change nothing")
        case .failed: throw CommandFailure(.failed, "a run would not come to its end: the plan says what it fails on")
        case .undecided:
            throw CommandFailure(
                .undecided, "not all that a run would do can be told", hint: "the plan says what is unknown, and why")
        }
    }

    private func finish(_ result: BootstrapResult, _ session: ClusterSession, _ context: CommandContext) throws {
        print(result, session, context)
        switch result.stopped {
        case nil, .passed:
            if let first = result.failures.first {
                throw CommandFailure(
                    .failed, result.failures.map(\.text).joined(separator: "; "),
                    hint: first.hint.map { "\($0); the models that are ready stay" })
            }
            guard result.unknown.isEmpty else {
                throw CommandFailure(
                    .undecided,
                    "not all objects could be compared with what they should be: "
                        + result.unknown.joined(separator: ", "),
                    hint: "see to what the warnings name (often a webhook whose pod is down), then run it again")
            }
            guard result.unknownAnswers.isEmpty else {
                throw CommandFailure(
                    .undecided, result.unknownAnswers.joined(separator: "; "),
                    hint: "ask for that right, or do not have them asked: smokeTest: false")
            }
            guard result.unknownRoutes.isEmpty else {
                throw CommandFailure(
                    .undecided, result.unknownRoutes.joined(separator: "; "),
                    hint: "the models are served; ask them from where the Gateways' addresses can be reached")
            }
        case .failed: throw CommandFailure(.failed, "the cluster is not ready; nothing was changed")
        case .undecided:
            throw CommandFailure(.undecided, "whether the cluster is ready cannot be told; nothing was changed")
        }
    }
}

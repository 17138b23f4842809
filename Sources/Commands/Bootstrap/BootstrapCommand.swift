import ArgumentParser
import Bootstrap
import Models
import Preflight
import Reports
import Value

struct BootstrapCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap", abstract: "Take a cluster from bare to served: check, install, deploy, prove.",
        discussion: """
            Run again, it goes on where it was, and changes nothing that is right
            already.

            Examples:
              groundcrew bootstrap -f cluster.yaml --sandbox
              groundcrew bootstrap -f cluster.yaml --plan
              groundcrew bootstrap -f cluster.yaml --driver helm --events ndjson
            """)

    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp("The bootstrap file.", valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Flag(help: "Print what would be done, and change nothing.")
    var plan = false

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Also write a report of the checks: text, json, junit, sarif or github, to a file; repeatable.",
            valueName: "kind=path"))
    var reports: [String] = []

    @OptionGroup var checks: CheckOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let destinations = try reports.map(ReportDestination.init)
        let registry = try folders.registry(context)
        var file = try BootstrapFile(
            yaml: try context.readFile(file, upTo: CommandLimits.configurationFile), file: file,
            catalog: try ModelCatalog.builtIn())
        if let timeout = drivers.timeout {
            file.timeouts = .init(operators: timeout.duration, models: timeout.duration)
        }
        file.preflight.skip += checks.skip
        if !checks.only.isEmpty { file.preflight.only = checks.only }
        var cluster = cluster
        cluster.context = cluster.context ?? file.cluster.context
        let catalog = try checks.catalog(context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let run = BootstrapRun(
                client: session.client,
                driver: try session.driver(drivers.choice(file.driver), helm: drivers.helm, context),
                registry: registry,
                preflight: Preflight(checks: catalog, gatherer: session.gatherer(context, helm: drivers.helm)),
                planning: OperatorPlanning(
                    charts: session.operatorCharts, currentFolder: context.currentFolder,
                    timeout: file.timeouts.operators),
                clock: context.clock, isSimulated: session.isSimulated)
            let plan = try await run.plan(file)
            if self.plan {
                ResultPrinter(output: context.standardOutput, format: options.output)
                    .print(PlanText.value(plan, isSimulated: session.isSimulated)) {
                        PlanText.text(plan, isSimulated: session.isSimulated)
                    }
                return
            }
            do {
                let result = try await EventOutput.with(progress.events, context) { events in
                    try await run.run(plan, events: events) { reports in
                        for destination in destinations { try destination.write(reports, context) }
                    }
                }
                try finish(result, context)
            } catch let interruption as BootstrapInterruption {
                print(interruption.result, context)
                throw interruption
            }
        }
    }

    private func print(_ result: BootstrapResult, _ context: CommandContext) {
        let printer = ResultPrinter(output: context.standardOutput, format: options.output)
        guard result.stopped != nil else { return printer.print(result.value) { BootstrapText.text(result) } }
        let style = context.style(options)
        printer.printStyled(result.value) {
            result.preflight.map { TextReport.render($0, style: style) }.joined(separator: "\n")
        }
    }

    private func finish(_ result: BootstrapResult, _ context: CommandContext) throws {
        print(result, context)
        switch result.stopped {
        case nil, .passed: return
        case .failed: throw CommandFailure(.failed, "the cluster is not ready; nothing was changed")
        case .undecided:
            throw CommandFailure(.undecided, "whether the cluster is ready cannot be told; nothing was changed")
        }
    }
}

import ArgumentParser
import Bootstrap
import Providers
import Releases
import Reports
import Value

struct InstallCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install a provider's operators, or bring them to a version.",
        discussion: """
            Run again, it changes nothing that is right already.
            Chart, version and values go to the operator that brings the provider's
            resource, not to its prerequisites; --namespace is where all operators go
            instead of the namespaces that the provider names.

            Examples:
              groundcrew install dynamo
              groundcrew install dynamo --version 1.6.2 -f values.yaml --dry-run
              groundcrew install dynamo --chart ./dynamo-platform-1.6.2.tgz --driver helm
            """)

    @Argument(help: "The provider's name.", completion: .providers)
    var provider: String

    @Option(help: ArgumentHelp("Version of the operator's chart.", valueName: "version"))
    var version: String?

    @Option(
        help: ArgumentHelp(
            "Operator chart instead of the provider's: folder, .tgz, URL, oci:// or REPO/CHART.", valueName: "chart"))
    var chart: String?

    @Option(help: ArgumentHelp("Chart repository that holds --chart.", valueName: "url"))
    var repo: String?

    @Flag(help: "Print the manifests that would be applied, and change nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("How long to wait for each operator.", valueName: "duration"))
    var timeout = DurationArgument.minutes(10)

    @OptionGroup var values: ValuesOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        let provider = try registry.provider(provider)
        var override = BootstrapFile.OperatorOverride(values: try await values.merged(context))
        override.version = version
        override.chart = chart
        override.repository = repo
        let overrides = overrides(of: provider, own: override)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let planning = OperatorPlanning(
                charts: session.operatorCharts, currentFolder: context.currentFolder,
                timeout: timeout.duration)
            let plans = try planning.plans(
                for: provider,
                overrides: try await planning.settled(
                    overrides, for: [provider], charts: try session.charts(context)))
            let driver = try session.driver(drivers.choice(), helm: drivers.helm, context)
            if dryRun {
                var manifest = ""
                for plan in plans { manifest += try await driver.preview(plan.release).redactedManifest }
                try session.manifestPrinter(options, context).print(manifest)
                return
            }
            let outcomes = try await session.showing(progress.events, context) { events in
                let installer = OperatorInstaller(client: session.client, driver: driver, clock: context.clock)
                let prepared = try await OperatorPreparation(driver: driver, charts: try session.charts(context))
                    .prepared(plans, events: events)
                var outcomes: [ReleaseOutcome] = []
                for plan in prepared {
                    do {
                        outcomes.append(try await installer.install(plan, events: events))
                    } catch {
                        guard outcomes.count + 1 < prepared.count else { throw error }
                        throw PartialFailure(underlying: error)
                    }
                }
                return outcomes
            }
            print(outcomes, session, context)
            try Self.refuseUnknown(outcomes)
        }
    }

    /// What was not compared is not done: nobody knows.
    private static func refuseUnknown(_ outcomes: [ReleaseOutcome]) throws(CommandFailure) {
        guard let first = outcomes.first(where: { $0.change == .unknown }) else { return }
        throw CommandFailure(
            .undecided,
            "nothing was changed, and whether \(first.record.name) is as it should be is unknown: "
                + first.uncompared.map(\.description).joined(separator: "; "),
            hint: "see to what the server names (often a webhook whose pod is down), then run the same command again")
    }

    /// The chart's flags are for the provider's own operator, the namespace is for all.
    private func overrides(
        of provider: Provider, own: BootstrapFile.OperatorOverride
    ) -> [String: BootstrapFile.OperatorOverride] {
        var overrides: [String: BootstrapFile.OperatorOverride] = [:]
        for item in provider.definition.operators {
            let isOwn = item.name == provider.definition.ownOperator?.name
            var override = isOwn ? own : BootstrapFile.OperatorOverride()
            override.namespace = cluster.namespace
            overrides[item.name] = override
        }
        return overrides
    }

    private func print(_ outcomes: [ReleaseOutcome], _ session: ClusterSession, _ context: CommandContext) {
        session.printer(options, context)
            .print(kind: "InstallResult", ["operators": .array(outcomes.map(\.value))]) {
                outcomes.map(OperatorText.text).joined()
            }
        for outcome in outcomes where !outcome.record.notes.isEmpty && options.verbose {
            context.standardError.line(plainText(outcome.record.notes))
        }
    }
}

import ArgumentParser
import Bootstrap
import Kubernetes
import Operators
import Providers
import Releases
import Reports
import Value

struct InstallCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install providers' operators or what they share, or bring them to a version.",
        discussion: """
            Run again, it changes nothing that is right already.
            What operators need is installed before them, once for all providers. What
            is there already and not groundcrew's is used as it is, or refused where it
            does not fit; --existing says otherwise, and --plan shows what would be done.
            What would keep them from running is looked for before anything is changed, by
            the checks of groundcrew preflight; --skip leaves one out.
            Chart, version and values go to what is named, or to the provider's own
            operator, not to what it needs; --namespace is where it goes instead of the
            namespaces that it names. What several providers share, such as cert-manager,
            is named as a provider is.

            Examples:
              groundcrew install dynamo
              groundcrew install dynamo --version 1.6.2 -f values.yaml --dry-run
              groundcrew install ome --plan
              groundcrew install cert-manager lws
              groundcrew install ome --existing cert-manager=upgrade
              groundcrew install dynamo --chart ./dynamo-platform-1.6.2.tgz --driver helm
            """)

    @Argument(
        help: ArgumentHelp("Names of providers, or of operators that they share.", valueName: "name"),
        completion: .operators)
    var names: [String]

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

    @Flag(help: "Print what would be installed, in which order and why, and change nothing.")
    var plan = false

    @OptionGroup var existing: ExistingOptions

    @Option(help: ArgumentHelp("How long to wait for each operator.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(10)

    @Option(
        help: ArgumentHelp(
            "What becomes of it when it fails, instead of what the provider says: fail, hold or rollback."))
    var onFailure: FailureChoice?

    @OptionGroup var checks: CheckOptions
    @OptionGroup var crdChanges: CRDChangeOptions
    @OptionGroup var values: ValuesOptions
    @OptionGroup var drivers: DriverOptions
    @OptionGroup var lock: LockOptions
    @OptionGroup var fields: FieldOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.lintedRegistry(for: cluster, context)
        let targets = try InstallTargets(names, in: registry)
        var override = OperatorOverride(values: try await values.merged(context))
        override.version = version
        override.chart = chart
        override.repository = repo
        try Self.refuse(override, for: targets)
        guard !(plan && dryRun) else { throw CommandFailure(.usage, "give --plan or --dry-run, not both") }
        let overrides = overrides(of: targets, own: override)
        let words = try existing.words()
        let catalog = try checks.catalog(context)
        let selection = try checks.selection(from: catalog, context)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let planning = session.planning(registry, timeout: timeout.duration, context)
            var plans = try planning.plans(
                for: targets.providers, sharing: targets.shared,
                overrides: try await planning.settled(
                    overrides, for: targets.providers, sharing: targets.shared, charts: try session.charts(context)))
            for index in plans.indices {
                plans[index].release.options.acceptedCRDChanges = try crdChanges.accepted()
                plans[index].release.options.takeFields(from: fields.options)
            }
            try ExistingOptions.check(words, against: plans)
            let begun = plan || dryRun ? nil : try await session.identityAtStart()
            let driver = lock.applied(to: try session.driver(drivers.choice(), helm: drivers.helm, context))
            plans = try await OperatorDecider(
                client: session.client, engine: driver, words: words, particular: Self.particular(override, targets)
            ).decided(plans)
            if self.plan { return try await show(plans, of: targets, driver, session, context) }
            try OperatorDecider.refuse(plans)
            for index in plans.indices where targets.shared.contains(where: { $0.name == plans[index].name }) {
                plans[index].release.labels.merge(ReleaseLabels.installedByName) { $1 }
            }
            if dryRun {
                var manifest = ""
                for plan in plans where plan.decision?.action.makesRelease ?? true {
                    manifest += try await driver.preview(plan.release).redactedManifest
                }
                try session.manifestPrinter(options, context).print(manifest)
                return
            }
            let before = InstallChecks(
                checks: ChangeChecks(
                    session: session, registry: registry, catalog: catalog, selection: selection, drivers: drivers,
                    isVerbose: options.verbose))
            var releases = fields.options
            releases.acceptedCRDChanges = try crdChanges.accepted()
            try await before.check(plans, for: targets.providers, overrides, words, releases, context)
            let (engine, run) = try await session.recorded(
                driver, "install", in: plans.first?.place.namespace ?? session.client.defaultNamespace, on: begun,
                context)
            let outcomes = try await session.showing(run, progress.events, context) { [plans] events in
                let installer = OperatorInstaller(client: session.client, driver: engine, clock: context.clock)
                let prepared = try await OperatorPreparation(driver: engine, charts: try session.charts(context))
                    .prepared(plans, events: events)
                var done = 0
                do {
                    let outcomes = try await installer.install(prepared, events: events) { _ in done += 1 }
                    try await mark(outcomes, of: targets, by: engine)
                    return outcomes
                } catch {
                    guard done + 1 < prepared.count else { throw error }
                    throw PartialFailure(underlying: error)
                }
            }
            print(outcomes, of: targets, session, context)
            try Self.refuseUnknown(outcomes)
        }
    }

    /// What was there unchanged has no new record that says that it was named.
    private func mark(
        _ outcomes: [OperatorOutcome], of targets: InstallTargets, by engine: ReleaseEngine
    ) async throws {
        for outcome in outcomes
        where outcome.change == .unchanged && outcome.decision.action.makesRelease
            && targets.shared.contains(where: { $0.name == outcome.name })
        {
            let place = outcome.decision.release
            _ = try await engine.adopt(place.name, namespace: place.namespace, labels: .installedByName)
        }
    }

    /// The operator for which the user named a chart, a version or values, so that another one will not do.
    private static func particular(_ override: OperatorOverride, _ targets: InstallTargets) -> Set<String> {
        guard isGiven(override), let name = targets.own?.name else { return [] }
        return [name]
    }

    private static func isGiven(_ override: OperatorOverride) -> Bool {
        [override.chart, override.repository, override.version].contains { $0 != nil } || !override.values.isEmpty
    }

    private func show(
        _ plans: [OperatorPlan], of targets: InstallTargets, _ driver: ReleaseEngine, _ session: ClusterSession,
        _ context: CommandContext
    ) async throws {
        var shown: [PlannedOperator] = []
        for plan in plans { shown.append(try await PlannedOperator(plan, driver)) }
        session.printer(options, context)
            .print(kind: "InstallPlan", ["operators": .array(shown.map(OperatorPlanText.value))]) {
                shown.isEmpty ? targets.none : shown.map(OperatorPlanText.text).joined()
            }
        try OperatorDecider.refuse(plans)
        try PlannedOperator.refuse(shown)
    }

    /// What was not compared is not done: nobody knows.
    private static func refuseUnknown(_ outcomes: [OperatorOutcome]) throws(CommandFailure) {
        guard let first = outcomes.first(where: { $0.change == .unknown }) else { return }
        throw CommandFailure(
            .undecided,
            "nothing was changed, and whether \(first.name) is as it should be is unknown: "
                + first.uncompared.map(\.description).joined(separator: "; "),
            hint: "see to what the server names (often a webhook whose pod is down), then run the same command again")
    }

    /// The chart's flags are for what is named, or the provider's own operator; the namespace is for all but what they need.
    private func overrides(of targets: InstallTargets, own: OperatorOverride) -> [String: OperatorOverride] {
        var overrides: [String: OperatorOverride] = [:]
        for item in targets.placed {
            var override = item.name == targets.own?.name ? own : OperatorOverride()
            override.namespace = cluster.namespace
            override.onFailure = onFailure?.policy
            overrides[item.name] = override
        }
        return overrides
    }

    /// A chart, its version and its values are nobody's where there is no operator, and whose they are cannot be told where
    /// there are several.
    private static func refuse(
        _ override: OperatorOverride, for targets: InstallTargets
    ) throws(CommandFailure) {
        guard isGiven(override), targets.own == nil else { return }
        guard targets.providers.count + targets.shared.count == 1, let provider = targets.providers.first else {
            throw CommandFailure(
                .usage, "which of several a chart, a version or values are for cannot be told",
                hint: "install that one with a command of its own")
        }
        throw CommandFailure(
            .usage, "provider \(provider.name) has no operator that a chart, a version or values could be for",
            hint: "values of a deployment are for: groundcrew deploy MODEL --provider \(provider.name)")
    }

    private func print(
        _ outcomes: [OperatorOutcome], of targets: InstallTargets, _ session: ClusterSession, _ context: CommandContext
    ) {
        session.printer(options, context)
            .print(kind: "InstallResult", ["operators": .array(outcomes.map(\.value))]) {
                outcomes.isEmpty ? targets.none : outcomes.map(OperatorText.text).joined()
            }
        for outcome in outcomes where !outcome.notes.isEmpty && options.verbose {
            context.standardError.line(plainText(outcome.notes))
        }
    }
}

import ArgumentParser
import Bootstrap
import Charts
import Deployments
import Events
import Exposure
import Kubernetes
import Operators
import Preflight
import Providers
import Releases
import Reports
import Settings
import Value
import YAML

struct DeployCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Serve one model, and prove that it answers.",
        discussion: """
            Chooses provider and engine with a reason, unless you or the cluster's
            settings (groundcrew config) name them: what serves it already, else what the
            cluster has, else what fits best (--dry-run -v says why not the others).
            Run again, it changes nothing that is right already: what an earlier run, or
            deployments scale, set for this model with this provider and is not named
            now stays, over the settings, and is told; --reset-values takes the defaults.
            Another model or provider under the name begins anew, and that is told, too.
            What would keep it from running is looked for before anything is changed, by
            the checks of groundcrew preflight; --skip leaves one out.

            Examples:
              groundcrew deploy Qwen/Qwen3-0.6B --namespace models
              groundcrew deploy Qwen/Qwen3-0.6B --engine sglang --router-mode kv
              groundcrew deploy Qwen/Qwen3-0.6B --dry-run
              groundcrew deploy Qwen/Qwen3-0.6B --expose gateway
              groundcrew deploy Qwen/Qwen3-0.6B --provider ome --runtime srt-qwen3-0-6b
              groundcrew deploy Qwen/Qwen3-0.6B --name qwen3 --reset-values --replicas 2
            """)

    @Argument(help: "The model's id on Hugging Face, in the catalog or not.", completion: .models)
    var model: String

    @OptionGroup(title: "Deployment") var deployment: DeployOptions

    @Flag(help: "Print the manifest that would be applied, and change nothing.")
    var dryRun = false

    @Flag(help: "Choose provider and engine anew, whatever serves it by now.")
    var reselect = false

    @Flag(help: "Take back what earlier runs set and this one does not name.")
    var resetValues = false

    @Flag(inversion: .prefixedNo, help: "Wait until it runs.")
    var wait = true

    @Flag(inversion: .prefixedNo, help: "Ask the model for an answer once it runs.")
    var smoke = true

    @Option(help: ArgumentHelp("How long to wait until it runs and has answered.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(30)

    @OptionGroup(title: "Checks") var checks: CheckOptions
    @OptionGroup(title: "Values") var values: ValuesOptions
    @OptionGroup(title: "Releases") var drivers: DriverOptions
    @OptionGroup(title: "Releases") var lock: LockOptions
    @OptionGroup(title: "Fields") var fields: FieldOptions
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions
    @OptionGroup(title: "Cluster") var config: ConfigOptions
    @OptionGroup(title: "Output") var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.lintedRegistry(for: cluster, context)
        let merged = try await values.merged(context)
        let catalog = try checks.catalog(context)
        let selection = try checks.selection(from: catalog, context)
        try Self.check(
            try deployment.request(model, namespace: cluster.namespace ?? "default", values: merged), registry, context)
        do {
            try await run(registry, merged, catalog, selection, context)
        } catch let error as KubernetesError where dryRun && Self.isAway(error) {
            // A manifest can be looked at without a cluster.
            let plan = try DeploymentPlan(
                try deployment.request(model, namespace: cluster.namespace ?? "default", values: merged),
                from: registry)
            try plan.checkGate()
            context.standardError.line(plainText("note: no cluster was asked: \(error)"))
            show(plan, context)
            try ManifestPrinter(
                output: context.standardOutput, format: options.output, isSimulated: false, mark: nil
            ).print(try plan.preview().redactedManifest + (plan.previewRoute()?.redactedManifest ?? ""))
        }
    }

    /// Whether there is no cluster to be asked.
    private static func isAway(_ error: KubernetesError) -> Bool {
        [.notConfigured, .unreachable, .timeout].contains(error.code)
    }

    private func run(
        _ registry: ProviderRegistry, _ merged: Object, _ catalog: CheckCatalog, _ selection: CheckSelection,
        _ context: CommandContext
    ) async throws {
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context)
        ) { session in
            let asked = try deployment.request(
                model, namespace: cluster.namespace ?? session.client.defaultNamespace,
                values: merged)
            let settings = try await session.settings(config, isOnlyLooking: dryRun, progress.events, context)
            // A namespace of the kubeconfig's is the user's own choice, too.
            let placed = settings.placed(
                asked, choosesNamespace: cluster.namespace == nil && asked.namespace == "default")
            let (driver, run) = try await session.recorded(
                lock.applied(to: try session.driver(drivers.choice(), helm: drivers.helm, context)), "deploy",
                in: placed.namespace, context)
            var engine = session.engine(driver, registry, context)
            engine.releaseOptions = fields.options
            let former = try await engine.former(of: placed)
            let request = try completed(placed, by: settings, former, registry)
            let facts = try await engine.selectionFacts(
                for: [request], installs: session.isInProcess, reselects: reselect)[0]
            let keeping =
                resetValues ? nil : former.map { KeptDeployment($0, named: asked.values, choosesEngine: reselect) }
            let settled: DeploymentPlan
            do {
                settled = try DeploymentPlan.settled(request, from: registry, considering: facts, keeping: keeping)
            } catch let error as RenderError where error.code == .badValues {
                if let failure = try Self.refusal(of: request, registry, facts) { throw failure }
                throw error
            }
            try settled.checkGate()
            try settled.checkExposure()
            context.warn(try await engine.checkRuntime(of: settled))
            if dryRun || session.isInProcess {
                context.warn(try await session.room(for: settled, refuses: wait && !dryRun, engine, drivers, context))
            }
            if dryRun {
                // A manifest can be looked at before the operator is there.
                let plan = try await engine.plan(
                    request, needsOperator: false, considering: facts, keeping: keeping)
                try await preview(plan, engine, session, context)
                return
            }
            if session.isInProcess { try await engine.checkToken(settled) }
            let result = try await session.showing(run, progress.events, context) { [engine] events in
                if session.isInProcess {
                    let operators = try await simulatedOperators(request, facts, session, registry, context)
                    try await checkRuntime(of: settled, operators, engine, driver)
                    let installer = OperatorInstaller(client: session.client, driver: driver, clock: context.clock)
                    for plan in operators { _ = try await installer.install(plan, events: events) }
                }
                let plan = try await engine.plan(request, considering: facts, keeping: keeping)
                let before = DeployChecks(
                    checks: ChangeChecks(
                        session: session, registry: registry, catalog: catalog, selection: selection,
                        drivers: drivers, isVerbose: options.verbose),
                    engine: engine, waits: wait, asks: wait && smoke)
                try await before.check(plan, context)
                return try await engine.serve(
                    plan, waits: wait, smokeTest: smoke, timeout: timeout.duration,
                    events: events)
            }
            session.printer(options, context).print(kind: "Deployment", result.value.object ?? [:]) {
                ServedText.text(result, isSimulated: session.isSimulated)
            }
            if let words = result.unknownAnswer {
                throw CommandFailure(
                    .undecided, "\(result.plan.id) is running; \(words)",
                    hint: "ask for that right, or do not have it asked: --no-smoke")
            }
            if let route = result.route, route.state == .unknown {
                throw CommandFailure(
                    .undecided, "the model is served; \(route.message)",
                    hint: "ask it from where its address can be reached")
            }
        }
    }

    /// With what the settings say of it. Who serves it already goes on doing so, whatever they name: their values are then
    /// those of that provider.
    private func completed(
        _ asked: DeploymentRequest, by settings: Settings, _ former: FormerDeployment?, _ registry: ProviderRegistry
    ) throws -> DeploymentRequest {
        var request = asked
        let stays = asked.provider == nil && !reselect
        if stays { request.provider = former?.provider }
        request = try settings.applied(to: request, from: registry, choosesNamespace: false)
        if stays, former != nil { request.provider = nil }
        return request
    }

    /// What no cluster could do is refused before one is asked; what its settings may still say is not.
    private static func check(
        _ request: DeploymentRequest, _ registry: ProviderRegistry, _ context: CommandContext
    ) throws {
        do {
            context.warn(try DeploymentPlan(request, from: registry).selection.faults)
        } catch is RenderError {
            return  // Values of the settings may be what the chart lacks, or be for another one.
        }
    }

    /// What values are wrong, in the chart's own names for them; nil where that cannot be told.
    private static func refusal(
        of request: DeploymentRequest, _ registry: ProviderRegistry, _ facts: SelectionFacts
    ) throws -> CommandFailure? {
        let provider = try ProviderSelection.select(for: request, from: registry, considering: facts).provider
        let found = try provider.chart.violations(of: request.settled(for: provider.name).chartValues)
        guard !found.isEmpty else { return nil }
        let settings = try provider.settings()
        let hints = found.compactMap { violation in
            settings.first { $0.name == "\(violation.path)" }.map { "\($0.name) takes \($0.words)" }
        }
        let look = "groundcrew providers show \(provider.name) lists the values"
        return CommandFailure(
            .usage, found.map { "\($0.path) \($0.message)" }.joined(separator: "\n"),
            hint: hints.isEmpty ? look : hints.joined(separator: "; "))
    }

    private func preview(
        _ plan: DeploymentPlan, _ engine: DeploymentEngine, _ session: ClusterSession, _ context: CommandContext
    ) async throws {
        show(plan, context)
        if options.verbose,
            let seen = try await engine.runtimes(of: plan.provider, for: plan.request, values: plan.values)
        {
            for line in RuntimeText.lines(seen) { context.standardError.line(plainLine(line)) }
        }
        var manifest = try await engine.preview(plan).redactedManifest
        if let exposure = try await engine.exposure(of: plan) {
            for line in exposure.lines { context.standardError.line(plainLine(line)) }
            if options.verbose {
                for item in exposure.plan.rejected {
                    context.standardError.line(plainLine("\(item.name): \(item.reason)"))
                }
            }
            manifest += try await engine.preview(exposure, of: plan)?.redactedManifest ?? ""
        }
        try session.manifestPrinter(options, context).print(manifest)
    }

    /// What was chosen, and with -v what was not.
    private func show(_ plan: DeploymentPlan, _ context: CommandContext) {
        context.standardError.line(
            plainText("\(plan.provider.name) with \(plan.selection.engine): \(plan.selection.reason)"))
        for line in plan.former?.lines ?? [] { context.standardError.line(plainLine("\(plan.id): \(line)")) }
        context.warn([plan.uncarried].compactMap(\.self).map { "\(plan.id): \($0)" })
        guard options.verbose else { return }
        for candidate in plan.selection.candidates where candidate.name != plan.provider.name {
            context.standardError.line(plainText(SelectionText.line(candidate)))
        }
    }

    /// One that the cluster does not serve yet has to come with an operator.
    private func checkRuntime(
        of plan: DeploymentPlan, _ operators: [OperatorPlan], _ engine: DeploymentEngine, _ driver: ReleaseEngine
    ) async throws {
        guard plan.request.runtime != nil else { return }
        var coming: [Value] = []
        for item in operators { coming += try await driver.rendering(of: item.release).objects }
        _ = try await engine.checkRuntime(of: plan, coming: coming)
    }

    /// A sandbox is bare each time, so that it gets the operators that a real cluster would have by now.
    private func simulatedOperators(
        _ request: DeploymentRequest, _ facts: SelectionFacts, _ session: ClusterSession,
        _ registry: ProviderRegistry, _ context: CommandContext
    ) async throws -> [OperatorPlan] {
        let provider = try ProviderSelection.select(for: request, from: registry, considering: facts).provider
        let planning = session.planning(registry, timeout: .seconds(600), context)
        let settled = try await planning.settled([:], for: [provider], charts: try session.charts(context))
        let shared = registry.sharedOperators.filter { item in
            guard case .gateway? = request.exposure else { return false }
            return item.name == StandardGateway.operatorName
        }
        let values = request.settled(for: provider.name).chartValues
        let prerequisites = try registry.prerequisites(of: provider, for: values).map(\.definition)
        return try planning.plans(for: [provider], sharing: shared + prerequisites, overrides: settled)
    }
}

import ArgumentParser
import Deployments
import Kubernetes
import Value

struct DeploymentsShow: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show served models: their state, their pods, and how to reach them.",
        discussion: """
            A name may carry its namespace. One name gives one document in JSON and
            YAML; several give a list.

            With --watch a line is printed for whatever changes later, and --timeout
            counts for each look.

            Examples:
              groundcrew deployments show qwen3 -n models
              groundcrew deployments show models/qwen3 models/llama
            """)

    @Argument(help: ArgumentHelp("The deployments, as NAME or NAMESPACE/NAME.", valueName: "name"))
    var names: [String]

    @OptionGroup var watching: WatchOption
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var which: DeploymentProviderOption
    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        // Wrong names are told before a cluster is asked.
        _ = try DeploymentReference.all(names, flag: cluster.namespace, current: "default")
        let registry = try folders.registry(context)
        let provider = try which.name(in: registry)
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: options.logger(context),
            within: watching.watch ? nil : time.timeout.duration
        ) { session in
            session.noteSandbox(context)
            let engine = session.engine(try session.driver(.native, helm: nil, context), registry, context)
            let references = try DeploymentReference.all(
                names, flag: cluster.namespace, current: session.client.defaultNamespace)
            if watching.watch { return try await watch(references, provider, engine, session, context) }
            let (statuses, failures) = try await EachDeployment.run(references) {
                try await engine.showRouted($0.name, namespace: $0.namespace, provider: provider)
            }
            if !statuses.isEmpty { print(statuses, session, context) }
            let gaps = statuses.flatMap(\.unseen).reduce(into: [Unseen]()) { if !$0.contains($1) { $0.append($1) } }
            for line in InventoryNotes.gaps(gaps) { context.standardError.line(line) }
            try EachDeployment.finish(failures, of: names.count)
        }
    }

    private func print(_ statuses: [DeploymentStatus], _ session: ClusterSession, _ context: CommandContext) {
        func text() -> String { Self.text(statuses, isSimulated: session.isSimulated) }
        let printer = session.printer(options, context)
        guard names.count > 1 else {
            return printer.print(kind: "Deployment", statuses[0].value.object ?? [:], text: text)
        }
        printer.print(kind: "DeploymentList", ["deployments": .array(statuses.map(\.value))], text: text)
    }

    private static func text(_ statuses: [DeploymentStatus], isSimulated: Bool) -> String {
        statuses.map { DeploymentText.text($0, isSimulated: isSimulated) }.joined(separator: "\n")
    }

    private func watch(
        _ references: [DeploymentReference], _ provider: String?, _ engine: DeploymentEngine,
        _ session: ClusterSession, _ context: CommandContext
    ) async throws {
        session.noteSimulated(context)
        let isSimulated = session.isSimulated
        var printer = WatchPrinter(
            context, session.printer(options, context), headings: [.deployments: DeploymentTable.headings()],
            showsTables: false)
        var hasBegun = false
        var missing: [String] = []
        var isUndecided = false
        let loop = WatchLoop(clock: context.clock, limit: time.timeout.duration, errors: context.standardError)
        try await loop.run({
            var view = WatchedView(text: "", rows: [])
            var statuses: [DeploymentStatus] = []
            for reference in references {
                do {
                    statuses.append(
                        try await engine.showRouted(
                            reference.name, namespace: reference.namespace, provider: provider))
                } catch let error as DeploymentError where [.notFound, .unseen].contains(error.code) {
                    view.notes.append(error.message)
                    if error.code == .unseen { view.isUndecided = true }
                }
            }
            view.text = Self.text(statuses, isSimulated: isSimulated)
            view.rows = statuses.map { WatchedRow($0) }
            return view
        }) { view in
            // What is gone later is a change; what is not there at first is a mistake.
            guard hasBegun || view.notes.isEmpty else {
                missing = view.notes
                isUndecided = view.isUndecided
                return false
            }
            hasBegun = true
            return printer.print(view)
        }
        guard missing.isEmpty else {
            throw CommandFailure(
                isUndecided ? .undecided : .failed, missing.joined(separator: "\n"),
                hint: "groundcrew deployments list -A lists those of all namespaces")
        }
    }
}

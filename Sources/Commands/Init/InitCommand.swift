import ArgumentParser
import Bootstrap
import Kubernetes
import Models
import Preflight
import Providers
import Reports
import Settings

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

struct InitCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a bootstrap file that fits a cluster.",
        discussion: """
            Looks at the cluster, and changes nothing: its GPUs, its namespaces, what
            is there of operators. The file pins the cluster, names a provider and an
            engine for each model with the reason, and says in comments what was seen
            and what was not. Without a model, the largest public one of the catalog is
            taken that fits a GPU. Each is planned as bootstrap would: one that would be
            refused is left out, and a comment says why. What you leave open, the
            cluster's settings say (groundcrew config).

            Examples:
              groundcrew init --model Qwen/Qwen3-0.6B -n models -o cluster.yaml
              groundcrew init --sandbox
            """)

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp("A model's id on Hugging Face; repeatable.", valueName: "id"), completion: .models)
    var models: [String] = []

    @Option(
        name: [.short, .customLong("output")],
        help: ArgumentHelp("The file to write; standard output when not given, or for -.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var output: String?

    @Flag(help: "Write over a file that is there already.")
    var force = false

    @Flag(name: [.short, .long], help: "Log requests and what else is done, on standard error.")
    var verbose = false

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var config: ConfigOptions

    func run(_ context: CommandContext) async throws {
        let file = output.flatMap { $0 == "-" ? nil : OutputFile(path: context.absolute($0)) }
        if let file {
            guard force || !Self.isThere(file.path) else {
                throw CommandFailure(
                    .usage, "\(output ?? file.path) is there already",
                    hint: "give another name, or --force to write over it")
            }
            try file.check()
        }
        let registry = try folders.lintedRegistry(for: cluster, context)
        let asked = try asked()
        try await ClusterSession.with(
            cluster, providers: registry, context: context, logger: context.logger(isVerbose: verbose)
        ) { session in
            let settings = try await session.settings(config, isOnlyLooking: true, .auto, context)
            var drafter = BootstrapDrafter(
                run: try session.bootstrapRun(
                    of: BootstrapFile(), by: try session.driver(.native, helm: nil, context), registry,
                    try CheckCatalog.builtIn(), helm: nil, context),
                gatherer: session.gatherer(context, helm: nil), catalog: try ModelCatalog.builtIn())
            drafter.settings = settings
            let draft = try await drafter.draft(
                models: asked, namespace: namespace(session.client, settings), isEphemeral: session.isInProcess)
            for line in draft.unseen { context.standardError.line("note: not seen: \(plainLine(line))") }
            for refusal in draft.refusals {
                context.standardError.line("note: left out: \(plainLine(refusal.text))")
            }
            guard let file else { return context.standardOutput.write(draft.text) }
            try file.write(Array(draft.text.utf8))
            context.standardError.line(plainText("wrote \(output ?? file.path)"))
        }
    }

    /// Yours, else that of the kubeconfig's context, else that of the settings.
    private func namespace(_ client: KubernetesClient, _ settings: Settings) -> String {
        if let named = cluster.namespace { return named }
        let usual = client.defaultNamespace
        return usual == "default" ? settings.namespace ?? usual : usual
    }

    /// Each once, in the order in which they were given.
    private func asked() throws -> [Model] {
        var found: [Model] = []
        for id in models {
            let model = try CatalogLookup.model(id)
            if !found.contains(where: { $0.id == model.id }) { found.append(model) }
        }
        return found
    }

    /// Whether a file lies there that would be lost; a device or a FIFO loses nothing.
    private static func isThere(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
    }
}

import ArgumentParser
import Deployments
import Providers
import Reports
import Value

struct ProvidersList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the providers, and which could serve a model.",
        discussion: """
            With --model, the providers stand in the order in which deploy would choose
            them on the cluster: what it has already comes first, and what its version
            or its accelerators rule out comes last. Where no cluster can be asked, that
            is said, and all that could be there counts.

            Examples:
              groundcrew providers list
              groundcrew providers list --model Qwen/Qwen3-0.6B
              groundcrew providers list --model Qwen/Qwen3-0.6B --offline
            """)

    @Option(
        help: ArgumentHelp(
            "Say of each provider whether it can serve this model, and why.", valueName: "id"), completion: .models)
    var model: String?

    @Flag(help: "With --model, ask no cluster.")
    var offline = false

    @Flag(help: "With --model, ask the cluster which runtimes that are there could serve it, and why not.")
    var runtimes = false

    @Option(help: ArgumentHelp("With --model, how long each look at the cluster may take.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(1)

    @Flag(help: "Print a page with a table of what each can do instead.")
    var markdown = false

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup(title: "Cluster, with --model") var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func validate() throws {
        if runtimes, model == nil { throw ValidationError("--runtimes needs --model, which they are judged for") }
        if offline, runtimes { throw ValidationError("--runtimes asks a cluster, and --offline asks none") }
    }

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        if markdown { return context.standardOutput.write(try CapabilityTable(registry).markdown()) }
        if let model { return try await list(registry, for: model, context) }
        let definitions = registry.providers.map(\.definition)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(.array(definitions.map(\.value))) {
                Table(
                    headings: ["NAME", "ENGINES", "MODES", "ROUTERS"],
                    rows: definitions.map { definition in
                        [
                            definition.name, definition.capabilities.engines.joined(separator: ","),
                            definition.capabilities.modes.joined(separator: ","),
                            definition.capabilities.routers.joined(separator: ","),
                        ]
                    },
                    yields: [.init(3, least: 8), .init(2, least: 11), .init(1, least: 8), .init(0, least: 8)]
                )
                .rendered(within: context.tableWidth)
            }
    }

    private func list(_ registry: ProviderRegistry, for model: String, _ context: CommandContext) async throws {
        let request = DeploymentRequest(
            model: try CatalogLookup.model(model), namespace: cluster.namespace ?? "default")
        var facts: SelectionFacts?
        if !offline {
            facts = try await SelectionLook(
                cluster: cluster, options: options, registry: registry, limit: timeout.duration
            )
            .facts(for: request, context)
        }
        let candidates = ProviderSelection.candidates(
            for: request, from: registry, considering: facts ?? SelectionFacts.none)
        var found: [String: SeenRuntimes]?
        if runtimes {
            found = try await RuntimeLook(
                cluster: cluster, options: options, registry: registry, limit: timeout.duration
            )
            .runtimes(of: registry.providers, for: request.model, context)
        }
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(.array(candidates.map { Self.value($0, found) })) {
                Self.table(candidates, showsInstalled: facts?.installed != nil)
                    .rendered(within: context.tableWidth) + Self.text(found)
            }
    }

    private static func table(_ candidates: [ProviderSelection.Candidate], showsInstalled: Bool) -> Table {
        Table(
            headings: ["NAME", "SCORE", "ENGINE"] + (showsInstalled ? ["INSTALLED"] : []) + ["REASON"],
            rows: candidates.map { candidate in
                [candidate.name, candidate.score.map(String.init) ?? "no", candidate.engine ?? "-"]
                    + (showsInstalled ? [presence(candidate)] : []) + [candidate.reason]
            },
            yields: [.init(showsInstalled ? 4 : 3, least: 16), .init(0, least: 8)])
    }

    private static func presence(_ candidate: ProviderSelection.Candidate) -> String {
        switch candidate.presence {
        case .installed: "yes"
        case .needsNothing: "needs none"
        case .missing, nil: "no"
        }
    }

    /// With its runtimes, where the cluster was asked.
    private static func value(
        _ candidate: ProviderSelection.Candidate, _ found: [String: SeenRuntimes]?
    ) -> Value {
        guard let found else { return candidate.value }
        return candidate.value.merged(with: ["runtimes": found[candidate.name]?.value ?? .null])
    }

    private static func text(_ found: [String: SeenRuntimes]?) -> String {
        (found ?? [:]).sorted { $0.key < $1.key }.map { name, seen in
            let lines = RuntimeText.lines(seen).map { "  " + TextWrap.hanging(plainLine($0), width: 78, indent: 4) }
            return "\nruntimes for \(name)\n" + lines.map { "\($0)\n" }.joined()
        }
        .joined()
    }
}

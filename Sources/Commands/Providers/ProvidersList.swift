import ArgumentParser
import Providers
import Value

struct ProvidersList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the providers, and which could serve a model.")

    @Option(
        help: ArgumentHelp(
            "Say of each provider whether it can serve this model, and why (without asking a cluster).",
            valueName: "id"), completion: .models)
    var model: String?

    @Flag(help: "Print a page with a table of what each can do instead.")
    var markdown = false

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let registry = try folders.registry(context)
        if markdown { return context.standardOutput.write(try CapabilityTable(registry).markdown()) }
        if let model { return try list(registry, for: model, context) }
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
                    }
                )
                .rendered()
            }
    }

    private func list(_ registry: ProviderRegistry, for model: String, _ context: CommandContext) throws {
        let request = DeploymentRequest(model: try CatalogLookup.model(model), namespace: "default")
        let candidates = try ProviderSelection.candidates(for: request, from: registry)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(.array(candidates.map(\.value))) {
                Table(
                    headings: ["NAME", "SCORE", "ENGINE", "REASON"],
                    rows: candidates.map {
                        [$0.name, $0.score.map(String.init) ?? "no", $0.engine ?? "-", $0.reason]
                    }
                )
                .rendered()
            }
    }
}

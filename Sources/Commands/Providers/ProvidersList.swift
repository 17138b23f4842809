import ArgumentParser
import Providers
import Value

struct ProvidersList: ContextCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the providers.")

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let definitions = try folders.registry(context).providers.map(\.definition)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(.array(definitions.map(\.value))) {
                Table(
                    headings: ["NAME", "OPERATOR", "VERSION", "ENGINES", "MODES", "ROUTERS"],
                    rows: definitions.map { definition in
                        [
                            definition.name, definition.operators.map(\.name).joined(separator: ","),
                            definition.operators.map(\.version).joined(separator: ","),
                            definition.capabilities.engines.joined(separator: ","),
                            definition.capabilities.modes.joined(separator: ","),
                            definition.capabilities.routers.joined(separator: ","),
                        ]
                    }
                )
                .rendered()
            }
    }
}

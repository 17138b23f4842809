import ArgumentParser
import Models
import Value

struct ModelsList: ContextCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the models of the catalog.")

    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let catalog = try ModelCatalog.builtIn()
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(.array(catalog.models.map(\.value))) { modelTable(catalog.models) }
    }
}

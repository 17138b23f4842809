import ArgumentParser
import Models
import Value

struct ModelsSearch: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find models whose id, name, description or license hold every word.")

    @Argument(help: "Words to look for.")
    var words: [String]

    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let found = try ModelCatalog.builtIn().search(words.joined(separator: " "))
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(.array(found.map(\.value))) { found.isEmpty ? "" : modelTable(found) }
        if found.isEmpty && options.output == .text {
            context.standardError.line("no model in the catalog matches; `groundcrew models list` shows all of them")
        }
    }
}

import ArgumentParser
import Repositories
import Value

struct ChartRepoRemove: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove chart repositories and their indexes, all of them or none.",
        aliases: ["rm"])

    @Argument(help: "The repositories.", completion: .repositories)
    var names: [String]

    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        try await context.helmRepositories(timeout: .zero, options).remove(names)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(["removed": .array(names.map(Value.string))]) {
                names.map { "\"\($0)\" has been removed from your repositories\n" }.joined()
            }
    }
}

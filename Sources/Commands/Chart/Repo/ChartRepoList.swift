import ArgumentParser
import Repositories
import Value

struct ChartRepoList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the chart repositories.", aliases: ["ls"])

    @Flag(help: "Leave out the line of headings, in tables.")
    var noHeaders = false

    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let found = try context.helmRepositories(timeout: .zero, options).list()
        ResultPrinter(output: context.standardOutput, format: options.output).print(.array(found.map(\.value))) {
            guard !found.isEmpty else { return "" }
            let table = Table(headings: ["NAME", "URL"], rows: found.map { [$0.name, $0.shownURL] }).rendered()
            return noHeaders ? table.split(separator: "\n").dropFirst().map { "\($0)\n" }.joined() : table
        }
        if found.isEmpty { context.standardError.line("no repositories to show") }
    }
}

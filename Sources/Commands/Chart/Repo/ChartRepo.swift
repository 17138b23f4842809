import ArgumentParser
import HTTP
import Reports
import Repositories
import Value

struct ChartRepo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repo", abstract: "Look after Helm's chart repositories, without Helm.",
        discussion: """
            Helm's own files are read and written, in its formats and under its lock:
            what is added here `helm` has, and the reverse.

            Examples:
              groundcrew chart repo add mine https://charts.example.com
              groundcrew chart repo update mine
              groundcrew chart pull mine/nginx
            """,
        subcommands: [ChartRepoAdd.self, ChartRepoList.self, ChartRepoUpdate.self, ChartRepoRemove.self])
}

/// What the commands that fetch indexes have in common.
struct IndexFetchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How long to wait for the index.", valueName: "duration"))
    var timeout = TimeoutArgument.minutes(2)

    @OptionGroup var output: OutputOptions

    func repositories(_ context: CommandContext) throws -> HelmRepositories {
        try context.helmRepositories(timeout: timeout.duration, output)
    }
}

extension CommandContext {
    /// - Parameter timeout: for all requests together.
    func helmRepositories(timeout: Duration, _ output: OutputOptions) throws -> HelmRepositories {
        let logger = output.logger(self)
        let fetcher = ChartFetcher(
            transport: LazyTransport { limited(observed(makeTransport(), logger: logger), to: timeout) },
            clock: clock)
        return HelmRepositories(HelmPaths(environment: environment), fetcher: fetcher, clock: clock)
    }
}

extension HelmRepositories.Summary {
    /// A URL may hold a password, which is not shown.
    var shownURL: String { CommandContext.title(ofArgument: url) }

    var value: Value { ["name": .string(name), "url": .string(shownURL)] }
}

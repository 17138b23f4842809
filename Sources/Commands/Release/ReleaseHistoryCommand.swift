import ArgumentParser
import Kubernetes
import Providers
import Releases
import Value

struct ReleaseHistoryCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List the revisions of a release.", aliases: ["hist"])

    @Argument(help: "The release's name.")
    var name: String

    @Option(help: ArgumentHelp("The last ones only.", valueName: "count"))
    var max = RecordLimits.listed

    @Flag(help: "Show which revision each rollback went back to.")
    var showRollbackRevision = false

    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions
    @OptionGroup var progress: ProgressOptions

    func run(_ context: CommandContext) async throws {
        try ReleaseRequest.validate(releaseName: name)
        try await ClusterSession.with(
            cluster, providers: try ProviderRegistry.builtIn(), context: context, logger: options.logger(context),
            within: time.timeout.duration
        ) { session in
            let namespace = cluster.namespace ?? session.client.defaultNamespace
            let all = try await session.driver(.native, helm: nil, context).history(name, namespace: namespace)
            guard !all.isEmpty else { throw ReleaseText.notFound(name, namespace) }
            let shown = Array(all.suffix(Swift.max(0, self.max)))
            session.printer(options, context).print(
                kind: "ReleaseHistory", ["revisions": .array(shown.map(\.historyValue))]
            ) {
                ReleaseText.history(shown, rollbacks: showRollbackRevision, within: context.tableWidth)
            }
        }
    }
}

extension ReleaseRecord {
    fileprivate var historyValue: Value {
        shortValue.merged(with: ["rollbackRevision": rollbackRevision.map { .integer(Int64($0)) } ?? .null])
    }
}

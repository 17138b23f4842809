import ArgumentParser
import Kubernetes
import Providers
import Releases
import Value

struct ReleaseStatusCommand: ProgressCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where a release stands, and its notes.")

    @Argument(help: "The release's name.")
    var name: String

    @Option(help: ArgumentHelp("Another revision than the last.", valueName: "number"))
    var revision: Int?

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
            let record = try await session.record(name, revision, cluster, context)
            var value = record.shortValue.object ?? [:]
            value["notes"] = .string(record.notes)
            value["tests"] = .array(record.tests.map(\.value))
            session.printer(options, context).print(kind: "ReleaseStatus", value) { ReleaseText.text(record) }
        }
    }
}

extension ClusterSession {
    /// One revision of a release, the last where none is named.
    ///
    /// - Throws: `CommandFailure` when there is none.
    func record(
        _ name: String, _ revision: Int?, _ cluster: ClusterOptions, _ context: CommandContext
    ) async throws -> ReleaseRecord {
        let namespace = cluster.namespace ?? client.defaultNamespace
        let engine = try driver(.native, helm: nil, context)
        let found =
            if let revision {
                try await engine.record(name, namespace: namespace, revision: revision)
            } else { try await engine.record(name, namespace: namespace) }
        guard let found else {
            guard let revision else { throw ReleaseText.notFound(name, namespace) }
            throw CommandFailure(
                .usage, "release \(namespace)/\(name) has no revision \(revision)",
                hint: "groundcrew release history \(name) --namespace \(namespace)")
        }
        return found
    }
}

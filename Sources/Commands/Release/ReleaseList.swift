import ArgumentParser
import Releases
import Value

struct ReleaseList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the releases of one namespace, or of all.",
        discussion: """
            Every release is listed, whatever its state and whoever made it. A record
            that cannot be read is named on standard error, and the exit status is 3.
            """, aliases: ["ls"])

    @OptionGroup var scope: AllNamespacesOption
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        try await scope.reading(cluster, time, options, context) { session, namespace in
            let engine = try session.driver(.native, helm: nil, context)
            let listing = try await engine.list(namespace: namespace)
            session.printer(options, context).print(
                kind: "ReleaseList",
                [
                    "releases": .array(listing.releases.map(\.shortValue)),
                    "unreadable": .array(listing.unreadable.map { .string($0.description) }),
                ]
            ) {
                listing.releases.isEmpty ? "" : ReleaseText.table(listing.releases)
            }
            if listing.releases.isEmpty {
                context.standardError.line(
                    "there is no release" + (namespace.map { " in namespace \($0); -A looks in all" } ?? ""))
            }
            for record in listing.unreadable {
                context.standardError.line("groundcrew: \(record.description)\n  next: \(record.hint)")
            }
            if !listing.unreadable.isEmpty { throw CommandFailure(.undecided) }
        }
    }
}

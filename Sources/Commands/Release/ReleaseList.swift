import ArgumentParser
import Releases
import Reports
import Value

struct ReleaseList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the releases of one namespace, or of all.",
        discussion: """
            Every release is listed, whatever its state and whoever made it. A record
            that cannot be read is named on standard error, and the exit status is 3.
            Records are Secrets or ConfigMaps, as HELM_DRIVER says: both are listed,
            and what of them you may not see is named.
            """, aliases: ["ls"])

    @OptionGroup var scope: AllNamespacesOption
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        try await scope.reading(cluster, time, options, context) { session, namespace in
            let engine = try session.driver(.native, helm: nil, context)
            let listing = try await engine.list(namespace: namespace, allowsGaps: true)
            session.printer(options, context).print(
                kind: "ReleaseList",
                [
                    "releases": .array(listing.releases.map(\.shortValue)),
                    "unreadable": .array(listing.unreadable.map { .string($0.description) }),
                    "unseen": .array(listing.gaps.map { .string($0.description) }),
                ]
            ) {
                listing.releases.isEmpty ? "" : ReleaseText.table(listing.releases, within: context.tableWidth)
            }
            if listing.releases.isEmpty {
                let none = listing.gaps.isEmpty ? "there is no release" : "no release can be seen"
                context.standardError.line(
                    none + (namespace.map { " in namespace \($0); -A looks in all" } ?? ""))
            }
            for gap in listing.gaps { context.standardError.line(plainLine("note: \(gap)")) }
            for record in listing.unreadable {
                context.standardError.line("groundcrew: \(record.description)\n  next: \(record.hint)")
            }
            // Where most are kept could not be looked at: nobody knows that there is none.
            let isBlind = listing.releases.isEmpty && listing.gaps.contains { $0.kind == engine.recordKind ?? .secret }
            if !listing.unreadable.isEmpty || isBlind { throw CommandFailure(.undecided) }
        }
    }
}

import ArgumentParser
import Releases
import Value

struct RunsList: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the runs of one namespace, or of all; the newest first.",
        discussion: """
            A run whose process is gone and that never said how it ended has died; one
            of another machine that never said so is unknown. Where the cluster's runs
            may not be listed, those of this machine are, and a note says so; the exit
            status is 3 where there are none of them.
            """, aliases: ["ls"])

    @OptionGroup var scope: AllNamespacesOption
    @OptionGroup var time: ReadTimeOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        try await scope.reading(cluster, time, options, context) { session, namespace in
            let listing = try await session.runs(context).list(namespace: namespace)
            session.printer(options, context).print(
                kind: "RunList",
                [
                    "runs": .array(listing.runs.map(\.value)),
                    "unreadable": .array(listing.unreadable.map(Value.string)),
                    "gaps": .array(listing.gaps.map(Value.string)),
                ]
            ) {
                listing.runs.isEmpty ? "" : RunText.table(listing.runs, within: context.tableWidth)
            }
            if listing.runs.isEmpty, listing.gaps.isEmpty {
                context.standardError.line(
                    "no run is known" + (namespace.map { " in namespace \($0); -A looks in all" } ?? ""))
            }
            for gap in listing.gaps { context.standardError.line("note: not seen: \(gap)") }
            for problem in listing.unreadable { context.standardError.line("groundcrew: \(problem)") }
            // Where the cluster's are not seen and this machine has none, nobody knows that there is none.
            let isBlind = listing.runs.isEmpty && !listing.gaps.isEmpty
            if !listing.unreadable.isEmpty || isBlind { throw CommandFailure(.undecided) }
        }
    }
}

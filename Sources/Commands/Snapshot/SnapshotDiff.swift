import ArgumentParser
import Preflight
import Value

struct SnapshotDiff: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what has become of a cluster between two snapshots.",
        discussion: """
            Nodes, versions, CRDs and other objects by name, with the fields that are
            others now. What passes by itself is not compared, such as pods and times.
            Exit status: 0 the same, 1 something differs, 2 they cannot be compared.

            Examples:
              groundcrew snapshot diff monday.json today.json
              groundcrew snapshot diff east.json west.json --across-clusters -o json
            """)

    @Argument(help: "The older snapshot, or - for standard input.", completion: .file(extensions: ["json"]))
    var old: String

    @Argument(help: "The newer snapshot, or - for standard input.", completion: .file(extensions: ["json"]))
    var new: String

    @Flag(help: "Compare snapshots of two clusters.")
    var acrossClusters = false

    @OptionGroup var options: OutputOptions

    func validate() throws {
        if old == "-", new == "-" { throw ValidationError("only one of the two can be standard input") }
    }

    func run(_ context: CommandContext) async throws {
        let before = try await snapshot(old, context)
        let after = try await snapshot(new, context)
        guard !before.areNamesHashed, !after.areNamesHashed else {
            let hashed = before.areNamesHashed ? old : new
            throw CommandFailure(
                .usage, "\(CommandContext.title(ofArgument: hashed)): its names are hashed, with a key that nobody has",
                hint: "compare snapshots that were recorded without --hash-names")
        }
        try checkClusters(before, after, context)
        let drift = SnapshotDrift(from: before, to: after)
        let shown = DriftView(drift, from: before, to: after)
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(kind: "SnapshotDiff", shown.fields) { shown.text }
        if !drift.isSame { throw CommandFailure(.failed) }
    }

    private func snapshot(_ argument: String, _ context: CommandContext) async throws -> Snapshot {
        let bytes = try await context.contents(ofArgument: argument, upTo: PreflightLimits.snapshotBytes)
        return try Snapshot(jsonBytes: bytes, file: CommandContext.title(ofArgument: argument))
    }

    private func checkClusters(
        _ before: Snapshot, _ after: Snapshot, _ context: CommandContext
    ) throws(CommandFailure) {
        guard !acrossClusters else { return }
        guard let one = before.facts.cluster?.uid, let other = after.facts.cluster?.uid else {
            return context.warn(["whether both snapshots are of one cluster is not known: the uid is missing"])
        }
        guard one != other else { return }
        throw CommandFailure(
            .usage, "the snapshots are of two clusters: uid \(one) and uid \(other)",
            hint: "compare them all the same with --across-clusters")
    }
}

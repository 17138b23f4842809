import ArgumentParser

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Record what checks look at of a cluster, and compare two recordings.",
        discussion: """
            Examples:
              groundcrew snapshot -o facts.json --provider dynamo
              groundcrew preflight --from facts.json --provider dynamo
              groundcrew snapshot diff monday.json today.json
            """,
        subcommands: [SnapshotRecord.self, SnapshotDiff.self], defaultSubcommand: SnapshotRecord.self)
}

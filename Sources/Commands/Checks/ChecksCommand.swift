import ArgumentParser

struct ChecksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checks", abstract: "Look through the checks of groundcrew preflight, and write your own.",
        discussion: """
            A check is a YAML file, which docs/checks.md shows how to write.
            --checks DIR adds your own.

            Examples:
              groundcrew checks list --category accelerators
              groundcrew checks show gpu-nodes
              groundcrew checks lint ./my-checks
              groundcrew checks lint ./my-checks --facts facts.json
            """,
        subcommands: [ChecksList.self, ChecksShow.self, ChecksLint.self, ChecksDocs.self])
}

/// Further checks than the built-in ones.
struct OwnChecksOptions: ParsableArguments {
    @Option(
        name: .customLong("checks"),
        help: ArgumentHelp("Folder with further checks; repeatable.", valueName: "dir"), completion: .directory)
    var folders: [String] = []
}

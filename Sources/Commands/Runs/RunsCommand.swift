import ArgumentParser

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Look at what commands have done to a cluster.",
        discussion: """
            Every command that changes something keeps a journal: its plan, what
            happened, what came of it, without the values of Secrets. It is the Secret
            groundcrew.run.ID in the namespace of what it changes first, or, where the
            cluster takes none, the file ID.json in $XDG_STATE_HOME/groundcrew/runs
            (~/.local/state). The last 20 of a namespace are kept.
            """, subcommands: [RunsList.self, RunsShow.self])
}

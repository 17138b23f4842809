import ArgumentParser

struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Install, upgrade, roll back and look at releases of any chart.",
        discussion: """
            What Helm has made is seen and changed here, and what is made here by Helm:
            the records are Helm's. One run at a time works on a release; what a run
            that died left half-way, the next one recovers.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "To change:",
                subcommands: [
                    ReleaseInstall.self, ReleaseUpgrade.self, ReleaseRollback.self, ReleaseUninstall.self,
                    ReleaseApply.self, ReleaseRecover.self, ReleaseTestCommand.self,
                ]),
            CommandGroup(
                name: "To look at:",
                subcommands: [
                    ReleaseList.self, ReleaseHistoryCommand.self, ReleaseStatusCommand.self, ReleaseGet.self,
                    ReleasePlanCommand.self, ReleaseDiff.self,
                ]),
        ])
}

import ArgumentParser

struct GroundcrewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groundcrew",
        abstract: "From a bare Kubernetes GPU cluster to a model that answers.",
        discussion: """
            Start here, without a cluster:
              groundcrew bootstrap -f examples/qwen.yaml --sandbox

            Exit status:
              0    done
              1    a check failed, or what was asked for did not become ready
              2    bad usage or input; nothing was changed
              3    undecided: unreachable, forbidden, unknown
              4    stopped part-way after a change; run again to go on
              5    another run holds it
              130  interrupted
            """,
        version: "groundcrew \(GroundcrewVersion.current)",
        groupedSubcommands: [
            CommandGroup(
                name: "From bare to served:",
                subcommands: [
                    InitCommand.self, BootstrapCommand.self, PreflightCommand.self, InstallCommand.self,
                    UninstallCommand.self, AdoptCommand.self, DeployCommand.self, DeploymentsCommand.self,
                    StatusCommand.self,
                ]),
            CommandGroup(name: "Any chart:", subcommands: [ReleaseCommand.self, ChartCommand.self, CRDsCommand.self]),
            CommandGroup(
                name: "To look around:",
                subcommands: [
                    RunsCommand.self, ProvidersCommand.self, ModelsCommand.self, ChecksCommand.self,
                    ExplainCommand.self, SnapshotCommand.self, SandboxCommand.self, DiagnoseCommand.self,
                ]),
            CommandGroup(
                name: "Other:",
                subcommands: [
                    ConfigCommand.self, SchemaCommand.self, CompletionCommand.self, VersionCommand.self,
                ]),
        ])
}

/// The same commands under a root that ArgumentParser does not try for `--generate-completion-script` first: those two
/// trials take longer than it takes to render a small chart.
struct PlainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groundcrew", _superCommandName: "", subcommands: GroundcrewCommand.configuration.subcommands)
}

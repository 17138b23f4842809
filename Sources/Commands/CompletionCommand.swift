import ArgumentParser

struct CompletionCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a completion script for bash, zsh or fish.",
        discussion: """
            Examples:
              source <(groundcrew completion bash)
              groundcrew completion zsh > "${fpath[1]}/_groundcrew"
              groundcrew completion fish > ~/.config/fish/completions/groundcrew.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run(_ context: CommandContext) async throws {
        let shell: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        context.standardOutput.line(GroundcrewCommand.completionScript(for: shell))
    }
}

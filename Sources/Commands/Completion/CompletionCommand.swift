import ArgumentParser

struct CompletionCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a completion script for bash, zsh, fish or kubectl.",
        discussion: """
            Names of contexts, namespaces, providers, models and checks are completed,
            too. For the kubectl plugin, the script goes into a folder of PATH.

            Examples:
              source <(groundcrew completion bash)
              groundcrew completion zsh > "${fpath[1]}/_groundcrew"
              groundcrew completion fish > ~/.config/fish/completions/groundcrew.fish
              f=~/.local/bin/kubectl_complete-groundcrew
              kubectl groundcrew completion kubectl > $f && chmod +x $f
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish, kubectl }

    @Argument(help: "bash, zsh, fish or kubectl.")
    var shell: Shell

    func run(_ context: CommandContext) async throws {
        let script =
            switch shell {
            case .bash: CompletionScript.text(for: .bash)
            case .zsh: CompletionScript.text(for: .zsh)
            case .fish: CompletionScript.text(for: .fish)
            case .kubectl: KubectlCompletion.script
            }
        context.standardOutput.line(script)
    }
}

import ArgumentParser

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Use the built-in simulated cluster from other programs.",
        subcommands: [SandboxServe.self])
}

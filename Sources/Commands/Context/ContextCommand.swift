import ArgumentParser

/// A command that touches the world only through its context.
protocol ContextCommand: AsyncParsableCommand {
    func run(_ context: CommandContext) async throws
}

extension ContextCommand {
    mutating func run() async throws {
        guard let context = CommandContext.current else {
            throw CommandFailure(.usage, "\(Self.configuration.commandName ?? "command") was started without a context")
        }
        try await run(context)
    }
}

import ArgumentParser
import Reports

/// A command that touches the world only through its context.
protocol ContextCommand: AsyncParsableCommand {
    func run(_ context: CommandContext) async throws
}

extension ContextCommand {
    mutating func run() async throws {
        guard let context = CommandContext.current else {
            throw CommandFailure(.usage, "\(Self.configuration.commandName ?? "command") was started without a context")
        }
        // What is long in coming is named.
        async let _ = context.waiting.watch()
        try await context.waiting.told(to: { context.standardError.line(plainText($0)) }) { [self] in
            try await run(context)
        }
    }
}

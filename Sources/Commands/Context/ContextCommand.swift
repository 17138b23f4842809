import ArgumentParser
import Reports

/// A command that touches the world only through its context.
protocol ContextCommand: AsyncParsableCommand {
    func run(_ context: CommandContext) async throws
}

/// A command that shows what happens meanwhile.
protocol ProgressCommand: ContextCommand {
    var progress: ProgressOptions { get }
}

extension ContextCommand {
    mutating func run() async throws {
        guard let context = CommandContext.current else {
            throw CommandFailure(.usage, "\(Self.configuration.commandName ?? "command") was started without a context")
        }
        // What is long in coming is named; where standard error is for records, or for nothing, not in lines.
        let events = (self as? any ProgressCommand)?.progress.events ?? .auto
        let hasLines = events == .auto || events == .plain
        async let _ = context.waiting.watch()
        try await context.waiting.told(to: { if hasLines { context.standardError.line(plainText($0)) } }) { [self] in
            try await run(context)
        }
    }
}

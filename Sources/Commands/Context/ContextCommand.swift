import ArgumentParser

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
        // What is long in coming is named, from the first connection on.
        let events = (self as? any ProgressCommand)?.progress.events ?? .auto
        async let _ = context.waiting.watch()
        try await context.waiting.told(to: EventOutput.waits(events, context)) { [self] in try await run(context) }
    }
}

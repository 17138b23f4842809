import Events
import Reports
import Synchronization

/// Shows what happens on standard error while a body runs: live on a terminal, plain lines elsewhere.
enum EventOutput {
    static func with<Result: Sendable>(
        _ format: EventFormat, _ context: CommandContext, _ body: (any EventSink) async throws -> Result
    ) async throws -> Result {
        switch format {
        case .none: return try await body(NoEvents())
        case .ndjson: return try await body(LineSink(context.standardError) { NDJSONEvents.line($0) })
        case .auto where context.terminal.isInteractive: return try await LiveDisplay.with(context, body)
        case .auto, .plain: return try await body(LineSink(context.standardError) { PlainEvents.line($0) })
        }
    }
}

/// Writes each event as a line.
private struct LineSink: EventSink {
    private let output: any Output
    private let render: @Sendable (Event) -> String?

    init(_ output: any Output, _ render: @escaping @Sendable (Event) -> String?) {
        self.output = output
        self.render = render
    }

    func emit(_ event: Event) {
        if let line = render(event) { output.line(line) }
    }
}

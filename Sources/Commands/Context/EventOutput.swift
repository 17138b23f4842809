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
        case .ndjson: return try await body(RecordSink(context.standardError))
        case .auto where context.terminal.isInteractive: return try await LiveDisplay.with(context, body)
        case .auto, .plain: return try await body(PlainSink(output: context.standardError))
        }
    }
}

/// A line for each event worth one.
private struct PlainSink: EventSink {
    let output: any Output

    func emit(_ event: Event) {
        if let line = PlainEventLine.render(event) { output.line(line) }
    }
}

/// A JSON document a line, numbered.
private final class RecordSink: EventSink {
    private let output: any Output
    private let start = ContinuousClock.now
    private let count = Mutex(0)

    init(_ output: any Output) { self.output = output }

    func emit(_ event: Event) {
        // Numbered and written under one lock, so that the file's order is the numbers' order.
        count.withLock { count in
            count += 1
            output.line(EventRecord.render(event, sequence: count, elapsed: ContinuousClock.now - start))
        }
    }
}

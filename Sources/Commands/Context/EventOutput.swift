import Events
import Reports

/// Shows what happens on standard error while a body runs: live on a terminal, plain lines elsewhere.
enum EventOutput {
    /// Where a command says what it waits for, from its start on.
    static func waits(_ format: EventFormat, _ context: CommandContext) -> Waiting.Outlet {
        switch format {
        case .auto, .plain: { context.standardError.line(plainText($0)) }
        case .ndjson: { context.records.waits($0, to: context.standardError) }
        case .none: { _ in }
        }
    }

    static func with<Result: Sendable>(
        _ format: EventFormat, _ context: CommandContext, _ body: (any EventSink) async throws -> Result
    ) async throws -> Result {
        switch format {
        case .none: return try await body(NoEvents())
        case .ndjson: return try await body(RecordSink(records: context.records, output: context.standardError))
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

/// A JSON document a line.
private struct RecordSink: EventSink {
    let records: EventRecords
    let output: any Output

    func emit(_ event: Event) { records.emit(event, to: output) }
}

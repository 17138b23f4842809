import Events
import Reports
import Synchronization

/// Shows what happens on standard error while a body runs: live on a terminal, plain lines elsewhere.
enum EventOutput {
    static func with<Result: Sendable>(
        _ format: EventFormat, _ context: CommandContext, _ body: (any EventSink) async throws -> Result
    ) async throws -> Result {
        switch format {
        case .none: return try await context.waiting.told(to: { _ in }) { try await body(NoEvents()) }
        case .ndjson:
            let sink = RecordSink(context.standardError)
            return try await context.waiting.told(to: sink.waits) { try await body(sink) }
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
    private struct State {
        var count = 0
        /// Of the last event; also what is waited for belongs to it.
        var phase = Event.Phase.plan
        var isSimulated = false
    }

    private let output: any Output
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    init(_ output: any Output) { self.output = output }

    func emit(_ event: Event) { state.withLock { emit(event, &$0) } }

    @Sendable func waits(_ line: String) {
        state.withLock { state in
            emit(Event(.progress, state.phase, line, isSimulated: state.isSimulated), &state)
        }
    }

    /// Numbered and written under one lock, so that the file's order is the numbers' order.
    private func emit(_ event: Event, _ state: inout State) {
        state.count += 1
        output.line(EventRecord.render(event, sequence: state.count, elapsed: ContinuousClock.now - start))
        state.phase = event.phase
        state.isSimulated = event.isSimulated
    }
}

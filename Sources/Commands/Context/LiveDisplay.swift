import Events
import Reports
import Synchronization

/// A few lines at the bottom of the terminal that show what is being done, under the lines of what is done.
final class LiveDisplay: EventSink {
    private struct State {
        var view = ProgressView()
        /// How many lines of the last frame stand above the cursor.
        var drawn = 0
        var hasSaid = false
        var isOver = false
    }

    private static let frameLines = 8

    private let output: any Output
    private let style: TextStyle
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    private init(_ context: CommandContext) {
        output = context.standardError
        style = TextStyle(width: context.terminal.columns, hasColor: context.terminal.hasColour)
    }

    /// Redraws ten times a second while `body` runs, and leaves what was done on the screen.
    static func with<Result: Sendable>(
        _ context: CommandContext, _ body: (any EventSink) async throws -> Result
    ) async throws -> Result {
        let display = LiveDisplay(context)
        async let _ = display.redraw(every: .milliseconds(100))
        defer { display.clear() }
        return try await body(display)
    }

    func emit(_ event: Event) {
        state.withLock { state in
            state.view.apply(event, elapsed: ContinuousClock.now - start)
            // What has begun is in the frame; what has ended stays on the screen.
            let stays = [.stepFinished, .warning].contains(event.kind)
            let line = stays ? PlainEventLine.render(event) : nil
            if line != nil { state.hasSaid = true }
            draw(&state, above: line)
        }
    }

    private func redraw(every interval: Duration) async {
        while !Task.isCancelled {
            state.withLock { draw(&$0, above: nil) }
            do { try await Task.sleep(for: interval) } catch { return }
        }
    }

    private func clear() {
        state.withLock { state in
            // An empty line before the result, which follows on the same screen.
            output.write(erasing(&state) + (state.hasSaid ? "\n" : ""))
            state.isOver = true
        }
    }

    /// One write a frame, so that a frame is never seen half.
    private func draw(_ state: inout State, above line: String?) {
        guard !state.isOver else { return }
        var text = erasing(&state)
        if let line { text += WrappedText.hanging(line, width: style.width, indent: 4) + "\n" }
        let frame = state.view.lines(elapsed: ContinuousClock.now - start, limit: Self.frameLines, style: style)
        for line in frame { text += line + "\n" }
        state.drawn = frame.count
        output.write(text)
    }

    private func erasing(_ state: inout State) -> String {
        defer { state.drawn = 0 }
        // The cursor may be behind an echoed `^C`.
        return state.drawn == 0 ? "" : "\r\u{1B}[\(state.drawn)A\u{1B}[0J"
    }
}

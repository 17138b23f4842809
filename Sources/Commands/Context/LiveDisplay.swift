import Events
import Reports
import Synchronization

/// A few lines at the bottom of the terminal that show what is being done, under the lines of what is done.
final class LiveDisplay: EventSink {
    private struct State {
        var view: ProgressView
        /// How many lines of the last frame stand below the cursor's start.
        var drawn = 0
    }

    private let output: any Output
    private let start = ContinuousClock.now
    private let state: Mutex<State>

    private init(_ context: CommandContext) {
        output = context.standardError
        state = Mutex(State(view: ProgressView(columns: context.terminal.columns)))
    }

    /// Redraws ten times a second while `body` runs, and leaves what was done on the screen.
    static func with<Result: Sendable>(
        _ context: CommandContext, _ body: (any EventSink) async throws -> Result
    ) async throws -> Result {
        let display = LiveDisplay(context)
        async let redrawing: Void = display.redraw(every: .milliseconds(100))
        defer { display.clear() }
        return try await body(display)
    }

    func emit(_ event: Event) {
        state.withLock { state in
            let finished = state.view.receive(event, at: ContinuousClock.now - start)
            draw(&state, above: finished)
        }
    }

    private func redraw(every interval: Duration) async {
        while !Task.isCancelled {
            state.withLock { draw(&$0, above: []) }
            do { try await Task.sleep(for: interval) } catch { return }
        }
    }

    private func clear() { state.withLock { output.write(erasing(&$0)) } }

    /// One write a frame, so that a frame is never seen half.
    private func draw(_ state: inout State, above lines: [String]) {
        var text = erasing(&state)
        for line in lines { text += line + "\n" }
        let frame = state.view.lines(at: ContinuousClock.now - start)
        for line in frame { text += line + "\n" }
        state.drawn = frame.count
        output.write(text)
    }

    private func erasing(_ state: inout State) -> String {
        defer { state.drawn = 0 }
        return state.drawn == 0 ? "" : "\u{1B}[\(state.drawn)A\u{1B}[0J"
    }
}

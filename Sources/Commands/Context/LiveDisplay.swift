import Events
import Reports
import Synchronization

/// A few lines at the bottom of the terminal that show what is being done, under the lines of what is done.
final class LiveDisplay: EventSink {
    private struct State {
        var view = ProgressView()
        var hasSaid = false
    }

    private static let frameLines = 10
    /// What is said in less is not worth a frame, and the lines that stay say the rest.
    private static let leastColumns = 40

    private let output: FramedOutput
    private let terminal: Terminal
    private let waiting: Waiting
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    private init(_ context: CommandContext) {
        // Where logs and warnings go through the same output, they come above the frame.
        output = context.standardError as? FramedOutput ?? FramedOutput(context.standardError)
        terminal = context.terminal
        waiting = context.waiting
    }

    /// Redraws ten times a second while `body` runs, and leaves what was done on the screen.
    static func with<Result: Sendable>(
        _ context: CommandContext, _ body: (any EventSink) async throws -> Result
    ) async throws -> Result {
        let display = LiveDisplay(context)
        display.output.show { display.frame() }
        async let _ = display.redraw(every: .milliseconds(100))
        defer { display.clear() }
        // What is waited for is part of the frame.
        return try await context.waiting.told(to: { _ in }) { try await body(display) }
    }

    func emit(_ event: Event) {
        // What has begun is in the frame; what has ended stays on the screen.
        let stays = [.stepFinished, .warning].contains(event.kind)
        let line = stays ? PlainEventLine.render(event) : nil
        state.withLock { state in
            state.view.apply(event, elapsed: ContinuousClock.now - start)
            if line != nil { state.hasSaid = true }
        }
        guard let line else { return output.redraw() }
        output.line(TextWrap.hanging(line, width: terminal.size().columns, indent: 4))
    }

    private func redraw(every interval: Duration) async {
        while !Task.isCancelled {
            output.redraw()
            do { try await Task.sleep(for: interval) } catch { return }
        }
    }

    private func clear() {
        output.show(nil)
        // An empty line before the result, which follows on the same screen.
        if state.withLock({ $0.hasSaid }) { output.line() }
    }

    /// In the terminal's size of now: a frame that is larger would leave lines behind.
    private func frame() -> [String] {
        let size = terminal.size()
        guard size.columns >= Self.leastColumns else { return [] }
        return state.withLock { state in
            state.view.lines(
                elapsed: ContinuousClock.now - start, limit: min(Self.frameLines, size.rows - 1), waiting: waiting.line,
                style: TextStyle(width: size.columns, hasColor: terminal.hasColor))
        }
    }
}

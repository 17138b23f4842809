public import Events
import Formats

/// What a terminal shows while a run goes on: a pure function of the events so far and the time.
///
/// The caller draws `lines` over the ones that it drew before, many times a second or when an event arrives.
public struct ProgressView: Sendable {
    private struct Step: Sendable {
        var id: String
        var phase: Event.Phase
        var message: String
        var outcome: Event.Outcome?
        var since: Duration
        var until: Duration?
        var isSimulated: Bool
    }

    private struct Running: Sendable {
        var phase: Event.Phase
        var message: String
        var since: Duration
        var isSimulated: Bool
    }

    private var current: Running?
    /// In order of their start.
    private var steps: [Step] = []
    private var warnings = 0

    public init() {}

    /// - Parameter elapsed: since the run began.
    public mutating func apply(_ event: Event, elapsed: Duration) {
        let message = plainLine(event.message)
        switch event.kind {
        case .phaseStarted:
            current = Running(
                phase: event.phase, message: message, since: elapsed, isSimulated: event.isSimulated)
            steps = []
        case .phaseFinished:
            current = nil
            steps = []
        case .warning: warnings += 1
        case .stepStarted, .progress, .stepFinished:
            if current == nil {
                current = Running(
                    phase: event.phase, message: event.phase.rawValue, since: elapsed, isSimulated: event.isSimulated)
            }
            guard let id = event.step.map(plainLine) else {
                current?.message = message
                return
            }
            let index = steps.firstIndex { $0.id == id } ?? steps.endIndex
            if index == steps.endIndex {
                steps.append(
                    Step(id: id, phase: event.phase, message: "", since: elapsed, isSimulated: event.isSimulated))
            }
            steps[index].message = message
            if event.kind == .stepFinished {
                steps[index].outcome = event.outcome ?? .ready
                steps[index].until = elapsed
            } else {
                steps[index].outcome = nil
                steps[index].until = nil
            }
        }
    }

    /// At most `limit` lines, each of at most `style.width` columns: the phase, then its steps, those that run first.
    ///
    /// - Parameter elapsed: since the run began; moves the spinner.
    public func lines(elapsed: Duration, limit: Int = 8, style: TextStyle = TextStyle()) -> [String] {
        guard let current, limit > 0 else { return [] }
        let running = steps.filter { $0.outcome == nil }
        let finished = steps.filter { $0.outcome != nil }
        // What stands at the end is never cut off.
        var tail = steps.isEmpty ? "" : " (\(finished.count) of \(steps.count) done)"
        if warnings > 0 { tail += " (\(warnings) warning\(warnings == 1 ? "" : "s"))" }
        if current.isSimulated { tail += " (simulated)" }
        tail += " " + Self.time(elapsed - current.since)
        let start = "\(Self.spinner(elapsed)) \(current.phase.rawValue): \(current.message)"
        let head = TextWrap.cut(start, width: max(style.width - tail.count, 1)) + tail
        let room = limit - 1
        // Those that ended last are the news.
        let shownFinished = finished.suffix(max(0, room - min(running.count, room)))
        var lines = shownFinished.map { line($0, elapsed, style) }
        let hidden = running.count - room
        if hidden > 0, room > 0 {
            lines = running.prefix(room - 1).map { line($0, elapsed, style) }
            lines.append("  … and \(hidden + 1) more")
        } else {
            lines += running.prefix(room).map { line($0, elapsed, style) }
        }
        return [style.colored(TextWrap.cut(head, width: style.width), .bold)] + lines
    }

    private func line(_ step: Step, _ elapsed: Duration, _ style: TextStyle) -> String {
        let mark = step.outcome.map(Self.mark) ?? Self.spinner(elapsed)
        let time = Self.time((step.until ?? elapsed) - step.since)
        let simulated = step.isSimulated ? " (simulated)" : ""
        let tail = "\(simulated) \(time)"
        let text = TextWrap.cut("\(step.id): \(step.message)", width: max(style.width - 4 - tail.count, 8))
        let colored = step.outcome.map { style.colored(mark, Self.color($0)) } ?? mark
        return "  \(colored) \(text)\(tail)"
    }

    static func spinner(_ elapsed: Duration) -> String {
        let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
        return frames[Int(max(0, elapsed.inMilliseconds) / 100 % Int64(frames.count))]
    }

    /// Such as `4s` and `2m03s`.
    static func time(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        return seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)s"
    }

    private static func mark(_ outcome: Event.Outcome) -> String {
        switch outcome {
        case .created, .changed, .unchanged, .deleted, .ready, .passed: "✓"
        case .warned: "!"
        case .skipped: "-"
        case .failed, .cancelled: "✗"
        case .unknown: "?"
        }
    }

    private static func color(_ outcome: Event.Outcome) -> TextStyle.Color {
        switch outcome {
        case .created, .changed, .unchanged, .deleted, .ready, .passed: .green
        case .warned: .yellow
        case .skipped: .faint
        case .failed, .cancelled: .red
        case .unknown: .magenta
        }
    }
}

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

    /// At most `limit` lines, each of at most `style.width` columns: the phase, then its steps, those that run first, then
    /// what is waited for.
    ///
    /// - Parameters:
    ///   - elapsed: since the run began; moves the spinner.
    ///   - waiting: a line about a request that takes long.
    public func lines(
        elapsed: Duration, limit: Int = 8, waiting: String? = nil, style: TextStyle = TextStyle()
    ) -> [String] {
        guard limit > 0 else { return [] }
        let last = (waiting.map { TextWrap.fitted(plainLine($0), width: style.width - 2, limit: 1) } ?? []).map {
            "  " + $0
        }
        guard let current else { return last }
        return ([head(current, elapsed, style)] + rows(elapsed, limit: max(0, limit - 1 - last.count), style) + last)
            .prefix(limit).map(\.self)
    }

    private func head(_ current: Running, _ elapsed: Duration, _ style: TextStyle) -> String {
        // What stands at the end is never cut off.
        var tail = steps.isEmpty ? "" : " (\(steps.count { $0.outcome != nil }) of \(steps.count) done)"
        if warnings > 0 { tail += " (\(warnings) warning\(warnings == 1 ? "" : "s"))" }
        if current.isSimulated { tail += " (simulated)" }
        tail += " " + (elapsed - current.since).clockText
        let start = "\(Self.spinner(elapsed)) \(current.phase.rawValue): \(current.message)"
        let head = TextWrap.cut(start, width: max(style.width - tail.count, 1)) + tail
        return style.colored(TextWrap.cut(head, width: style.width), .bold)
    }

    /// The running steps, each in as many lines as there is room for; then there is room for those that ended last.
    private func rows(_ elapsed: Duration, limit: Int, _ style: TextStyle) -> [String] {
        guard limit > 0 else { return [] }
        let running = steps.filter { $0.outcome == nil }
        guard running.count <= limit else {
            return running.prefix(limit - 1).flatMap { row($0, elapsed, limit: 1, style) }
                + ["  … and \(running.count - limit + 1) more"]
        }
        let share = running.isEmpty ? 1 : min(4, limit / running.count)
        let shown = running.flatMap { row($0, elapsed, limit: share, style) }
        let finished = steps.filter { $0.outcome != nil }
        return finished.suffix(limit - shown.count).flatMap { row($0, elapsed, limit: 1, style) } + shown
    }

    private func row(_ step: Step, _ elapsed: Duration, limit: Int, _ style: TextStyle) -> [String] {
        let mark = step.outcome.map(Self.mark) ?? Self.spinner(elapsed)
        let time = ((step.until ?? elapsed) - step.since).clockText
        let tail = "\(step.isSimulated ? " (simulated)" : "") \(time)"
        let width = style.width - 4 - tail.count
        let colored = step.outcome.map { style.colored(mark, Self.color($0)) } ?? mark
        let text = TextWrap.fitted("\(step.id): \(step.message)", width: max(width, 8), limit: limit)
        return text.enumerated().map { index, line in
            (index == 0 ? "  \(colored) " : "    ") + line + (index == text.count - 1 ? tail : "")
        }
    }

    static func spinner(_ elapsed: Duration) -> String {
        let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
        return frames[Int(max(0, elapsed.inMilliseconds) / 100 % Int64(frames.count))]
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

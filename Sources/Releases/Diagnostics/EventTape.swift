import Events
import Formats
import Kubernetes
import Synchronization

/// Passes a run's events on, and remembers the last of them.
final class EventTape: EventSink {
    private let sink: any EventSink
    private let now: @Sendable () -> Double
    private let lines = Mutex<[String]>([])

    init(_ sink: any EventSink, now: @escaping @Sendable () -> Double) {
        self.sink = sink
        self.now = now
    }

    func emit(_ event: Event) {
        let mark = event.kind == .warning ? "warning: " : ""
        lines.withLock { lines in
            lines.append("\(CivilTime.recordText(now()))  \(mark)\(event.message)\n")
            if lines.count > DiagnosticsLimits.tape { lines.removeFirst(lines.count - DiagnosticsLimits.tape) }
        }
        sink.emit(event)
    }

    /// A line each, the oldest first.
    var text: String { lines.withLock { $0.joined() } }
}

import Events
import Value

/// What happens in one cluster of several: its beginning, its end and what is amiss, as a step of the whole.
///
/// What each check says of each cluster is for the report.
struct ContextEvents: EventSink {
    private let context: String
    private let sink: any EventSink

    init(_ context: String, _ sink: any EventSink) {
        self.context = context
        self.sink = sink
    }

    func emit(_ event: Event) {
        var event = event
        switch event.kind {
        case .phaseStarted: event.kind = .stepStarted
        case .phaseFinished: event.kind = .stepFinished
        case .warning: break
        case .stepStarted, .stepFinished, .progress: return
        }
        event.step = "cluster/\(context)"
        event.details["context"] = .string(context)
        sink.emit(event)
    }
}

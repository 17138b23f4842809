/// Hands events on as those of one step, so that the work behind a step shows as the step's own progress.
public struct SteppedEvents: EventSink {
    private let step: String
    private let sink: any EventSink

    public init(_ step: String, _ sink: any EventSink) {
        self.step = step
        self.sink = sink
    }

    public func emit(_ event: Event) {
        var event = event
        event.step = step
        sink.emit(event)
    }
}

/// Marks every event as one of a simulated cluster: the only place that does.
public struct SimulatedEvents: EventSink {
    private let sink: any EventSink

    public init(_ sink: any EventSink) { self.sink = sink }

    public func emit(_ event: Event) {
        var event = event
        event.isSimulated = true
        sink.emit(event)
    }
}

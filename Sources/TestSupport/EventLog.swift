public import Events
import Synchronization

/// Keeps what was emitted.
public final class EventLog: EventSink {
    private let events = Mutex<[Event]>([])

    public init() {}

    public func emit(_ event: Event) { events.withLock { $0.append(event) } }

    public var all: [Event] { events.withLock { $0 } }
    public var messages: [String] { all.map(\.message) }
}

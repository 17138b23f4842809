import Synchronization

/// Where reads and watches leave what they heard, for one reader.
final class Inbox: Sendable {
    private let events = Mutex<[WaitEvent]>([])
    private let signal: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        // One signal is enough, however much has come.
        (signal, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ event: WaitEvent) {
        events.withLock { $0.append(event) }
        wake()
    }

    func wake() { continuation.yield() }

    func take() -> [WaitEvent] {
        events.withLock { events in
            defer { events = [] }
            return events
        }
    }

    /// Returns when something has come or the alarm has gone off since the last time.
    ///
    /// - Throws: `CancellationError`; nothing can be waited for after that.
    func wait() async throws {
        for await _ in signal { return }
        throw CancellationError()
    }
}

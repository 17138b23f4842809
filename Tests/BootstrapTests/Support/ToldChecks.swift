import Events
import Synchronization

/// Lets a task wait until checks have been told.
final class ToldChecks: EventSink {
    private let missing: Mutex<Set<String>>
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init(_ checks: Set<String>) {
        missing = Mutex(Set(checks.map { "check/\($0)" }))
        (stream, continuation) = AsyncStream<Void>.makeStream()
    }

    func emit(_ event: Event) {
        guard event.kind == .stepFinished, let step = event.step else { return }
        let isLast = missing.withLock { missing in missing.remove(step) != nil && missing.isEmpty }
        if isLast { continuation.finish() }
    }

    func passed() async throws {
        for await _ in stream {}  // It only ends.
        try Task.checkCancellation()
    }
}

import Synchronization

@testable import Sandbox

/// Time that moves only when a test says so; timestamps follow it.
final class ManualClock: SandboxClock {
    private let state = Mutex<Duration>(.zero)
    private let signal = ChangeSignal()
    private let start: Timestamp

    init(start: Timestamp = Timestamp(seconds: 1_700_000_000)) { self.start = start }

    var elapsed: Duration { state.withLock { $0 } }
    var date: Timestamp { start + elapsed }

    func advance(by duration: Duration) {
        state.withLock { $0 += duration }
        signal.notify()
    }

    func sleep(until instant: Duration) async throws {
        while true {
            let seen = signal.version
            if elapsed >= instant { return }
            try await signal.wait(past: seen)
        }
    }
}

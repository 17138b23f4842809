import Formats
import Logging
import Synchronization

/// When the calls to one server last found it away, so that all know that it may just be coming up.
final class Outage: Sendable {
    private struct State {
        var lastSeen: Duration?
        /// Whether the log has been told, so that many calls at once tell it one time.
        var isTold = false
    }

    private let state = Mutex(State())
    private let stopwatch: Stopwatch
    private let logger: Logger

    init(clock: any Clock<Duration>, logger: Logger) {
        stopwatch = Stopwatch(clock)
        self.logger = logger
    }

    /// Since the server was made known to this process.
    var time: Duration { stopwatch.time }

    /// Since the last call that found the server away; nil when none did.
    var age: Duration? {
        let now = stopwatch.time
        return state.withLock { state in state.lastSeen.map { now - $0 } }
    }

    /// - Parameter patience: how long the call that failed goes on; nil when it does not.
    func begin(_ error: KubernetesError, patience: Duration?) {
        let now = stopwatch.time
        let isNews = state.withLock { state in
            state.lastSeen = now
            guard patience != nil, !state.isTold else { return false }
            state.isTold = true
            return true
        }
        guard isNews, let patience else { return }
        logger.warning(
            "the server does not answer (\(error.message)); trying again for up to \(patience.components.seconds) s")
    }

    func end() {
        let isNews = state.withLock { state in
            defer { state.isTold = false }
            return state.isTold
        }
        if isNews { logger.warning("the server answers again") }
    }
}

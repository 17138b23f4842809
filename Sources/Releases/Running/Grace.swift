import Formats
import Synchronization

/// The time in which a command that was cancelled finishes what must not be left half done; one for all of it.
///
/// Whoever presses Ctrl-C is answered within a second, by a cluster that is away, too.
final class Grace: Sendable {
    /// From the cancellation on. Programs that end with the command take their time from it, too.
    static let limit: Duration = .milliseconds(900)

    /// That of the command that this task is part of.
    @TaskLocal static var current: Grace?

    private let clock: any Clock<Duration>
    private let stopwatch: Stopwatch
    /// When the command was cancelled, on the stopwatch.
    private let begun = Mutex<Duration?>(nil)

    init(clock: any Clock<Duration> = ContinuousClock()) {
        self.clock = clock
        stopwatch = Stopwatch(clock)
    }

    /// Runs a command: once the caller is cancelled, all that `body` shields shares one grace.
    ///
    /// A command within another one is a part of it.
    static func scope<Outcome>(
        clock: any Clock<Duration> = ContinuousClock(), _ body: () async throws -> Outcome
    ) async throws -> Outcome {
        guard current == nil else { return try await body() }
        let grace = Grace(clock: clock)
        return try await $current.withValue(grace) {
            try await withTaskCancellationHandler {
                try await body()
            } onCancel: {
                grace.begin()
            }
        }
    }

    private func begin() {
        let now = stopwatch.time
        begun.withLock { $0 = $0 ?? now }
    }

    /// What is left of it; all where only a part of the command was cancelled.
    var left: Duration {
        guard let begun = begun.withLock({ $0 }) else { return Self.limit }
        return max(.zero, begun + Self.limit - stopwatch.time)
    }

    /// Returns when it is over.
    func pass() async throws { try await clock.sleep(for: left) }
}

/// No time was left to finish it.
struct GraceError: Error, CustomStringConvertible {
    var description: String { "no answer within \(Grace.limit.limitText) of the interruption" }
}

import Formats
import Synchronization

/// The time in which what was cancelled finishes what must not be left half done; one for all of a command that was
/// cancelled as a whole, by a signal.
///
/// Whoever presses Ctrl-C is answered within a second, by a cluster that is away, too.
final class Grace: Sendable {
    /// From the cancellation on. Programs that end with the command take their time from it, too.
    static let limit: Duration = .milliseconds(900)

    /// That of the command that this task is part of.
    @TaskLocal static var current: Grace?

    private let clock: any Clock<Duration>
    private let stopwatch: Stopwatch
    private struct State {
        /// When the command was cancelled, on the stopwatch.
        var begun: Duration?
        /// Of those who wait in `pass`; finished when it begins.
        var waiters: [Int: AsyncStream<Void>.Continuation] = [:]
        var lastWaiter = 0
    }

    private let state = Mutex(State())

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
        let waiters = state.withLock { state in
            state.begun = state.begun ?? now
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.finish() }
    }

    /// How long what was cancelled may take to its end, from then on: nobody waits where only a part of the command was
    /// cancelled, such as by a sibling that has failed.
    var span: Duration { state.withLock { $0.begun } == nil ? NativeLimits.recordPatience : Self.limit }

    /// What is left of it; all where only a part of the command was cancelled.
    var left: Duration {
        guard let begun = state.withLock({ $0.begun }) else { return NativeLimits.recordPatience }
        return max(.zero, begun + Self.limit - stopwatch.time)
    }

    /// Returns when it is over, which may come earlier when the whole command is cancelled meanwhile.
    func pass() async throws {
        let (beginning, waiter) = AsyncStream.makeStream(of: Void.self)
        guard let number = add(waiter) else { return try await clock.sleep(for: left) }
        defer { state.withLock { $0.waiters[number] = nil } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.clock.sleep(for: NativeLimits.recordPatience) }
            group.addTask {
                for await _ in beginning {}
                try Task.checkCancellation()
                try await self.clock.sleep(for: self.left)
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }

    /// - Returns: nil when it has begun.
    private func add(_ waiter: AsyncStream<Void>.Continuation) -> Int? {
        state.withLock { state in
            guard state.begun == nil else { return nil }
            state.lastWaiter += 1
            state.waiters[state.lastWaiter] = waiter
            return state.lastWaiter
        }
    }
}

/// No time was left to finish it.
struct GraceError: Error, CustomStringConvertible {
    /// From the interruption on.
    var limit: Duration
    var description: String { "no answer within \(limit.limitText) of the interruption" }
}

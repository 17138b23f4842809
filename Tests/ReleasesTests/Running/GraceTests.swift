import Synchronization
import TestSupport
import Testing

@testable import Releases

/// What is left of the time in which a cancelled command finishes what must not be left half done.
@Suite(.timeLimit(.minutes(1)))
struct GraceTests {
    private struct Failure: Error {}

    /// Runs `body` once its task is cancelled.
    private func cancelled(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled { await Task.yield() }
                try await body()
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Ends by being cancelled.
    private static func neverEnd() async throws {
        while !Task.isCancelled { await Task.yield() }
        throw CancellationError()
    }

    @Test func allThatIsShieldedSharesOne() async throws {
        let clock = InstantClock()
        try await cancelled {
            try await Grace.scope(clock: clock) {
                #expect(Grace.current?.left == Grace.limit)
                for _ in 1...2 {
                    await #expect(throws: GraceError.self) { try await CancellationShield.run(Self.neverEnd) }
                    #expect(Grace.current?.left == Duration.zero)
                }
            }
        }
        #expect(clock.sleeps == [Grace.limit, .zero])
    }

    /// Such as one of several releases, whose sibling has failed: the command goes on.
    @Test func aPartThatIsCancelledTakesNothingFromTheRest() async throws {
        let clock = InstantClock()
        try await Grace.scope(clock: clock) {
            for _ in 1...2 {
                try await cancelled {
                    await #expect(throws: GraceError.self) { try await CancellationShield.run(Self.neverEnd) }
                }
                #expect(Grace.current?.left == NativeLimits.recordPatience)
            }
        }
        #expect(clock.sleeps == [NativeLimits.recordPatience, NativeLimits.recordPatience])
    }

    /// A signal that comes while a part of the command is being finished is answered as soon as any.
    @Test func aSignalCutsTheTimeOfAPart() async throws {
        let clock = RecordingClock()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await Grace.scope(clock: clock) {
                    let grace = try #require(Grace.current)
                    // Out of reach of the cancellation, as what is shielded is.
                    try await Task { try await grace.pass() }.value
                }
            }
            while clock.sleeps.isEmpty { await Task.yield() }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(clock.sleeps == [NativeLimits.recordPatience, Grace.limit])
    }

    /// Its time stands still: the grace's own sleep ends at once, others when they are cancelled.
    private struct RecordingClock: Clock {
        private let seen = SleepLog()
        var now: HandClock.Instant { HandClock.Instant(offset: .zero) }
        var minimumResolution: Duration { .nanoseconds(1) }
        var sleeps: [Duration] { seen.all }

        func sleep(until deadline: HandClock.Instant, tolerance: Duration?) async throws {
            seen.add(deadline.offset)
            guard deadline.offset > Grace.limit else { return }
            while !Task.isCancelled { await Task.yield() }
            throw CancellationError()
        }
    }

    private final class SleepLog: Sendable {
        private let sleeps = Mutex<[Duration]>([])
        var all: [Duration] { sleeps.withLock { $0 } }
        func add(_ sleep: Duration) { sleeps.withLock { $0.append(sleep) } }
    }

    @Test func aCommandWithinACommandIsPartOfIt() async throws {
        try await Grace.scope(clock: InstantClock()) {
            let outer = try #require(Grace.current)
            try await Grace.scope(clock: InstantClock()) { #expect(Grace.current === outer) }
        }
        #expect(Grace.current == nil)
    }

    /// A record that was stored at the last moment is stored.
    @Test func whatCameOfItByThenCounts() async throws {
        try await cancelled {
            try await Grace.scope(clock: InstantClock()) {
                let late = try await CancellationShield.run {
                    while !Task.isCancelled { await Task.yield() }
                    return 7
                }
                #expect(late == 7)
                await #expect(throws: Failure.self) {
                    try await CancellationShield.run {
                        while !Task.isCancelled { await Task.yield() }
                        throw Failure()
                    }
                }
            }
        }
    }

    @Test func whoeverIsNotCancelledHasAllTime() async throws {
        let clock = InstantClock()
        let end = try await Grace.scope(clock: clock) {
            try await CancellationShield.run {
                for _ in 1...1000 { await Task.yield() }
                return Task.isCancelled
            }
        }
        #expect(!end)
        #expect(clock.sleeps.isEmpty)
    }

    @Test func theErrorSaysHowLongItWas() {
        #expect("\(GraceError(limit: Grace.limit))" == "no answer within 900 ms of the interruption")
    }
}

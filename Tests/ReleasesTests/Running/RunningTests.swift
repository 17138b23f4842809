import Synchronization
import TestSupport
import Testing

@testable import Releases

/// Work side by side, its time, and what ends it; on clocks that tests make.
@Suite(.timeLimit(.minutes(1)))
struct RunningTests {
    // MARK: - Side by side

    private struct Failure: Error {}

    @Test(arguments: [(0, 1), (1, 1), (3, 3), (8, 5)])
    func noMoreThanTheLimitIsUnderWay(_ limit: Int, _ most: Int) async throws {
        let state = Mutex((now: 0, most: 0))
        let results = try await concurrently([5, 4, 3, 2, 1], limit: limit) { element in
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            // The first take longest.
            for _ in 0..<element * 10 { await Task.yield() }
            state.withLock { $0.now -= 1 }
            return element * 2
        }
        #expect(results == [10, 8, 6, 4, 2])
        let seen = state.withLock { $0.most }
        #expect(seen <= most)
    }

    @Test func nothingIsDoneForNothing() async throws {
        let results = try await concurrently([Int](), limit: 3) { element -> Int in throw Failure() }
        #expect(results.isEmpty)
    }

    /// What was under way has ended when the first error is told, and the rest was never begun.
    @Test func theFirstErrorEndsTheRest() async throws {
        let begun = Mutex<Set<Int>>([])
        let ended = Mutex<Set<Int>>([])
        await #expect(throws: Failure.self) {
            try await concurrently([1, 2, 3, 4], limit: 2) { element -> Int in
                _ = begun.withLock { $0.insert(element) }
                if element == 2 { throw Failure() }
                while !Task.isCancelled { await Task.yield() }
                _ = ended.withLock { $0.insert(element) }
                throw CancellationError()
            }
        }
        let (first, last) = (begun.withLock { $0 }, ended.withLock { $0 })
        #expect(first == [1, 2])
        #expect(last == [1])
    }

    // MARK: - Time

    @Test func aDeadlineIsSleptUpToAndNotPast() async throws {
        let clock = InstantClock()
        let deadline = Deadline(.seconds(10), clock: clock)
        #expect(deadline.left == .seconds(10) && !deadline.isOver)
        try await deadline.sleep(.seconds(7))
        #expect(deadline.passed == .seconds(7))
        #expect(deadline.left == .seconds(3))
        try await deadline.sleep(.seconds(7))
        #expect(deadline.isOver)
        // Whoever sleeps on when it is over still gives way.
        try await deadline.sleep(.seconds(7))
        #expect(clock.sleeps == [.seconds(7), .seconds(3), .milliseconds(1)])
    }

    @Test func noTimeIsOverAtOnce() {
        #expect(Deadline(.zero, clock: InstantClock()).isOver)
    }

    // MARK: - The end

    /// Records are finished although their run was cancelled, and what goes wrong with them is told.
    @Test func whatIsShieldedIsNotCancelled() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                while !Task.isCancelled { await Task.yield() }
                return try await CancellationShield.run { Task.isCancelled }
            }
            group.cancelAll()
            let isCancelled = try await group.next()
            #expect(isCancelled == false)
        }
        await #expect(throws: Failure.self) { try await CancellationShield.run { () -> Bool in throw Failure() } }
    }
}

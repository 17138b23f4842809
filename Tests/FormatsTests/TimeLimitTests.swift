import Formats
import Testing

@Suite struct TimeLimitTests {
    /// A clock whose time has always passed already.
    private struct PassedClock: Clock {
        var now: ContinuousClock.Instant { .now }
        var minimumResolution: Duration { .zero }
        func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {}
    }

    @Test func whatIsDoneInTimeIsReturned() async throws {
        #expect(try await withTimeout(.seconds(3600), clock: ContinuousClock()) { 1 } == 1)
    }

    @Test func whatTakesLongerIsStoppedAndTold() async throws {
        let error = try await #require(throws: TimeoutError.self) {
            try await withTimeout(.seconds(90), clock: PassedClock()) {
                try await Task.sleep(for: .seconds(3600))
            }
        }
        #expect("\(error)" == "no answer within 90 s")
    }

    @Test func aFailureIsNotATimeout() async throws {
        await #expect(throws: CancellationError.self) {
            try await withTimeout(.seconds(3600), clock: ContinuousClock()) { throw CancellationError() }
        }
    }
}

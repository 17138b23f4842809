import Bootstrap
import HTTP
import Kubernetes
import Sandbox
import Synchronization
import Testing

@testable import Commands

/// The time of a preflight, which planning, reading and asking for rights share.
@Suite(.timeLimit(.minutes(2))) struct PreflightTimeTests {
    /// Time passes when the test says so; sleeps end at once, or never.
    private final class HandClock: Clock {
        struct Instant: InstantProtocol {
            var offset: Duration
            func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }

        private let time = Mutex((now: Duration.zero, sleeps: [Duration]()))
        private let wakes: Bool

        init(wakes: Bool) { self.wakes = wakes }

        var now: Instant { Instant(offset: time.withLock { $0.now }) }
        var minimumResolution: Duration { .nanoseconds(1) }
        var sleeps: [Duration] { time.withLock { $0.sleeps } }

        func advance(by duration: Duration) { time.withLock { $0.now += duration } }

        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            time.withLock { $0.sleeps.append(deadline.offset - $0.now) }
            if !wakes { try await Task.sleep(for: .seconds(600)) }
        }
    }

    @Test func whatIsSpentIsNotLeft() {
        let clock = HandClock(wakes: false)
        let time = PreflightTime(.seconds(60), clock)
        #expect(time.spent == .zero && time.left == .seconds(60))
        clock.advance(by: .seconds(45))
        #expect(time.spent == .seconds(45) && time.left == .seconds(15))
        clock.advance(by: .seconds(45))
        #expect(time.left == .zero)
    }

    @Test func workThatEndsInTimeIsTaken() async throws {
        let time = PreflightTime(.seconds(60), HandClock(wakes: false))
        let answer = try await time.bounding { 42 }
        #expect(answer == 42)
    }

    @Test func workThatOutlastsTheTimeIsATimeOutOfTheWhole() async throws {
        let clock = HandClock(wakes: true)
        let time = PreflightTime(.seconds(60), clock)
        clock.advance(by: .seconds(50))
        let error = await #expect(throws: KubernetesError.self) {
            try await time.bounding { try await Task.sleep(for: .seconds(600)) }
        }
        #expect(error?.code == .timeout)
        #expect(error?.message == "there was no answer within 60 s, the time for asking the cluster")
        #expect(clock.sleeps == [.seconds(10)])
    }

    @Test func planningTakesNoMoreThanIsLeft() async throws {
        let clock = HandClock(wakes: true)
        let asked = try await PreflightJob.unlessUnseen(clock, within: .seconds(3), told: .seconds(10)) {
            try await Task.sleep(for: .seconds(600))
            throw CancellationError()
        }
        guard case .unseen(let reason) = asked else {
            Issue.record("\(asked)")
            return
        }
        #expect(reason == "there was no answer within 10 s")
        #expect(clock.sleeps == [.seconds(3)])
    }

    /// Says its version, and nothing else.
    private struct Mute: HTTPTransport {
        let inner: SandboxTransport

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            guard !request.url.hasSuffix("/version") else { return try await inner.send(request) }
            try await Task.sleep(for: .seconds(600))
            throw CancellationError()
        }
    }

    /// A server that falls silent costs the time once: what planning took of it is not there to read in.
    @Test func aSilentServerCostsTheTimeOnce() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await CommandRun.of(
                ["preflight", "--model", "Qwen/Qwen3-0.6B", "--timeout", "10s"], in: cluster.folder.path,
                environment: ["KUBECONFIG": cluster.folder.path + "/kubeconfig"],
                transport: Mute(inner: cluster.sandbox.transport), clock: FastClock())
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(run.errors.contains("there was no answer within 10 s"), "\(run.errors)")
            #expect(run.everything.contains("within 10 s, the time for reading everything"), "\(run.everything)")
        }
    }
}

import Events
import Formats
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// Machines whose clocks are apart: what stands in a Lease is for people, and decides nothing. On the real API server, with a
/// clock on which a second takes a fifth of one.
@Suite(.timeLimit(.minutes(5)))
struct ClockSkewTests {
    /// Of other machines nothing is known.
    private struct Elsewhere: RunProbing {
        func isGone(_ run: RunIdentity) -> Bool? { nil }
    }

    private static let tenMinutes = 600.0

    private func run(_ id: String) -> RunIdentity {
        RunIdentity(id: id, command: "groundcrew \(id)", host: "host-\(id)", processID: 1)
    }

    /// - Parameter skew: seconds that the run's machine is ahead.
    private func lock(
        _ id: String, _ release: ReleaseName, skew: Double, _ log: EventLog = EventLog()
    ) async throws -> ReleaseLock {
        var options = ClientOptions()
        let now = options.environment.now
        options.environment.now = { now() + skew }
        var lock = ReleaseLock(
            client: try await Live.client(options: options), release: release, run: run(id), patience: .zero,
            probe: Elsewhere(),
            progress: Progress(sink: log, phase: .operators, release: release.description))
        lock.clock = FastClock(times: 5)
        return lock
    }

    /// Renewals that lie ten minutes back, or ahead, are renewals.
    @Test(arguments: [-tenMinutes, tenMinutes]) func aHolderWhoseClockIsWrongIsAliveF29(_ skew: Double) async throws {
        let release = ReleaseName(name: "web", namespace: try await Live.client().makeNamespace())
        let other = try await lock("two", release, skew: -skew)
        try await lock("one", release, skew: skew).with { hold in
            let error = await #expect(throws: ReleaseError.self) { try await other.with { _ in } }
            #expect(error?.code == .locked, "\(String(describing: error))")
            #expect(error?.message.contains("groundcrew one (process 1 on host-one)") == true)
            // Nobody has taken it.
            try await hold.pass()
        }
    }

    /// A Lease that says that it was renewed ten minutes from now is no reason to wait so long.
    @Test(arguments: [-tenMinutes, tenMinutes]) func aHolderThatDoesNotRenewIsDeadF29(_ skew: Double) async throws {
        let client = try await Live.client()
        let release = ReleaseName(name: "web", namespace: try await client.makeNamespace())
        let written = CivilTime.recordText(client.options.environment.now() + skew)
        _ = try await client.create(
            LeaseRecord.value(
                release: release.name, namespace: release.namespace, run: run("dead"), revision: nil, former: nil,
                acquired: written, now: written), as: .leases, namespace: release.namespace)
        let log = EventLog()
        let stopwatch = Stopwatch(ContinuousClock())
        try await lock("two", release, skew: 0, log).with { hold in
            let hasLease = await hold.hasLease
            #expect(hasLease)
        }
        #expect(stopwatch.time >= LockLimits.duration / 5)
        #expect(
            log.messages.contains {
                $0.hasPrefix("taking the lock over from groundcrew dead (process 1 on host-dead)")
                    && $0.hasSuffix("it has not renewed its lease for 15 s")
            }, "\(log.messages)")
    }

    /// What a release remembers of its revisions is told by their numbers, not by the times that they bear.
    @Test func revisionsOfAMachineThatIsBehindComeLastF29() async throws {
        let namespace = Live.unique()
        for (index, skew) in [0, -Self.tenMinutes, Self.tenMinutes].enumerated() {
            var options = ClientOptions()
            let now = options.environment.now
            options.environment.now = { now() + skew }
            let engine = ReleaseEngine.native(
                client: try await Live.client(options: options), charts: ChartResolver(remote: UnreachableCharts()))
            let request = try TestChart.plain.request("demo", in: namespace, values: ["text": .string("n\(index)")])
            let outcome = try await engine.ensure(request)
            #expect(outcome.record.revision == index + 1)
        }
        let history = try await Live.driver().history("demo", namespace: namespace)
        #expect(history.map(\.revision) == [1, 2, 3])
        #expect(history.map(\.status) == ["superseded", "superseded", "deployed"])
    }
}

import Events
import Formats
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// A Helm that is at work on a release is waited for as long as another run is.
@Suite(.timeLimit(.minutes(5)))
struct RevisionWaitTests {
    /// In seconds: how long may be waited, what the wait for the lock has taken of it, and the pauses.
    @Test(
        arguments: [
            (0, 0, []), (3, 0, [1, 1, 1]), (3, 2, [1]), (3, 3, []), (3, 5, []), (2.5, 0, [1, 1, 0.5]),
        ] as [(Double, Double, [Double])])
    func itLastsAsLongAsThatForTheLock(patience: Double, spent: Double, pauses: [Double]) async throws {
        let clock = InstantClock()
        let log = EventLog()
        let stopwatch = Stopwatch(clock)
        try await clock.sleep(for: .seconds(spent))
        var wait = RevisionWait(
            patience: .seconds(patience), since: stopwatch, clock: clock,
            progress: Progress(sink: log, phase: .releases, release: "apps/demo"))
        var end: ReleaseError?
        while end == nil {
            do {
                try await wait.pause(because: "Helm is at work on it", hint: "wait for that Helm")
            } catch let error as ReleaseError {
                end = error
            }
        }
        #expect(end?.code == .locked)
        #expect(end?.description == "release apps/demo: Helm is at work on it")
        #expect(end?.hint == "wait for that Helm; nothing was changed")
        #expect(Array(clock.sleeps.dropFirst()) == pauses.map { Duration.seconds($0) })
        #expect(log.messages == (pauses.isEmpty ? [] : ["waiting: Helm is at work on it"]))
    }

    // MARK: - In a cluster

    private static let words = "waiting: revision 1 is pending-upgrade since "

    /// Once it is seen to be waited for, the Helm ends.
    private static func end(
        _ client: KubernetesClient, _ namespace: String, _ status: String, onceSeenIn log: EventLog
    ) async throws {
        while !log.messages.contains(where: { $0.hasPrefix(words) }) { try await Task.sleep(for: .milliseconds(20)) }
        try await client.rewriteRecord("demo", revision: 1, in: namespace, status: status)
    }

    @Test(arguments: EitherCluster.allCases, ["deployed", "failed"])
    func aHelmThatEndsIsWaitedForF3(_ cluster: EitherCluster, _ status: String) async throws {
        try await cluster.with { engine, client, namespace in
            _ = try await engine.ensure(try TestChart.plain.request("demo", in: namespace))
            try await client.rewriteRecord("demo", revision: 1, in: namespace, status: "pending-upgrade")
            let request = try TestChart.plain.request("demo", in: namespace, values: ["text": "new"])
            let log = EventLog()
            var patient = engine
            patient.lockWait = .seconds(60)
            let waiting = patient
            async let outcome = waiting.ensure(request, phase: .releases, events: log)
            try await Self.end(client, namespace, status, onceSeenIn: log)
            let revision = try await outcome.record.revision
            #expect(revision == 2)
            let statuses = try await engine.history("demo", namespace: namespace).map(\.status)
            #expect(statuses == [status == "deployed" ? "superseded" : "failed", "deployed"])
            #expect(log.messages.filter { $0.hasPrefix(Self.words) }.count == 1, "\(log.messages)")
        }
    }

    @Test(arguments: EitherCluster.allCases)
    func aHelmThatDoesNotEndIsLeftAloneF3(_ cluster: EitherCluster) async throws {
        try await cluster.with { engine, client, namespace in
            _ = try await engine.ensure(try TestChart.plain.request("demo", in: namespace))
            try await client.rewriteRecord("demo", revision: 1, in: namespace, status: "pending-upgrade")
            let request = try TestChart.plain.request("demo", in: namespace, values: ["text": "new"])
            for (patience, count) in [(Duration.zero, 0), (.milliseconds(300), 1)] {
                let log = EventLog()
                var patient = engine
                patient.lockWait = patience
                let waiting = patient
                let error = await #expect(throws: ReleaseError.self) {
                    _ = try await waiting.ensure(request, phase: .releases, events: log)
                }
                #expect(error?.code == .locked && error?.hasChanged == false, "\(error as Any)")
                #expect(error?.hint?.hasPrefix("wait for that Helm; ") == true, "\(error as Any)")
                #expect(log.messages.filter { $0.hasPrefix(Self.words) }.count == count, "\(log.messages)")
            }
            let lease = try await client.getIfPresent(.leases, "groundcrew.demo", namespace: namespace)
            #expect(lease == nil)
            let statuses = try await engine.history("demo", namespace: namespace).map(\.status)
            #expect(statuses == ["pending-upgrade"])
        }
    }

    @Test func anAdoptionWaitsForItToo() async throws {
        try await EitherCluster.sandbox.with { engine, client, namespace in
            _ = try await engine.ensure(try TestChart.plain.request("demo", in: namespace))
            try await client.rewriteRecord("demo", revision: 1, in: namespace, status: "pending-upgrade")
            let labels: ReleaseLabels = .prerequisite.merging([ReleaseLabels.adoptedKey: "buoy"]) { $1 }
            let log = EventLog()
            var patient = engine
            patient.lockWait = .seconds(60)
            let waiting = patient
            async let adopted = waiting.adopt("demo", namespace: namespace, labels: labels, events: log)
            try await Self.end(client, namespace, "deployed", onceSeenIn: log)
            let isAdopted = try await adopted
            #expect(isAdopted)
        }
    }
}

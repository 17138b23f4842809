import Charts
import Events
import Formats
import HTTP
import Kubernetes
import Processes
import Sandbox
import Synchronization
import TestSupport
import Testing
import Value

@testable import Releases

/// What becomes of a release whose removal by Helm does not come to its end; a played Helm against the simulated cluster.
@Suite(.timeLimit(.minutes(2)))
struct HelmRemovalTests {
    private func engine(_ client: KubernetesClient, _ helm: PlayedHelm) -> ReleaseEngine {
        ReleaseEngine.helm(
            client: client, charts: ChartResolver(remote: UnreachableCharts()), access: HelmAccess(),
            processes: helm, environment: [:])
    }

    private func remove(
        _ engine: ReleaseEngine, _ namespace: String, _ events: any EventSink = NoEvents()
    ) async throws -> RemovedRelease? {
        try await engine.uninstall(
            "demo", namespace: namespace, timeout: .seconds(60), phase: .releases, events: events)
    }

    private func record(_ client: KubernetesClient, _ namespace: String) async throws -> StoredRelease {
        try #require(try await ReleaseStorage(client: client).last("demo", namespace: namespace))
    }

    /// A hook without objects, of one event.
    typealias Hook = (event: String, phase: String?)

    private static func value(_ hook: Hook) -> Value {
        var value: Object = ["name": "h", "kind": "Job", "events": [.string(hook.event)], "manifest": ""]
        if let phase = hook.phase {
            value["last_run"] = ["phase": .string(phase), "started_at": "2026-01-02T03:04:05Z"]
        }
        return .object(value)
    }

    /// As Helm stores a revision that is deployed.
    private static func store(_ client: KubernetesClient, _ namespace: String, hooks: [Hook] = []) async throws {
        var record = StoredRelease(body: [
            "name": "demo", "namespace": .string(namespace), "version": 1, "config": [:], "manifest": "",
            "hooks": .array(hooks.map { value((event: $0.event, phase: nil)) }),
            "info": ["status": "deployed", "description": "helm's words"],
        ])
        try await ReleaseStorage(client: client).create(&record, keeping: [], limit: 0)
    }

    /// As Helm leaves it when it ends before its time.
    private static func leave(
        _ client: KubernetesClient, _ namespace: String, _ status: String = "uninstalling", hooks: [Hook] = []
    ) async throws {
        let storage = ReleaseStorage(client: client)
        var record = try #require(try await storage.last("demo", namespace: namespace))
        record.body["hooks"] = .array(hooks.map(value))
        record.set(ReleaseStatus(rawValue: status), description: "Deletion in progress (or silently failed)")
        let now = CivilTime.recordText(client.options.environment.now())
        record.setInfo(status == "uninstalling" ? "deleted" : "last_deployed", .string(now))
        try await storage.update(&record)
    }

    struct Ending: Sendable, CustomTestStringConvertible {
        var left = "uninstalling"
        var hooks: [Hook] = []
        var status: String
        var testDescription: String { "\(left) \(hooks.map { "\($0.event) \($0.phase ?? "")" }) -> \(status)" }
    }

    /// As natively: a removal whose hook before it fails leaves the release as it was.
    @Test(arguments: [
        Ending(hooks: [("pre-delete", "Running")], status: "deployed"),
        Ending(hooks: [("pre-delete", "Succeeded"), ("pre-delete", "Running")], status: "deployed"),
        // The second one was not begun this time: what it says is of an earlier attempt.
        Ending(hooks: [("pre-delete", "Running"), ("pre-delete", "Succeeded")], status: "deployed"),
        Ending(hooks: [("pre-delete", "Succeeded"), ("post-delete", "Running")], status: "failed"),
        Ending(hooks: [("pre-install", "Succeeded"), ("post-delete", nil)], status: "failed"),
        Ending(status: "failed"),
        Ending(left: "deployed", status: "deployed"),
    ])
    func theRecordSaysHowFarItCame(_ ending: Ending) async throws {
        try await EitherCluster.sandbox.with { native, client, namespace in
            try await Self.store(client, namespace, hooks: ending.hooks)
            let helm = PlayedHelm { _, _ in
                let lease = try await client.get(.leases, "groundcrew.demo", namespace: namespace)
                #expect(LeaseRecord(lease).revision?.number == 1)
                try await Self.leave(client, namespace, ending.left, hooks: ending.hooks)
                return .ended(saying: "no luck", code: 1)
            }
            let error = try await #require(throws: ReleaseError.self) {
                _ = try await remove(engine(client, helm), namespace)
            }
            #expect(error.message == "helm uninstall failed: no luck (exit code 1)")
            #expect(error.hasChanged)
            #expect(
                error.hint
                    == (ending.status == "deployed"
                        ? "the release is as it was" : "run again: the next run goes on from there"))
            let left = try await record(client, namespace)
            #expect(left.status.rawValue == ending.status)
            if ending.left == "uninstalling" {
                #expect(left.description == "Uninstall of \"demo\" failed: \(error.message)")
            }
            #expect(try await client.getIfPresent(.leases, "groundcrew.demo", namespace: namespace) == nil)
            // Nobody stands in the way of the next run, whoever it is.
            #expect(try await remove(native, namespace) != nil)
        }
    }

    /// Helm removes the records also when objects could not be removed.
    @Test func whereItsRecordsAreGoneItIsSaidHowToFindWhatIsLeft() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            try await Self.store(client, namespace)
            let helm = PlayedHelm { _, _ in
                let storage = ReleaseStorage(client: client)
                for key in try await storage.keys(release: "demo", namespace: namespace) {
                    try await storage.delete(key)
                }
                return .ended(saying: "uninstallation completed with 1 error(s)", code: 1)
            }
            let error = try await #require(throws: ReleaseError.self) {
                _ = try await remove(engine(client, helm), namespace)
            }
            #expect(
                error.hint == "its records are gone all the same; what it may have left: kubectl get all --namespace "
                    + "\(namespace) --selector app.kubernetes.io/managed-by=Helm")
        }
    }

    @Test func anInterruptedOneIsSettledToo() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let hooks: [Hook] = [("pre-delete", "Running")]
            try await Self.store(client, namespace, hooks: hooks)
            let began = AsyncStream<Void>.makeStream()
            let helm = PlayedHelm { _, _ in
                try await Self.leave(client, namespace, hooks: hooks)
                began.continuation.finish()
                while !Task.isCancelled { await Task.yield() }
                throw CancellationError()
            }
            let engine = self.engine(client, helm)
            await withThrowingTaskGroup(of: Void.self) { group in
                // As much time as it takes.
                group.addTask { try await Grace.scope(clock: HandClock()) { _ = try await remove(engine, namespace) } }
                for await _ in began.stream {}
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            let left = try await record(client, namespace)
            #expect(left.status == .deployed)
            #expect(left.description == "Uninstall of \"demo\" failed: interrupted")
        }
    }

    // MARK: - When it cannot be said

    /// - Parameter body: gets a client whose changes of records are refused.
    private func withStubbornRecords(
        _ body: (_ stubborn: KubernetesClient, _ client: KubernetesClient, _ namespace: String) async throws -> Void
    ) async throws {
        try await withSandbox { sandbox in
            let client = try LoggedTransport(sandbox.transport).client()
            let stubborn = LoggedTransport(sandbox.transport) { request in
                request.method == .put && request.url.contains("/secrets/sh.helm.release.")
                    ? .failure(403, "Forbidden", "records are frozen") : nil
            }
            try await body(stubborn.client(), client, try await client.makeNamespace())
        }
    }

    /// The lock keeps what nobody else could know: that the Helm which left it has ended.
    @Test func aRecordThatStaysUninstallingIsRecoveredByTheNextRunF1() async throws {
        try await withStubbornRecords { stubborn, client, namespace in
            try await Self.store(client, namespace)
            let helm = PlayedHelm { _, _ in
                try await Self.leave(client, namespace)
                return .ended(saying: "no luck", code: 1)
            }
            let error = try await #require(throws: ReleaseError.self) {
                _ = try await remove(engine(stubborn, helm), namespace)
            }
            #expect(error.code == .helmFailed)
            #expect(
                error.message.hasPrefix(
                    "helm uninstall failed: no luck (exit code 1); and revision 1 may stay uninstalling: "), "\(error)")
            #expect(error.hint == "run again: the next run recovers it")
            let lease = LeaseRecord(try await client.get(.leases, "groundcrew.demo", namespace: namespace))
            #expect(lease.holder.isEmpty && lease.revision?.number == 1)

            let log = EventLog()
            let native = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
            #expect(try await remove(native, namespace, log) != nil)
            #expect(
                log.messages.contains {
                    $0.hasSuffix(
                        "a run that drove Helm died at it; marked it failed, and this run accounts for what it did")
                }, "\(log.messages)")
            #expect(try await client.getIfPresent(.leases, "groundcrew.demo", namespace: namespace) == nil)
        }
    }

    @Test func aRevisionThatStaysPendingIsRecoveredByTheNextRunF1() async throws {
        try await withStubbornRecords { stubborn, client, namespace in
            let helm = PlayedHelm { _, _ in
                try await Self.store(client, namespace)
                try await Self.leave(client, namespace, "pending-install")
                return .ended(saying: "no luck", code: 1)
            }
            let request = try TestChart.plain.request("demo", in: namespace)
            let error = try await #require(throws: ReleaseError.self) {
                _ = try await engine(stubborn, helm).ensure(request)
            }
            #expect(error.message.contains("; and revision 1 may stay pending: "), "\(error)")
            #expect(error.hasChanged)
            let native = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
            #expect(try await native.ensure(request).record.revision == 2)
        }
    }

    /// What the user knows and nobody can see: no Helm runs any more.
    @Test func recoverMendsWhatAHelmByHandHasLeft() async throws {
        try await EitherCluster.sandbox.with { native, client, namespace in
            try await Self.store(client, namespace)
            try await Self.leave(client, namespace)
            let error = try await #require(throws: ReleaseError.self) { _ = try await remove(native, namespace) }
            #expect(error.code == .locked)
            let found = try await native.recover(
                "demo", namespace: namespace, timeout: .seconds(60), phase: .releases, events: NoEvents())
            #expect(found?.record.status == "failed")
            #expect(try await remove(native, namespace) != nil)
        }
    }
}

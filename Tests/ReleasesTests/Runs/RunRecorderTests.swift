import Events
import HTTP
import Kubernetes
import Synchronization
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// What a run leaves of itself, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct RunRecorderTests {
    private let namespace = Live.unique()
    private let cluster = ClusterIdentity(server: "https://one", kubeSystemUID: nil, note: "not looked at")

    private func recorder(
        _ client: KubernetesClient, in namespace: String? = nil, folder: String? = nil, simulated: Bool = false
    ) -> RunRecorder {
        RunRecorder(
            ProcessTable().identity(command: "groundcrew test"), namespace: namespace ?? self.namespace,
            client: client, cluster: cluster, isSimulated: simulated, folder: folder)
    }

    private func engine(_ client: KubernetesClient, _ recorder: RunRecorder?) -> ReleaseEngine {
        var engine = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
        engine.recorder = recorder
        return engine
    }

    private func reader(_ client: KubernetesClient, folder: String? = nil) -> RunReader {
        RunReader(client: client, cluster: cluster, folder: folder)
    }

    private func request(_ values: Object = [:], chart: TestChart = .changing) throws -> ReleaseRequest {
        try chart.request("demo", in: namespace, values: values)
    }

    /// One command that ensures one release.
    @discardableResult
    private func ensure(
        _ request: ReleaseRequest, _ client: KubernetesClient, _ recorder: RunRecorder, _ log: EventLog = EventLog()
    ) async throws -> ReleaseOutcome {
        try await recorder.run(telling: log) { events in
            try await engine(client, recorder).ensure(request, phase: .releases, events: events)
        }
    }

    // MARK: - What is kept

    /// A run that dies in its next step is gone on from here.
    @Test func theEndOfAStepIsKeptBeforeTheRunEnds() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        let recorder = recorder(client, in: namespace)
        let id = recorder.identity.id
        try await recorder.run(telling: EventLog()) { events in
            await recorder.begin("install", "release \(namespace)/web")
            events.emit(Event(.stepFinished, .releases, step: "release/web", "web is there"))
            for _ in 0..<100 {
                let run = try await reader(client).run(id, namespace: namespace)
                if run?.journal.entries.contains(where: { $0.message == "web is there" }) == true { return }
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("the step's end was not kept while the run went on")
        }
    }

    @Test func aRunCanBeReadAfterwards() async throws {
        let client = try await Live.client()
        let recorder = recorder(client, simulated: true)
        let log = EventLog()
        try await ensure(try request(["text": "one", "extra": true]), client, recorder, log)
        let id = recorder.identity.id
        #expect(log.messages.contains("run \(id) is kept in Secret \(namespace)/groundcrew.run.\(id)"))
        let run = try #require(try await reader(client).run(id, namespace: namespace))
        #expect(run.summary.state == .done)
        #expect(run.summary.isSimulated)
        #expect(run.summary.subjects == ["release \(namespace)/demo"])
        let plan = try #require(run.journal.plans.first)
        #expect(plan["verb"] == "install")
        #expect(plan["toRevision"] == 1)
        #expect(plan["chart"] == "changing 1.0.0")
        #expect(plan["hooks"] == [.string("ConfigMap \(namespace)/demo-hook")])
        #expect(
            (plan["objects"]?.array ?? []).compactMap { $0["object"]?.string } == [
                "ConfigMap \(namespace)/demo-extra", "ConfigMap \(namespace)/demo-map",
            ])
        #expect(run.journal.entries.contains { $0.kind == "wave" && $0.message == "applied 2 ConfigMap" })
        #expect(run.journal.entries.contains { $0.message == "applying 2 objects" })
        #expect(run.journal.results.first?["change"] == "created")
        // The lock and the record bore the id of the run.
        let removal = self.recorder(client)
        _ = try await removal.run(telling: NoEvents()) { events in
            try await engine(client, removal).uninstall(
                "demo", namespace: namespace, timeout: .seconds(60), phase: .releases, events: events)
        }
        let removed = try await reader(client).run(removal.identity.id, namespace: namespace)
        #expect(removed?.journal.plans.first?["verb"] == "uninstall")
        #expect(removed?.journal.results.first?["change"] == "deleted")
        #expect(try await reader(client).list(namespace: namespace).runs.map(\.id) == [removal.identity.id, id])
    }

    @Test func whatChangesNothingKeepsNothing() async throws {
        let client = try await Live.client()
        try await ensure(try request(), client, recorder(client))
        let second = recorder(client)
        let outcome = try await ensure(try request(), client, second)
        #expect(outcome.change == .unchanged)
        #expect(second.place == nil)
        #expect(try await reader(client).list(namespace: namespace).runs.count == 1)
    }

    @Test func itCostsOneCreationAndAtMostOneUpdateForAWave() async throws {
        let transport = FaultyTransport()
        let client = try await transport.client()
        try await ensure(try request(["extra": true]), client, recorder(client))
        let writes = transport.requests.filter {
            $0.contains("/secrets") && !$0.hasPrefix("GET") && !$0.contains("sh.helm.release")
        }
        let journals = writes.filter { $0.contains("groundcrew.run.") }
        // The record and the journal are created at the same address.
        #expect(writes.filter { $0.hasPrefix("POST") }.count == 2, "\(writes)")
        // One wave, and the end.
        #expect((1...2).contains(journals.count), "\(journals)")
        #expect(journals.allSatisfy { $0.hasPrefix("PUT") })
    }

    @Test func aFailureIsKeptWithItsReason() async throws {
        let client = try await Live.client()
        let recorder = recorder(client)
        var late = try request()
        late.timeout = .zero
        let request = late
        await #expect(throws: ReleaseError.self) { try await ensure(request, client, recorder) }
        let run = try #require(try await reader(client).run(recorder.identity.id, namespace: namespace))
        #expect(run.summary.state == .failed)
        #expect(run.journal.failure?.contains("the time of 0 s was over") == true, "\(run.journal.failure ?? "")")
    }

    @Test func aCommandThatEndsWellAndFailedAllTheSameSaysSo() async throws {
        let client = try await Live.client()
        let recorder = recorder(client)
        try await recorder.run(telling: NoEvents()) { events in
            _ = try await engine(client, recorder).ensure(try request(), phase: .releases, events: events)
            recorder.fail("the model did not answer")
        }
        let run = try await reader(client).run(recorder.identity.id, namespace: namespace)
        #expect(run?.journal.failure == "the model did not answer")
        #expect(run?.summary.state == .failed)
    }

    @Test func anInterruptedRunSaysThatItWas() async throws {
        let client = try await Live.client()
        let recorder = recorder(client)
        let log = EventLog()
        var waiting = try request(chart: .neverReady)
        waiting.waits = true
        let request = waiting
        await withTaskGroup(of: Void.self) { group in
            // As much time as it takes on a busy machine.
            group.addTask {
                _ = try? await Grace.scope(clock: HandClock()) { try await ensure(request, client, recorder, log) }
            }
            while !log.messages.contains(where: { $0.hasPrefix("waiting for") }) {
                try? await Task.sleep(for: .milliseconds(20))
            }
            group.cancelAll()
        }
        let run = try await reader(client).run(recorder.identity.id, namespace: namespace)
        #expect(run?.summary.state == .interrupted)
        #expect(run?.journal.ended != nil)
    }

    @Test func ofAKilledRunIsKnownHowFarItCame() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        var dead = ProcessTable().identity(command: "groundcrew test")
        dead.startTime = "1"
        let recorder = RunRecorder(dead, namespace: namespace, client: client, cluster: cluster)
        // As far as a killed process comes: begun, and never ended.
        await recorder.begin("upgrade", "release \(namespace)/demo")
        let run = try #require(try await reader(client).run(dead.id, namespace: namespace))
        #expect(run.summary.state == .died)
        #expect(run.summary.subjects == ["release \(namespace)/demo"])
        let alive = self.recorder(client, in: namespace)
        await alive.begin("upgrade", "release \(namespace)/demo")
        #expect(try await reader(client).run(alive.identity.id, namespace: namespace)?.summary.state == .running)
    }

    @Test func onlyTheLastTwentyAreKept() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        for _ in 0..<22 {
            let recorder = recorder(client, in: namespace)
            try await recorder.run(telling: NoEvents()) { _ in await recorder.begin("test", "nothing") }
        }
        #expect(try await reader(client).list(namespace: namespace).runs.count == JournalLimits.kept)
    }

    // MARK: - Secrets

    @Test func noSecretIsEverKeptF10() async throws {
        let secret = "hunter2-\(Live.unique())"
        let chart = TestChart(
            "secret",
            [
                "templates/s.yaml":
                    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: {{ .Values.key }}}\n"
            ])
        let client = try await Live.client()
        let recorder = recorder(client)
        let request = try request(["key": .string(secret)], chart: chart)
        try await recorder.run(telling: NoEvents()) { events in
            _ = try await engine(client, recorder).ensure(request, phase: .releases, events: events)
            // As a server or a program may word it.
            events.emit(Event(.warning, .releases, "the key \(secret) is weak"))
            recorder.fail("refused: \(secret)")
        }
        let stored = try await client.get(
            .secrets, "groundcrew.run.\(recorder.identity.id)", namespace: namespace)
        let journal = try SecretJournalStore.journal(in: stored, place: "here")
        let text = journal.value.json()
        #expect(!text.contains(secret))
        #expect(text.contains("the key (hidden) is weak"))
        #expect(text.contains("refused: (hidden)"))
        let token = try await ControlPlane.shared().token
        #expect(!text.contains(token))
    }

    // MARK: - Where it cannot be kept

    @Test func whereSecretsAreForbiddenAFileKeepsItAndThisIsSaid() async throws {
        let admin = try await Live.client()
        let namespace = try await admin.makeNamespace()
        let user = Live.unique("user")
        try await admin.grant(
            [["apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]]], to: user, in: namespace)
        let client = try await Live.client(impersonating: user)
        try await TestParts.withTemporaryFolder { folder in
            let recorder = recorder(client, in: namespace, folder: folder)
            let log = EventLog()
            try await recorder.run(telling: log) { events in
                await recorder.begin("test", "configmap")
                events.emit(Event(.stepFinished, .releases, step: "operator/x", "done", outcome: .created))
            }
            let path = "\(folder)/\(recorder.identity.id).json"
            #expect(recorder.place == path)
            let warnings = log.all.filter { $0.kind == .warning }.map(\.message)
            #expect(warnings.count == 1)
            #expect(warnings.first?.contains("it is the file \(path)") == true, "\(warnings)")
            #expect(warnings.first?.contains("secrets") == true)
            let run = try await reader(client, folder: folder).run(recorder.identity.id, namespace: namespace)
            #expect(run?.summary.state == .done)
            #expect(run?.journal.entries.contains { $0.step == "operator/x" } == true)
            #expect(try await reader(admin).list(namespace: namespace).runs.isEmpty)
        }
    }

    @Test func withoutAFolderNothingIsKeptAndThisIsSaidOnce() async throws {
        let nobody = try await Live.client(as: .nobody)
        let recorder = recorder(nobody)
        let log = EventLog()
        try await recorder.run(telling: log) { events in
            await recorder.begin("test", "a")
            await recorder.begin("test", "b")
            events.emit(Event(.stepFinished, .releases, step: "operator/x", "done", outcome: .created))
        }
        let warnings = log.all.filter { $0.kind == .warning }.map(\.message)
        #expect(warnings.count == 1)
        #expect(warnings.first?.hasSuffix("and there is no folder for it: none is kept") == true)
        #expect(recorder.place == nil)
    }

    @Test func aServerThatCannotKeepItIsToldOnceAndEndsNoRun() async throws {
        let transport = FaultyTransport { request in
            guard request.body?.isEmpty == false, let body = request.body, request.url.contains("/secrets"),
                String(decoding: body, as: UTF8.self).contains(SecretJournalStore.type)
            else { return nil }
            return .failure(500, "InternalError", "etcd is on fire")
        }
        let client = try await transport.client()
        try await TestParts.withTemporaryFolder { folder in
            let recorder = recorder(client, folder: folder)
            let log = EventLog()
            let outcome = try await ensure(try request(), client, recorder, log)
            #expect(outcome.change == .created)
            let warnings = log.all.filter { $0.kind == .warning }.map(\.message).filter { $0.contains("journal") }
            #expect(warnings.count == 2, "\(warnings)")
            #expect(warnings.first?.hasSuffix("it is tried again") == true)
            // What the cluster does not take by the end is kept here.
            #expect(warnings.last?.contains("it is the file \(folder)/") == true)
            #expect(recorder.place?.hasPrefix(folder) == true)
        }
    }

    // MARK: - One cluster

    @Test func aClusterThatChangesUnderTheRunIsRefusedBeforeTheNextChangeF28() async throws {
        let transport = FaultyTransport()
        let client = try await transport.client()
        let recorder = RunRecorder(
            ProcessTable().identity(command: "groundcrew test"), namespace: namespace, client: client,
            cluster: try await client.identity())
        let log = EventLog()
        let error = try await #require(throws: ReleaseError.self) {
            try await recorder.run(telling: log) { events in
                let engine = engine(client, recorder)
                _ = try await engine.ensure(try request(), phase: .releases, events: events)
                // From here on the address leads somewhere else.
                transport.fail { request in
                    guard request.url.hasSuffix("/namespaces/kube-system") else { return nil }
                    let text = #"{"kind":"Namespace","metadata":{"name":"kube-system","uid":"another"}}"#
                    return HTTPResponse(
                        status: 200, headers: ["Content-Type": "application/json"], body: HTTPBody(Array(text.utf8)))
                }
                _ = try await engine.ensure(try request(["text": "two"]), phase: .releases, events: events)
            }
        }
        #expect(error.code == .moved)
        #expect(error.message.contains("the cluster has changed under the run"))
        #expect(error.message.contains("another"))
        #expect(!error.hasChanged)
        transport.fail(nil)
        #expect(try await engine(client, nil).record("demo", namespace: namespace)?.revision == 1)
    }

    @Test func anIdentityThatCannotBeReadAnyMoreIsUndecidedF28F32() async throws {
        let admin = try await Live.client()
        let nobody = try await Live.client(as: .nobody)
        let recorder = RunRecorder(
            ProcessTable().identity(command: "groundcrew test"), namespace: namespace, client: nobody,
            cluster: try await admin.identity())
        let error = try await #require(throws: ReleaseError.self) {
            try await engine(nobody, recorder).checkCluster()
        }
        #expect(error.code == .forbidden)
    }

    @Test func withoutTheRightTheAddressIsAllThatIsKnownAndThisIsSaidOnce() async throws {
        let nobody = try await Live.client(as: .nobody)
        let recorder = RunRecorder(
            ProcessTable().identity(command: "groundcrew test"), namespace: namespace, client: nobody,
            cluster: try await nobody.identity())
        let log = EventLog()
        try await recorder.run(telling: log) { _ in
            for _ in 1...2 { try await engine(nobody, recorder).checkCluster() }
        }
        #expect(log.all.count == 1)
        #expect(log.messages.first?.contains("is known by its address alone") == true)
    }

    @Test func twoRealServersBehindOneAddressAreToldApartF28() async throws {
        let first = try await ControlPlane.shared()
        try await ControlPlane.with { second in
            let switching = SwitchingTransport(from: first, to: second)
            let configuration = try ClusterConfiguration.load(
                ClusterRequest(kubeconfig: first.kubeconfig, context: "admin"))
            let client = KubernetesClient(configuration: configuration, transport: switching)
            let recorder = RunRecorder(
                ProcessTable().identity(command: "groundcrew test"), namespace: namespace, client: client,
                cluster: try await client.identity())
            try await ensure(try request(), client, recorder)
            switching.turn()
            let error = try await #require(throws: ReleaseError.self) {
                try await engine(client, recorder).ensure(
                    try request(["text": "two"]), phase: .releases, events: NoEvents())
            }
            #expect(error.code == .moved)
            let other = try Live.client(of: second)
            #expect(try await other.getIfPresent(.namespaces, namespace) == nil)
        }
    }
}

/// One address that leads to another API server once it is turned.
private final class SwitchingTransport: HTTPTransport {
    private let transport = CurlTransport()
    private let first: ControlPlane
    private let second: ControlPlane
    private let isTurned = Mutex(false)

    init(from first: ControlPlane, to second: ControlPlane) {
        self.first = first
        self.second = second
    }

    func turn() { isTurned.withLock { $0 = true } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard isTurned.withLock({ $0 }) else { return try await transport.send(request) }
        var request = request
        request.url = request.url.replacing(first.server, with: second.server)
        request.connection.certificateAuthorities = Array(second.certificateAuthority.utf8)
        request.headers["Authorization"] = "Bearer \(second.token)"
        return try await transport.send(request)
    }
}

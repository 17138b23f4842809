import Events
import HTTP
import Kubernetes
import Sandbox
import Synchronization
import TestSupport
import Testing
import Value

@testable import Releases

/// Releases that become groundcrew's by labels of their records.
@Suite(.timeLimit(.minutes(2)))
struct AdoptionTests {
    private static let labels: ReleaseLabels = .prerequisite.merging([ReleaseLabels.adoptedKey: "buoy"]) { $1 }

    private func withEngine(
        _ body: (ReleaseEngine, KubernetesClient) async throws -> Void
    ) async throws {
        try await withSandbox { sandbox in
            let client = KubernetesClient(
                configuration: try ClusterConfiguration(
                    server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken))),
                transport: sandbox.transport)
            let engine = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
            try await body(engine, client)
        }
    }

    @Test func theLastRecordIsMarkedAndNothingElse() async throws {
        try await withEngine { engine, client in
            _ = try await engine.ensure(try TestChart.changing.request("demo", in: "apps", values: ["text": "one"]))
            _ = try await engine.ensure(try TestChart.changing.request("demo", in: "apps", values: ["text": "two"]))
            #expect(try await engine.adopt("demo", namespace: "apps", labels: Self.labels))
            let history = try await engine.history("demo", namespace: "apps")
            #expect(history.map(\.revision) == [1, 2])
            #expect(history.map { $0.labels[ReleaseLabels.adoptedKey] } == [nil, "buoy"])
            #expect(try await !engine.adopt("demo", namespace: "apps", labels: Self.labels), "it has them already")
            let map = try await client.get(.configMaps, "demo-map", namespace: "apps")
            #expect(map["data"] == ["text": "two"])
        }
    }

    @Test func whatIsNotThereIsRefused() async throws {
        try await withEngine { engine, _ in
            let error = try await #require(throws: ReleaseError.self) {
                try await engine.adopt("demo", namespace: "apps", labels: Self.labels)
            }
            #expect(error.code == .invalidRequest && error.message == "there is no such release")
        }
    }

    /// Carries every request out, and loses the first answer to a patch.
    private final class LossyTransport: HTTPTransport {
        private let base: any HTTPTransport
        private let patches = Mutex(0)

        init(_ base: any HTTPTransport) { self.base = base }

        var count: Int { patches.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let response = try await base.send(request)
            guard request.method == .patch, request.url.contains("/secrets/") else { return response }
            let number = patches.withLock { count in
                count += 1
                return count
            }
            if number == 1 { throw HTTPError(.connectionReset, "connection reset by peer") }
            return response
        }
    }

    @Test func anAdoptionWhoseAnswerWasLostHasHappened() async throws {
        try await withSandbox { sandbox in
            let transport = LossyTransport(sandbox.transport)
            let client = KubernetesClient(
                configuration: try ClusterConfiguration(
                    server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken))),
                transport: transport)
            let engine = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
            _ = try await engine.ensure(try TestChart.changing.request("demo", in: "apps"))
            let isAdopted = try await engine.adopt("demo", namespace: "apps", labels: Self.labels)
            #expect(isAdopted)
            // It was sent again, and met itself.
            #expect(transport.count == 2)
            let labels = try await engine.record("demo", namespace: "apps")?.labels
            #expect(labels?[ReleaseLabels.adoptedKey] == "buoy")
        }
    }

    // MARK: - Beside other runs

    /// - Returns: the error, once it is sure that no label was written.
    private func refusal(_ engine: ReleaseEngine) async throws -> ReleaseError {
        let error = try await #require(throws: ReleaseError.self) {
            try await engine.adopt("demo", namespace: "apps", labels: Self.labels)
        }
        let labels = try await engine.record("demo", namespace: "apps")?.labels
        #expect(labels?[ReleaseLabels.adoptedKey] == nil)
        #expect(error.code == .locked && !error.hasChanged)
        return error
    }

    @Test func aLiveRunIsNotDisturbed() async throws {
        try await withEngine { engine, client in
            _ = try await engine.ensure(try TestChart.changing.request("demo", in: "apps"))
            let time = "2026-01-01T00:00:00.000000Z"
            let other = LeaseRecord.value(
                release: "demo", namespace: "apps", run: ProcessTable().identity(command: "groundcrew upgrade"),
                revision: nil, former: nil, acquired: time, now: time)
            _ = try await client.create(other, as: .leases, namespace: "apps")
            let error = try await refusal(engine)
            #expect(error.message.hasPrefix("another run is at work on it: groundcrew upgrade (process "), "\(error)")
            _ = try await client.delete(.leases, "groundcrew.demo", namespace: "apps")
            let isAdopted = try await engine.adopt("demo", namespace: "apps", labels: Self.labels)
            #expect(isAdopted)
            let lease = try await client.getIfPresent(.leases, "groundcrew.demo", namespace: "apps")
            #expect(lease == nil, "it is given back")
        }
    }

    @Test(arguments: [
        (true, "groundcrew (process 3 on elsewhere) died at it", "groundcrew release recover demo --namespace apps"),
        (false, "Helm is at work on it, or died at it", "wait for that Helm; if none runs any more: "),
    ])
    func whatIsLeftHalfWayIsRefused(_ isOurs: Bool, _ words: String, _ hint: String) async throws {
        try await withEngine { engine, client in
            _ = try await engine.ensure(try TestChart.changing.request("demo", in: "apps"))
            let dead = RunIdentity(id: "dead", command: "groundcrew", host: "elsewhere", processID: 3)
            try await client.rewriteRecord(
                "demo", revision: 1, in: "apps", status: "pending-upgrade",
                mark: isOurs ? RunMark(dead, hasLease: true) : nil)
            let error = try await refusal(engine)
            #expect(error.message.hasSuffix(words), "\(error)")
            #expect(error.hint?.hasPrefix(hint) == true, "\(error)")
            let status = try await engine.record("demo", namespace: "apps")?.status
            #expect(status == "pending-upgrade")
        }
    }

    @Test func theJournalOfACommandKeepsIt() async throws {
        try await withEngine { plain, client in
            _ = try await plain.ensure(try TestChart.changing.request("demo", in: "apps"))
            for expected in [1, 1] {
                var engine = plain
                let recorder = RunRecorder(
                    "groundcrew adopt", namespace: "apps", client: client, cluster: try await client.identity(),
                    isSimulated: true, folder: nil)
                engine.recorder = recorder
                _ = try await recorder.run(telling: NoEvents()) { [engine] _ in
                    try await engine.adopt("demo", namespace: "apps", labels: Self.labels)
                }
                let reader = RunReader(client: client, cluster: try await client.identity(), folder: nil)
                let runs = try await reader.list(namespace: "apps").runs
                // What is adopted already changes nothing, and is not kept.
                #expect(runs.filter { $0.run.command == "groundcrew adopt" }.count == expected)
            }
        }
    }

    @Test func theyAreFoundUnderAnyNameByWhatTheLastRecordSays() async throws {
        try await withEngine { engine, _ in
            for (name, namespace) in [("one", "apps"), ("two", "apps"), ("two", "more")] {
                _ = try await engine.ensure(try TestChart.changing.request(name, in: namespace))
            }
            #expect(try await engine.adopted(as: "buoy", namespace: nil) == ReleaseListing())
            for namespace in ["apps", "more"] {
                _ = try await engine.adopt("two", namespace: namespace, labels: Self.labels)
            }
            _ = try await engine.adopt(
                "one", namespace: "apps", labels: .prerequisite.merging([ReleaseLabels.adoptedKey: "float"]) { $1 })
            let found = try await engine.adopted(as: "buoy", namespace: nil)
            #expect(found.releases.map { "\($0.namespace)/\($0.name)" } == ["apps/two", "more/two"])
            #expect(try await engine.adopted(as: "buoy", namespace: "more").releases.map(\.namespace) == ["more"])
            #expect(try await engine.adopted(as: "float", namespace: nil).releases.map(\.name) == ["one"])
        }
    }

    // MARK: - What a plan mends

    @Test func whatIsToBeMendedIsSaidInWords() async throws {
        try await withEngine { engine, client in
            let request = try TestChart.changing.request("demo", in: "apps", values: ["text": "one", "extra": true])
            _ = try await engine.ensure(request)
            #expect(try await engine.plan(request).mending == nil)
            _ = try await client.apply(
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "demo-map"], "data": ["text": "mine"]],
                namespace: "apps", options: ApplyOptions(fieldManager: "gitops", force: true))
            let stopped = try await engine.plan(request)
            #expect(stopped.mending == nil)
            #expect(stopped.refusal == "ConfigMap apps/demo-map (.data.text of gitops)")
            var taking = request
            taking.options.fieldChoices.takesAll = true
            let changed = try await engine.plan(taking)
            #expect(changed.mending == "mend 1 field of ConfigMap apps/demo-map" && changed.refusal == nil)
            _ = try await client.delete(.configMaps, "demo-extra", namespace: "apps")
            let both = try await engine.plan(taking).mending
            #expect(both == "mend 1 field, and make 1 missing object again")
            _ = try await client.delete(.configMaps, "demo-map", namespace: "apps")
            let gone = try await engine.plan(request).mending
            #expect(gone == "make ConfigMap apps/demo-extra and 1 more again")
        }
    }
}

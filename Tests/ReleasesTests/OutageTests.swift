import Events
import HTTP
import Kubernetes
import Releases
import TestParts
import TestSupport
import Testing
import Value

/// The server goes away and comes back, answers are lost, and reads that only explain fail.
@Suite(.timeLimit(.minutes(10)))
struct OutageTests {
    private func driver(_ kubeconfig: String) throws -> (ReleaseEngine, KubernetesClient) {
        let configuration = try ClusterConfiguration.load(ClusterRequest(kubeconfig: kubeconfig, context: "admin"))
        let client = KubernetesClient(configuration: configuration, transport: CurlTransport())
        return (ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts())), client)
    }

    private func wait(_ log: EventLog, for prefix: String) async throws {
        while !log.messages.contains(where: { $0.hasPrefix(prefix) }) {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// What the controllers would report of a Deployment whose pods run.
    private static let ready: Value = [
        "status": [
            "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1,
            "conditions": [
                ["type": "Available", "status": "True"],
                ["type": "Progressing", "status": "True", "reason": "NewReplicaSetAvailable"],
            ],
        ]
    ]

    @Test func anInstallSurvivesARestartOfTheServerOfThirtySeconds() async throws {
        try await ControlPlane.with { cluster in
            let (driver, client) = try driver(cluster.kubeconfig)
            let log = EventLog()
            let request = try TestChart.neverReady.request(
                "demo", in: "apps", waits: true, timeout: .seconds(300))
            try await withThrowingTaskGroup(of: ReleaseOutcome?.self) { group in
                group.addTask { try await driver.ensure(request, phase: .operators, events: log) }
                group.addTask {
                    try await wait(log, for: "waiting for")
                    try await cluster.restart(downFor: .seconds(30))
                    _ = try await client.patient().patch(
                        .deployments, "demo-web", namespace: "apps", with: .merge(Self.ready),
                        options: WriteOptions(subresource: "status"))
                    return nil
                }
                for try await outcome in group {
                    if let outcome { #expect(outcome.change == .created) }
                }
            }
            #expect(try await driver.record("demo", namespace: "apps")?.status == "deployed")
        }
    }

    @Test func aServerThatIsNotThereIsAskedOnceBeforeAnythingIsDone() async throws {
        let cluster = try await ControlPlane.shared()
        try await FaultProxy.with(cluster) { proxy in
            let (driver, _) = try driver(proxy.kubeconfig)
            try proxy.restart(refusingFor: .seconds(20))
            let start = ContinuousClock.now
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await driver.ensure(try TestChart.plain.request("demo", in: Live.unique()))
            }
            #expect(error?.code == .unreachable)
            #expect(ContinuousClock.now - start < .seconds(3))
        }
    }

    /// Whatever happens to single requests, a release is installed, upgraded and removed once.
    @Test(arguments: [FaultProxy.Moment.afterRequest, .beforeRequest])
    func lostWritesAreNeitherLostNorCarriedOutTwice(_ moment: FaultProxy.Moment) async throws {
        let cluster = try await ControlPlane.shared()
        try await FaultProxy.with(cluster) { proxy in
            let (driver, _) = try driver(proxy.kubeconfig)
            let namespace = Live.unique()
            // Not reviews of rights, which change nothing.
            let rule = try proxy.inject(.reset(moment), .writes(path: "/(namespaces|configmaps|secrets)", .each(2)))
            var request = try TestChart.changing.request("demo", in: namespace, values: ["extra": true])
            #expect(try await driver.ensure(request).change == .created)
            request.values = ["extra": false]
            let second = try await driver.ensure(request)
            #expect(second.change == .changed)
            #expect(second.record.revision == 2)
            let plain = try await Live.client()
            let secrets = try await plain.listAll(
                .secrets, namespace: namespace, options: ListOptions(labelSelector: "owner=helm"))
            #expect(
                secrets.items.compactMap { $0["metadata"]?["labels"]?["status"]?.string }.sorted() == [
                    "deployed", "superseded",
                ])
            #expect(try await driver.uninstall(request)?.status == "uninstalled")
            #expect(try await plain.getIfPresent(.configMaps, "demo-map", namespace: namespace) == nil)
            #expect(try proxy.injections(of: rule) >= 6)
        }
    }

    @Test func readsForADiagnosisNeverEndAWait() async throws {
        try await ControlPlane.with { cluster in
            try await FaultProxy.with(cluster) { proxy in
                let (driver, client) = try driver(proxy.kubeconfig)
                for path in ["/events", "/pods"] { try proxy.inject(.unavailable, .when("GET", path: path)) }
                let log = EventLog()
                let request = try TestChart.neverReady.request(
                    "demo", in: "apps", waits: true, timeout: .seconds(280))
                try await withThrowingTaskGroup(of: ReleaseOutcome?.self) { group in
                    group.addTask { try await driver.ensure(request, phase: .operators, events: log) }
                    group.addTask {
                        try await wait(log, for: "waiting for")
                        // Longer than it took to give up.
                        try await Task.sleep(for: .seconds(12))
                        _ = try await client.patch(
                            .deployments, "demo-web", namespace: "apps", with: .merge(Self.ready),
                            options: WriteOptions(subresource: "status"))
                        return nil
                    }
                    for try await outcome in group {
                        if let outcome { #expect(outcome.record.status == "deployed") }
                    }
                }
            }
        }
    }

    @Test func whatCouldNotBeReadIsSaidAtTheEnd() async throws {
        let cluster = try await ControlPlane.shared()
        try await FaultProxy.with(cluster) { proxy in
            let (driver, _) = try driver(proxy.kubeconfig)
            let namespace = Live.unique()
            try proxy.inject(.internalError, .when("GET", path: "/events"))
            let request = try TestChart.neverReady.request("demo", in: namespace, waits: true, timeout: .seconds(30))
            let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
            #expect(error?.code == .timedOut)
            #expect(error?.hasChanged == true)
            #expect(error?.message.hasPrefix("not ready after 30 s: ") == true)
            #expect(
                error?.message.contains("; not looked at: cannot list events in namespace \"\(namespace)\"") == true,
                "\(String(describing: error))")
        }
    }
}

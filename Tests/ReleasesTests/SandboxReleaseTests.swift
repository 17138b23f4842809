import Charts
import Events
import Kubernetes
import Releases
import Sandbox
import TestSupport
import Testing
import Value

/// The native driver against the simulated cluster.
@Suite(.timeLimit(.minutes(2)))
struct SandboxReleaseTests {
    private func withDriver(
        _ body: (ReleaseEngine, KubernetesClient) async throws -> Void
    ) async throws {
        try await withSandbox { sandbox in
            let configuration = try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken)))
            let client = KubernetesClient(configuration: configuration, transport: sandbox.transport)
            let driver = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
            try await body(driver, client)
        }
    }

    @Test func installsUpgradesLeavesAloneAndUninstalls() async throws {
        try await withDriver { driver, client in
            let log = EventLog()
            var request = try TestChart.changing.request("demo", in: "apps", values: ["extra": true], waits: true)
            let first = try await driver.ensure(request, phase: .operators, events: log)
            #expect(first.change == .created)
            #expect(log.messages.contains("created namespace apps"))
            #expect(try await driver.ensure(request).change == .unchanged)
            request.values = ["text": "two"]
            #expect(try await driver.ensure(request).change == .changed)
            let map = try await client.get(.configMaps, "demo-map", namespace: "apps")
            #expect(map["data"] == ["text": "two"])
            #expect(try await client.getIfPresent(.configMaps, "demo-extra", namespace: "apps") == nil)
            #expect(try await driver.list(namespace: nil).releases.map(\.revision) == [2])
            #expect(try await driver.uninstall(request) != nil)
            #expect(try await driver.list(namespace: nil).releases.isEmpty)
        }
    }

    @Test func waitsForDeploymentsAndCRDs() async throws {
        try await withDriver { driver, client in
            let gears = NativeOrderTests.Gears()
            let web = try #require(TestChart.neverReady.files.first { $0.path == "templates/web.yaml" })
            let chart = TestChart(
                "gears",
                [
                    "crds/gear.yaml": gears.crd("gears", "Gear"), "templates/gear.yaml": gears.object("Gear", "one"),
                    "templates/web.yaml": web.text,
                ])
            let outcome = try await driver.ensure(try chart.request("demo", in: "apps", waits: true))
            #expect(outcome.change == .created)
            let live = try await client.get(.deployments, "demo-web", namespace: "apps")
            #expect(live["status"]?["readyReplicas"] == 1)
            #expect(try await driver.ensure(try chart.request("demo", in: "apps", waits: true)).change == .unchanged)
        }
    }
}

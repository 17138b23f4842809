import Kubernetes
import Releases
import TestParts
import Testing
import Value

/// On the real API server, with real Helm beside it.
@Suite(.timeLimit(.minutes(5)))
struct NativeDriverTests {
    @Test func installsUpgradesLeavesAloneAndUninstalls() async throws {
        let driver = try await Live.driver()
        let client = try await Live.client()
        let namespace = Live.unique()
        let request = try TestChart.plain.request("demo", in: namespace)

        let first = try await driver.ensure(request)
        #expect(first.change == .created)
        #expect(first.record.status == "deployed")
        #expect(first.record.revision == 1)
        #expect(first.record.notes == "Say hello to demo.")
        #expect(first.objectCount == 1)
        let map = try await client.get(.configMaps, "demo-map", namespace: namespace)
        #expect(map["data"]?["text"] == "hello")
        #expect(map["metadata"]?["labels"]?["app.kubernetes.io/managed-by"] == "Helm")
        #expect(map["metadata"]?["annotations"]?["meta.helm.sh/release-name"] == "demo")

        let second = try await driver.ensure(request)
        #expect(second.change == .unchanged)
        #expect(second.record.revision == 1)

        var changed = request
        changed.values = ["text": "bye"]
        let third = try await driver.ensure(changed)
        #expect(third.change == .changed)
        #expect(third.record.revision == 2)
        #expect(try await client.get(.configMaps, "demo-map", namespace: namespace)["data"]?["text"] == "bye")

        let cluster = try await ControlPlane.shared()
        for version in [TestParts.Part.helm3, .helm4] {
            let listed = try await TestParts.run(
                version, ["--kubeconfig", cluster.kubeconfig, "list", "-n", namespace, "-o", "json"])
            let releases = try Value(jsonText: listed.standardOutput)
            #expect(releases[0]?["name"] == "demo", "\(listed)")
            #expect(releases[0]?["revision"] == "2")
            #expect(releases[0]?["chart"] == "plain-1.0.0")
            #expect(releases[0]?["status"] == "deployed")
        }

        #expect(try await driver.uninstall(request)?.status == "uninstalled")
        #expect(try await client.getIfPresent(.configMaps, "demo-map", namespace: namespace) == nil)
        #expect(try await driver.record("demo", namespace: namespace) == nil)
        #expect(try await driver.uninstall(request) == nil)
    }
}

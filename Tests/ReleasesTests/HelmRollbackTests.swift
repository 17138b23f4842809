import Events
import Kubernetes
import Releases
import TestParts
import TestSupport
import Testing
import Value

/// A rollback that the user's Helm carries out, under the same plan as a native one; on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct HelmRollbackTests {
    private func driver(_ helm: TestParts.Part) async throws -> ReleaseEngine {
        let cluster = try await ControlPlane.shared()
        return ReleaseEngine.helm(
            helm: try TestParts.path(helm), client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func theFormerObjectsComeBackInANewRevision(_ helm: TestParts.Part) async throws {
        let driver = try await driver(helm)
        let client = try await Live.client()
        let namespace = Live.unique()
        func request(_ values: Object) throws -> ReleaseRequest {
            try TestChart.changing.request("demo", in: namespace, values: values)
        }
        let first: Object = ["text": "one", "extra": true]
        #expect(try await driver.ensure(try request(first)).change == .created)
        #expect(try await driver.ensure(try request(["text": "two", "extra": false])).change == .changed)
        #expect(try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace) == nil)

        let back = RollbackRequest(name: "demo", namespace: namespace, revision: 1, waits: false)
        #expect(try await driver.plan(back).driver == "helm")
        let outcome = try await driver.rollback(back, phase: .releases, events: NoEvents())
        #expect(outcome.change == .changed)
        #expect(outcome.objectCount == 2)
        #expect(outcome.record.revision == 3)
        #expect(outcome.record.values == first)
        #expect(outcome.record.description == "Rollback to 1")

        let map = try await client.get(.configMaps, "demo-map", namespace: namespace)
        #expect(map["data"] == ["text": "one", "extra": "yes"])
        #expect(try await client.getIfPresent(.configMaps, "demo-extra", namespace: namespace) != nil)
        let history = try await driver.history("demo", namespace: namespace)
        #expect(history.map(\.revision) == [1, 2, 3])
        #expect(history.map(\.status) == ["superseded", "superseded", "deployed"])
        // What the first revision was asked for is in place again.
        #expect(try await driver.ensure(try request(first)).change == .unchanged)
    }

    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func aRevisionThatIsNotThereIsRefusedBeforeHelmIsCalled(_ helm: TestParts.Part) async throws {
        let driver = try await driver(helm)
        let namespace = Live.unique()
        _ = try await driver.ensure(try TestChart.changing.request("demo", in: namespace))
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await driver.rollback(
                RollbackRequest(name: "demo", namespace: namespace, revision: 7, waits: false), phase: .releases,
                events: NoEvents())
        }
        #expect(error?.message == "there is no revision 7: its history has 1")
        #expect(error?.hasChanged == false)
        #expect(try await driver.history("demo", namespace: namespace).count == 1)
    }
}

import Charts
import Events
import HTTP
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Ways back that fail themselves, or that the caller may not go; on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct FailedRollbackTests {
    /// Fails once its map is applied, with a Service for a namespace that is not there, and is to be thrown back.
    private static func breaking(_ namespace: String) throws -> ReleaseRequest {
        var chart = TestChart.plain
        chart.files.append(
            ChartFile(
                path: "templates/bad.yaml",
                text: "apiVersion: v1\nkind: Service\nmetadata: {name: demo-bad, namespace: never-made}\n"
                    + "spec: {ports: [{port: 80}]}\n"))
        var request = try chart.request("demo", in: namespace, values: ["text": "broken"])
        request.options.onFailure = .rollback
        return request
    }

    private static func text(_ namespace: String) async throws -> Value? {
        try await Live.client().getIfPresent(.configMaps, "demo-map", namespace: namespace)?["data"]?["text"]
    }

    /// Both failures are told, nothing stays pending, and the next run goes on.
    @Test func aWayBackThatFailsTooIsToldWithWhatItWasForF6() async throws {
        let transport = FaultyTransport()
        let engine = ReleaseEngine.native(
            client: try await transport.client(), charts: ChartResolver(remote: UnreachableCharts()))
        let namespace = Live.unique()
        let first = try TestChart.plain.request("demo", in: namespace, values: ["text": "one"])
        _ = try await engine.ensure(first)
        let breaking = try Self.breaking(namespace)
        // What goes back to the first revision is not for the caller, all of a sudden.
        transport.fail { request in
            guard request.method == .patch, request.url.contains("/configmaps/demo-map"),
                !request.url.contains("dryRun"),
                String(decoding: request.body ?? [], as: UTF8.self).contains("\"one\"")
            else { return nil }
            return .failure(403, "Forbidden", "User tina cannot patch resource configmaps")
        }
        let error = try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(breaking) }
        #expect(error.hasChanged)
        #expect(error.message.contains("demo-bad"), "\(error)")
        #expect(error.message.contains("; and it could not be undone: "), "\(error)")
        #expect(error.message.contains("User tina cannot patch resource configmaps"), "\(error)")
        var statuses = try await engine.history("demo", namespace: namespace).map(\.status)
        #expect(!statuses.contains { $0.hasPrefix("pending") }, "\(statuses)")
        #expect(statuses.last == "failed", "\(statuses)")

        transport.fail(nil)
        let outcome = try await engine.ensure(first)
        #expect(outcome.change == .changed)
        #expect(outcome.record.status == "deployed")
        let text = try await Self.text(namespace)
        #expect(text == "one")
        statuses = try await engine.history("demo", namespace: namespace).map(\.status)
        #expect(statuses.filter { $0 == "deployed" }.count == 1, "\(statuses)")
    }

    /// Who may look at records and not change objects is told so before anything is changed.
    @Test func aRollbackWithoutRightsIsRefusedBeforeAnythingIsChangedF6() async throws {
        let admin = try await Live.client()
        let engine = try await Live.driver()
        let namespace = Live.unique()
        for text in ["one", "two"] {
            _ = try await engine.ensure(
                try TestChart.plain.request("demo", in: namespace, values: ["text": .string(text)]))
        }
        let user = Live.unique("user")
        try await admin.grant(
            [["apiGroups": [""], "resources": ["secrets", "configmaps"], "verbs": ["get", "list"]]], to: user,
            in: namespace)
        let limited = ReleaseEngine.native(
            client: try await Live.client(impersonating: user), charts: ChartResolver(remote: UnreachableCharts()))
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await limited.rollback(
                RollbackRequest(name: "demo", namespace: namespace, revision: 1, waits: false), phase: .releases,
                events: NoEvents())
        }
        #expect(error?.code == .forbidden, "\(String(describing: error))")
        #expect(error?.hasChanged == false)
        for right in ["secrets", "configmaps"] {
            #expect(error?.message.contains(right) == true, "\(String(describing: error))")
        }
        let history = try await engine.history("demo", namespace: namespace)
        #expect(history.map(\.status) == ["superseded", "deployed"])
        let text = try await Self.text(namespace)
        #expect(text == "two")
        let lease = try await admin.getIfPresent(.leases, "groundcrew.demo", namespace: namespace)
        #expect(lease == nil)
    }

    /// A way back that waits, as Helm's own once could not.
    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func theWayBackThroughHelmWaitsF6(_ helm: TestParts.Part) async throws {
        let cluster = try await ControlPlane.shared()
        let engine = ReleaseEngine.helm(
            helm: try TestParts.path(helm), client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
        let namespace = Live.unique()
        _ = try await engine.ensure(
            try TestChart.plain.request("demo", in: namespace, values: ["text": "one"], waits: true))
        var breaking = try Self.breaking(namespace)
        breaking.waits = true
        let request = breaking
        let error = try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error.message.contains("; it was rolled back to revision 1"), "\(error)")
        let text = try await Self.text(namespace)
        #expect(text == "one")
        let last = try await engine.record("demo", namespace: namespace)
        #expect(last?.status == "deployed")
        #expect(last?.description == "Rollback to 1")
    }
}

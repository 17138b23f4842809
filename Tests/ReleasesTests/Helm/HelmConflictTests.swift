import Charts
import Kubernetes
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Fields of others that would stop a Helm 4, whose upgrades the server applies; on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct HelmConflictTests {
    private func engine(_ helm: TestParts.Part) async throws -> ReleaseEngine {
        let cluster = try await ControlPlane.shared()
        return ReleaseEngine.helm(
            helm: try TestParts.path(helm), client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
    }

    private func request(
        _ namespace: String, text: String, _ adjust: (inout ReleaseOptions) -> Void = { _ in }
    ) throws -> ReleaseRequest {
        var request = try TestChart.plain.request("demo", in: namespace, values: ["text": .string(text)])
        request.options.mode = .upgradeOrInstall
        adjust(&request.options)
        return request
    }

    private func text(_ namespace: String) async throws -> String? {
        try await Live.client().get(.configMaps, "demo-map", namespace: namespace)["data"]?["text"]?.string
    }

    private func meddle(_ namespace: String) async throws {
        _ = try await Live.client().patch(
            .configMaps, "demo-map", namespace: namespace, with: .merge(["data": ["text": "mine"]]),
            options: WriteOptions(fieldManager: "kubectl-patch"))
    }

    @Test func conflictsAreNamedBeforeHelm4ChangesAnything() async throws {
        let engine = try await engine(.helm4)
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, text: "one"))
        try await meddle(namespace)
        let error = await #expect(throws: ReleaseError.self) {
            _ = try await engine.ensure(try request(namespace, text: "two"))
        }
        #expect(error?.code == .applyFailed)
        #expect(error?.hasChanged == false)
        #expect(error?.message.contains(".data.text (kubectl-patch)") == true, "\(String(describing: error))")
        #expect(error?.hint?.contains("--force-conflicts") == true)
        #expect(error?.hint?.hasSuffix("nothing was changed") == true)
        let revisions = try await engine.history("demo", namespace: namespace).count
        #expect(revisions == 1)

        let taking = try request(namespace, text: "two") { $0.fieldChoices.takesAll = true }
        let outcome = try await engine.ensure(taking)
        #expect(outcome.change == .changed)
        let taken = try await text(namespace)
        #expect(taken == "two")
    }

    /// Helm 3 applies client-side, and takes whatever it finds.
    @Test func noneStopHelm3() async throws {
        let engine = try await engine(.helm3)
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, text: "one"))
        try await meddle(namespace)
        _ = try await engine.ensure(try request(namespace, text: "two"))
        let taken = try await text(namespace)
        #expect(taken == "two")
    }
}

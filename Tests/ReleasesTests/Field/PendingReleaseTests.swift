import Kubernetes
import TestParts
import Testing
import Value

@testable import Releases

/// Releases that a run has left half-way, as lists show them; on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct PendingReleaseTests {
    private func helmList(_ namespace: String, _ more: String...) async throws -> [String] {
        let cluster = try await ControlPlane.shared()
        let arguments = ["--kubeconfig", cluster.kubeconfig, "--kube-context", "admin", "list", "-n", namespace]
        let result = try await TestParts.run(
            .helm3, arguments + ["-o", "json"] + more, environment: cluster.environment)
        try #require(result.isSuccess, "\(result)")
        return try (Value(jsonText: result.standardOutput).array ?? []).compactMap { $0["name"]?.string }
    }

    /// Helm 3 leaves them out unless it is told `--all`, so that whoever looks believes that there is none.
    @Test(arguments: ["pending-install", "pending-upgrade", "pending-rollback", "uninstalling"])
    func aPendingReleaseIsListedLikeAllOthersF3(_ status: String) async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = Live.unique()
        _ = try await engine.ensure(try TestChart.plain.request("demo", in: namespace))
        _ = try await engine.ensure(try TestChart.plain.request("other", in: namespace))
        try await client.rewriteRecord("demo", revision: 1, in: namespace, status: status)

        let listing = try await engine.list(namespace: namespace)
        #expect(listing.releases.map { "\($0.name) \($0.status)" } == ["demo \(status)", "other deployed"])
        let record = try await engine.record("demo", namespace: namespace)
        #expect(record?.status == status)
        let history = try await engine.history("demo", namespace: namespace)
        #expect(history.map(\.status) == [status])

        let shown = try await helmList(namespace)
        #expect(shown == ["other"])
        let all = try await helmList(namespace, "--all")
        #expect(all.sorted() == ["demo", "other"])
    }

    /// Whoever looks for the release before an install finds it, and installs no second one beside it.
    @Test func aPendingReleaseIsNoFreeNameF3() async throws {
        let client = try await Live.client()
        let engine = try await Live.driver()
        let namespace = Live.unique()
        var request = try TestChart.plain.request("demo", in: namespace)
        _ = try await engine.ensure(request)
        try await client.rewriteRecord("demo", revision: 1, in: namespace, status: "pending-install")
        request.options.mode = .install
        let again = request
        let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(again) }
        #expect(error?.hasChanged == false)
        let history = try await engine.history("demo", namespace: namespace)
        #expect(history.map(\.status) == ["pending-install"])
    }
}

import Events
import Kubernetes
import TestParts
import TestSupport
import Testing

@testable import Releases

/// Releases of a namespace that is on its way out, where nothing new can be made; on a real API server without controllers,
/// so that all stays until somebody removes it.
@Suite(.timeLimit(.minutes(5)))
struct TerminatingNamespaceTests {
    private func engine(_ cluster: ControlPlane, helm: Bool, _ folder: String) throws -> ReleaseEngine {
        let client = try Live.client(of: cluster)
        let charts = ChartResolver(remote: UnreachableCharts())
        guard helm else { return ReleaseEngine.native(client: client, charts: charts) }
        return ReleaseEngine.helm(
            helm: try TestParts.path(.helm4), client: client, charts: charts,
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "TMPDIR": folder])
    }

    @Test func aReleaseCanBeRemovedAndRecoveredF20() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try await ControlPlane.with { cluster in
                let client = try Live.client(of: cluster)
                let native = try engine(cluster, helm: false, folder)
                let namespace = Live.unique()
                for name in ["one", "two", "three"] {
                    _ = try await native.ensure(try TestChart.plain.request(name, in: namespace))
                }
                try await client.rewriteRecord("three", revision: 1, in: namespace, status: "pending-upgrade")
                _ = try await client.delete(.namespaces, namespace)

                for (name, helm) in [("one", false), ("two", true)] {
                    let log = EventLog()
                    let removed = try await engine(cluster, helm: helm, folder).uninstall(
                        name, namespace: namespace, timeout: .seconds(60), phase: .releases, events: log)
                    #expect(removed?.record.status == "uninstalled")
                    let map = try await client.getIfPresent(.configMaps, "\(name)-map", namespace: namespace)
                    #expect(map == nil)
                    let history = try await native.history(name, namespace: namespace)
                    #expect(history.isEmpty)
                    let warned = log.all.filter { $0.kind == .warning }.map(\.message)
                    #expect(
                        warned.contains {
                            $0.hasPrefix("no Lease can be used as a lock (") && $0.contains("is being terminated")
                        }, "\(log.messages)")
                }
                let recovered = try await native.recover(
                    "three", namespace: namespace, timeout: .seconds(60), phase: .releases, events: NoEvents())
                #expect(recovered?.record.status == "failed")

                // What makes something new is refused, in the server's words.
                let lock = ReleaseLock(
                    client: client, release: ReleaseName(name: "four", namespace: namespace),
                    run: ProcessTable().identity(command: "groundcrew"), patience: .zero, probe: ProcessTable(),
                    progress: Progress(sink: NoEvents(), phase: .releases, release: "four"))
                let error = await #expect(throws: KubernetesError.self) {
                    try await lock.with { _ in Issue.record("there is a lock") }
                }
                #expect(error?.isTerminatingNamespace == true)
                #expect(error?.isMissingPermission == false)
            }
        }
    }
}

import Charts
import Events
import HTTP
import Kubernetes
import Processes
import Sandbox
import Synchronization
import TestSupport
import Testing
import Value

@testable import Releases

/// Helm is held to the lock of the run that drives it; a played Helm against the simulated cluster.
@Suite(.timeLimit(.minutes(2)))
struct HelmFenceTests {
    private func engine(_ client: KubernetesClient, _ helm: PlayedHelm) -> ReleaseEngine {
        ReleaseEngine.helm(
            client: client, charts: ChartResolver(remote: UnreachableCharts()), access: HelmAccess(),
            processes: helm, environment: [:])
    }

    private static func store(_ client: KubernetesClient, _ namespace: String, _ status: String) async throws {
        var record = StoredRelease(body: [
            "name": "demo", "namespace": .string(namespace), "version": 1, "config": [:], "manifest": "",
            "info": ["status": .string(status), "description": "helm's words"],
        ])
        try await ReleaseStorage(client: client).create(&record, keeping: [], limit: 0)
    }

    /// Whoever has the lock by then sees to the revision, so nothing is said in it by this run.
    @Test func helmIsEndedWhenAnotherRunTakesTheLockF2() async throws {
        try await EitherCluster.sandbox.with { _, client, namespace in
            let isEnded = Mutex(false)
            let helm = PlayedHelm { _, _ in
                try await Self.store(client, namespace, "pending-install")
                _ = try await client.patch(
                    .leases, "groundcrew.demo", namespace: namespace,
                    with: .merge(["spec": ["holderIdentity": "two"], "metadata": ["annotations": .null]]))
                while !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                isEnded.withLock { $0 = true }
                throw CancellationError()
            }
            var fast = self.engine(client, helm)
            fast.lockClock = FastClock(times: 20)
            let engine = fast
            let request = try TestChart.plain.request("demo", in: namespace)
            let error = try await #require(throws: ReleaseError.self) {
                _ = try await engine.ensure(request)
            }
            #expect(error.code == .locked)
            #expect(error.message.hasPrefix("this run has lost its lock to two"), "\(error)")
            #expect(error.hasChanged, "Helm may have changed anything by then")
            #expect(isEnded.withLock { $0 })
            let record = try #require(try await ReleaseStorage(client: client).last("demo", namespace: namespace))
            #expect(record.status == .pendingInstall)
            let lease = try await client.get(.leases, "groundcrew.demo", namespace: namespace)
            #expect(LeaseRecord(lease).holder == "two")
        }
    }

    /// A Helm by hand knows of no lock. What it has begun must not be marked failed by a run whose own Helm it refuses.
    @Test func aHelmByHandThatCameBetweenIsLeftAloneF2() async throws {
        try await withSandbox { sandbox in
            let namespace = try await LoggedTransport(sandbox.transport).client().makeNamespace()
            let reads = Mutex<Int?>(nil)
            let transport = LoggedTransport(sandbox.transport) { request in
                if request.method == .post, request.url.contains("/leases") { reads.withLock { $0 = 0 } }
                guard request.method == .get, request.url.contains("/namespaces/\(namespace)/secrets?") else {
                    return nil
                }
                let count = reads.withLock { count in
                    count = count.map { $0 + 1 }
                    return count
                }
                // Under the lock the history is read, and then once more.
                return count == 2 ? .object(200, Self.listing) : nil
            }
            let helm = PlayedHelm { _, _ in
                Issue.record("Helm was begun")
                return .ended()
            }
            let request = try TestChart.plain.request("demo", in: namespace)
            let engine = self.engine(try transport.client(), helm)
            let error = try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
            #expect(error.code == .locked)
            #expect(
                error.message
                    == "somebody past the lock, such as a Helm, has changed its revisions since they were looked at")
            #expect(!error.hasChanged)
            let count = reads.withLock { $0 }
            #expect(count == 2)
        }
    }

    private static let listing: Value = [
        "apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadataList", "metadata": ["resourceVersion": "1"],
        "items": [
            [
                "metadata": [
                    "name": "sh.helm.release.v1.demo.v1",
                    "labels": ["owner": "helm", "name": "demo", "version": "1", "status": "pending-install"],
                ]
            ]
        ],
    ]
}

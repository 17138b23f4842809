import Charts
import HTTP
import Kubernetes
import Synchronization
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// Where no Lease locks, a failed run keeps its hands off what another run has begun since.
@Suite(.timeLimit(.minutes(5)))
struct OtherWorkTests {
    private static let own = RunIdentity(id: "own", command: "groundcrew upgrade", host: "here", processID: 7)
    private static let other = RunIdentity(id: "other", command: "groundcrew upgrade", host: "elsewhere", processID: 8)

    struct Case: Sendable, CustomTestStringConvertible {
        var verb = ReleaseVerb.upgrade
        /// The last revision; zero is none.
        var revision = 2
        var status = "failed"
        var run: RunIdentity?
        var words: String?
        var testDescription: String { "\(verb.name): \(revision) \(status): \(words ?? "it is ours")" }
    }

    /// Of a run that has made revision 2.
    @Test(arguments: [
        Case(),
        Case(status: "deployed"),
        Case(status: "pending-upgrade", run: own),
        // Its own record was never stored.
        Case(revision: 1, status: "deployed"),
        Case(verb: .install, revision: 0),
        Case(revision: 0, words: "its records are gone"),
        Case(
            revision: 3, status: "pending-upgrade", run: other,
            words: "revision 3 is pending-upgrade: groundcrew upgrade (process 8 on elsewhere) is at work on it"),
        Case(revision: 3, status: "pending-rollback", words: "revision 3 is pending-rollback: Helm is at work on it"),
        Case(revision: 3, status: "deployed", words: "revision 3 was made meanwhile"),
        Case(
            status: "uninstalling", run: other,
            words: "revision 2 is uninstalling: groundcrew upgrade (process 8 on elsewhere) is at work on it"),
        Case(status: "uninstalled", words: "revision 2 was uninstalled meanwhile"),
    ])
    func itIsSeenFromTheLastRevision(_ example: Case) throws {
        var last: StoredRelease?
        if example.revision > 0 {
            var record = StoredRelease(body: [
                "name": "demo", "namespace": "apps", "version": .integer(Int64(example.revision)),
                "info": ["status": .string(example.status)],
            ])
            record.mark = example.run.map { RunMark($0, hasLease: false) }
            last = record
        }
        let plan = try ReleasePlan.plain(example.verb)
        #expect(plan.otherWork(last, besides: Self.own) == example.words)
    }

    /// The real API server, which gives no Leases; does something once after a record is marked failed.
    private final class MeddledTransport: HTTPTransport {
        private let inner = FaultyTransport { request in
            request.url.contains("/leases")
                ? .failure(403, "Forbidden", "User tina cannot get resource leases")
                : CleanUpTests.refusesTheHook(request)
        }
        private let isDone = Mutex(false)
        private let meddle: @Sendable () async throws -> Void

        init(_ meddle: @escaping @Sendable () async throws -> Void) { self.meddle = meddle }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            let response = try await inner.send(request)
            let isFailed =
                request.method == .put && request.url.contains("sh.helm.release.v1.demo.")
                && String(decoding: request.body ?? [], as: UTF8.self).contains("\"failed\"")
            guard isFailed else { return response }
            let wasDone = isDone.withLock { isDone in
                defer { isDone = true }
                return isDone
            }
            if !wasDone { try await meddle() }
            return response
        }
    }

    /// As another run does it.
    private static func begin(_ namespace: String) async throws {
        let storage = ReleaseStorage(client: try await Live.client())
        let keys = try await storage.keys(release: "demo", namespace: namespace)
        var record = try await storage.read(try #require(keys.last))
        record.body["version"] = .integer(Int64(record.revision + 1))
        record.set(.pendingUpgrade, description: "Preparing upgrade")
        record.mark = RunMark(other, hasLease: false)
        record.resourceVersion = ""
        try await storage.create(&record, keeping: keys, limit: 10)
    }

    @Test(
        arguments: [(false, true, false), (false, false, true), (false, true, true), (true, false, true)]
            as [(Bool, Bool, Bool)])
    func nothingIsUndoneOnceAnotherRunIsAtWorkF2(isFirst: Bool, cleansUp: Bool, rollsBack: Bool) async throws {
        let namespace = Live.unique()
        if !isFirst {
            var first = try TestChart.changing.request("demo", in: namespace, values: ["text": "one"])
            first.options.mode = .upgradeOrInstall
            _ = try await Live.driver().ensure(first)
        }
        var chart = TestChart.changing
        chart.files += [
            CleanUpTests.hook,
            ChartFile(
                path: "templates/new.yaml", text: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: demo-new}\n"),
        ]
        var wanted = try chart.request("demo", in: namespace, values: ["text": "two"])
        wanted.options.mode = .upgradeOrInstall
        wanted.options.cleansUpOnFailure = cleansUp
        wanted.options.onFailure = rollsBack ? .rollback : .fail
        let cluster = try await ControlPlane.shared()
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, context: "admin"))
        let client = KubernetesClient(
            configuration: configuration, transport: MeddledTransport { try await Self.begin(namespace) },
            options: ClientOptions())
        let engine = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
        let request = wanted
        let error = try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        #expect(error.code == .locked, "\(error)")
        #expect(error.hasChanged)
        let words = "is pending-upgrade: groundcrew upgrade (process 8 on elsewhere) is at work on it; before that: "
        #expect(error.message.contains(words), "\(error)")
        #expect(error.hint?.hasPrefix("nothing more is changed by this run") == true, "\(error)")
        let statuses = try await engine.history("demo", namespace: namespace).map(\.status)
        #expect(statuses.filter { $0 != "deployed" } == ["failed", "pending-upgrade"])
        let admin = try await Live.client()
        let new = try await admin.getIfPresent(.configMaps, "demo-new", namespace: namespace)
        #expect(new != nil)
        let map = try await admin.getIfPresent(.configMaps, "demo-map", namespace: namespace)
        #expect(map?["data"]?["text"] == "two")
    }
}

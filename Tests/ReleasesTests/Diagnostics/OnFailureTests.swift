import Charts
import Events
import Kubernetes
import Synchronization
import TestParts
import TestSupport
import Testing
import Value

@testable import Releases

/// What becomes of runs that fail, and what is kept of them, on the real API server.
@Suite(.timeLimit(.minutes(5)))
struct OnFailureTests {
    /// Keeps bundles in memory, or nowhere.
    final class Shelf: BundleKeeping {
        private let bundles = Mutex<[(String, DiagnosticsBundle)]>([])
        private let isFull: Bool

        init(isFull: Bool = false) { self.isFull = isFull }

        func keep(_ bundle: DiagnosticsBundle, named name: String) throws -> String {
            if isFull { throw ReleaseError(.applyFailed, "no space left on device") }
            bundles.withLock { $0.append((name, bundle)) }
            return "/shelf/\(name).tar.gz"
        }

        var only: (name: String, bundle: DiagnosticsBundle)? {
            bundles.withLock { $0.count == 1 ? ($0[0].0, $0[0].1) : nil }
        }
    }

    /// A map that changes, a Secret, and, where `broken` says so, a hook that fails once all is applied.
    private static let chart = TestChart(
        "breaking", values: "text: one\nbroken: false\n",
        [
            "templates/map.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: demo-map}
            data: {text: "{{ .Values.text }}", DB_PASSWORD: plain-words}
            """,
            "templates/secret.yaml": """
            apiVersion: v1
            kind: Secret
            metadata: {name: demo-secret}
            stringData: {key: top-secret-value}
            """,
            "templates/check.yaml": """
            {{- if .Values.broken }}
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: demo-check
              annotations: {helm.sh/hook: "post-install,post-upgrade,post-rollback"}
            spec:
              backoffLimit: 0
              template: {spec: {restartPolicy: Never, containers: [{name: c, image: nowhere.invalid/c}]}}
            {{- end }}
            """,
        ])

    private func engine(_ shelf: Shelf?) async throws -> ReleaseEngine {
        var engine = try await Live.driver()
        engine.bundles = shelf
        return engine
    }

    private func request(
        _ namespace: String, broken: Bool, _ policy: ReleaseOptions.OnFailure = .fail, text: String = "two"
    ) throws -> ReleaseRequest {
        var request = try Self.chart.request(
            "demo", in: namespace, values: ["broken": .bool(broken), "text": .string(text)])
        request.options.mode = .upgradeOrInstall
        request.options.onFailure = policy
        return request
    }

    private func text(_ namespace: String) async throws -> Value? {
        try await Live.client().getIfPresent(.configMaps, "demo-map", namespace: namespace)?["data"]?["text"]
    }

    /// Has the hook of a broken request fail.
    private func failure(_ engine: ReleaseEngine, _ request: ReleaseRequest) async throws -> ReleaseError {
        try await failure(in: request.namespace) { _ = try await engine.ensure(request) }
    }

    private func failure(
        in namespace: String, of work: @escaping @Sendable () async throws -> Void
    ) async throws -> ReleaseError {
        async let played = PlayedKubelet.play(namespace, failing: ["demo-check"], until: 1)
        let error = try await #require(throws: ReleaseError.self) { try await work() }
        _ = try await played
        return error
    }

    // MARK: - Policies

    /// A GPU stack half-way through a driver change must not be thrown back.
    @Test func aHeldReleaseStaysAndTheNextRunGoesOnField28() async throws {
        let engine = try await engine(nil)
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, broken: false, text: "one"))
        let error = try await failure(engine, try request(namespace, broken: true, .hold))
        #expect(error.message.hasSuffix("; held: nothing is thrown back, and the next run goes on from here"))
        #expect(error.hint?.hasSuffix("groundcrew release rollback demo 1 --namespace \(namespace)") == true)
        #expect(error.hasChanged)
        #expect(try await text(namespace) == "two")
        let held = try #require(try await engine.record("demo", namespace: namespace))
        #expect(held.status == "failed")
        #expect(held.description.hasPrefix("Upgrade \"demo\" failed: "))
        #expect(held.description.hasSuffix("; held, nothing is thrown back"))
        #expect(try await engine.ensure(try request(namespace, broken: false, .hold)).record.revision == 3)
        let history = try await engine.history("demo", namespace: namespace)
        #expect(history.map(\.status) == ["superseded", "failed", "deployed"])
    }

    @Test func aFirstInstallIsHeldTooField28() async throws {
        let engine = try await engine(nil)
        let namespace = Live.unique()
        let error = try await failure(engine, try request(namespace, broken: true, .hold))
        #expect(error.hint?.contains("rollback") != true, "there is nothing to go back to")
        #expect(try await text(namespace) == "two")
        #expect(try await engine.record("demo", namespace: namespace)?.status == "failed")
    }

    @Test func whatHelmLeavesIsHeldTooField28() async throws {
        let cluster = try await ControlPlane.shared()
        let helm = ReleaseEngine.helm(
            helm: try TestParts.path(.helm3), client: try await Live.client(),
            charts: ChartResolver(remote: UnreachableCharts()),
            access: HelmAccess(kubeconfig: cluster.kubeconfig, context: "admin"),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"])
        let namespace = Live.unique()
        _ = try await helm.ensure(try request(namespace, broken: false, text: "one"))
        let error = try await failure(helm, try request(namespace, broken: true, .hold))
        #expect(error.message.contains("; held: nothing is thrown back"), "\(error)")
        let held = try #require(try await helm.record("demo", namespace: namespace))
        #expect(held.status == "failed")
        #expect(held.description.hasSuffix("; held, nothing is thrown back"))
    }

    @Test func whatCannotBeUndoneIsSaid() async throws {
        let engine = try await engine(nil)
        let namespace = Live.unique()
        let group = "\(Live.unique("g")).example.com"
        _ = try await engine.ensure(try request(namespace, broken: false, text: "one"))
        var chart = Self.chart
        chart.files.append(
            ChartFile(
                path: "crds/gear.yaml",
                text: """
                    apiVersion: apiextensions.k8s.io/v1
                    kind: CustomResourceDefinition
                    metadata: {name: gears.\(group)}
                    spec:
                      group: \(group)
                      scope: Namespaced
                      names: {kind: Gear, plural: gears, singular: gear, listKind: GearList}
                      versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                    """))
        var request = try request(namespace, broken: true, .rollback)
        request.chart = try chart.reference()
        let error = try await failure(engine, request)
        #expect(
            error.message.hasSuffix(
                "; it was rolled back to revision 1; what cannot be undone: CRDs stay as this chart has them "
                    + "(gears.\(group)); hooks have run, and what they did elsewhere stays (Job demo-check)"),
            "\(error)")
        #expect(try await text(namespace) == "one")
        #expect(
            try await Live.client().getIfPresent(.customResourceDefinitions, "gears.\(group)") != nil)
    }

    // MARK: - Bundles

    private func file(_ path: String, _ bundle: DiagnosticsBundle) -> String? {
        bundle.files.first { $0.path == path }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test(arguments: ReleaseOptions.OnFailure.allCases)
    func whatIsSeenOfAFailedRunIsKeptBeforeAnythingIsUndone(_ policy: ReleaseOptions.OnFailure) async throws {
        let shelf = Shelf()
        let engine = try await engine(shelf)
        let namespace = Live.unique()
        _ = try await engine.ensure(try request(namespace, broken: false, text: "one"))
        #expect(shelf.only == nil, "nothing has failed")
        let error = try await failure(engine, try request(namespace, broken: true, policy))
        let (name, bundle) = try #require(shelf.only)
        #expect(name.hasPrefix("groundcrew-demo-20"))
        #expect(error.message.hasSuffix("; what was seen of it is in /shelf/\(name).tar.gz"), "\(error)")

        // The failed change, not what came after it.
        #expect(file("objects/\(namespace)/ConfigMap demo-map.yaml", bundle)?.contains("text: two") == true)
        #expect(file("run/error.txt", bundle)?.contains("demo-check failed") == true)
        #expect(
            file("run/plan.txt", bundle)?.hasPrefix("upgrade of release \(namespace)/demo, revision 1 -> 2") == true)
        #expect(file("run/plan.txt", bundle)?.contains("on failure \(policy.rawValue)") == true)
        #expect(file("run/events.txt", bundle)?.contains("  post-upgrade hook Job demo-check\n") == true)
        #expect(file("release/demo.txt", bundle)?.contains("revision 1  deployed") == true)
        #expect(file("cluster/version.txt", bundle)?.contains("gitVersion: v1.") == true)
        #expect(file("cluster/nodes.txt", bundle) != nil)

        // And no secret of it, packed or not.
        let secret = try #require(file("objects/\(namespace)/Secret demo-secret.yaml", bundle))
        #expect(secret.contains("key: (16 bytes, sha256 "))
        for file in bundle.files {
            let text = String(decoding: file.bytes, as: UTF8.self)
            for word in ["top-secret-value", "dG9wLXNlY3JldC12YWx1ZQ", "plain-words"] {
                #expect(!text.contains(word), "\(file.path)")
            }
        }
    }

    @Test func aFullDiskHidesNoFailure() async throws {
        let engine = try await engine(Shelf(isFull: true))
        let namespace = Live.unique()
        let log = EventLog()
        let request = try request(namespace, broken: true, .rollback)
        let error = try await failure(in: namespace) {
            _ = try await engine.ensure(request, phase: .releases, events: log)
        }
        #expect(error.message.contains("; what it had made was removed"), "\(error)")
        #expect(log.messages.contains { $0.hasPrefix("what was seen of it could not be written to a file: ") })
    }

    @Test func nothingIsKeptOfWhatChangedNothing() async throws {
        let shelf = Shelf()
        let engine = try await engine(shelf)
        var request = try request(Live.unique(), broken: false)
        request.chart = try TestChart("broken", ["templates/a.yaml": "{{ fail \"no luck\" }}"]).reference()
        let broken = request
        await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(broken) }
        #expect(shelf.only == nil)
    }

    @Test func aFailedRollbackIsKeptToo() async throws {
        let shelf = Shelf()
        let engine = try await engine(shelf)
        let namespace = Live.unique()
        _ = try await failure(engine, try request(namespace, broken: true))
        _ = try await engine.ensure(try request(namespace, broken: false))
        let first = Shelf()
        var again = engine
        again.bundles = first
        let error = try await failure(in: namespace) { [again] in
            _ = try await again.rollback(
                RollbackRequest(name: "demo", namespace: namespace, revision: 1, waits: false), phase: .releases,
                events: NoEvents())
        }
        #expect(error.message.contains("what was seen of it is in"), "\(error)")
        #expect(first.only?.bundle.title == "rollback of release \(namespace)/demo, failed")
    }

    // MARK: - At any time

    @Test func aBundleSaysWhatTheCallerMayNotRead() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        _ = try await Live.driver().ensure(try TestChart.neverReady.request("demo", in: namespace))
        while try await client.listAll(.pods, namespace: namespace).items.isEmpty {
            try await Task.sleep(for: .milliseconds(50))
        }
        let user = Live.unique("user")
        try await client.grant(
            [
                [
                    "apiGroups": ["", "apps"], "resources": ["secrets", "deployments", "pods"],
                    "verbs": ["get", "list"],
                ]
            ],
            to: user, in: namespace)
        var request = DiagnosticsRequest(title: "release \(namespace)/demo")
        request.releases = [("demo", namespace)]
        let limited = ReleaseEngine.native(
            client: try await Live.client(impersonating: user), charts: ChartResolver(remote: UnreachableCharts()))
        let bundle = try await limited.diagnose(request)
        #expect(bundle.hasSeenCluster)
        #expect(bundle.unread.contains { $0.hasPrefix("nodes: ") && $0.contains("forbidden") }, "\(bundle.unread)")
        #expect(bundle.unread.contains { $0.hasPrefix("events of namespace \(namespace): ") })
        #expect(bundle.files.contains { $0.path == "objects/\(namespace)/Deployment.apps demo-web.yaml" })
        let pods = bundle.files.filter { $0.path.hasPrefix("pods/\(namespace)/demo-web-") }
        #expect(pods.count == 2)

        // Who may see all sees why the pod does not come.
        let whole = try await Live.driver().diagnose(request)
        let events = try #require(file("events/\(namespace).txt", whole))
        #expect(events.contains("  Deployment/demo-web  "), "\(events)")
        #expect(whole.unread.isEmpty, "\(whole.unread)")
    }

    @Test func theEndsOfLogsAreKeptWithoutTheirSecrets() async throws {
        try await ControlPlane.with { cluster in
            let lines = (1...3000).map { "line \($0)\n" }.joined()
            let logs = [
                "demo-web/main": lines + "HF_TOKEN=hf_abcdefghijklmnop\n",
                "demo-web/main/previous": "could not connect\n",
            ]
            try await FakeKubelet.with(logs: logs) { kubelet in
                try await kubelet.register(node: "n1", pods: [], namespace: "default", in: cluster)
                let client = try Live.client(of: cluster)
                let pod = """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: demo-web}
                    spec: {nodeName: n1, containers: [{name: main, image: nowhere.invalid/c}]}
                    """
                let engine = ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
                _ = try await engine.ensure(
                    try TestChart("logged", ["templates/pod.yaml": pod]).request("demo", in: "default"))
                let state: Value = [
                    "name": "main", "image": "nowhere.invalid/c", "imageID": "", "ready": false, "restartCount": 2,
                    "state": ["waiting": ["reason": "CrashLoopBackOff"]],
                    "lastState": [
                        "terminated": ["exitCode": 1, "reason": "Error", "startedAt": .null, "finishedAt": .null]
                    ],
                ]
                _ = try await client.patch(
                    .pods, "demo-web", namespace: "default", with: .merge(["status": ["containerStatuses": [state]]]),
                    options: WriteOptions(subresource: "status"))
                var request = DiagnosticsRequest(title: "release default/demo")
                request.releases = [("demo", "default")]
                let bundle = try await engine.diagnose(request)
                let log = try #require(file("logs/default/demo-web/main.log", bundle))
                #expect(log.hasPrefix("line 1002\n"), "\(log.prefix(30))")
                #expect(log.hasSuffix("line 3000\nHF_TOKEN=(masked)\n"))
                #expect(file("logs/default/demo-web/main.previous.log", bundle) == "could not connect\n")
                #expect(
                    file("pods/default/demo-web.txt", bundle)?.contains("before: terminated exit code 1 Error") == true)
                #expect(file("cluster/nodes.txt", bundle)?.hasPrefix("n1  Ready") == true)
            }
        }
    }

    @Test func aReleaseThatIsNotThereIsRefusedOrSaid() async throws {
        let namespace = try await Live.client().makeNamespace()
        var request = DiagnosticsRequest(title: "release demo")
        request.releases = [("demo", namespace)]
        let engine = try await Live.driver()
        let error = try await #require(throws: ReleaseError.self) { _ = try await engine.diagnose(request) }
        #expect(error.code == .invalidRequest)
        request.mustExist = false
        #expect(try await engine.diagnose(request).unread == ["release \(namespace)/demo: there is no such release"])
    }
}

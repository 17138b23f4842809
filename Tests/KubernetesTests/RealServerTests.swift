import HTTP
import Kubernetes
import TestParts
import Testing
import Value

/// What only a real server and its store can show.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RealServerTests {
    private func configMap(_ name: String, _ namespace: String = "default") -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
        ]
    }

    /// Makes etcd forget everything before now, as a busy cluster does every few minutes.
    private func compact(_ cluster: ControlPlane, _ client: KubernetesClient) async throws {
        let version = try await client.listAll(.configMaps).resourceVersion
        let body: Value = ["revision": .string(version), "physical": true]
        let request = HTTPRequest(.post, cluster.etcd + "/v3/kv/compaction", body: body.jsonBytes())
        let response = try await CurlTransport().send(request)
        #expect(response.status == 200)
        _ = try await response.body.collect(upTo: 1 << 20)
    }

    /// Events, because the API server keeps no history of them itself: only the store can tell what is too old.
    ///
    /// In a namespace without events of the server's own.
    private func createEvent(_ name: String, _ client: KubernetesClient) async throws {
        let involved: Value = ["kind": "Pod", "namespace": "kube-public", "name": "p"]
        _ = try await client.create([
            "apiVersion": "v1", "kind": "Event", "involvedObject": involved,
            "metadata": ["name": .string(name), "namespace": "kube-public"],
        ])
    }

    @Test func f31aListGoesOnWhenItsContinueTokenExpires() async throws {
        try await ControlPlane.with { cluster in
            let client = try LiveCluster.client(of: cluster)
            for index in 0..<7 { try await createEvent("event-\(index)", client) }
            var pages = client.list(.events, namespace: "kube-public", options: ListOptions(pageSize: 3))
                .makeAsyncIterator()
            let first = try #require(try await pages.next())
            #expect(first.items.count == 3)
            _ = try await client.delete(.events, "event-6", namespace: "kube-public")
            try await compact(cluster, client)
            let second = try #require(try await pages.next())
            #expect(second.isRestart)
            #expect(second.items.map { $0["metadata"]?["name"] } == ["event-0", "event-1", "event-2"])
            var names: [Value?] = []
            while let page = try await pages.next() { names += page.items.map { $0["metadata"]?["name"] } }
            #expect(names == ["event-3", "event-4", "event-5"])
        }
    }

    @Test func f31aWatchOfAnOldVersionReportsWhatItMissed() async throws {
        try await ControlPlane.with { cluster in
            let client = try LiveCluster.client(of: cluster)
            for name in ["stays", "changes", "goes"] { try await createEvent(name, client) }
            let listing = try await client.listAll(.events, namespace: "kube-public")
            _ = try await client.delete(.events, "goes", namespace: "kube-public")
            _ = try await client.patch(.events, "changes", namespace: "kube-public", with: .merge(["message": "2"]))
            try await createEvent("comes", client)
            try await compact(cluster, client)
            var seen: [String] = []
            for try await event in client.watch(.events, namespace: "kube-public", from: .after(listing)) {
                switch event {
                case .added(let object): seen.append("added \(object["metadata"]?["name"]?.string ?? "")")
                case .modified(let object): seen.append("modified \(object["metadata"]?["name"]?.string ?? "")")
                case .deleted(let object): seen.append("deleted \(object["metadata"]?["name"]?.string ?? "")")
                default: break
                }
                if case .synced = event { break }
            }
            #expect(Set(seen) == ["deleted goes", "modified changes", "added comes"])
            #expect(seen.first == "deleted goes")
        }
    }

    @Test func f30aServerThatGoesIsUnreachableAndTheWatchSaysSo() async throws {
        let client = try await ControlPlane.with { cluster in try LiveCluster.client(of: cluster) }
        let error = try await #require(throws: KubernetesError.self) { try await client.getIfPresent(.pods, "a") }
        #expect(error.code == .unreachable)
        var watch = client.watch(.pods, from: .resourceVersion("1")).makeAsyncIterator()
        guard case .interrupted(let summary) = try await watch.next() else {
            Issue.record("the watch is not interrupted")
            return
        }
        #expect(summary.code == .unreachable)
    }

    @Test func everyWayToLogInWorks() async throws {
        for context in [ControlPlane.Context.admin, .adminCertificate] {
            let review = try await LiveCluster.client(as: context).review(AccessRequest(verb: "create", .pods))
            #expect(review.isAllowed, "\(context)")
        }
        let viewer = try await LiveCluster.client(as: .viewer)
        _ = try await viewer.listAll(.pods)
        let error = try await #require(throws: KubernetesError.self) { try await viewer.listAll(.secrets) }
        #expect(error.code == .forbidden)
    }

    @Test func aWrongTokenIsUnauthorizedAndAnUnknownAuthorityUntrusted() async throws {
        let cluster = try await ControlPlane.shared()
        var configuration = try ClusterConfiguration.load(ClusterRequest(kubeconfig: cluster.kubeconfig))
        configuration.credentials = .token(Secret("wrong"))
        let wrong = KubernetesClient(configuration: configuration, transport: CurlTransport())
        let unauthorized = try await #require(throws: KubernetesError.self) { try await wrong.listAll(.pods) }
        #expect(unauthorized.code == .unauthorized)
        configuration.connection.certificateAuthorities = nil
        let distrusting = KubernetesClient(configuration: configuration, transport: CurlTransport())
        let untrusted = try await #require(throws: KubernetesError.self) { try await distrusting.listAll(.pods) }
        #expect(untrusted.code == .untrusted)
    }

    @Test func anExecPluginOfAKubeconfigLogsIn() async throws {
        let cluster = try await ControlPlane.shared()
        var configuration = try ClusterConfiguration.load(ClusterRequest(kubeconfig: cluster.kubeconfig))
        let version = "client.authentication.k8s.io/v1"
        let script =
            #"printf '{"kind":"ExecCredential","apiVersion":"\#(version)","status":{"token":"%s"}}' "$TOKEN""#
        configuration.credentials = .plugin(
            ExecPlugin(
                apiVersion: version, command: "sh", arguments: ["-c", script],
                environment: [ExecPlugin.Variable(name: "TOKEN", value: Secret(cluster.token))],
                interactiveMode: .never))
        let client = KubernetesClient(configuration: configuration, transport: CurlTransport())
        #expect(try await client.review(AccessRequest(verb: "create", .pods)).isAllowed)
    }

    @Test func anImpersonatedCallerHasOnlyItsOwnRights() async throws {
        let cluster = try await ControlPlane.shared()
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: cluster.kubeconfig, impersonate: "somebody"))
        let client = KubernetesClient(configuration: configuration, transport: CurlTransport())
        let error = try await #require(throws: KubernetesError.self) { try await client.listAll(.nodes) }
        #expect(error.code == .forbidden)
        #expect(error.message.contains("User \"somebody\" cannot list resource \"nodes\""))
    }

    /// Servers before 1.25 drop unknown fields without a word.
    @Test func strictFieldValidationIsTheServers() async throws {
        let client = try await LiveCluster.client()
        let options = WriteOptions(dryRun: true, fieldValidation: .strict)
        let object: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "strict", "namespace": "default"],
            "dataa": ["a": "b"],
        ]
        let version = try await client.serverVersion()
        if (version.major, version.minor) >= (1, 25) {
            let error = try await #require(throws: KubernetesError.self) {
                try await client.create(object, options: options)
            }
            #expect(error.message.contains("unknown field \"dataa\""), "\(error)")
        } else {
            let created = try await client.create(object, options: options)
            #expect(created["dataa"] == nil)
        }
    }

    @Test func aProxiedServiceWithoutEndpointsIsUnavailable() async throws {
        let client = try await LiveCluster.client()
        let name = "svc-\(LiveCluster.unique())"
        _ = try await client.create([
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name), "namespace": "default"],
            "spec": ["ports": [["port": 80]], "selector": ["app": "none"]],
        ])
        func failure() async throws -> KubernetesError {
            try await #require(throws: KubernetesError.self) {
                try await client.serviceProxy(name, namespace: "default", port: "80", path: "/health")
            }
        }
        // The proxy learns of services from a watch of its own, a moment after they are made.
        var error = try await failure()
        for _ in 0..<100 where error.code == .notFound {
            try await Task.sleep(for: .milliseconds(50))
            error = try await failure()
        }
        #expect(error.code == .unavailable)
        #expect(error.message.contains("no endpoints available"))
        _ = try await client.delete(.services, name, namespace: "default")
    }
}

import HTTP
import Kubernetes
import Sandbox
import Settings
import Synchronization
import TestSupport
import Testing
import Value

/// Settings in a cluster that others change, too.
@Suite(.timeLimit(.minutes(2)))
struct SettingsStoreTests {
    /// Lets the test act before a request goes out.
    private final class Meddler: HTTPTransport {
        private let inner: any HTTPTransport
        private let act: @Sendable (HTTPRequest, Int) async throws -> Void
        private let writes = Mutex(0)

        /// - Parameter act: gets a request that writes, and how many came before it.
        init(_ inner: any HTTPTransport, act: @escaping @Sendable (HTTPRequest, Int) async throws -> Void) {
            self.inner = inner
            self.act = act
        }

        var count: Int { writes.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            guard request.method != .get else { return try await inner.send(request) }
            let before = writes.withLock { count in
                defer { count += 1 }
                return count
            }
            try await act(request, before)
            return try await inner.send(request)
        }
    }

    private static func client(
        _ transport: any HTTPTransport, token: String = Sandbox.adminToken
    ) throws -> KubernetesClient {
        KubernetesClient(
            configuration: try ClusterConfiguration(server: Sandbox.serverURL, credentials: .token(Secret(token))),
            transport: transport)
    }

    private static func set(
        _ value: Value, for key: SettingsKey, in store: SettingsStore
    ) async throws -> SettingsStore.Change {
        try await store.change { try $0.set(value, for: key) }
    }

    private static func map(_ client: KubernetesClient) async throws -> Value? {
        try await client.getIfPresent(.configMaps, SettingsStore.name, namespace: "groundcrew")
    }

    private static func stored(_ client: KubernetesClient) async throws -> Value? {
        try await map(client)?["data"]?["config.json"]?.string.map { try Value(jsonText: $0) }
    }

    @Test func theFirstSettingMakesConfigMapAndNamespace() async throws {
        try await withSandbox { sandbox in
            let client = try Self.client(sandbox.transport)
            let store = SettingsStore(client: client)
            #expect(store.place == "ConfigMap groundcrew/groundcrew-config")
            #expect(try await store.read() == nil)
            #expect(try await store.change { _ in } == .unchanged)
            #expect(try await client.getIfPresent(.namespaces, "groundcrew") == nil, "nothing was to be written")
            #expect(try await Self.set("vllm", for: .provider, in: store) == .created)
            let map = try #require(try await Self.map(client))
            #expect(map["metadata"]?["labels"]?["app.kubernetes.io/managed-by"] == "groundcrew")
            #expect(try await Self.stored(client) == ["activeProviderId": "vllm"])
            #expect(try await store.read()?.provider == "vllm")
            #expect(try await Self.set("vllm", for: .provider, in: store) == .unchanged)
            #expect(try await Self.set("dynamo", for: .provider, in: store) == .changed)
            #expect(try await store.read()?.provider == "dynamo")
        }
    }

    @Test func whatOthersKeepThereStays() async throws {
        try await withSandbox { sandbox in
            let client = try Self.client(sandbox.transport)
            _ = try await client.create(["metadata": ["name": "groundcrew"]], as: .namespaces)
            _ = try await client.create(
                [
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": ["name": .string(SettingsStore.name), "labels": ["team": "ml"]],
                    "data": [
                        "config.json": #"{"theme": "dark", "providerConfigs": {"other": {"a": 1}}}"#, "notes": "ours",
                    ],
                ], as: .configMaps, namespace: "groundcrew")
            let store = SettingsStore(client: client)
            let key = SettingsKey.value(provider: "vllm", path: ["replicas"])
            #expect(try await Self.set(2, for: key, in: store) == .changed)
            let map = try #require(try await Self.map(client))
            #expect(map["metadata"]?["labels"]?["team"] == "ml")
            #expect(map["data"]?["notes"] == "ours")
            #expect(
                try await Self.stored(client)
                    == ["theme": "dark", "providerConfigs": ["other": ["a": 1], "vllm": ["replicas": 2]]])
        }
    }

    @Test func aMapWithoutTheKeyHoldsNoSettings() async throws {
        try await withSandbox { sandbox in
            let client = try Self.client(sandbox.transport)
            _ = try await client.create(["metadata": ["name": "groundcrew"]], as: .namespaces)
            _ = try await client.create(
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(SettingsStore.name)]],
                as: .configMaps, namespace: "groundcrew")
            let store = SettingsStore(client: client)
            #expect(try await store.read() == Settings())
            #expect(try await Self.set("a", for: .namespace, in: store) == .changed)
            #expect(try await store.read()?.namespace == "a")
        }
    }

    @Test func whatIsNotJSONIsLeftAsItIs() async throws {
        try await withSandbox { sandbox in
            let client = try Self.client(sandbox.transport)
            _ = try await client.create(["metadata": ["name": "groundcrew"]], as: .namespaces)
            _ = try await client.create(
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(SettingsStore.name)],
                    "data": ["config.json": "a: yaml"],
                ], as: .configMaps, namespace: "groundcrew")
            let store = SettingsStore(client: client)
            for read in [true, false] {
                let error = await #expect(throws: SettingsError.self) {
                    if read {
                        _ = try await store.read()
                    } else {
                        _ = try await Self.set("vllm", for: .provider, in: store)
                    }
                }
                #expect(error?.code == .unreadable)
                #expect(
                    error?.message.hasPrefix("ConfigMap groundcrew/groundcrew-config, config.json: is not JSON: line 1")
                        == true)
            }
            #expect(try await Self.map(client)?["data"]?["config.json"] == "a: yaml")
        }
    }

    @Test func aChangeMadeMeanwhileSurvives() async throws {
        try await withSandbox { sandbox in
            let other = SettingsStore(client: try Self.client(sandbox.transport))
            _ = try await Self.set("models", for: .namespace, in: other)
            let meddler = Meddler(sandbox.transport) { _, before in
                if before == 0 { _ = try await Self.set("hf", for: .hfTokenSecret, in: other) }
            }
            let store = SettingsStore(client: try Self.client(meddler))
            #expect(try await Self.set("vllm", for: .provider, in: store) == .changed)
            #expect(meddler.count == 2)
            let settings = try #require(try await store.read())
            #expect(settings.provider == "vllm" && settings.namespace == "models" && settings.hfTokenSecret == "hf")
        }
    }

    @Test func aMapThatIsMadeOrTakenAwayMeanwhileIsMet() async throws {
        try await withSandbox { sandbox in
            let admin = try Self.client(sandbox.transport)
            let other = SettingsStore(client: admin)
            // Its first write finds no namespace; before its third, somebody else has made the map.
            let making = Meddler(sandbox.transport) { request, _ in
                guard request.url.hasSuffix("/namespaces") || request.url.contains("/namespaces?") else { return }
                _ = try await Self.set("models", for: .namespace, in: other)
            }
            let store = SettingsStore(client: try Self.client(making))
            #expect(try await Self.set("vllm", for: .provider, in: store) == .changed)
            #expect(try await store.read()?.namespace == "models")
            let taking = Meddler(sandbox.transport) { request, before in
                guard before == 0, request.method == .put else { return }
                _ = try await admin.delete(.configMaps, SettingsStore.name, namespace: "groundcrew")
            }
            let late = SettingsStore(client: try Self.client(taking))
            #expect(try await Self.set("dynamo", for: .provider, in: late) == .created)
            #expect(try await late.read()?.namespace == nil, "what was taken away is not brought back")
        }
    }

    @Test func whoIsNeverLeftInPeaceSaysSo() async throws {
        try await withSandbox { sandbox in
            let other = SettingsStore(client: try Self.client(sandbox.transport))
            _ = try await Self.set("models", for: .namespace, in: other)
            let meddler = Meddler(sandbox.transport) { _, before in
                _ = try await Self.set("other-\(before)", for: .hfTokenSecret, in: other)
            }
            let store = SettingsStore(client: try Self.client(meddler), clock: ImpatientClock())
            let error = await #expect(throws: SettingsError.self) {
                _ = try await Self.set("vllm", for: .provider, in: store)
            }
            #expect(error?.code == .busy)
            #expect(error?.hint?.contains("nothing was changed") == true)
            #expect(try await other.read()?.provider == nil)
        }
    }

    @Test func manyAtOnceAllCount() async throws {
        try await withSandbox { sandbox in
            let store = SettingsStore(client: try Self.client(sandbox.transport))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<5 {
                    group.addTask {
                        let key = SettingsKey.value(provider: "p\(number)", path: ["a"])
                        _ = try await Self.set(.integer(Int64(number)), for: key, in: store)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.read()?.all.count == 5)
        }
    }

    @Test func whatTheCallerMayNotDoIsTheServersToSay() async throws {
        try await withSandbox { sandbox in
            let store = SettingsStore(client: try Self.client(sandbox.transport, token: "restricted"))
            #expect(try await store.read() == nil, "configmaps may be read")
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await Self.set("vllm", for: .provider, in: store)
            }
            #expect(error?.code == .forbidden)
        }
    }
}

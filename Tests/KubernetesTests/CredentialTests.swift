import HTTP
import Kubernetes
import Synchronization
import Testing
import Value

/// Gives prepared outputs in order, and records how it was called.
private final class ScriptedPlugins: PluginRunning {
    private struct State {
        var outputs: [String]
        var environments: [[String: String]] = []
    }

    private let state: Mutex<State>

    init(_ outputs: [String]) { state = Mutex(State(outputs: outputs)) }

    var environments: [[String: String]] { state.withLock { $0.environments } }

    func run(_ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool) async throws -> [UInt8] {
        try await Task.sleep(for: .milliseconds(5))
        return try state.withLock { state in
            state.environments.append(environment)
            guard !state.outputs.isEmpty else { throw KubernetesError(.credentials, "the script has no more outputs") }
            return Array(state.outputs.removeFirst().utf8)
        }
    }
}

@Suite struct CredentialTests {
    private static let version = "client.authentication.k8s.io/v1"
    private let ok = ScriptedTransport.Answer.json(["kind": "Pod"])
    private let rejected = ScriptedTransport.Answer.status(401, "Unauthorized", "Unauthorized")

    private static func answer(_ status: Object, version: String = version) -> String {
        let value: Value = [
            "kind": "ExecCredential", "apiVersion": .string(version), "status": .object(status),
        ]
        return value.json()
    }

    private func client(
        _ transport: ScriptedTransport, _ plugins: ScriptedPlugins, plugin: ExecPlugin? = nil,
        now: @escaping @Sendable () -> Double = { 1_000_000 }
    ) throws -> KubernetesClient {
        let plugin = plugin ?? ExecPlugin(apiVersion: Self.version, command: "login", interactiveMode: .never)
        return try .scripted(
            transport, credentials: .plugin(plugin),
            environment: .test(variables: ["HOME": "/h", "REGION": "old"], plugins: plugins, now: now))
    }

    private func authorizations(_ transport: ScriptedTransport) -> [String?] {
        transport.requests.map { $0.headers["Authorization"] }
    }

    // MARK: - Fixed ones

    @Test func basicAuthenticationIsEncoded() async throws {
        let transport = ScriptedTransport([ok])
        let client = try KubernetesClient.scripted(
            transport, credentials: .basic(username: "me", password: Secret("pa:ss")))
        _ = try await client.get(.pods, "a")
        #expect(authorizations(transport) == ["Basic bWU6cGE6c3M="])
    }

    @Test func aRejectedTokenIsNotSentTwice() async throws {
        let transport = ScriptedTransport([rejected])
        let client = try KubernetesClient.scripted(transport, credentials: .token(Secret("t")))
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(error.code == .unauthorized)
        #expect(authorizations(transport) == ["Bearer t"])
        #expect(!error.description.contains("Bearer"))
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let transport = ScriptedTransport([.response(302, ["Location": "https://evil.example/"], "")])
        let client = try KubernetesClient.scripted(transport, credentials: .token(Secret("t")))
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(error.message.contains("redirects"))
        #expect(transport.urls == ["https://cluster.example:6443/api/v1/namespaces/own/pods/a"])
    }

    @Test func everyRequestGoesToTheConfiguredOrigin() async throws {
        let transport = ScriptedTransport([ok, ok])
        let client = try KubernetesClient.scripted(transport, credentials: .token(Secret("t")))
        _ = try await client.raw("//evil.example/x")
        _ = try await client.raw("/@evil.example/x")
        #expect(transport.urls.allSatisfy { $0.hasPrefix("https://cluster.example:6443/") })
    }

    // MARK: - Token files

    @Test func aTokenFileIsReadAgainAfterAMinute() async throws {
        let time = Mutex(0.0)
        let files = ChangingFile()
        let transport = ScriptedTransport([ok, ok, ok, rejected, ok])
        let configuration = try ClusterConfiguration(server: "https://one", credentials: .tokenFile("/token"))
        let environment = ClientEnvironment(
            variables: [:], files: files, plugins: NoPlugins(), now: { time.withLock { $0 } }, isInteractive: false)
        let client = KubernetesClient(
            configuration: configuration, transport: transport, options: ClientOptions(environment: environment))
        files.set("one\n")
        _ = try await client.get(.pods, "a")
        files.set("two")
        time.withLock { $0 = 30 }
        _ = try await client.get(.pods, "a")
        time.withLock { $0 = 61 }
        _ = try await client.get(.pods, "a")
        // Rejected: read at once.
        files.set("three")
        _ = try await client.get(.pods, "a")
        #expect(
            authorizations(transport) == ["Bearer one", "Bearer one", "Bearer two", "Bearer two", "Bearer three"])
    }

    @Test func aTokenFileThatIsMissingIsAnErrorUnlessThereIsAToken() async throws {
        let transport = ScriptedTransport([ok])
        let bare = try KubernetesClient.scripted(transport, credentials: .tokenFile("/token"))
        let error = try await #require(throws: KubernetesError.self) { try await bare.get(.pods, "a") }
        #expect(error.code == .credentials)
        #expect(error.message == "cannot read token file /token: no such file or directory")
        let backed = try KubernetesClient.scripted(
            transport, credentials: .tokenFile("/token", fallback: Secret("spare")))
        _ = try await backed.get(.pods, "a")
        #expect(authorizations(transport) == ["Bearer spare"])
    }

    // MARK: - Plugins

    @Test func aPluginRunsOnceForManyCallers() async throws {
        let plugins = ScriptedPlugins([Self.answer(["token": "one"])])
        let transport = ScriptedTransport(Array(repeating: ok, count: 20))
        let client = try client(transport, plugins)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await client.get(.pods, "a") } }
            try await group.waitForAll()
        }
        #expect(plugins.environments.count == 1)
        #expect(Set(authorizations(transport)) == ["Bearer one"])
    }

    @Test func aPluginRunsAgainWhenItsCredentialExpires() async throws {
        let time = Mutex(1_000.0)
        // 1970-01-01T00:20:00Z is 1200 seconds.
        let plugins = ScriptedPlugins([
            Self.answer(["token": "one", "expirationTimestamp": "1970-01-01T00:20:00Z"]),
            Self.answer(["token": "two", "expirationTimestamp": "1970-01-01T01:30:00+01:00"]),
        ])
        let transport = ScriptedTransport(Array(repeating: ok, count: 4))
        let client = try client(transport, plugins, now: { time.withLock { $0 } })
        for now in [1_000.0, 1_199, 1_200, 1_700] {
            time.withLock { $0 = now }
            _ = try await client.get(.pods, "a")
        }
        #expect(authorizations(transport) == ["Bearer one", "Bearer one", "Bearer two", "Bearer two"])
    }

    @Test func aRejectedCredentialMakesThePluginRunOnceMore() async throws {
        let plugins = ScriptedPlugins([Self.answer(["token": "one"]), Self.answer(["token": "two"])])
        let transport = ScriptedTransport([rejected, ok, ok])
        let client = try client(transport, plugins)
        _ = try await client.get(.pods, "a")
        _ = try await client.get(.pods, "a")
        #expect(authorizations(transport) == ["Bearer one", "Bearer two", "Bearer two"])
        #expect(plugins.environments.count == 2)
    }

    @Test func aPluginThatInsistsIsNotAskedForEver() async throws {
        let plugins = ScriptedPlugins([Self.answer(["token": "one"]), Self.answer(["token": "one"])])
        let transport = ScriptedTransport([rejected])
        let client = try client(transport, plugins)
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(error.code == .unauthorized)
        #expect(transport.requests.count == 1)
    }

    @Test func aPluginMayGiveACertificate() async throws {
        let pem = "-----BEGIN CERTIFICATE-----\n"
        let plugins = ScriptedPlugins([
            Self.answer(["clientCertificateData": .string(pem), "clientKeyData": "-----BEGIN KEY-----"])
        ])
        let transport = ScriptedTransport([ok])
        _ = try await client(transport, plugins).get(.pods, "a")
        #expect(transport.requests.first?.connection.clientIdentity?.certificate == Array(pem.utf8))
        #expect(authorizations(transport) == [nil])
    }

    @Test func aPluginLearnsOfTheClusterWhenItAsks() async throws {
        let cluster = ExecPlugin.ClusterInfo(
            server: "https://one", tlsServerName: "api", certificateAuthorityData: Array("hallo".utf8),
            config: ["audience": "me"])
        let plugin = ExecPlugin(
            apiVersion: Self.version, command: "login",
            environment: [ExecPlugin.Variable(name: "REGION", value: Secret("north"))], interactiveMode: .never,
            cluster: cluster)
        let plugins = ScriptedPlugins([Self.answer(["token": "one"])])
        _ = try await client(ScriptedTransport([ok]), plugins, plugin: plugin).get(.pods, "a")
        let environment = try #require(plugins.environments.first)
        #expect(environment["HOME"] == "/h")
        #expect(environment["REGION"] == "north")
        let info = try Value(jsonText: try #require(environment["KUBERNETES_EXEC_INFO"]))
        #expect(
            info == [
                "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                "spec": [
                    "interactive": false,
                    "cluster": [
                        "server": "https://one", "tls-server-name": "api", "config": ["audience": "me"],
                        "certificate-authority-data": "aGFsbG8=",
                    ],
                ],
            ])
    }

    struct BadOutput: Sendable, CustomTestStringConvertible {
        var output: String
        var message: String
        var testDescription: String { message }
    }

    @Test(arguments: [
        BadOutput(output: "token=secret", message: "printed no JSON"),
        BadOutput(output: "{\"token\":\"secret\"}", message: "printed no ExecCredential object"),
        BadOutput(
            output: answer(["token": "secret"], version: "client.authentication.k8s.io/v1beta1"),
            message: "answered with apiVersion \"client.authentication.k8s.io/v1beta1\", but "
                + "\"client.authentication.k8s.io/v1\" is configured"),
        BadOutput(
            output: "{\"kind\":\"ExecCredential\",\"apiVersion\":\"\(version)\"}", message: "printed no status"),
        BadOutput(output: answer([:]), message: "printed neither a token nor a client certificate"),
        BadOutput(
            output: answer(["clientCertificateData": "secret"]),
            message: "printed only one of clientCertificateData and clientKeyData"),
        BadOutput(
            output: answer(["token": "secret", "expirationTimestamp": "soon"]),
            message: "printed expirationTimestamp \"soon\", which is not an RFC 3339 time"),
    ])
    func badOutputIsRefusedAndNeverShown(_ bad: BadOutput) async throws {
        let client = try client(ScriptedTransport([]), ScriptedPlugins([bad.output]))
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(error.code == .credentials)
        #expect(error.message == "credential plugin \"login\" \(bad.message)")
        #expect(!error.description.contains("secret"))
    }

    @Test func aPluginThatNeedsATerminalIsNotRunWithoutOne() async throws {
        let plugin = ExecPlugin(apiVersion: Self.version, command: "login", interactiveMode: .always)
        let client = try client(ScriptedTransport([]), ScriptedPlugins([]), plugin: plugin)
        let error = try await #require(throws: KubernetesError.self) { try await client.get(.pods, "a") }
        #expect(error.message == "credential plugin \"login\" has interactiveMode Always, and there is no terminal")
    }
}

/// A file whose content a test changes.
private final class ChangingFile: FileReading {
    private let text = Mutex("")
    func set(_ new: String) { text.withLock { $0 = new } }
    func read(_ path: String, upTo limit: Int) throws(FileReadError) -> [UInt8] { Array(text.withLock { $0 }.utf8) }
}

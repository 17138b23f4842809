import HTTP
import Kubernetes
import Testing
import Value

/// Over plain http no credentials go out, as with client-go; each kind of them is tried over both.
@Suite struct PlainHTTPTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var credentials = ClusterConfiguration.Credentials.none
        var hasCertificate = false
    }

    static let plugin = ExecPlugin(
        apiVersion: "client.authentication.k8s.io/v1", command: "login", interactiveMode: .never)
    static let cases = [
        Case(testDescription: "token", credentials: .token(Secret("s3cr3t"))),
        Case(testDescription: "token file", credentials: .tokenFile("/token")),
        Case(testDescription: "user and password", credentials: .basic(username: "me", password: Secret("s3cr3t"))),
        Case(testDescription: "plugin", credentials: .plugin(plugin)),
        Case(testDescription: "client certificate", hasCertificate: true),
    ]

    private struct Plugins: PluginRunning {
        func run(_ plugin: ExecPlugin, environment: [String: String], isInteractive: Bool) async throws -> [UInt8] {
            let answer: Value = [
                "kind": "ExecCredential", "apiVersion": .string(plugin.apiVersion), "status": ["token": "s3cr3t"],
            ]
            return answer.jsonBytes()
        }
    }

    private func sent(_ item: Case, to server: String, _ environment: ClientEnvironment) async throws -> HTTPRequest {
        let transport = ScriptedTransport([.json(["kind": "Pod"])])
        var connection = HTTPConnectionOptions()
        if item.hasCertificate {
            connection.clientIdentity = HTTPConnectionOptions.ClientIdentity(certificate: [1], key: [2])
        }
        let configuration = try ClusterConfiguration(
            server: server, connection: connection, credentials: item.credentials,
            impersonation: .init(user: "someone"))
        let client = KubernetesClient(
            configuration: configuration, transport: transport, options: ClientOptions(environment: environment))
        _ = try await client.with(client.options).get(.pods, "a")
        return try #require(transport.requests.first)
    }

    @Test(arguments: cases) func credentialsGoOutOverTLSAlone(_ item: Case) async throws {
        let environment = ClientEnvironment.test(
            files: MemoryFiles(files: ["/token": "s3cr3t"]), plugins: Plugins())
        let encrypted = try await sent(item, to: "https://cluster.example", environment)
        #expect((encrypted.headers["Authorization"] == nil) == item.hasCertificate)
        #expect((encrypted.connection.clientIdentity == nil) != item.hasCertificate)

        // Neither a plugin is run nor a token file read for nothing: this environment fails both.
        let plain = try await sent(item, to: "http://cluster.example", .test())
        #expect(plain.headers["Authorization"] == nil)
        #expect(plain.connection.clientIdentity == nil)
        #expect(plain.headers["Impersonate-User"] == "someone", "kubectl sends it, too")
    }

    struct Warning: Sendable {
        var cluster: String
        var user: String
        /// What it says; empty for no warning.
        var says: [String]
    }

    @Test(arguments: [
        Warning(cluster: "server: https://one", user: "token: s3cr3t", says: []),
        Warning(cluster: "server: HTTPS://one", user: "token: s3cr3t", says: []),
        Warning(cluster: "server: one, insecure-skip-tls-verify: true", user: "token: s3cr3t", says: []),
        Warning(cluster: "server: http://127.0.0.1:8001", user: "", says: []),
        Warning(
            cluster: "server: http://one:8080", user: "token: s3cr3t",
            says: ["server http://one:8080 is not encrypted; the user's credentials are not sent", "https"]),
        Warning(cluster: "server: http://one", user: "username: me, password: s3cr3t", says: ["are not sent"]),
        Warning(cluster: "server: http://one", user: "tokenFile: t", says: ["are not sent"]),
        Warning(
            cluster: "server: one:6443", user: "token: s3cr3t",
            says: ["neither https nor http", "http://one:6443", "are not sent", "write https:// before the server"]),
        Warning(cluster: "server: one:6443", user: "", says: ["not encrypted; write https:// before"]),
    ])
    func peopleAreToldWhatStaysBehind(_ item: Warning) throws {
        let config = """
            apiVersion: v1
            kind: Config
            current-context: main
            contexts: [{name: main, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {\(item.cluster)}}]
            users: [{name: u, user: {\(item.user)}}]
            """
        let configuration = try ClusterConfiguration.load(
            ClusterRequest(kubeconfig: "/c"), environment: .test(files: MemoryFiles(files: ["/c": config])))
        let warning = configuration.warning
        #expect((warning == nil) == item.says.isEmpty, "\(warning ?? "no warning")")
        for words in item.says { #expect(warning?.contains(words) == true, "\(warning ?? "no warning")") }
        #expect(warning?.contains("s3cr3t") != true)
    }
}

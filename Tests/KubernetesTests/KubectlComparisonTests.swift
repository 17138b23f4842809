import FoundationEssentials
import HTTP
import Kubernetes
import TestParts
import Testing
import Value

/// The same files and flags, given to kubectl.
@Suite struct KubectlComparisonTests {
    struct Setting: Sendable, CustomTestStringConvertible {
        var files: [String: String]
        /// Relative to the folder of the files; missing ones are allowed.
        var list: [String]
        var arguments: [String] = []
        var testDescription: String { "\(list) \(arguments)" }
    }

    private static let first = """
        clusters: [{name: c, cluster: {server: "https://first:1"}}]
        contexts: [{name: main, context: {cluster: c, user: u, namespace: one}}, {name: other, context: {cluster: d, user: u}}]
        users: [{name: u, user: {token: t1}}]
        """
    private static let second = """
        apiVersion: v1
        kind: Config
        kind: Config
        clusters:
        - {name: c, cluster: {server: "https://second:1", insecure-skip-tls-verify: true}}
        - {name: d, cluster: {server: "https://d:1", tls-server-name: inner, proxy-url: "http://proxy:3128"}}
        contexts: [{name: main, context: {cluster: d, user: v, namespace: two}}]
        users: [{name: u, user: {token: t2}}, {name: v, user: {username: me, password: pw}}]
        current-context: main
        bogus: {x: 1}
        """

    @Test(arguments: [
        Setting(files: ["1": first, "2": second], list: ["1", "2"]),
        Setting(files: ["1": first, "2": second], list: ["2", "1"]),
        Setting(files: ["1": first, "2": second], list: ["gone", "2", "", "1", "2"]),
        Setting(files: ["1": first, "2": second], list: ["1", "2"], arguments: ["--context", "other"]),
        Setting(files: ["1": first, "2": second], list: ["2", "1"], arguments: ["--context", ""]),
    ])
    func kubectlTakesTheSameCluster(_ setting: Setting) async throws {
        try await TestParts.withTemporaryFolder { folder in
            for (name, text) in setting.files {
                try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
            }
            let variable = setting.list.map { $0.isEmpty ? "" : "\(folder)/\($0)" }.joined(separator: ":")
            let result = try await TestParts.run(
                .kubectl, ["config", "view", "--minify", "--raw", "-o", "json"] + setting.arguments,
                environment: ["KUBECONFIG": variable])
            let view = try Value(jsonText: result.standardOutput)
            let context = setting.arguments.last
            let found = try ClusterConfiguration.load(
                ClusterRequest(context: context),
                environment: ClientEnvironment(
                    variables: ["KUBECONFIG": variable], files: SystemFiles(), plugins: NoPlugins(), now: { 0 },
                    isInteractive: false))
            let cluster = view["clusters"]?[0]?["cluster"] ?? .null
            let user = view["users"]?[0]?["user"] ?? .null
            #expect(.string(found.server) == cluster["server"])
            #expect(found.connection.skipsVerification == cluster["insecure-skip-tls-verify"]?.bool ?? false)
            #expect(found.connection.serverName == cluster["tls-server-name"]?.string)
            #expect(found.namespace == view["contexts"]?[0]?["context"]?["namespace"]?.string ?? "default")
            switch found.credentials {
            case .token(let token): #expect(.string(token.revealed) == user["token"])
            case .basic(let name, let password):
                #expect(.string(name) == user["username"])
                #expect(.string(password.revealed) == user["password"])
            default: Issue.record("credentials are \(found.credentials)")
            }
        }
    }
}

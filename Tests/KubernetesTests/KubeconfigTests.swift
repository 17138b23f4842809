import HTTP
import Kubernetes
import Testing
import Value
import YAML

@Suite struct KubeconfigTests {
    private static let pem = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"
    // The text above in base64.
    private static let pemData =
        "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1BPT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo="

    private static func config(cluster: String = "server: https://one:6443", user: String = "token: t") -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: main
        contexts: [{name: main, context: {cluster: c, user: u, namespace: team}}]
        clusters: [{name: c, cluster: {\(cluster)}}]
        users: [{name: u, user: {\(user)}}]
        """
    }

    private func load(
        _ files: [String: String], _ request: ClusterRequest = ClusterRequest(), environment: [String: String] = [:],
        denied: Set<String> = []
    ) throws -> ClusterConfiguration {
        try ClusterConfiguration.load(
            request,
            environment: .test(variables: environment, files: MemoryFiles(files: files, denied: denied)))
    }

    private func failure(
        _ files: [String: String], _ request: ClusterRequest = ClusterRequest(), environment: [String: String] = [:],
        denied: Set<String> = []
    ) throws -> String {
        let error = try #require(throws: KubernetesError.self) {
            try load(files, request, environment: environment, denied: denied)
        }
        #expect([.configuration, .notConfigured].contains(error.code))
        return error.message
    }

    // MARK: - Which files

    @Test func homeIsTheDefault() throws {
        let found = try load(["/home/me/.kube/config": Self.config()], environment: ["HOME": "/home/me"])
        #expect(found.server == "https://one:6443")
        #expect(found.namespace == "team")
        #expect(found.context == "main")
    }

    @Test func theVariableListsFilesAndTheFlagReplacesThem() throws {
        let environment = ["HOME": "/home/me", "KUBECONFIG": "/a::/missing:/a:/b"]
        #expect(KubeconfigFiles(explicit: nil, environment: environment).paths == ["/a", "/missing", "/b"])
        #expect(KubeconfigFiles(explicit: "/x", environment: environment).paths == ["/x"])
        #expect(KubeconfigFiles(explicit: "", environment: environment).paths == ["/a", "/missing", "/b"])
        #expect(KubeconfigFiles(explicit: nil, environment: [:]).paths == [])
    }

    @Test func missingFilesOfTheVariableAreSkippedAndOfTheFlagAreNot() throws {
        let environment = ["KUBECONFIG": "/missing:/b"]
        #expect(try load(["/b": Self.config()], environment: environment).server == "https://one:6443")
        let message = try failure([:], ClusterRequest(kubeconfig: "/missing"))
        #expect(message == "cannot read kubeconfig /missing: no such file or directory")
    }

    @Test func f32aFileThatMayNotBeReadIsNotSkipped() throws {
        let message = try failure(
            ["/b": Self.config()], environment: ["KUBECONFIG": "/secret:/b"], denied: ["/secret"])
        #expect(message == "cannot read kubeconfig /secret: permission denied")
    }

    @Test func nothingConfiguredSaysWhereItLooked() throws {
        let message = try failure([:], environment: ["HOME": "/home/me"])
        #expect(
            message == "no cluster is configured (/home/me/.kube/config); set KUBECONFIG or give --kubeconfig")
    }

    // MARK: - Merging

    @Test func theFirstFileDefinesAnEntryWhole() throws {
        let first = """
            clusters: [{name: c, cluster: {server: "https://first"}}]
            contexts: [{name: main, context: {cluster: c, namespace: one}}]
            """
        let second = """
            clusters: [{name: c, cluster: {server: "https://second", tls-server-name: other}}, {name: d, cluster: {server: "https://d"}}]
            contexts: [{name: main, context: {cluster: c, user: u}}]
            users: [{name: u, user: {token: t}}]
            current-context: main
            """
        let merged = Kubeconfig.merged([
            try Kubeconfig(try YAML.decode(first, file: "/1"), file: "/1"),
            try Kubeconfig(try YAML.decode(second, file: "/2"), file: "/2"),
        ])
        #expect(merged.currentContext == "main")
        #expect(merged.clusters["c"]?.server == "https://first")
        #expect(merged.clusters["c"]?.tlsServerName == "")
        #expect(merged.clusters["d"]?.server == "https://d")
        #expect(merged.contexts["main"]?.user == "")
        #expect(merged.contexts["main"]?.namespace == "one")
        #expect(merged.files == ["/1", "/2"])
        let (files, environment) = (["/1": first, "/2": second], ["KUBECONFIG": "/1:/2"])
        #expect(try load(files, environment: environment).server == "https://first")
        #expect(try load(files, environment: ["KUBECONFIG": "/2:/1"]).server == "https://second")
    }

    @Test func relativePathsBelongToTheFolderOfTheirFile() throws {
        let text = Self.config(
            cluster: "server: https://one, certificate-authority: pki/ca.pem",
            user: "client-certificate: ../me.crt, client-key: /abs/me.key")
        let found = try load(
            [
                "/etc/kube/config": text, "/etc/kube/pki/ca.pem": Self.pem, "/etc/kube/../me.crt": Self.pem,
                "/abs/me.key": Self.pem,
            ], ClusterRequest(kubeconfig: "/etc/kube/config"))
        #expect(found.connection.certificateAuthorities == Array(Self.pem.utf8))
        #expect(found.connection.clientIdentity?.certificate == Array(Self.pem.utf8))
    }

    // MARK: - Connection

    struct ConnectionCase: Sendable {
        var cluster: String
        var check: @Sendable (HTTPConnectionOptions) -> Bool
    }

    @Test(arguments: [
        ConnectionCase(cluster: "server: https://one") { $0 == HTTPConnectionOptions() },
        ConnectionCase(cluster: "server: https://one, certificate-authority-data: \(pemData)") {
            $0.certificateAuthorities == Array(pem.utf8) && !$0.skipsVerification
        },
        ConnectionCase(cluster: "server: https://one, insecure-skip-tls-verify: true") { $0.skipsVerification },
        ConnectionCase(cluster: "server: https://one, tls-server-name: api.internal") {
            $0.serverName == "api.internal"
        },
        ConnectionCase(cluster: "server: https://one, proxy-url: socks5://127.0.0.1:1080") {
            $0.proxy == .url("socks5://127.0.0.1:1080")
        },
    ])
    func clustersSayHowToConnect(_ item: ConnectionCase) throws {
        let found = try load(["/c": Self.config(cluster: item.cluster)], ClusterRequest(kubeconfig: "/c"))
        #expect(item.check(found.connection))
    }

    @Test(arguments: [
        ("server: https://one/", "https://one"),
        ("server: https://one/k8s/clusters/c1/", "https://one/k8s/clusters/c1"),
        ("server: HTTPS://one", "https://one"), ("server: one:6443", "http://one:6443"),
        ("server: one:6443, insecure-skip-tls-verify: true", "https://one:6443"),
    ])
    func serversAreNormalized(_ cluster: String, _ server: String) throws {
        #expect(
            try load(["/c": Self.config(cluster: cluster)], ClusterRequest(kubeconfig: "/c")).server == server)
    }

    // MARK: - Credentials

    @Test func aTokenFileWinsOverATokenAndKeepsItAsFallback() throws {
        let found = try load(
            ["/k/c": Self.config(user: "token: old, tokenFile: tok")], ClusterRequest(kubeconfig: "/k/c"))
        guard case .tokenFile("/k/tok", let fallback) = found.credentials else {
            Issue.record("credentials are \(found.credentials)")
            return
        }
        #expect(fallback == Secret("old"))
    }

    @Test func aTokenWinsOverAnExecPlugin() throws {
        let exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Never}"
        let found = try load(["/c": Self.config(user: "token: t, \(exec)")], ClusterRequest(kubeconfig: "/c"))
        guard case .token(let token) = found.credentials else {
            Issue.record("credentials are \(found.credentials)")
            return
        }
        #expect(token.revealed == "t")
    }

    @Test func execPluginsAreReadWhole() throws {
        let text = """
            current-context: main
            contexts: [{name: main, context: {cluster: c, user: u}}]
            clusters:
            - name: c
              cluster:
                server: https://one
                certificate-authority-data: \(Self.pemData)
                extensions:
                - {name: other, extension: {a: 1}}
                - {name: client.authentication.k8s.io/exec, extension: {audience: me}}
            users:
            - name: u
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1beta1
                  command: ./bin/login
                  args: [get, token]
                  env: [{name: REGION, value: north}]
                  provideClusterInfo: true
                  installHint: install it
            """
        let found = try load(["/k/c": text], ClusterRequest(kubeconfig: "/k/c"))
        guard case .plugin(let plugin) = found.credentials else {
            Issue.record("credentials are \(found.credentials)")
            return
        }
        #expect(plugin.command == "/k/./bin/login")
        #expect(plugin.arguments == ["get", "token"])
        #expect(plugin.environment == [ExecPlugin.Variable(name: "REGION", value: Secret("north"))])
        #expect(plugin.interactiveMode == .ifAvailable)
        #expect(plugin.installHint == "install it")
        #expect(plugin.cluster?.config == ["audience": "me"])
        #expect(plugin.cluster?.certificateAuthorityData == Array(Self.pem.utf8))
    }

    @Test func impersonationComesFromTheFileOrTheCommandLine() throws {
        let text = Self.config(
            user: "token: t, as: bob, as-uid: \"7\", as-groups: [g1, g2], as-user-extra: {scope: [a, b]}")
        let found = try #require(try load(["/c": text], ClusterRequest(kubeconfig: "/c")).impersonation)
        #expect(found.user == "bob")
        #expect(found.uid == "7")
        #expect(found.groups == ["g1", "g2"])
        #expect(found.extra.map(\.values) == [["a", "b"]])
        let flags = ClusterRequest(kubeconfig: "/c", impersonate: "eve", impersonateGroups: ["g3"])
        let replaced = try #require(try load(["/c": text], flags).impersonation)
        #expect(replaced.user == "eve")
        #expect(replaced.groups == ["g3"])
        #expect(replaced.uid == nil)
    }

    // MARK: - Refusals

    struct Refusal: Sendable, CustomTestStringConvertible {
        var cluster = "server: https://one"
        var user = "token: t"
        var message: String
        var testDescription: String { message }
    }

    @Test(arguments: [
        Refusal(
            cluster: "server: https://one, insecure-skip-tls-verify: true, certificate-authority-data: \(pemData)",
            message: "/c: clusters[0].cluster: insecure-skip-tls-verify and certificate-authority exclude each other; "
                + "remove one"),
        Refusal(
            cluster: "server: https://one, certificate-authority-data: '!!!'",
            message: "/c: clusters[0].cluster.certificate-authority-data is not base64"),
        Refusal(
            cluster: "server: https://one, certificate-authority-data: aGFsbG8=",
            message: "/c: clusters[0].cluster.certificate-authority holds no PEM certificate"),
        Refusal(
            cluster: "server: https://one, certificate-authority: /gone.pem",
            message: "/c: clusters[0].cluster.certificate-authority: cannot read /gone.pem: no such file or directory"),
        Refusal(
            cluster: "server: https://one, proxy-url: 'ftp://u:secret@p'",
            message: "/c: clusters[0].cluster.proxy-url is not an http, https or socks5 URL"),
        Refusal(cluster: "server: ''", message: "/c: clusters[0].cluster: cluster \"c\" has no server"),
        Refusal(
            cluster: "server: ftp://one",
            message: "/c: clusters[0].cluster: server \"ftp://one\" is neither an https nor an http URL"),
        Refusal(
            cluster: "server: https://me:secret@one",
            message: "/c: clusters[0].cluster: the server's URL holds a user; put credentials under users in the "
                + "kubeconfig"),
        Refusal(cluster: "server: 5", message: "/c: clusters[0].cluster.server is of type integer, not a string"),
        Refusal(
            cluster: "server: https://one, insecure-skip-tls-verify: 'yes'",
            message: "/c: clusters[0].cluster.insecure-skip-tls-verify is of type string, not a boolean"),
        Refusal(user: "token: 12", message: "/c: users[0].user.token is of type integer, not a string"),
        Refusal(
            user: "token: t, username: me, password: secret",
            message: "/c: users[0].user: has both a token and a username; only one is allowed"),
        Refusal(
            user: "auth-provider: {name: gcp}",
            message: "/c: users[0].user: auth-provider \"gcp\" is no longer supported; use an exec plugin, such as "
                + "gke-gcloud-auth-plugin, kubelogin or aws eks get-token"),
        Refusal(
            user: "client-certificate-data: \(pemData)",
            message: "/c: users[0].user: has a client-certificate and no client-key"),
        Refusal(
            user: "as-groups: [x]", message: "/c: users[0].user: as-uid, as-groups and as-user-extra need as"),
        Refusal(
            user: "exec: {command: x, apiVersion: client.authentication.k8s.io/v1}",
            message: "/c: users[0].user.exec of version v1 needs interactiveMode"),
        Refusal(
            user: "exec: {apiVersion: client.authentication.k8s.io/v1}",
            message: "/c: users[0].user.exec has no command"),
        Refusal(
            user: "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}",
            message: "/c: users[0].user.exec has apiVersion \"client.authentication.k8s.io/v1alpha1\"; supported: "
                + "client.authentication.k8s.io/v1 and client.authentication.k8s.io/v1beta1"),
        Refusal(
            user: "exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Maybe}",
            message: "/c: users[0].user.exec has interactiveMode \"Maybe\"; known: Never, IfAvailable, Always"),
        Refusal(
            user: "exec: {command: x, env: [{value: secret}]}",
            message: "/c: users[0].user.exec.env[0]: the variable has no name"),
    ])
    func unusableEntriesAreRefusedWithTheirPlace(_ refusal: Refusal) throws {
        let text = Self.config(cluster: refusal.cluster, user: refusal.user)
        let message = try failure(["/c": text], ClusterRequest(kubeconfig: "/c"))
        #expect(message == refusal.message)
        #expect(!message.contains("secret"))
    }

    struct BrokenFile: Sendable {
        var text: String
        var message: String
    }

    @Test(arguments: [
        BrokenFile(text: "[]", message: "/c is of type array, not an object"),
        BrokenFile(text: "clusters: 3", message: "/c: clusters is of type integer, not a list"),
        BrokenFile(text: "clusters: [3]", message: "/c: clusters[0] is of type integer, not an object"),
        BrokenFile(
            text: "kind: Config\napiVersion: v2",
            message: "/c: is \"Config\" of version \"v2\", not a Config of version v1"),
        BrokenFile(
            text: "kind: Secret\napiVersion: v1",
            message: "/c: is \"Secret\" of version \"v1\", not a Config of version v1"),
        BrokenFile(
            text: "clusters: [{name: a, cluster: {}}, {name: a, cluster: {}}]",
            message: "/c: clusters[1]: the name \"a\" is there twice"),
        BrokenFile(
            text: "contexts: [{name: a, context: {cluster: x}}]\ncurrent-context: a",
            message: "/c: contexts[0].context: cluster \"x\" does not exist; known: none"),
        BrokenFile(
            text: "contexts: [{name: a, context: {}}]\ncurrent-context: a",
            message: "/c: contexts[0].context: no cluster is named; known: none"),
        BrokenFile(
            text: """
                clusters: [{name: c, cluster: {server: x}}]
                contexts: [{name: a, context: {cluster: c, user: me}}]
                users: [{name: you, user: {}}]
                current-context: a
                """,
            message: "/c: contexts[0].context: user \"me\" does not exist; known: you"),
        BrokenFile(
            text: "contexts: [{name: b, context: {}}, {name: a, context: {}}]",
            message: "no current-context in /c; give --context, one of: a, b"),
        BrokenFile(
            text: "contexts: [{name: b, context: {}}]\ncurrent-context: gone",
            message: "context \"gone\" does not exist in /c; known: b"),
        BrokenFile(text: "", message: "no cluster is configured (/c); set KUBECONFIG or give --kubeconfig"),
    ])
    func brokenFilesAreRefused(_ file: BrokenFile) throws {
        #expect(try failure(["/c": file.text], ClusterRequest(kubeconfig: "/c")) == file.message)
    }

    @Test func syntaxErrorsNameLineAndColumnAndShowNoText() throws {
        let message = try failure(
            ["/c": "users:\n- name: u\n  user: {token: secret\nkind: Config"], ClusterRequest(kubeconfig: "/c"))
        #expect(message.hasPrefix("kubeconfig /c:"))
        #expect(!message.contains("secret"))
    }

    @Test func unknownFieldsAndRepeatedKeysAreTakenAsKubectlDoes() throws {
        let text = Self.config(cluster: "server: https://one, bogus: 1") + "\nkind: Config\n"
        #expect(try load(["/c": text], ClusterRequest(kubeconfig: "/c")).server == "https://one")
    }

    @Test func theCommandLineChoosesContextClusterUserAndNamespace() throws {
        let text =
            Self.config() + """

                preferences: {}
                """
        let other = """
            clusters: [{name: d, cluster: {server: "https://d"}}]
            users: [{name: v, user: {username: me, password: p}}]
            contexts: [{name: second, context: {cluster: d, user: v}}]
            """
        let (files, environment) = (["/c": text, "/d": other], ["KUBECONFIG": "/c:/d"])
        let second = try load(files, ClusterRequest(context: "second"), environment: environment)
        #expect(second.server == "https://d")
        #expect(second.namespace == "default")
        let mixed = try load(files, ClusterRequest(cluster: "d", namespace: "n"), environment: environment)
        #expect(mixed.server == "https://d")
        #expect(mixed.namespace == "n")
        let message = try failure(files, ClusterRequest(context: "third"), environment: environment)
        #expect(message == "context \"third\" does not exist in /c, /d; known: main, second")
    }

    // MARK: - In a cluster

    @Test func aPodUsesItsServiceAccount() throws {
        let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
        let environment = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"]
        let files = ["\(folder)/token": "t\n", "\(folder)/ca.crt": Self.pem, "\(folder)/namespace": "ns\n"]
        let found = try load(files, environment: environment)
        #expect(found.server == "https://10.0.0.1:443")
        #expect(found.namespace == "ns")
        #expect(found.connection.certificateAuthorities == Array(Self.pem.utf8))
        #expect(
            try load(files, environment: environment.merging(["KUBERNETES_SERVICE_HOST": "fd00::1"]) { $1 }).server
                == "https://[fd00::1]:443")
        _ = try failure([:], environment: environment)
    }

    // MARK: - Secrets

    @Test func secretsStayOutOfDescriptionsAndDumps() throws {
        let text = Self.config(
            cluster: "server: https://one, proxy-url: 'http://u:hunter2@p'", user: "username: me, password: hunter2")
        let config = try Kubeconfig(try YAML.decode(text, file: "/c"), file: "/c")
        let found = try config.resolve(reading: MemoryFiles())
        var dumped = ""
        dump(config, to: &dumped)
        dump(found, to: &dumped)
        dumped += "\(config) \(found) \(String(reflecting: found.credentials))"
        #expect(!dumped.contains("hunter2"))
    }
}

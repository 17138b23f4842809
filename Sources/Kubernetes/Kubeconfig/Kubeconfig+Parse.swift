public import Value

extension Kubeconfig {
    /// Reads one file's content; relative paths in it are resolved against the folder of `file`.
    ///
    /// - Throws: `KubernetesError` with code `configuration` that names the file and the path in it.
    public init(_ document: Value, file: String) throws(KubernetesError) {
        let root = try KubeconfigFields(document, Origin(file: file, path: ""))
        let (apiVersion, kind) = (try root.string("apiVersion"), try root.string("kind"))
        guard ["", "v1"].contains(apiVersion), ["", "Config"].contains(kind) else {
            throw KubernetesError(
                .configuration,
                "\(file): is \(quoted(kind)) of version \(quoted(apiVersion)), not a Config of version v1")
        }
        self.init(files: [file], currentContext: try root.string("current-context"))
        let folder = FilePaths.folder(of: file)
        clusters = try Self.named(root, "clusters", "cluster") { fields throws(KubernetesError) in
            try Cluster(fields, folder: folder)
        }
        users = try Self.named(root, "users", "user") { fields throws(KubernetesError) in
            try User(fields, folder: folder)
        }
        contexts = try Self.named(root, "contexts", "context") { fields throws(KubernetesError) in
            try Context(fields)
        }
    }

    private static func named<Entry>(
        _ root: KubeconfigFields, _ list: String, _ member: String,
        _ make: (KubeconfigFields) throws(KubernetesError) -> Entry
    ) throws(KubernetesError) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for fields in try root.list(list) {
            let name = try fields.string("name")
            guard entries[name] == nil else { throw fields.error("the name \(quoted(name)) is there twice") }
            entries[name] = try make(try fields.fields(member))
        }
        return entries
    }
}

extension Kubeconfig.Context {
    init(_ fields: KubeconfigFields) throws(KubernetesError) {
        origin = fields.origin
        cluster = try fields.string("cluster")
        user = try fields.string("user")
        namespace = try fields.string("namespace")
    }
}

extension Kubeconfig.Cluster {
    init(_ fields: KubeconfigFields, folder: String) throws(KubernetesError) {
        origin = fields.origin
        server = try fields.string("server")
        tlsServerName = try fields.string("tls-server-name")
        insecureSkipTLSVerify = try fields.bool("insecure-skip-tls-verify")
        certificateAuthority = FilePaths.resolved(try fields.string("certificate-authority"), in: folder)
        certificateAuthorityData = try fields.string("certificate-authority-data")
        proxyURL = Secret(try fields.string("proxy-url"))
        for fields in try fields.list("extensions") where try fields.string("name") == Self.execExtension {
            execConfig = fields.object["extension"] ?? .null
        }
    }

    static let execExtension = "client.authentication.k8s.io/exec"
}

extension Kubeconfig.User {
    init(_ fields: KubeconfigFields, folder: String) throws(KubernetesError) {
        origin = fields.origin
        clientCertificate = FilePaths.resolved(try fields.string("client-certificate"), in: folder)
        clientCertificateData = try fields.string("client-certificate-data")
        clientKey = FilePaths.resolved(try fields.string("client-key"), in: folder)
        clientKeyData = Secret(try fields.string("client-key-data"))
        token = Secret(try fields.string("token"))
        tokenFile = FilePaths.resolved(try fields.string("tokenFile"), in: folder)
        username = try fields.string("username")
        password = Secret(try fields.string("password"))
        impersonate = try fields.string("as")
        impersonateUID = try fields.string("as-uid")
        impersonateGroups = try fields.strings("as-groups")
        impersonateExtra = try fields.stringLists("as-user-extra")
        if fields.isPresent("auth-provider") {
            let name = try fields.fields("auth-provider").string("name")
            authProvider = name.isEmpty ? "without a name" : name
        }
        if fields.isPresent("exec") { exec = try Kubeconfig.Exec(try fields.fields("exec"), folder: folder) }
    }
}

extension Kubeconfig.Exec {
    init(_ fields: KubeconfigFields, folder: String) throws(KubernetesError) {
        apiVersion = try fields.string("apiVersion")
        command = try fields.string("command")
        if command.contains("/") { command = FilePaths.resolved(command, in: folder) }
        arguments = try fields.strings("args")
        for variable in try fields.list("env") {
            let name = try variable.string("name")
            guard !name.isEmpty else { throw variable.error("the variable has no name") }
            environment.append(ExecPlugin.Variable(name: name, value: Secret(try variable.string("value"))))
        }
        interactiveMode = try fields.string("interactiveMode")
        provideClusterInfo = try fields.bool("provideClusterInfo")
        installHint = try fields.string("installHint")
    }
}

public import Value

/// What kubeconfig files say, merged as kubectl merges them; nothing that they refer to has been read.
public struct Kubeconfig: Sendable {
    /// The files it came from, in order of precedence.
    public var files: [String]
    /// Empty when no file names one.
    public var currentContext: String
    public var contexts: [String: Context]
    public var clusters: [String: Cluster]
    public var users: [String: User]

    public init(
        files: [String] = [], currentContext: String = "", contexts: [String: Context] = [:],
        clusters: [String: Cluster] = [:], users: [String: User] = [:]
    ) {
        self.files = files
        self.currentContext = currentContext
        self.contexts = contexts
        self.clusters = clusters
        self.users = users
    }

    public var isEmpty: Bool { currentContext.isEmpty && contexts.isEmpty && clusters.isEmpty && users.isEmpty }

    /// The names of all contexts, sorted.
    public var contextNames: [String] { contexts.keys.sorted() }

    /// Where an entry was written, for messages: the file, and the path in it.
    public struct Origin: Sendable, Hashable, CustomStringConvertible {
        public var file: String
        public var path: String
        public var description: String { "\(file): \(path)" }
    }

    public struct Context: Sendable, Hashable {
        public var origin: Origin
        public var cluster = ""
        public var user = ""
        public var namespace = ""
    }

    public struct Cluster: Sendable, Hashable {
        public var origin: Origin
        public var server = ""
        public var tlsServerName = ""
        public var insecureSkipTLSVerify = false
        /// A path, resolved against the file's folder.
        public var certificateAuthority = ""
        /// Base64.
        public var certificateAuthorityData = ""
        public var proxyURL = Secret("")
        /// The extension that exec plugins are given.
        public var execConfig = Value.null
    }

    public struct User: Sendable, Hashable {
        public var origin: Origin
        /// A path, resolved against the file's folder, as those below.
        public var clientCertificate = ""
        public var clientCertificateData = ""
        public var clientKey = ""
        public var clientKeyData = Secret("")
        public var token = Secret("")
        public var tokenFile = ""
        public var username = ""
        public var password = Secret("")
        public var impersonate = ""
        public var impersonateUID = ""
        public var impersonateGroups: [String] = []
        public var impersonateExtra: [String: [String]] = [:]
        /// The name of an `auth-provider`, which kubectl no longer supports either; empty when there is none.
        public var authProvider = ""
        public var exec: Exec?
    }

    public struct Exec: Sendable, Hashable {
        public var apiVersion = ""
        /// A command with a slash in it is resolved against the file's folder.
        public var command = ""
        public var arguments: [String] = []
        public var environment: [ExecPlugin.Variable] = []
        public var interactiveMode = ""
        public var provideClusterInfo = false
        public var installHint = ""
    }
}

public import HTTP

/// How to reach one cluster, and as whom.
public struct ClusterConfiguration: Sendable {
    /// An absolute http or https URL without a slash at its end; may have a path.
    public var server: String
    /// Trust, client certificate, server name and proxy.
    public var connection: HTTPConnectionOptions
    public var credentials: Credentials
    public var impersonation: Impersonation?
    /// Where objects without a namespace go.
    public var namespace: String
    /// The kubeconfig's context; nil in a cluster.
    public var context: String?
    /// Whether http was taken because nothing said otherwise.
    let schemeIsAssumed: Bool

    /// Who asks, besides a client certificate in `connection`.
    public enum Credentials: Sendable {
        case none
        case token(Secret)
        /// Read again when the last reading is older than a minute; the fallback serves while it cannot be read.
        case tokenFile(String, fallback: Secret? = nil)
        case basic(username: String, password: Secret)
        case plugin(ExecPlugin)
    }

    /// `as`, `as-uid`, `as-groups` and `as-user-extra` of a user.
    public struct Impersonation: Sendable, Hashable {
        public var user: String
        public var uid: String?
        public var groups: [String]
        /// Sorted by key.
        public var extra: [(key: String, values: [String])] {
            extraValues.sorted { $0.key < $1.key }.map { (key: $0.key, values: $0.value) }
        }
        private var extraValues: [String: [String]]

        public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
            self.user = user
            self.uid = uid
            self.groups = groups
            self.extraValues = extra
        }
    }

    /// - Throws: `KubernetesError` with code `configuration` when `server` is not an http or https URL, or holds a
    ///   user.
    public init(
        server: String, connection: HTTPConnectionOptions = HTTPConnectionOptions(), credentials: Credentials = .none,
        impersonation: Impersonation? = nil, namespace: String = "default", context: String? = nil
    ) throws(KubernetesError) {
        let hasTLS =
            connection.certificateAuthorities != nil || connection.clientIdentity != nil
            || connection.skipsVerification
        self.server = try ServerURL.normalized(server, hasTLS: hasTLS)
        schemeIsAssumed = !hasTLS && !server.contains("://")
        self.connection = connection
        self.credentials = credentials
        self.impersonation = impersonation
        self.namespace = namespace
        self.context = context
    }
}

extension ClusterConfiguration: CustomStringConvertible, CustomReflectable {
    public var description: String { context.map { "\(server) (context \(quoted($0)))" } ?? server }

    /// Keys and certificates stay out of dumps.
    public var customMirror: Mirror { Mirror(self, children: ["server": server, "namespace": namespace]) }
}

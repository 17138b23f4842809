import HTTP
public import Value

/// Why a request, a kubeconfig or a credential failed, with the server's own words kept whole.
///
/// Absent, forbidden, timed out and unreachable are different codes, and only `notFound` means that the server looked
/// and the object is not there.
public struct KubernetesError: Error, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        /// The object, or the namespace it should go to, does not exist.
        case notFound
        /// The server serves no such type; its CRD may be missing or not established yet.
        case resourceTypeNotFound
        /// The server knows who asks and refuses. `isMissingPermission` tells RBAC from quota and policies.
        case forbidden
        /// The server does not accept the credentials.
        case unauthorized
        /// The object changed meanwhile, a precondition failed, or another field manager owns fields.
        case conflict
        case alreadyExists
        /// The server understood the object and refuses its content; `causes` lists the fields.
        case invalid
        case badRequest
        /// An admission webhook answered no.
        case admissionDenied
        /// An admission or conversion webhook could not be asked.
        case webhookFailed
        /// The resource version or continue token is too old.
        case gone
        /// No answer in time: from the server, or inside it.
        case timeout
        case tooManyRequests
        /// 502 and 503, such as an aggregated API without a live back end.
        case unavailable
        case serverError
        case requestTooLarge
        /// The server does not do this: 405, 406, 415.
        case unsupported
        /// No answer at all: name, route, connection or proxy.
        case unreachable
        /// The server's certificate is not trusted, or TLS failed.
        case untrusted
        /// An answer that is not what the API promises.
        case unreadable
        /// A kubeconfig or in-cluster configuration that cannot be used.
        case configuration
        /// There is no kubeconfig, and no cluster around this process.
        case notConfigured
        /// An exec plugin or token file that gave no credential.
        case credentials
        /// The caller asked for something that cannot be sent.
        case invalidRequest
    }

    /// What was asked of the server.
    public struct Request: Sendable, Hashable {
        /// As RBAC names it: get, list, watch, create, update, patch, delete, deletecollection; `get` for paths.
        public var verb: String
        public var group: String
        /// The plural, with a subresource after a slash as RBAC writes it; empty for paths such as `/version`.
        public var resource: String
        public var namespace: String?
        public var name: String?
        /// The path without its query.
        public var path: String

        public init(
            verb: String, group: String = "", resource: String = "", namespace: String? = nil, name: String? = nil,
            path: String = ""
        ) {
            self.verb = verb
            self.group = group
            self.resource = resource
            self.namespace = namespace
            self.name = name
            self.path = path
        }
    }

    public var code: Code
    /// The other side's words where it gave some.
    public var message: String
    public var request: Request?
    /// What was being done that needed the answer, where the request alone does not tell; begins the description.
    public var occasion: String?
    /// The server's URL.
    public var server: String?
    public var httpStatus: Int?
    /// The `Status` object as the server sent it; null when it sent none.
    public var status: Value
    /// How long the server asks to wait.
    public var retryAfter: Duration?
    public var underlying: (any Error)?

    public init(
        _ code: Code, _ message: String, request: Request? = nil, server: String? = nil, httpStatus: Int? = nil,
        status: Value = .null, retryAfter: Duration? = nil, underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.request = request
        self.server = server
        self.httpStatus = httpStatus
        self.status = status
        self.retryAfter = retryAfter
        self.underlying = underlying
    }

    /// The server looked, and the object is not there.
    public var isNotFound: Bool { code == .notFound }
}

extension KubernetesError: CustomStringConvertible {
    public var description: String {
        (occasion.map { "\($0): " } ?? "") + (request.map { "cannot \($0): " } ?? "") + words
    }

    /// The same without what was asked of the server, for whoever has said it already.
    public var words: String {
        let said = request?.rest(of: message) ?? message
        return (said.isEmpty ? code.rawValue : said) + (advice.map { "; \($0)" } ?? "")
    }

    /// What to do next, where the code alone tells it.
    var advice: String? {
        switch code {
        case .forbidden where isMissingPermission:
            request.map { "the caller needs \($0.permission)" }
        case .unauthorized: "the server does not accept the credentials: log in again or check the kubeconfig's user"
        case .unreachable, .timeout: server.map { "server \($0)" }
        case .untrusted: "check certificate-authority-data of the cluster in the kubeconfig"
        case .resourceTypeNotFound: "its CRD may not be installed"
        case .conflict where !fieldConflicts.isEmpty:
            "owned by " + fieldConflicts.map { "\(quoted($0.manager)): \($0.field)" }.joined(separator: ", ")
        default: nil
        }
    }
}

extension KubernetesError.Request: CustomStringConvertible {
    public var description: String {
        guard !resource.isEmpty else { return "\(verb) \(path)" }
        var text = "\(verb) \(type)"
        if let name { text += " \(quoted(name))" }
        if let namespace { text += " in namespace \(quoted(namespace))" }
        return text
    }

    /// The RBAC rule that allows it, in words.
    public var permission: String {
        guard !resource.isEmpty else { return "verb \(verb) on the path \(path)" }
        let scope = namespace.map { "in namespace \(quoted($0))" } ?? "in the whole cluster"
        return "verb \(quoted(verb)) on \(type) \(scope)"
    }

    /// A server's words without the object that they begin with: of `pods "a" is forbidden: …`, `forbidden: …`.
    func rest(of message: String) -> String {
        let subject = message.prefix { $0 != " " }
        var rest = message.dropFirst(subject.count)
        if let name {
            guard rest.hasPrefix(" \(quoted(name)) ") else { return message }
            rest = rest.dropFirst(quoted(name).count + 1)
        } else if subject != type {
            return message
        }
        for word in [" is forbidden", " is invalid", " not found", " already exists"] where rest.hasPrefix(word) {
            return String(rest.dropFirst(rest.hasPrefix(" is ") ? 4 : 1))
        }
        return message
    }

    private var type: String { group.isEmpty ? resource : "\(resource).\(group)" }
}

public import HTTP
public import Value

extension KubernetesClient {
    /// The answer to a GET of any path of the server, such as `/readyz?verbose`.
    ///
    /// - Parameter path: begins with a slash, percent-encoded, and may hold a query.
    public func raw(_ path: String, upTo limit: Int = Limits.answerBytes) async throws -> [UInt8] {
        var call = try APICall(path: path)
        call.accept = "*/*"
        return try await connection.read(call) { try await $0.body.collect(upTo: limit) }
    }

    /// The same, decoded from JSON.
    public func rawValue(_ path: String) async throws -> Value { try await connection.value(APICall(path: path)) }

    /// A container's log.
    ///
    /// With `follow`, the body ends when the container does, and is silent as long as the container is.
    public func logs(pod: String, namespace: String? = nil, options: LogOptions = LogOptions()) async throws -> HTTPBody
    {
        var call = try APICall(
            .get, verb: "get", .pods, namespace: namespace ?? defaultNamespace, name: pod, subresource: "log")
        call.kind = .stream
        call.follows = options.follow
        call.accept = "*/*"
        call.query = options.query
        return try await connection.open(call).body
    }

    /// Sends a request to a service through the API server.
    ///
    /// A failure of the service is a response with its status. What the API server itself refuses, or cannot reach, is an
    /// error: `forbidden`, `unavailable` when the service has no endpoints, `notFound`. It is never repeated.
    /// - Parameters:
    ///   - port: a number or a name.
    ///   - path: begins with a slash, percent-encoded, and may hold a query.
    ///   - timeout: until the answer starts; nil means the client's own for streams.
    ///   - host: the name that the service is asked by, where it goes by names; the API server passes on what it is asked
    ///     by itself, so that a proxy before it sees this, too. Nil leaves it the server's.
    public func serviceProxy(
        _ service: String, namespace: String? = nil, port: String, scheme: String? = nil, path: String = "/",
        method: HTTPMethod = .get, body: [UInt8]? = nil, contentType: String? = nil, timeout: Duration? = nil,
        host: String? = nil
    ) async throws -> HTTPResponse {
        let request = ProxiedRequest(
            port: port, scheme: scheme, path: path, method: method, body: body, contentType: contentType,
            timeout: timeout, host: host)
        return try await proxy(.services, service, namespace, request)
    }

    /// Sends a request to a pod through the API server, as `serviceProxy` does to a service.
    public func podProxy(
        _ pod: String, namespace: String? = nil, port: String, scheme: String? = nil, path: String = "/",
        method: HTTPMethod = .get, body: [UInt8]? = nil, contentType: String? = nil, timeout: Duration? = nil
    ) async throws -> HTTPResponse {
        let request = ProxiedRequest(
            port: port, scheme: scheme, path: path, method: method, body: body, contentType: contentType,
            timeout: timeout)
        return try await proxy(.pods, pod, namespace, request)
    }

    private struct ProxiedRequest {
        var port: String
        var scheme: String?
        var path: String
        var method: HTTPMethod
        var body: [UInt8]?
        var contentType: String?
        var timeout: Duration?
        var host: String?

        /// The verb that RBAC asks for.
        var verb: String {
            switch method {
            case .post: "create"
            case .put: "update"
            case .patch: "patch"
            case .delete: "delete"
            default: "get"
            }
        }
    }

    private func proxy(
        _ type: ResourceType, _ name: String, _ namespace: String?, _ request: ProxiedRequest
    ) async throws -> HTTPResponse {
        let target = (request.scheme.map { "\($0):" } ?? "") + name + ":" + request.port
        var call = try APICall(
            request.method, verb: request.verb, type, namespace: namespace ?? defaultNamespace, name: target,
            subresource: "proxy")
        // RBAC knows the object by its bare name.
        call.subject.name = name
        call.subject.path += try APICall(path: request.path).subject.path
        call.kind = .stream
        call.firstByte = request.timeout
        call.accept = "*/*"
        call.body = request.body
        if let contentType = request.contentType { call.contentType = contentType }
        call.host = request.host
        return try await connection.openProxied(call)
    }
}

/// Which part of a log is read.
public struct LogOptions: Sendable, Hashable {
    /// Nil means the pod's only container.
    public var container: String?
    public var follow: Bool
    /// Of the container's former run.
    public var previous: Bool
    public var tailLines: Int?
    /// Cuts the log, at no particular place.
    public var limitBytes: Int?
    public var sinceSeconds: Int?
    public var timestamps: Bool

    public init(
        container: String? = nil, follow: Bool = false, previous: Bool = false, tailLines: Int? = nil,
        limitBytes: Int? = nil, sinceSeconds: Int? = nil, timestamps: Bool = false
    ) {
        self.container = container
        self.follow = follow
        self.previous = previous
        self.tailLines = tailLines
        self.limitBytes = limitBytes
        self.sinceSeconds = sinceSeconds
        self.timestamps = timestamps
    }

    var query: [(String, String)] {
        var items: [(String, String)] = []
        if let container { items.append(("container", container)) }
        if follow { items.append(("follow", "true")) }
        if previous { items.append(("previous", "true")) }
        if let tailLines { items.append(("tailLines", String(tailLines))) }
        if let limitBytes { items.append(("limitBytes", String(limitBytes))) }
        if let sinceSeconds { items.append(("sinceSeconds", String(sinceSeconds))) }
        if timestamps { items.append(("timestamps", "true")) }
        return items
    }
}

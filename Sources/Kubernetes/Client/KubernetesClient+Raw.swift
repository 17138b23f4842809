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
        call.accept = "*/*"
        call.query = options.query
        return try await connection.open(call).body
    }

    /// GETs a path of a service through the API server.
    ///
    /// A failure of the service is a response with its status. What the API server itself refuses, or cannot reach, is an
    /// error: `forbidden`, `unavailable` when the service has no endpoints, `notFound`.
    /// - Parameter port: a number or a name.
    public func serviceProxy(
        _ service: String, namespace: String? = nil, port: String, scheme: String? = nil, path: String = "/"
    ) async throws -> HTTPResponse {
        try await proxy(.services, service, namespace, port, scheme, path)
    }

    /// GETs a path of a pod through the API server, as `serviceProxy` does of a service.
    public func podProxy(
        _ pod: String, namespace: String? = nil, port: String, scheme: String? = nil, path: String = "/"
    ) async throws -> HTTPResponse {
        try await proxy(.pods, pod, namespace, port, scheme, path)
    }

    private func proxy(
        _ type: ResourceType, _ name: String, _ namespace: String?, _ port: String, _ scheme: String?, _ path: String
    ) async throws -> HTTPResponse {
        let target = (scheme.map { "\($0):" } ?? "") + name + ":" + port
        var call = try APICall(
            .get, verb: "get", type, namespace: namespace ?? defaultNamespace, name: target, subresource: "proxy")
        // RBAC knows the object by its bare name.
        call.subject.name = name
        call.subject.path += try APICall(path: path).subject.path
        call.kind = .stream
        call.accept = "*/*"
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

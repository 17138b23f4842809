import HTTP
import Value

/// One request in the client's own terms, before server and credentials are known.
struct APICall: Sendable {
    var subject: KubernetesError.Request
    var method: HTTPMethod
    var query: [(String, String)] = []
    var body: [UInt8]?
    var contentType = "application/json"
    var accept = "application/json"
    /// The answer is to come as it is, although a smaller one could be had.
    var isUncompressed = false
    /// In place of the server's own name.
    var host: String?
    var kind = Kind.object
    /// Replaces the limit that the kind gives.
    var firstByte: Duration?
    /// The body of a stream may be silent for ever, as a log that is followed.
    var follows = false
    /// Repeating it does no harm: reads, and writes whose second run changes nothing.
    var isIdempotent: Bool
    /// The server does everything but store the result.
    var isDryRun = false

    /// Whether carrying it out may change the cluster.
    var isChange: Bool {
        method != .get && kind != .stream && !isDryRun && subject.group != "authorization.k8s.io"
    }

    enum Kind { case object, list, watch, stream }

    init(
        _ method: HTTPMethod, verb: String, _ type: ResourceType, namespace: String? = nil, name: String? = nil,
        subresource: String? = nil, isIdempotent: Bool? = nil
    ) throws(KubernetesError) {
        self.method = method
        self.isIdempotent = isIdempotent ?? (method == .get)
        subject = KubernetesError.Request(
            verb: verb, group: type.group, resource: type.plural + (subresource.map { "/\($0)" } ?? ""),
            namespace: type.isNamespaced ? namespace : nil, name: name,
            path: try type.path(namespace: namespace, name: name, subresource: subresource))
    }

    /// A read of a path that is not a resource, such as `/version`.
    init(path: String, query: [(String, String)] = []) throws(KubernetesError) {
        guard path.hasPrefix("/"), !path.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == 0x23 }) else {
            throw KubernetesError(.invalidRequest, "path \(quoted(path)) does not start with a slash or is not encoded")
        }
        method = .get
        isIdempotent = true
        self.query = query
        subject = KubernetesError.Request(verb: "get", path: path)
    }

    func httpRequest(server: String, connection: HTTPConnectionOptions, timeouts: CallTimeouts) -> HTTPRequest {
        var url = server + subject.path
        if !query.isEmpty { url += (subject.path.contains("?") ? "&" : "?") + PathSegment.query(query) }
        var headers: HTTPHeaders = ["Accept": accept]
        if isUncompressed { headers["Accept-Encoding"] = "identity" }
        if body != nil { headers["Content-Type"] = contentType }
        if let host { headers["Host"] = host }
        return HTTPRequest(
            method, url, headers: headers, body: body, timeouts: httpTimeouts(timeouts), connection: connection,
            isRetryable: false)
    }

    private func httpTimeouts(_ timeouts: CallTimeouts) -> HTTPTimeouts {
        switch kind {
        case .object:
            HTTPTimeouts(connect: timeouts.connect, firstByte: timeouts.object, idle: timeouts.object)
        case .list: HTTPTimeouts(connect: timeouts.connect, firstByte: timeouts.list, idle: timeouts.list)
        case .watch:
            // The server answers at once, and may then be silent until it closes the watch.
            HTTPTimeouts(
                connect: timeouts.connect, firstByte: timeouts.list, idle: timeouts.watch + Limits.watchGrace)
        case .stream:
            HTTPTimeouts(
                connect: timeouts.connect, firstByte: firstByte ?? timeouts.stream,
                idle: follows ? nil : max(firstByte ?? .zero, timeouts.stream))
        }
    }
}

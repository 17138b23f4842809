import HTTP
import Kubernetes
import Synchronization
import TestSupport
import Value

/// An API server that knows what a test has written down for it; the rest is not there.
final class ScriptedServer: HTTPTransport {
    struct Sent: Sendable {
        /// Method, path and query.
        var line: String
        var body: String
        var contentType: String
    }

    private let script: @Sendable (HTTPRequest) -> HTTPResponse?
    private let seen = Mutex<[Sent]>([])

    init(_ script: @escaping @Sendable (HTTPRequest) -> HTTPResponse? = { _ in nil }) { self.script = script }

    /// In the order in which they came.
    var sent: [Sent] { seen.withLock { $0 } }
    /// The method of each.
    var methods: [String] { sent.map { String($0.line.prefix { $0 != " " }) } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let sent = Sent(
            line: "\(request.method) \(request.url)", body: String(decoding: request.body ?? [], as: UTF8.self),
            contentType: request.headers["Content-Type"] ?? "")
        seen.withLock { $0.append(sent) }
        return script(request) ?? .object(404, Self.absence)
    }

    func client() throws -> KubernetesClient {
        var options = ClientOptions()
        options.clock = ImpatientClock()
        return KubernetesClient(
            configuration: try ClusterConfiguration(server: "https://cluster.test"), transport: self, options: options)
    }

    /// An object that the server has looked for.
    private static let absence: Value = [
        "kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404, "message": "it is not there",
        "details": ["name": "it"],
    ]
}

extension HTTPResponse {
    static func object(_ status: Int, _ value: Value) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: HTTPBody(value.jsonBytes()))
    }
}

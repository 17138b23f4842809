import HTTP
import Kubernetes
import Sandbox
import Synchronization
import TestSupport
import Value

@testable import Waiting

/// Stands between a client and its cluster: records what is asked, and answers itself where the test says so.
final class Meddler: HTTPTransport {
    private let cluster: (any HTTPTransport)?
    private let answer: @Sendable (_ method: String, _ path: String) throws -> HTTPResponse?
    private let seen = Mutex<[String]>([])

    /// - Parameters:
    ///   - cluster: nil where the test answers everything.
    ///   - answer: nil lets the request pass.
    init(
        _ cluster: (any HTTPTransport)? = nil,
        _ answer: @escaping @Sendable (_ method: String, _ path: String) throws -> HTTPResponse? = { _, _ in nil }
    ) {
        self.cluster = cluster
        self.answer = answer
    }

    /// Method and path with its query.
    var requests: [String] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let path = request.url.split(separator: "/", maxSplits: 2).dropFirst(2).first.map { "/" + $0 } ?? ""
        seen.withLock { $0.append("\(request.method.rawValue) \(path)") }
        if let response = try answer(request.method.rawValue, path) { return response }
        guard let cluster else { throw HTTPError(.other, "the test has no answer to \(path)") }
        return try await cluster.send(request)
    }

    func client(clock: any Clock<Duration> = FastClock()) throws -> KubernetesClient {
        var options = ClientOptions()
        options.clock = clock
        return KubernetesClient(
            configuration: try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken)), namespace: "default"),
            transport: self, options: options)
    }
}

extension HTTPResponse {
    static func json(_ value: Value) -> HTTPResponse { text(value.json()) }

    static func text(_ text: String) -> HTTPResponse { HTTPResponse(status: 200, body: HTTPBody(Array(text.utf8))) }

    static func list(_ items: [Value]) -> HTTPResponse {
        json(["kind": "List", "metadata": ["resourceVersion": "9"], "items": .array(items)])
    }

    /// As an API server refuses.
    static func status(_ code: Int64, _ reason: String, _ message: String) -> HTTPResponse {
        let value: Value = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": .integer(code),
            "reason": .string(reason), "message": .string(message),
        ]
        return HTTPResponse(status: Int(code), body: HTTPBody(Array(value.json().utf8)))
    }
}

/// Keeps the news of a wait.
final class NewsLog: Sendable {
    private let items = Mutex<[WaitNews]>([])
    func add(_ item: WaitNews) { items.withLock { $0.append(item) } }
    var texts: [String] { items.withLock { $0.map(\.text) } }
}

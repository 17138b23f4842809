import HTTP
import Synchronization
import Value

/// Answers by path; what it does not know is a 404 as an API server writes it.
final class StubTransport: HTTPTransport, TCPGreeter {
    enum Answer: Sendable {
        case json(Int, Value)
        case text(Int, String)
        case error(HTTPError.Code)
        /// Waits until the task is cancelled.
        case silence
    }

    let answers: [String: Answer]
    let greetings: [String: Answer]
    private let seen = Mutex<[String]>([])

    /// - Parameter answers: by path, without the query.
    init(_ answers: [String: Answer] = [:], greetings: [String: Answer] = [:]) {
        self.answers = answers
        self.greetings = greetings
    }

    /// Paths in the order in which they were asked for, with their queries.
    var requests: [String] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let target = request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).dropFirst(2)
        let path = "/" + (target.first.map(String.init) ?? "")
        seen.withLock { $0.append(path) }
        let key = String(path.prefix { $0 != "?" })
        switch answers[key] {
        case .json(let status, let value): return HTTPResponse(status: status, body: HTTPBody(value.jsonBytes()))
        case .text(let status, let text): return HTTPResponse(status: status, body: HTTPBody(Array(text.utf8)))
        case .error(let code): throw HTTPError(code, "stub: \(code.rawValue)", url: request.url)
        case .silence:
            try await Task.sleep(for: .seconds(600))
            throw CancellationError()
        case nil: return HTTPResponse(status: 404, body: HTTPBody(Self.status(404, "NotFound").jsonBytes()))
        }
    }

    func greeting(_ request: TCPGreetingRequest) async throws -> [UInt8] {
        switch greetings["\(request.host):\(request.port)"] {
        case .text(_, let text): return Array(text.utf8)
        case .error(let code): throw HTTPError(code, "stub: \(code.rawValue)")
        case .json, .silence, nil: throw HTTPError(.nameNotResolved, "stub: no such name \(request.host)")
        }
    }

    /// A `Status` as the API server writes it.
    static func status(_ code: Int, _ reason: String, _ message: String = "stub says no") -> Value {
        [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": .integer(Int64(code)),
            "reason": .string(reason), "message": .string(message),
        ]
    }

    static func refusal(_ code: Int, _ reason: String, _ message: String = "stub says no") -> Answer {
        .json(code, status(code, reason, message))
    }

    static func list(_ items: [Value], more: String = "") -> Answer {
        .json(
            200,
            ["kind": "List", "metadata": ["resourceVersion": "1", "continue": .string(more)], "items": .array(items)])
    }

    /// A cluster that answers, with nothing in it.
    static let cluster: [String: Answer] = [
        "/version": .json(200, ["gitVersion": "v1.33.1-gke.5", "major": "1", "minor": "33+"]),
        "/api/v1/namespaces/kube-system": .json(
            200, ["metadata": ["name": "kube-system", "uid": "u-1"], "kind": "Namespace", "apiVersion": "v1"]),
        "/api/v1/nodes": list([]), "/api/v1/pods": list([]),
        "/apis/resource.k8s.io": refusal(404, "NotFound", "the server could not find the requested resource"),
    ]
}

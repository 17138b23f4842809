import HTTP
import Synchronization

/// Stands between a client and its cluster: counts what is asked, and answers itself where the test says so.
final class MeddlingTransport: HTTPTransport {
    struct Request: Sendable, Hashable, CustomStringConvertible {
        var method: String
        /// With its query.
        var path: String

        init(_ request: HTTPRequest) {
            method = request.method.rawValue
            path = request.url.split(separator: "/", maxSplits: 2).dropFirst(2).first.map { "/" + $0 } ?? ""
        }

        var description: String { "\(method) \(path)" }
    }

    private let cluster: any HTTPTransport
    private let meddle: @Sendable (Request, Int) throws -> HTTPResponse?
    private let seen = Mutex<[Request]>([])

    /// - Parameter meddle: gets a request and how many like it came before; nil lets it pass.
    init(
        _ cluster: any HTTPTransport,
        meddle: @escaping @Sendable (Request, Int) throws -> HTTPResponse? = { _, _ in nil }
    ) {
        self.cluster = cluster
        self.meddle = meddle
    }

    var requests: [Request] { seen.withLock { $0 } }

    func forget() { seen.withLock { $0 = [] } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let asked = Request(request)
        let before = seen.withLock { seen in
            defer { seen.append(asked) }
            return seen.count { $0 == asked }
        }
        if let answer = try meddle(asked, before) { return answer }
        return try await cluster.send(request)
    }
}

extension HTTPResponse {
    static func text(_ status: Int, _ body: String) -> HTTPResponse {
        HTTPResponse(status: status, body: HTTPBody(Array(body.utf8)))
    }

    /// As an API server refuses or fails.
    static func status(_ code: Int, _ reason: String, _ message: String) -> HTTPResponse {
        text(
            code,
            #"{"kind":"Status","apiVersion":"v1","status":"Failure","code":\#(code),"reason":"\#(reason)","message":"\#(message)"}"#
        )
    }
}

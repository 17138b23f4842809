import HTTP
import Sandbox
import Synchronization
import Value

/// A simulated cluster behind a network that answers some requests by itself, and remembers all of them.
final class FaultedTransport: HTTPTransport {
    /// What happens to a request instead of its being sent, by how many there were before; nil sends it.
    typealias Fault = @Sendable (_ number: Int, _ path: String) async throws -> HTTPResponse?

    private let cluster: SandboxTransport
    /// Whether lists come in so small pages that they have several.
    private let hasSmallPages: Bool
    private let fault: Fault
    private let seen = Mutex<[HTTPRequest]>([])

    init(_ cluster: SandboxTransport, hasSmallPages: Bool = false, fault: @escaping Fault) {
        self.cluster = cluster
        self.hasSmallPages = hasSmallPages
        self.fault = fault
    }

    var requests: [HTTPRequest] { seen.withLock { $0 } }

    /// Those that are neither reads nor reviews nor dry runs.
    var writes: [String] {
        requests.filter { request in
            let path = request.url.prefix { $0 != "?" }
            let isReview = request.method == .post && path.hasSuffix("reviews")
            return request.method != .get && !isReview && !request.url.contains("dryRun=All")
        }.map { "\($0.method) \($0.url)" }
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count
        }
        let path = String(request.url.dropFirst(Sandbox.serverURL.count))
        if let response = try await fault(number, path) { return response }
        var request = request
        if hasSmallPages {
            for size in [250, 500] { request.url = request.url.replacing("limit=\(size)", with: "limit=2") }
        }
        return try await cluster.send(request)
    }

    /// A failure as an API server words it.
    static func refusal(_ status: Int, _ reason: String, _ message: String) -> HTTPResponse {
        let body: Value = [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": .integer(Int64(status)),
            "reason": .string(reason), "message": .string(message),
        ]
        return HTTPResponse(
            status: status, headers: ["Content-Type": "application/json"], body: HTTPBody(body.jsonBytes()))
    }
}

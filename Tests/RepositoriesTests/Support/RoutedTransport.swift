import HTTP
import Synchronization

/// A network of prepared answers by URL; keeps the requests.
final class RoutedTransport: HTTPTransport {
    typealias Handler = @Sendable (HTTPRequest) throws -> HTTPResponse
    private let routes: [String: Handler]
    private let seen = Mutex<[HTTPRequest]>([])

    /// - Parameter routes: by URL without its query.
    init(_ routes: [String: Handler]) { self.routes = routes }

    var requests: [HTTPRequest] { seen.withLock { $0 } }

    func requests(to url: String) -> [HTTPRequest] { requests.filter { Self.bare($0.url) == url } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        seen.withLock { $0.append(request) }
        guard let handler = routes[Self.bare(request.url)] else { return Self.text(404, "no such page") }
        return try handler(request)
    }

    private static func bare(_ url: String) -> String { String(url.prefix { $0 != "?" }) }

    static func text(_ status: Int, _ text: String, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: HTTPBody(Array(text.utf8)))
    }

    static func bytes(_ bytes: [UInt8], _ headers: HTTPHeaders = [:]) -> HTTPResponse {
        HTTPResponse(status: 200, headers: headers, body: HTTPBody(bytes))
    }

    /// A body that breaks off.
    static func cut(_ bytes: [UInt8], status: Int = 200, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: headers,
            body: HTTPBody {
                let rest = Mutex<[UInt8]?>(bytes)
                return {
                    let part = rest.withLock { rest in
                        defer { rest = nil }
                        return rest
                    }
                    guard let part else { throw HTTPError(.bodyCut, "the answer broke off") }
                    return part
                }
            })
    }
}

public import HTTP
import Value

/// Sends requests to the sandbox's API server within the process.
public struct SandboxTransport: HTTPTransport {
    private let server: APIServer

    init(server: APIServer) { self.server = server }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let answer = server.respond(
            to: APIRequest(
                method: request.method.rawValue, target: request.url, headers: request.headers, body: request.body ?? []
            ))
        return Self.response(answer)
    }

    private static func response(_ answer: APIResponse) -> HTTPResponse {
        switch answer {
        case .value(let status, let value, let warnings):
            var headers: HTTPHeaders = ["Content-Type": "application/json"]
            for warning in warnings { headers.append("Warning", "299 - \(FieldProblem.quoted(warning))") }
            return HTTPResponse(status: status, headers: headers, body: HTTPBody(value.jsonBytes()))
        case .bytes(let status, let type, let bytes):
            return HTTPResponse(status: status, headers: ["Content-Type": type], body: HTTPBody(bytes))
        case .watch(let watch):
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "application/json;stream=watch"],
                body: HTTPBody { watch.makeReader() })
        }
    }
}

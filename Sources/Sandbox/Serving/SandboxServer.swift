import HTTP
import Hummingbird
import Logging
import Synchronization
import Value

/// Serves the sandbox's API on the loopback interface, so that kubectl and Helm can talk to it.
public struct SandboxServer: Sendable {
    private let server: APIServer
    private let port: Int

    /// - Parameter port: 0 takes a free one.
    public init(_ sandbox: Sandbox, port: Int = 0) {
        server = sandbox.server
        self.port = port
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onReady: gets the port once connections are taken.
    /// - Throws: `SandboxError` with code `portTaken` when it cannot listen.
    public func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let server = server
        let responder = CallbackResponder { (request: Request, _: BasicRequestContext) -> Response in
            let body = try await request.body.collect(upTo: SandboxLimits.requestBody)
            var headers: HTTPHeaders = [:]
            for field in request.headers { headers.append(field.name.rawName, field.value) }
            // Hummingbird keeps the name that it was asked by apart from the fields.
            if headers["Host"] == nil, let name = request.head.authority { headers.append("Host", name) }
            let target = Self.unwrapped(request.uri.string, &headers)
            let answer = server.respond(
                to: APIRequest(
                    method: request.method.rawValue, target: target, headers: headers, body: Array(buffer: body)))
            return Self.response(answer, isHead: request.method == .head)
        }
        var logger = Logger(label: "sandbox")
        // Streams that end with the server are not errors.
        logger.logLevel = .critical
        let isListening = Mutex(false)
        let application = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                isListening.withLock { $0 = true }
                await onReady(channel.localAddress?.port ?? 0)
            }, logger: logger)
        do {
            try await application.run()
        } catch {
            guard !Task.isCancelled, !isListening.withLock({ $0 }) else { throw error }
            throw SandboxError(
                .portTaken, "cannot listen on 127.0.0.1:\(port): \(error); choose another port", underlying: error)
        }
    }

    /// Takes the user out of a path such as `/as/TOKEN/api/v1`.
    ///
    /// kubectl and Helm send no token over plain HTTP, so the kubeconfig names the user in the server's URL.
    static func unwrapped(_ target: String, _ headers: inout HTTPHeaders) -> String {
        let prefix = "/as/"
        guard target.hasPrefix(prefix) else { return target }
        let rest = target.dropFirst(prefix.count)
        let token = rest.prefix { $0 != "/" && $0 != "?" }
        if headers["Authorization"] == nil { headers["Authorization"] = "Bearer \(token)" }
        let path = rest.dropFirst(token.count)
        return path.isEmpty ? "/" : String(path)
    }

    private static func response(_ answer: APIResponse, isHead: Bool) -> Response {
        switch answer {
        case .value(let status, let value, let warnings):
            var headers: HTTPFields = [.contentType: "application/json"]
            if !warnings.isEmpty, let name = HTTPFields.Key("Warning") {
                headers[values: name] = warnings.map { "299 - \(FieldProblem.quoted($0))" }
            }
            return Response(
                status: .init(code: status), headers: headers,
                body: isHead ? .init() : .init(byteBuffer: ByteBuffer(bytes: value.jsonBytes())))
        case .bytes(let status, let type, let bytes):
            return Response(
                status: .init(code: status), headers: [.contentType: type],
                body: isHead ? .init() : .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .watch(let watch):
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody { writer in
                    let next = watch.makeReader()
                    // The head goes out at once, even when nothing happens for a while.
                    try await writer.write(ByteBuffer())
                    while let bytes = try await next() { try await writer.write(ByteBuffer(bytes: bytes)) }
                    try await writer.finish(nil)
                })
        }
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Requests over libcurl: HTTP/1.1 and HTTP/2, kept connections, proxies, TLS.
///
/// All requests share one I/O thread, which starts with the first request and ends when neither the transport nor a
/// response's body is in use. Bodies that are read slowly slow their sender. A cancelled `send` or read of a body
/// returns after the transfer has ended; a body dropped before its end ends its transfer soon after.
/// Redirects are not followed, errors are not retried: other transports wrap this one for that.
public final class CurlTransport: HTTPTransport {
    public struct Options: Sendable {
        /// Requests beyond these limits wait for a connection; their connect timeout starts when they get one.
        public var maxConnectionsPerHost: Int
        public var maxConnections: Int
        /// Bytes of one body that may wait to be read before its sender is slowed.
        public var bodyBuffer: Int
        public var userAgent: String?

        public init(
            maxConnectionsPerHost: Int = HTTPLimits.connectionsPerHost, maxConnections: Int = HTTPLimits.connections,
            bodyBuffer: Int = HTTPLimits.bodyBuffer, userAgent: String? = "groundcrew"
        ) {
            self.maxConnectionsPerHost = maxConnectionsPerHost
            self.maxConnections = maxConnections
            self.bodyBuffer = bodyBuffer
            self.userAgent = userAgent
        }
    }

    let lease: EngineLease
    let proxies: ProxyEnvironment

    /// - Parameter environment: HTTP_PROXY, HTTPS_PROXY, NO_PROXY, REQUEST_METHOD, SSL_CERT_FILE and SSL_CERT_DIR are read
    ///   from it; nil takes the process's own.
    public init(options: Options = Options(), environment: [String: String]? = nil) {
        let environment = environment ?? Self.processEnvironment()
        lease = EngineLease(CurlEngine(options: options, trust: .system(environment: environment)))
        proxies = ProxyEnvironment(environment)
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let plan = try TransferPlan(request, environment: proxies)
        let engine = lease.engine
        let exchange = Exchange(plan, engine: engine, limit: engine.options.bodyBuffer)
        let head = try await exchange.start()
        let stream = BodyStream(exchange, lease: lease)
        return HTTPResponse(status: head.status, headers: head.headers, body: HTTPBody { stream.makeReader() })
    }

    private static func processEnvironment() -> [String: String] {
        let names = [
            "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "REQUEST_METHOD",
            "SSL_CERT_FILE", "SSL_CERT_DIR",
        ]
        return names.reduce(into: [:]) { values, name in values[name] = getenv(name).map { String(cString: $0) } }
    }
}

/// Keeps the I/O thread alive: the transport holds it, and so does every body that is still to be read.
///
/// The thread itself holds the engine but never a lease, so a lease is never freed on the thread it stops.
final class EngineLease: Sendable {
    let engine: CurlEngine
    init(_ engine: CurlEngine) { self.engine = engine }
    deinit { engine.stop() }
}

/// The body of one response; ends the transfer when it is dropped.
final class BodyStream: Sendable {
    private let exchange: Exchange
    private let lease: EngineLease
    private let first = Once(true)

    init(_ exchange: Exchange, lease: EngineLease) {
        self.exchange = exchange
        self.lease = lease
    }

    deinit { exchange.cancel() }

    func makeReader() -> @Sendable () async throws -> [UInt8]? {
        guard first.take() != nil else { return { throw Exchange.readTwice } }
        let reader = Reader(self)
        return { try await reader.stream.exchange.next() }
    }

    /// A body is read once: with its reader goes the rest of it.
    private final class Reader: Sendable {
        let stream: BodyStream
        init(_ stream: BodyStream) { self.stream = stream }
        deinit { stream.exchange.cancel() }
    }
}

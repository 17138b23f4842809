import Formats

/// A server that speaks first, such as NATS with its `INFO` line, and how long to wait for it.
public struct TCPGreetingRequest: Sendable, Hashable {
    /// A name or an address; an IPv6 address stands without brackets.
    public var host: String
    public var port: Int
    /// Name look-up and TCP together.
    public var connect: Duration
    /// From the connection on, until the line is whole.
    public var firstByte: Duration
    /// The longest line that is read, in bytes.
    public var limit: Int

    public init(
        host: String, port: Int, connect: Duration = HTTPLimits.greeting, firstByte: Duration = HTTPLimits.greeting,
        limit: Int = HTTPLimits.greetingLine
    ) {
        self.host = host
        self.port = port
        self.connect = connect
        self.firstByte = firstByte
        self.limit = limit
    }
}

/// Connects by TCP, without a proxy, and reads the first line that the server says unasked.
public protocol TCPGreeter: Sendable {
    /// The line without its line break.
    ///
    /// - Throws: `CancellationError`, or `HTTPError` with one code for each way to fail: `nameNotResolved`,
    ///   `connectionRefused`, `hostUnreachable`, `connectTimedOut`, `firstByteTimedOut` (connected, but silent),
    ///   `idleTimedOut` (began a line and fell silent), `connectionReset` (closed before a line was whole),
    ///   `bodyTooLarge`, and `invalidRequest` when host or port cannot be. The message holds what was said, if anything.
    func greeting(_ request: TCPGreetingRequest) async throws -> [UInt8]
}

extension CurlTransport: TCPGreeter {
    public func greeting(_ request: TCPGreetingRequest) async throws -> [UInt8] {
        try Task.checkCancellation()
        let host = request.host.contains(":") ? "[\(request.host)]" : request.host
        let shown = "tcp://\(host):\(request.port)"
        guard (1...65535).contains(request.port), let parts = HostAndPort(host), parts.port == nil else {
            throw HTTPError(.invalidRequest, "\"\(request.host)\" port \(request.port) is not a host and a port")
        }
        do {
            return try await line(request, from: "http://\(host):\(request.port)")
        } catch var error as HTTPError {
            error.url = shown
            throw error
        }
    }

    private func line(_ request: TCPGreetingRequest, from url: String) async throws -> [UInt8] {
        let plan = try TransferPlan(
            HTTPRequest(
                .get, url, timeouts: HTTPTimeouts(connect: request.connect),
                connection: HTTPConnectionOptions(proxy: .none)),
            environment: proxies)
        let connection = RawExchange(plan, engine: lease.engine)
        defer { connection.close() }
        try await connection.open()
        let clock = SuspendingClock()
        let deadline = clock.now + request.firstByte
        var bytes: [UInt8] = []
        while true {
            let timeout =
                bytes.isEmpty
                ? HTTPError(
                    .firstByteTimedOut, "connected, but the server said nothing within \(request.firstByte.limitText)")
                : HTTPError(.idleTimedOut, "the server began a line and fell silent: \(Self.quoted(bytes))")
            guard let more = try await connection.read(within: max(deadline - clock.now, .zero), orThrow: timeout)
            else {
                throw HTTPError(
                    .connectionReset,
                    bytes.isEmpty
                        ? "connected, but the server closed the connection without a word"
                        : "the server closed the connection inside its first line: \(Self.quoted(bytes))")
            }
            bytes += more
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end <= request.limit {
                var line = bytes[..<end]
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return Array(line)
            }
            guard bytes.count <= request.limit else {
                throw HTTPError(
                    .bodyTooLarge,
                    "the server's first line is longer than \(request.limit) bytes: \(Self.quoted(bytes))")
            }
        }
    }

    /// The beginning of what a server said, without control characters.
    private static func quoted(_ bytes: [UInt8]) -> String {
        let shown = bytes.prefix(HTTPLimits.quotedGreeting)
        let text = shown.map { (0x20...0x7E).contains($0) ? Character(UnicodeScalar($0)) : "?" }
        return "\"\(String(text))\"\(bytes.count > shown.count ? "..." : "")"
    }
}

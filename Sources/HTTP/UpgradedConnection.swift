import Formats

/// Bytes in both directions after a server has switched protocols (101); it closes when it is dropped.
///
/// One task may read while another writes. A cancelled read or write closes the connection.
public final class UpgradedConnection: Sendable {
    private let exchange: RawExchange
    private let lease: EngineLease
    private let early: Once<[UInt8]>

    init(_ exchange: RawExchange, lease: EngineLease, early: [UInt8]) {
        self.exchange = exchange
        self.lease = lease
        self.early = Once(early.isEmpty ? nil : early)
    }

    deinit { exchange.close() }

    /// The bytes that have arrived, in order; nil when the other side has closed.
    ///
    /// - Parameter limit: the longest silence; nil waits for ever. Past it, the error's code is `idleTimedOut`.
    public func read(within limit: Duration? = nil) async throws -> [UInt8]? {
        if let early = early.take() { return early }
        let error = HTTPError(
            .idleTimedOut, "nothing arrived for \((limit ?? .zero).limitText)", url: exchange.plan.url.displayText)
        return try await exchange.read(within: limit, orThrow: error)
    }

    /// Returns when the system has taken all bytes, which slows a caller who writes faster than the other side reads.
    public func write(_ bytes: [UInt8]) async throws { try await exchange.write(bytes) }

    public func close() { exchange.close() }
}

/// A server's answer to a request that asked for another protocol.
public enum UpgradeAnswer: Sendable {
    case upgraded(HTTPResponse, UpgradedConnection)
    /// Any status but 101; the body holds what arrived with the head, at most 64 KiB: enough for a `Status`.
    case refused(HTTPResponse)
}

extension CurlTransport {
    /// Asks for another protocol on a connection of its own, over HTTP/1.1: WebSocket and port-forward begin so.
    ///
    /// `Connection: Upgrade` is added; the request names the protocol in `Upgrade` and brings the protocol's own headers.
    /// - Throws: `HTTPError`, or `CancellationError`.
    public func upgrade(_ request: HTTPRequest) async throws -> UpgradeAnswer {
        try Task.checkCancellation()
        let plan = try TransferPlan(request, environment: proxies)
        let exchange = RawExchange(plan, engine: lease.engine)
        var isKept = false
        defer { if !isKept { exchange.close() } }
        try await exchange.open()
        try await exchange.write(Self.upgradeHead(plan))
        var parser = HeadParser()
        var bytes: [UInt8] = []
        let limit = request.timeouts.firstByte
        let timeout = HTTPError(
            .firstByteTimedOut, "connected, but no answer within \((limit ?? .zero).limitText)",
            url: plan.url.displayText)
        head: while true {
            guard let more = try await exchange.read(within: limit, orThrow: timeout) else {
                throw HTTPError(
                    .connectionReset, "the connection was lost before an answer to the upgrade",
                    url: plan.url.displayText)
            }
            bytes += more
            while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                let step = parser.take(bytes[...end])
                bytes.removeFirst(end + 1)
                switch step {
                case .more: continue
                case .complete: break head
                case .tooLarge, .malformed:
                    throw HTTPError(.badResponse, "the answer to the upgrade is not HTTP", url: plan.url.displayText)
                }
            }
        }
        guard parser.status == 101 else {
            let body = try await Self.body(parser, begin: bytes, exchange, within: limit)
            return .refused(HTTPResponse(status: parser.status, headers: parser.headers, body: HTTPBody(body)))
        }
        isKept = true
        return .upgraded(
            HTTPResponse(status: 101, headers: parser.headers),
            UpgradedConnection(exchange, lease: lease, early: bytes))
    }

    private static func upgradeHead(_ plan: TransferPlan) -> [UInt8] {
        var lines = ["\(plan.method) \(plan.url.target) HTTP/1.1"]
        // "Name;" and "Name:" are curl's spellings of an empty header and of one left out.
        for line in plan.headerLines where !line.hasSuffix(":") {
            lines.append(line.hasSuffix(";") && !line.contains(": ") ? line.dropLast() + ":" : line)
        }
        let names = plan.headerLines.map { $0.prefix { $0 != ":" && $0 != ";" }.lowercased() }
        if !names.contains("host") { lines.append("Host: \(plan.url.authority)") }
        if !names.contains("connection") { lines.append("Connection: Upgrade") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private static func body(
        _ head: HeadParser, begin: [UInt8], _ exchange: RawExchange, within limit: Duration?
    ) async throws -> [UInt8] {
        var body = begin
        let length = min(head.headers["Content-Length"].flatMap { Int($0) } ?? 0, HTTPLimits.refusedUpgradeBody)
        let silence = HTTPError(.idleTimedOut, "the body stopped arriving", url: exchange.plan.url.displayText)
        while body.count < length, let more = try await exchange.read(within: limit, orThrow: silence) { body += more }
        return Array(body.prefix(HTTPLimits.refusedUpgradeBody))
    }
}

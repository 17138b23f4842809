public import HTTP

/// What small probes say over a forwarded port.
extension PortForwardStream {
    /// The first line that the pod says unasked, without its line break, such as NATS' `INFO {...}`.
    ///
    /// - Parameters:
    ///   - limit: until the line is whole.
    ///   - bytes: the longest line.
    /// - Throws: as `read` does; `timeout` also when the line stops half way, `unreadable` when it ends or is too long.
    public func greeting(within limit: Duration, upTo bytes: Int = Limits.portGreetingBytes) async throws -> [UInt8] {
        let deadline = SuspendingClock.now + limit
        var line: [UInt8] = []
        while true {
            guard let more = try await read(within: max(deadline - .now, .zero)) else {
                throw error(
                    .unreadable,
                    line.isEmpty
                        ? "the pod closed the connection without a word" : "the pod closed inside its first line")
            }
            let start = line.count
            line += more
            if let end = line[start...].firstIndex(of: UInt8(ascii: "\n")), end <= bytes {
                let whole = line[..<end]
                return Array(whole.last == UInt8(ascii: "\r") ? whole.dropLast() : whole)
            }
            guard line.count <= bytes else { throw error(.unreadable, "the first line is longer than \(bytes) bytes") }
        }
    }

    /// GETs a path from a plain HTTP server behind the port, once; the stream is of no use for another.
    ///
    /// It speaks HTTP/1.0, so that the answer comes in one piece and ends the connection.
    /// - Parameters:
    ///   - path: begins with a slash, percent-encoded, and may hold a query.
    ///   - limit: until the answer is whole.
    ///   - bytes: the longest head, and the longest body.
    /// - Throws: as `read` does; `unreadable` when the answer is not HTTP, too long, or cut.
    public func get(
        _ path: String, host: String = "localhost", within limit: Duration, upTo bytes: Int = Limits.portAnswerBytes
    ) async throws -> HTTPResponse {
        guard path.hasPrefix("/"), !(path + host).utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw error(.invalidRequest, "path \(quoted(path)) does not start with a slash or is not encoded")
        }
        let deadline = SuspendingClock.now + limit
        try await write(
            Array("GET \(path) HTTP/1.0\r\nHost: \(host)\r\nAccept: */*\r\nConnection: close\r\n\r\n".utf8))
        var answer = PlainHTTPAnswer(limit: bytes)
        while true {
            do {
                let more = try await read(within: max(deadline - .now, .zero))
                if let response = try answer.receive(more) { return response }
            } catch let problem as PlainHTTPAnswer.Problem {
                throw error(.unreadable, problem.description)
            }
        }
    }
}

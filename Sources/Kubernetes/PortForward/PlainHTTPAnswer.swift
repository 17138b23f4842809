import HTTP

/// Puts an answer to an HTTP/1.0 request together: bytes in any pieces, then nil for the end.
struct PlainHTTPAnswer: Sendable {
    struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        var description: String
        init(_ description: String) { self.description = description }
    }

    /// Bytes of the head, and of the body.
    let limit: Int
    private var bytes: [UInt8] = []
    private var head: (status: Int, headers: HTTPHeaders, length: Int?)?

    init(limit: Int) { self.limit = limit }

    mutating func receive(_ more: [UInt8]?) throws(Problem) -> HTTPResponse? {
        bytes += more ?? []
        while head == nil {
            guard let end = Self.headEnd(bytes) else {
                guard bytes.count <= limit else { throw Problem("the answer's head is longer than \(limit) bytes") }
                guard more != nil else {
                    throw Problem(
                        bytes.isEmpty ? "the pod closed the connection without an answer" : "what answered is not HTTP")
                }
                return nil
            }
            let parsed = try Self.parse(bytes[..<end.lowerBound])
            bytes.removeFirst(end.upperBound)
            if parsed.status >= 200 { head = parsed }
        }
        guard let head else { return nil }
        let isEmpty = head.status == 204 || head.status == 304
        let wanted = isEmpty ? 0 : head.length
        guard max(bytes.count, wanted ?? 0) <= limit else { throw Problem("the answer is longer than \(limit) bytes") }
        if let wanted {
            if bytes.count >= wanted { return response(head.status, head.headers, Array(bytes.prefix(wanted))) }
            guard more != nil else { throw Problem("the answer ends after \(bytes.count) of \(wanted) bytes") }
            return nil
        }
        return more == nil ? response(head.status, head.headers, bytes) : nil
    }

    private func response(_ status: Int, _ headers: HTTPHeaders, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: HTTPBody(body))
    }

    /// The empty line and the line break before it.
    private static func headEnd(_ bytes: [UInt8]) -> Range<Int>? {
        var lineStart = 0
        while let feed = bytes[lineStart...].firstIndex(of: 0x0A) {
            let line = bytes[lineStart..<feed]
            if lineStart > 0, line.isEmpty || line.elementsEqual([0x0D]) { return lineStart..<(feed + 1) }
            lineStart = feed + 1
        }
        return nil
    }

    private static func parse(
        _ bytes: ArraySlice<UInt8>
    ) throws(Problem) -> (status: Int, headers: HTTPHeaders, length: Int?) {
        let lines = bytes.split(separator: 0x0A).map { line in
            String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        }
        let start = (lines.first ?? "").split(separator: " ", maxSplits: 2)
        guard start.count >= 2, start[0].hasPrefix("HTTP/1."), let status = Int(start[1]), (100...999).contains(status)
        else { throw Problem("what answered is not HTTP") }
        var headers = HTTPHeaders()
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw Problem("a header of the answer has no colon") }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers.append(String(line[..<colon]), String(value))
        }
        guard headers["Transfer-Encoding"] == nil else {
            throw Problem("the answer comes in chunks, which an HTTP/1.0 request does not allow")
        }
        guard let text = headers["Content-Length"] else { return (status, headers, nil) }
        guard let length = Int(text), length >= 0 else { throw Problem("the answer's Content-Length is not a number") }
        return (status, headers, length)
    }
}

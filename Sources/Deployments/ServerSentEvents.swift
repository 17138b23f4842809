/// Cuts a `text/event-stream` into its events, as the HTML standard has it; bytes may come in any pieces.
struct ServerSentEvents: Sendable {
    struct Event: Sendable, Hashable {
        /// `message` where the stream names none.
        var name: String
        /// Lines of one event, joined by line feeds.
        var data: String
    }

    /// More than any event of a chat needs.
    struct TooLong: Error, Sendable, Equatable {
        /// In bytes.
        var limit: Int
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Bytes of one event.
    private let limit: Int
    private var line: [UInt8] = []
    private var isFirstLine = true
    /// A line feed right behind a carriage return ends no other line.
    private var endedWithReturn = false
    private var name = ""
    private var data: [String] = []
    private var size = 0

    init(limit: Int = 1 << 20) { self.limit = limit }

    /// The events that are whole with these bytes.
    mutating func append(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            let isSecondHalf = endedWithReturn && byte == 0x0A
            endedWithReturn = byte == 0x0D
            if isSecondHalf { continue }
            guard byte == 0x0A || byte == 0x0D else {
                line.append(byte)
                size += 1
                guard size <= limit else { throw TooLong(limit: limit) }
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    /// What is left at the end of the stream; servers that leave out the last empty line mean what they sent.
    mutating func end() -> Event? {
        if !line.isEmpty { _ = endLine() }
        return dispatched()
    }

    private mutating func endLine() -> Event? {
        if isFirstLine, line.starts(with: Self.byteOrderMark) { line.removeFirst(Self.byteOrderMark.count) }
        isFirstLine = false
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return dispatched() }
        let colon = line.firstIndex(of: UInt8(ascii: ":"))
        let field = line[..<(colon ?? line.endIndex)]
        var value = colon.map { line[($0 + 1)...] } ?? []
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        // A line without a name is a comment; others than these two say nothing about the answer.
        if field.elementsEqual("data".utf8) {
            data.append(String(decoding: value, as: UTF8.self))
        } else if field.elementsEqual("event".utf8) {
            name = String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    /// The event that an empty line ends; without data it is none.
    private mutating func dispatched() -> Event? {
        defer { (name, data, size) = ("", [], 0) }
        guard !data.isEmpty else { return nil }
        return Event(name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
    }
}

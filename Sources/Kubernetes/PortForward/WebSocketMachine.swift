/// Reads what a WebSocket server sends (RFC 6455), without I/O: bytes in, events out.
///
/// Bytes may come in any pieces. `closed` and `violation` are last: nothing is read after them.
struct WebSocketMachine: Sendable {
    enum Event: Sendable, Hashable {
        /// A whole message, whatever frames it came in.
        case message([UInt8])
        /// To be answered with a pong of the same payload.
        case ping([UInt8])
        /// The server is done; nil where it gave no code.
        case closed(code: UInt16?, reason: String)
        /// The server broke the protocol or a limit; the connection is of no more use.
        case violation(String)
    }

    private struct Violation: Error {
        var description: String
        init(_ description: String) { self.description = description }
    }

    /// Bytes of one message, over all of its frames.
    let messageLimit: Int
    private var buffer: [UInt8] = []
    private var offset = 0
    private var message: [UInt8]?
    private var isClosed = false

    init(messageLimit: Int = Limits.webSocketMessageBytes) { self.messageLimit = messageLimit }

    /// The events that are complete with these bytes, in order.
    mutating func receive(_ bytes: [UInt8]) -> [Event] {
        guard !isClosed else { return [] }
        buffer += bytes
        var events: [Event] = []
        do {
            while !isClosed, let frame = try nextFrame() {
                if let event = try take(frame) { events.append(event) }
            }
        } catch {
            events.append(.violation(error.description))
            isClosed = true
        }
        // Frames are taken by moving the offset; what is left moves to the front once for each call.
        if isClosed { buffer = [] } else { buffer.removeFirst(offset) }
        offset = 0
        return events
    }

    private mutating func nextFrame() throws(Violation) -> WebSocketFrame? {
        let available = buffer.count - offset
        guard available >= 2 else { return nil }
        let (first, second) = (buffer[offset], buffer[offset + 1])
        guard first & 0x70 == 0 else { throw Violation("the frame uses an extension that was not agreed on") }
        guard let opcode = WebSocketFrame.Opcode(rawValue: first & 0x0F) else {
            throw Violation("opcode \(first & 0x0F) is reserved")
        }
        guard second & 0x80 == 0 else { throw Violation("a server's frame is masked") }
        let isFinal = first & 0x80 != 0
        var header = 2
        var length = UInt64(second & 0x7F)
        if length >= 126 {
            guard !opcode.isControl else { throw Violation("a control frame is longer than 125 bytes") }
            let width = length == 126 ? 2 : 8
            guard available >= header + width else { return nil }
            length = buffer[(offset + header)..<(offset + header + width)].reduce(0) { $0 << 8 | UInt64($1) }
            header += width
        }
        guard !opcode.isControl || isFinal else { throw Violation("a control frame comes in parts") }
        guard length <= UInt64(messageLimit), Int(length) + (opcode.isControl ? 0 : message?.count ?? 0) <= messageLimit
        else {
            throw Violation("a message is longer than \(messageLimit) bytes")
        }
        guard available >= header + Int(length) else { return nil }
        let start = offset + header
        offset = start + Int(length)
        return WebSocketFrame(opcode: opcode, isFinal: isFinal, payload: Array(buffer[start..<offset]))
    }

    private mutating func take(_ frame: WebSocketFrame) throws(Violation) -> Event? {
        switch frame.opcode {
        case .ping: return .ping(frame.payload)
        case .pong: return nil
        case .close:
            guard frame.payload.count != 1 else { throw Violation("a close frame holds half a code") }
            isClosed = true
            let code = frame.payload.count < 2 ? nil : UInt16(frame.payload[0]) << 8 | UInt16(frame.payload[1])
            return .closed(code: code, reason: String(decoding: frame.payload.dropFirst(2), as: UTF8.self))
        case .text, .binary:
            guard message == nil else { throw Violation("a message begins inside another") }
            if frame.isFinal { return .message(frame.payload) }
            message = frame.payload
            return nil
        case .continuation:
            guard var whole = message else { throw Violation("a message continues that never began") }
            whole += frame.payload
            message = frame.isFinal ? nil : whole
            return frame.isFinal ? .message(whole) : nil
        }
    }
}

/// One frame of RFC 6455: what stands on the wire between two WebSocket ends.
struct WebSocketFrame: Sendable, Hashable {
    enum Opcode: UInt8, Sendable {
        case continuation = 0x0
        case text = 0x1
        case binary = 0x2
        case close = 0x8
        case ping = 0x9
        case pong = 0xA

        /// Control frames are short, whole, and may stand between the parts of a message.
        var isControl: Bool { rawValue >= 0x8 }
    }

    var opcode: Opcode
    var isFinal = true
    var payload: [UInt8]

    /// The frame as a client sends it.
    ///
    /// - Parameter mask: four bytes, new for every frame; a server closes the connection on frames without a mask.
    func encoded(mask: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 14)
        bytes.append((isFinal ? 0x80 : 0) | opcode.rawValue)
        switch payload.count {
        case ...125: bytes.append(0x80 | UInt8(payload.count))
        case ...0xFFFF:
            bytes.append(0x80 | 126)
            bytes.append(contentsOf: Self.bigEndian(UInt64(payload.count), count: 2))
        default:
            bytes.append(0x80 | 127)
            bytes.append(contentsOf: Self.bigEndian(UInt64(payload.count), count: 8))
        }
        let key = Self.bigEndian(UInt64(mask), count: 4)
        bytes.append(contentsOf: key)
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ key[index & 3]) }
        return bytes
    }

    /// A close frame's payload: the code, then the reason.
    static func close(code: UInt16, reason: String = "") -> WebSocketFrame {
        WebSocketFrame(opcode: .close, payload: bigEndian(UInt64(code), count: 2) + reason.utf8.prefix(123))
    }

    private static func bigEndian(_ value: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64(count - 1 - $0))) }
    }
}

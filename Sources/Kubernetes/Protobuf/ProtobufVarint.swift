/// A number that arrives byte by byte, seven bits in each.
struct ProtobufVarint {
    private var value: UInt64 = 0
    private var shift: UInt64 = 0

    /// Whether no byte of it has come.
    var isEmpty: Bool { shift == 0 }

    /// - Returns: the number when this byte is its last.
    mutating func take(_ byte: UInt8) throws(ProtobufError) -> UInt64? {
        // Of the tenth byte, one bit is left.
        guard shift < 63 || byte <= 1 else { throw ProtobufError(.malformed, "a number has more than 64 bits") }
        value |= UInt64(byte & 0x7F) << shift
        shift += 7
        return byte < 0x80 ? value : nil
    }
}

/// What stands before each field: its number, and how its content is written.
struct ProtobufTag: Equatable {
    enum Wire {
        case varint
        /// Eight bytes.
        case fixed64
        /// As many bytes as the number before them says.
        case bytes
        /// Four bytes.
        case fixed32
    }

    var number: Int
    var wire: Wire

    private static let largestNumber: UInt64 = 536_870_911

    init(_ tag: UInt64) throws(ProtobufError) {
        let number = tag >> 3
        guard (1...Self.largestNumber).contains(number) else {
            throw ProtobufError(.malformed, "a field has the number \(number), which none can have")
        }
        self.number = Int(number)
        switch tag & 7 {
        case 0: wire = .varint
        case 1: wire = .fixed64
        case 2: wire = .bytes
        case 5: wire = .fixed32
        case 3, 4: throw ProtobufError(.malformed, "field \(number) is a group, which no server writes")
        default: throw ProtobufError(.malformed, "field \(number) has the unknown wire type \(tag & 7)")
        }
    }
}

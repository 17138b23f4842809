/// Reads the wire format of protocol buffers, within the bounds of its bytes.
struct ProtobufReader {
    enum Payload {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    struct Field {
        var number: Int
        var payload: Payload
    }

    /// The bytes are not a message: cut, or with a wire type that nobody uses any more.
    struct Malformed: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next field, nil at the end.
    mutating func next() throws(Malformed) -> Field? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        guard let number = Int(exactly: tag >> 3), number > 0 else { throw Malformed() }
        switch tag & 7 {
        case 0: return Field(number: number, payload: .number(try varint()))
        case 1: return Field(number: number, payload: .bytes(try take(8)))
        case 2:
            guard let count = Int(exactly: try varint()) else { throw Malformed() }
            return Field(number: number, payload: .bytes(try take(count)))
        case 5: return Field(number: number, payload: .bytes(try take(4)))
        default: throw Malformed()
        }
    }

    private mutating func varint() throws(Malformed) -> UInt64 {
        var result: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw Malformed() }
            result |= UInt64(byte & 127) << shift
            if byte < 128 { return result }
        }
        throw Malformed()
    }

    private mutating func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw Malformed() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

/// A message in protobuf's wire format, read field by field; what its fields hold is a view of its bytes.
///
/// Fields come in any order, and those that the reader does not know are to be left out. One that is left out by the
/// writer has the empty value of its type.
public struct ProtobufMessage: Sendable {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The next field, or nil at the end.
    public mutating func next() throws(ProtobufError) -> ProtobufField? {
        guard index < bytes.endIndex else { return nil }
        let tag = try ProtobufTag(try varint())
        switch tag.wire {
        case .varint: return ProtobufField(number: tag.number, content: .varint(try varint()))
        case .fixed64:
            _ = try take(8, of: tag.number)
            return ProtobufField(number: tag.number, content: .fixed)
        case .fixed32:
            _ = try take(4, of: tag.number)
            return ProtobufField(number: tag.number, content: .fixed)
        case .bytes:
            let length = try varint()
            return ProtobufField(number: tag.number, content: .bytes(try take(length, of: tag.number)))
        }
    }

    private mutating func varint() throws(ProtobufError) -> UInt64 {
        var number = ProtobufVarint()
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if let value = try number.take(byte) { return value }
        }
        throw ProtobufError(.truncated, "a message ends inside a number")
    }

    private mutating func take(_ length: UInt64, of number: Int) throws(ProtobufError) -> ArraySlice<UInt8> {
        let left = bytes.endIndex - index
        guard let count = Int(exactly: length), count <= left else {
            throw ProtobufError(.truncated, "field \(number) has \(length) bytes, and its message \(left) more")
        }
        defer { index += count }
        return bytes[index..<index + count]
    }
}

/// One field of a message.
public struct ProtobufField: Sendable {
    enum Content: Sendable {
        case varint(UInt64)
        case bytes(ArraySlice<UInt8>)
        /// Of a fixed size, as no field that is read here.
        case fixed
    }

    /// What the schema knows it by.
    public let number: Int
    let content: Content

    /// A number, as `int32` and `int64` are written.
    public func integer() throws(ProtobufError) -> Int64 {
        guard case .varint(let value) = content else { throw wrongType("a number") }
        return Int64(truncatingIfNeeded: value)
    }

    public func bool() throws(ProtobufError) -> Bool { try integer() != 0 }

    /// A text; bytes that are none become U+FFFD.
    public func text() throws(ProtobufError) -> String { String(decoding: try bytes(), as: UTF8.self) }

    public func message() throws(ProtobufError) -> ProtobufMessage { ProtobufMessage(try bytes()) }

    /// An entry of a map from texts; a value that is left out is nil, and means an empty one.
    public func entry() throws(ProtobufError) -> (key: String, value: ProtobufField?) {
        var entry = try message()
        var key = ""
        var value: ProtobufField?
        while let part = try entry.next() {
            switch part.number {
            case 1: key = try part.text()
            case 2: value = part
            default: break
            }
        }
        return (key, value)
    }

    private func bytes() throws(ProtobufError) -> ArraySlice<UInt8> {
        guard case .bytes(let bytes) = content else { throw wrongType("bytes") }
        return bytes
    }

    private func wrongType(_ wanted: String) -> ProtobufError {
        ProtobufError(.wrongType, "field \(number) is not \(wanted)")
    }
}

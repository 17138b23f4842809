/// The packets of an OpenPGP stream (RFC 9580, section 4), read under limits.
struct PGPPackets {
    struct Packet {
        var tag: UInt8
        var body: ArraySlice<UInt8>
    }

    /// Packets of one keyring; a team's whole keyring has far fewer.
    static let most = 200_000

    static func read(_ bytes: [UInt8]) throws(ProvenanceError) -> [Packet] {
        var packets: [Packet] = []
        var reader = PGPReader(bytes[...])
        while !reader.isAtEnd {
            let head = try reader.byte()
            guard head & 0x80 != 0 else { throw .malformed("no OpenPGP packet where one should begin") }
            let isNew = head & 0x40 != 0
            let length = isNew ? try newLength(&reader) : try oldLength(&reader, kind: head & 3)
            packets.append(Packet(tag: isNew ? head & 0x3f : head >> 2 & 0x0f, body: try reader.take(length)))
            guard packets.count <= most else { throw .malformed("more than \(most) OpenPGP packets") }
        }
        return packets
    }

    private static func newLength(_ reader: inout PGPReader) throws(ProvenanceError) -> Int {
        let first = Int(try reader.byte())
        switch first {
        case 0..<192: return first
        case 192..<224: return (first - 192) << 8 + Int(try reader.byte()) + 192
        case 255: return try reader.number(4)
        // Only data may come in parts, and neither keys nor signatures are data.
        default: throw .malformed("an OpenPGP packet of unknown length")
        }
    }

    private static func oldLength(_ reader: inout PGPReader, kind: UInt8) throws(ProvenanceError) -> Int {
        guard kind < 3 else { throw .malformed("an OpenPGP packet of unknown length") }
        return try reader.number(1 << Int(kind))
    }
}

/// Takes bytes off the front.
struct PGPReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ count: Int) throws(ProvenanceError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw .malformed("an OpenPGP packet ends too early") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func byte() throws(ProvenanceError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .malformed("an OpenPGP packet ends too early") }
        return byte
    }

    /// Big-endian, of at most four bytes.
    mutating func number(_ bytes: Int) throws(ProvenanceError) -> Int {
        try take(bytes).reduce(0) { $0 << 8 | Int($1) }
    }

    /// A multiprecision integer: its length in bits, then its bytes without leading zeros.
    mutating func integer() throws(ProvenanceError) -> [UInt8] {
        let bits = try number(2)
        return Array(try take((bits + 7) / 8))
    }
}

extension [UInt8] {
    /// With zeros before it; unchanged when it is as long already.
    func padded(to count: Int) -> [UInt8] { [UInt8](repeating: 0, count: Swift.max(0, count - self.count)) + self }
}

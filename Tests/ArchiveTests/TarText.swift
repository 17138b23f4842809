/// Builds tar streams block by block, also such as no honest program writes.
struct TarText {
    private(set) var bytes: [UInt8] = []

    /// A header and its contents, padded.
    mutating func add(
        _ name: String, type: Character = "0", contents: [UInt8] = [], size: String? = nil,
        magic: String = "ustar\u{0}00",
        link: String = "", breaksChecksum: Bool = false
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int, limit: Int) {
            for (index, byte) in text.utf8.prefix(limit).enumerated() { header[offset + index] = byte }
        }
        put(name, at: 0, limit: 100)
        put("0000644", at: 100, limit: 8)
        put("0000000", at: 108, limit: 8)
        put("0000000", at: 116, limit: 8)
        let octal = String(contents.count, radix: 8)
        put(size ?? String(repeating: "0", count: 11 - octal.count) + octal, at: 124, limit: 12)
        put("00000000000", at: 136, limit: 12)
        put(String(type), at: 156, limit: 1)
        put(link, at: 157, limit: 100)
        put(magic, at: 257, limit: 8)
        put("        ", at: 148, limit: 8)
        let sum = header.reduce(0) { $0 + Int($1) } + (breaksChecksum ? 1 : 0)
        let digits = String(sum, radix: 8)
        put(String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} ", at: 148, limit: 8)
        bytes += header
        bytes += contents
        bytes += [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
    }

    /// A PAX header for the entry after it, or for all with type `g`.
    mutating func addPAX(_ records: [(String, String)], type: Character = "x") {
        var body = ""
        for (key, value) in records {
            // The length counts its own digits.
            var length = key.utf8.count + value.utf8.count + 3
            while String(length).utf8.count + key.utf8.count + value.utf8.count + 3 != length { length += 1 }
            body += "\(length) \(key)=\(value)\n"
        }
        add("PaxHeaders/x", type: type, contents: Array(body.utf8))
    }

    mutating func end(blocks: Int = 2) { bytes += [UInt8](repeating: 0, count: 512 * blocks) }

    /// The stream in a gzip wrapper, without compression.
    func gzipped(tail: [UInt8] = []) -> [UInt8] { Self.gzip(bytes) + tail }

    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        var rest = bytes[...]
        repeat {
            let piece = rest.prefix(65_535)
            rest = rest.dropFirst(piece.count)
            let count = UInt16(piece.count)
            result.append(rest.isEmpty ? 1 : 0)
            result += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
            result += piece
        } while !rest.isEmpty
        var sum = checksum(bytes)
        var length = UInt32(truncatingIfNeeded: bytes.count)
        for _ in 0..<4 {
            result.append(UInt8(sum & 255))
            sum >>= 8
        }
        for _ in 0..<4 {
            result.append(UInt8(length & 255))
            length >>= 8
        }
        return result
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xffff_ffff
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
        }
        return ~sum
    }
}

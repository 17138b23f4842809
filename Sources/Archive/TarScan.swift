/// Walks the headers of a tar stream, before libarchive sees a byte of it, and refuses what no chart needs and tar
/// readers have been attacked through: sparse files in all their spellings, sizes out of range, links that claim
/// contents, oversized extension headers.
///
/// Fed with a growing buffer; it goes on where it stopped. Knows the end of the archive as Go's `archive/tar` does:
/// two blocks of zeros, or the end of the stream at a header.
struct TarScan {
    private static let block = 512

    enum State: Equatable { case more, end }

    private let limits: ArchiveLimits
    private var offset = 0
    private var entries = 0
    private var total = 0
    /// A size that a PAX header sets for the entry after it.
    private var nextSize: Int?

    init(limits: ArchiveLimits) { self.limits = limits }

    /// How far the archive reaches, once `advance` said `.end`.
    var length: Int { offset }

    /// Reads all headers that `bytes` holds whole. Call again with more bytes until it says `.end`.
    mutating func advance(_ bytes: [UInt8]) throws(ArchiveError) -> State {
        while offset + Self.block <= bytes.count {
            let header = bytes[offset..<offset + Self.block]
            if header.allSatisfy({ $0 == 0 }) {
                let second = offset + Self.block
                guard second + Self.block <= bytes.count else { return .more }
                guard bytes[second..<second + Self.block].allSatisfy({ $0 == 0 }) else {
                    throw corrupt("a block of zeros stands between headers")
                }
                offset = second + Self.block
                return .end
            }
            guard let size = try visit(header, bytes) else { return .more }
            offset += Self.block + (size + Self.block - 1) / Self.block * Self.block
        }
        return .more
    }

    /// The size of the entry's contents, or nil when its extension header is not whole yet.
    private mutating func visit(_ header: ArraySlice<UInt8>, _ bytes: [UInt8]) throws(ArchiveError) -> Int? {
        let start = header.startIndex
        try verifyChecksum(header)
        let type = header[start + 156]
        let own = try size(header[(start + 124)..<(start + 136)])
        switch type {
        case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"):
            guard own <= limits.headerBytes else {
                throw ArchiveError(code: .tooLarge, message: "an extension header is over \(limits.headerBytes) bytes")
            }
            let body = start + Self.block
            guard body + own <= bytes.count else { return nil }
            if type == UInt8(ascii: "x") || type == UInt8(ascii: "g") {
                try inspect(Array(bytes[body..<body + own]), isGlobal: type == UInt8(ascii: "g"))
            }
            return own
        case UInt8(ascii: "S"):
            throw sparse()
        default:
            let size = nextSize ?? own
            nextSize = nil
            try count(size, type)
            return size
        }
    }

    private mutating func count(_ size: Int, _ type: UInt8) throws(ArchiveError) {
        entries += 1
        guard entries <= limits.entries else {
            throw ArchiveError(code: .tooLarge, message: "the archive holds more than \(limits.entries) entries")
        }
        // 1 to 6: links, devices, directories and pipes are headers alone.
        if (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type) && size != 0 {
            throw ArchiveError(code: .unsupported, message: "a link, directory or device claims contents")
        }
        guard size <= limits.entryBytes else {
            throw ArchiveError(
                code: .tooLarge, message: "an entry is larger than the maximum file size \(limits.entryBytes)")
        }
        total += size
        guard total <= limits.totalBytes else {
            throw ArchiveError(
                code: .tooLarge, message: "the archive is larger than the maximum size \(limits.totalBytes)")
        }
    }

    /// PAX records are `LENGTH KEY=VALUE\n`, the length counting itself.
    private mutating func inspect(_ body: [UInt8], isGlobal: Bool) throws(ArchiveError) {
        var index = 0
        while index < body.count, body[index] != 0 {
            guard let space = body[index...].firstIndex(of: UInt8(ascii: " ")),
                let length = Int(String(decoding: body[index..<space], as: UTF8.self)),
                length > space - index + 1, index + length <= body.count,
                body[index + length - 1] == UInt8(ascii: "\n"),
                let equals = body[space..<index + length].firstIndex(of: UInt8(ascii: "="))
            else { throw corrupt("a PAX header is malformed") }
            let key = String(decoding: body[(space + 1)..<equals], as: UTF8.self)
            let value = String(decoding: body[(equals + 1)..<(index + length - 1)], as: UTF8.self)
            if key.hasPrefix("GNU.sparse.") || key.hasPrefix("SUN.holes") || key.hasPrefix("SCHILY.realsize") {
                throw sparse()
            }
            if key == "size" {
                guard !isGlobal, let size = Int(value), size >= 0 else { throw corrupt("a PAX size is malformed") }
                nextSize = size
            }
            index += length
        }
    }

    /// Octal digits, or GNU's base-256 with the top bit set.
    private func size(_ field: ArraySlice<UInt8>) throws(ArchiveError) -> Int {
        guard let first = field.first else { return 0 }
        if first & 0x80 != 0 {
            guard first == 0x80, field.dropFirst().prefix(4).allSatisfy({ $0 == 0 }) else {
                throw ArchiveError(code: .tooLarge, message: "an entry's size is out of range")
            }
            return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
        }
        let digits = field.filter { $0 != 0 && $0 != UInt8(ascii: " ") }
        if digits.isEmpty { return 0 }
        guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 8), size >= 0 else {
            throw corrupt("an entry's size is not a number")
        }
        return size
    }

    /// The sum of the header's bytes with the checksum field as blanks; old tars summed signed bytes.
    private func verifyChecksum(_ header: ArraySlice<UInt8>) throws(ArchiveError) {
        let field = (header.startIndex + 148)..<(header.startIndex + 156)
        let digits = header[field].filter { $0 != 0 && $0 != UInt8(ascii: " ") }
        let stated = Int(String(decoding: digits, as: UTF8.self), radix: 8)
        var unsigned = 0
        var signed = 0
        for index in header.indices {
            let byte = field.contains(index) ? UInt8(ascii: " ") : header[index]
            unsigned += Int(byte)
            signed += Int(Int8(bitPattern: byte))
        }
        guard stated == unsigned || stated == signed else { throw corrupt("a tar header's checksum is wrong") }
    }

    private func sparse() -> ArchiveError {
        ArchiveError(code: .unsupported, message: "sparse files are refused; pack the archive without them")
    }

    private func corrupt(_ message: String) -> ArchiveError { ArchiveError(code: .corrupt, message: message) }
}

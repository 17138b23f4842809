/// Reads the pieces that versions and constraints are made of, byte by byte.
struct VersionScanner {
    let text: String
    let bytes: [UInt8]
    var position = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position >= bytes.count }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skip(_ byte: Character) -> Bool {
        guard let next, next == byte.asciiValue else { return false }
        position += 1
        return true
    }

    mutating func skip(word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    /// Go's `\s`: no vertical tab, nothing beyond ASCII.
    mutating func skipSpace() -> Bool {
        let start = position
        while let next, [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(next) { position += 1 }
        return position > start
    }

    mutating func take(while accepts: (UInt8) -> Bool) -> String {
        let start = position
        while let next, accepts(next) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// The character at the place, quoted, or "the end".
    var found: String {
        guard position < bytes.count else { return "the end" }
        let rest = String(decoding: bytes[position...], as: UTF8.self)
        return rest.first.map { "\"\($0)\"" } ?? "the end"
    }

    func failure(_ code: VersionError.Code, _ message: String, at offset: Int? = nil, _ detail: String) -> VersionError
    {
        VersionError(code, message, text: text, offset: offset ?? position, detail: detail)
    }

    static func isIdentifier(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "-") || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Dot-separated identifiers after "-" or "+", or nil when an identifier is empty: `position` is then where.
    mutating func takeIdentifiers() -> String? {
        var parts: [String] = []
        repeat {
            let part = take(while: Self.isIdentifier)
            if part.isEmpty { return nil }
            parts.append(part)
        } while skip(".")
        return parts.joined(separator: ".")
    }
}

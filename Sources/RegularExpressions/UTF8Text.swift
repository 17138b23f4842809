/// Characters in UTF-8 bytes that need not be valid: a bad byte counts as U+FFFD of one byte, as in Go.
enum UTF8Text {
    static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    /// The character that begins at `position` and its width; the width is 0 at the end.
    @inline(__always)
    static func scalar(in bytes: [UInt8], at position: Int) -> (scalar: UInt32, width: Int) {
        guard position < bytes.count else { return (0xFFFD, 0) }
        let first = bytes[position]
        return first < 0x80 ? (UInt32(first), 1) : longScalar(in: bytes, at: position, first)
    }

    private static func longScalar(in bytes: [UInt8], at position: Int, _ first: UInt8) -> (UInt32, Int) {
        let (width, start): (Int, UInt32)
        switch first {
        case 0xC2...0xDF: (width, start) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF: (width, start) = (3, UInt32(first & 0x0F))
        case 0xF0...0xF4: (width, start) = (4, UInt32(first & 0x07))
        default: return (0xFFFD, 1)
        }
        guard position + width <= bytes.count else { return (0xFFFD, 1) }
        var scalar = start
        for byte in bytes[(position + 1)..<(position + width)] {
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        let isOverlong = (width == 3 && scalar < 0x800) || (width == 4 && scalar < 0x10000)
        guard !isOverlong, Unicode.Scalar(scalar) != nil else { return (0xFFFD, 1) }
        return (scalar, width)
    }
}

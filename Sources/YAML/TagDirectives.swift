#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// libyaml compares each `%TAG` with all before it: many of them take time with the square of their number.
enum TagDirectives {
    /// Whether the text has more than `limit` places that may be such a directive.
    static func exceed(_ limit: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress else { return false }
        var count = 0
        var start = 0
        while let found = memchr(base + start, Int32(UInt8(ascii: "%")), text.count - start) {
            start = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
            if text[start...].starts(with: "TAG".utf8) { count += 1 }
            if count > limit { return true }
        }
        return false
    }
}

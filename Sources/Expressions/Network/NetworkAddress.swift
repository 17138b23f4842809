import Formats

/// An IPv4 or IPv6 address as Kubernetes' CEL library takes it: without a zone, and no IPv4 address within an IPv6 one.
struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 of an IPv4 address, 16 of an IPv6 address.
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    init(_ text: String) throws(Fault) {
        func failure(_ reason: String) -> Fault {
            Fault(.invalidArgument, "'\(text.shortened)' is not an IP address\(reason)")
        }
        if text.utf8.contains(UInt8(ascii: "%")) { throw failure(": it may not have a zone") }
        // What reads addresses would stop at a byte of zero.
        guard text.utf8.allSatisfy({ Lexer.isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }),
            let address = IPAddress(text)
        else { throw failure(" such as '10.0.0.1' or '2001:db8::1'") }
        if address.isIPv6, address.isIPv4 { throw failure(": write an IPv4 address without '::ffff:'") }
        bytes = address.shortBytes
    }

    var isIPv4: Bool { bytes.count == 4 }
    var family: Int64 { isIPv4 ? 4 : 6 }
    var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
    var isLoopback: Bool { isIPv4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1 }
    var isMulticast: Bool { isIPv4 ? bytes[0] & 0xF0 == 0xE0 : bytes[0] == 0xFF }

    var isLinkLocalMulticast: Bool {
        isIPv4 ? bytes.starts(with: [224, 0, 0]) : bytes[0] == 0xFF && bytes[1] & 0x0F == 2
    }

    var isLinkLocalUnicast: Bool {
        isIPv4 ? bytes.starts(with: [169, 254]) : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    var isGlobalUnicast: Bool {
        if isUnspecified || bytes == [255, 255, 255, 255] { return false }
        return !isLoopback && !isMulticast && !isLinkLocalUnicast
    }

    /// The one canonical form (RFC 5952).
    var description: String {
        if isIPv4 { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        func text(_ groups: ArraySlice<Int>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard let zeros = Self.longestZeros(groups) else { return text(groups[...]) }
        return "\(text(groups[..<zeros.lowerBound]))::\(text(groups[zeros.upperBound...]))"
    }

    /// The first of the longest runs of at least two groups that are zero.
    private static func longestZeros(_ groups: [Int]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > max(longest?.count ?? 0, 1) { longest = start..<end }
            start = end + 1
        }
        return longest
    }
}

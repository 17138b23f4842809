#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An IPv4 or IPv6 address as 16 bytes; an IPv4 address equals its IPv6-mapped form, as in Go's `net.IP`.
struct IPAddress: Sendable, Hashable {
    let bytes: [UInt8]
    /// Whether the text had colons.
    let isIPv6: Bool

    private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    /// Nil when the text is a name. A zone ("%eth0") is left out.
    init?(_ text: String) {
        isIPv6 = text.contains(":")
        if isIPv6 {
            var address = in6_addr()
            guard inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &address) == 1 else { return nil }
            bytes = withUnsafeBytes(of: &address) { Array($0) }
        } else {
            var address = in_addr()
            guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
            bytes = Self.mappedPrefix + withUnsafeBytes(of: &address) { Array($0) }
        }
    }

    var isIPv4: Bool { bytes.starts(with: Self.mappedPrefix) }

    var isLoopback: Bool {
        isIPv4 ? bytes[12] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
    }

    static func == (left: IPAddress, right: IPAddress) -> Bool { left.bytes == right.bytes }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// A block of addresses such as 10.0.0.0/8.
struct IPNetwork: Sendable, Hashable {
    private let address: IPAddress
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0])), !parts[0].contains("%"),
            !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let length = Int(parts[1]),
            length <= (address.isIPv6 ? 128 : 32)
        else { return nil }
        self.address = address
        bits = address.isIPv6 ? length : length + 96
    }

    func contains(_ other: IPAddress) -> Bool {
        // An IPv6 block never holds an IPv4 address, however short its prefix.
        guard address.isIPv4 == other.isIPv4 else { return false }
        for index in 0..<16 {
            let left = bits - index * 8
            if left <= 0 { return true }
            let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
            if address.bytes[index] & mask != other.bytes[index] & mask { return false }
        }
        return true
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An IPv4 or IPv6 address as 16 bytes; an IPv4 address equals its IPv6-mapped form, as in Go's `net.IP`.
public struct IPAddress: Sendable, Hashable {
    public let bytes: [UInt8]
    /// Whether the text had colons.
    public let isIPv6: Bool

    private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    /// Nil when the text is a name. A zone ("%eth0") is left out.
    public init?(_ text: String) {
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

    public var isIPv4: Bool { bytes.starts(with: Self.mappedPrefix) }

    /// The 4 bytes of an IPv4 address, and otherwise all 16: what goes into certificates.
    public var shortBytes: [UInt8] { isIPv4 ? Array(bytes.suffix(4)) : bytes }

    public var isLoopback: Bool {
        isIPv4 ? bytes[12] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
    }

    public static func == (left: IPAddress, right: IPAddress) -> Bool { left.bytes == right.bytes }
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

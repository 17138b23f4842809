import Formats

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

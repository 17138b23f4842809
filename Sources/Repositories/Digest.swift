import Crypto

/// A SHA-256 of content; the only algorithm that Helm's indexes and its registries use.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
    /// 64 lower-case digits.
    public let hex: String

    public var description: String { "sha256:\(hex)" }

    public init(of bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        hex = String(
            decoding: SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// "sha256:…" or the digits alone, as indexes write both; nil for any other algorithm or length.
    public init?(_ text: String) {
        let digits = text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]
        let isHex = digits.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0 | 0x20) }
        guard digits.utf8.count == 64, isHex else { return nil }
        hex = digits.lowercased()
    }
}

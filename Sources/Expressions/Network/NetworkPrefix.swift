/// A network in CIDR notation, `192.168.0.0/24`, which may name an address within it: `192.168.0.7/24`.
struct NetworkPrefix: Sendable, Hashable, CustomStringConvertible {
    let address: NetworkAddress
    /// Bits.
    let length: Int

    private init(address: NetworkAddress, length: Int) {
        self.address = address
        self.length = length
    }

    init(_ text: String) throws(Fault) {
        let failure = Fault(
            .invalidArgument, "'\(text.shortened)' is not a network such as '10.0.0.0/8' or '2001:db8::/32'")
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { throw failure }
        let digits = text.utf8[text.utf8.index(after: slash)...]
        guard digits.allSatisfy(Lexer.isDigit), digits.count <= 3, digits.count == 1 || digits.first != 0x30,
            let length = Int(String(text[text.index(after: slash)...]))
        else { throw failure }
        let address = try NetworkAddress(String(text[..<slash]))
        guard length <= address.bytes.count * 8 else { throw failure }
        self.init(address: address, length: length)
    }

    /// The same with zeros behind the prefix: the canonical form.
    var masked: NetworkPrefix {
        let bytes = address.bytes.enumerated().map { index, byte in
            let kept = min(max(length - index * 8, 0), 8)
            return byte & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
        }
        return NetworkPrefix(address: NetworkAddress(bytes: bytes), length: length)
    }

    func contains(_ other: NetworkAddress) -> Bool {
        other.isIPv4 == address.isIPv4
            && NetworkPrefix(address: other, length: length).masked.address == masked.address
    }

    func contains(_ other: NetworkPrefix) -> Bool { length <= other.length && contains(other.address) }

    var description: String { "\(address)/\(length)" }
}

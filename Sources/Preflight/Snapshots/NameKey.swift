import Crypto

/// Makes short names out of names, always the same one of the same, that tell nobody without the key what they were.
struct NameKey: Sendable {
    private let key: SymmetricKey

    /// A key that nobody has had and nobody keeps.
    init() { key = SymmetricKey(size: .bits256) }

    init(_ bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    /// A DNS label, such as `node-3f9c20aa61d4`.
    func hashed(_ name: String, _ kind: NamedKind) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(name.utf8), using: key)
        return "\(kind.rawValue)-\(Snapshot.hexadecimal(Array(Array(code).prefix(6))))"
    }
}

/// What has names that tell something about whose cluster it is.
enum NamedKind: String, Sendable {
    case node
    case namespace = "ns"
    case pod
}

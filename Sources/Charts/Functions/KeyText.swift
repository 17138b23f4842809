import Crypto
import CryptoExtras
import Formats
import FoundationEssentials
import GoTemplate

/// Private keys as the PEM text that Go writes for each kind.
enum KeyText {
    static func rsa(_ pool: RSAKeyPool) throws -> String { pem("RSA PRIVATE KEY", try pool.key()) }

    /// SEC 1's `ECPrivateKey` on the curve P-256.
    static func ecdsa() -> String {
        let key = P256.Signing.PrivateKey(compactRepresentable: false)
        let curve: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        let body =
            element(0x02, [1]) + element(0x04, Array(key.rawRepresentation)) + element(0xA0, curve)
            + element(0xA1, element(0x03, [0] + Array(key.publicKey.x963Representation)))
        return pem("EC PRIVATE KEY", element(0x30, body))
    }

    /// PKCS #8 of RFC 8410.
    static func ed25519() -> String {
        let key = Curve25519.Signing.PrivateKey()
        let algorithm = element(0x30, [0x06, 0x03, 0x2B, 0x65, 0x70])
        let body = element(0x02, [0]) + algorithm + element(0x04, element(0x04, Array(key.rawRepresentation)))
        return pem("PRIVATE KEY", element(0x30, body))
    }

    /// A DER element: tag, length, content.
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        if count < 0x80 { return [tag, UInt8(count)] + content }
        if count < 0x100 { return [tag, 0x81, UInt8(count)] + content }
        return [tag, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)] + content
    }

    private static func pem(_ label: String, _ bytes: [UInt8]) -> String {
        var rest = Base64.encode(bytes)[...]
        var text = "-----BEGIN \(label)-----\n"
        while !rest.isEmpty {
            text += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return text + "-----END \(label)-----\n"
    }
}

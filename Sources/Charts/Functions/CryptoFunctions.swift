import Crypto
import CryptoExtras
import Formats
import FoundationEssentials
import GoTemplate

/// Sprig's digests, password hashes and ciphers.
enum CryptoFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("sha1sum", [.string]) { .string(hexadecimal(Insecure.SHA1.hash(data: $0.bytes(0)))) }
        functions.add("sha256sum", [.string]) { .string(hexadecimal(SHA256.hash(data: $0.bytes(0)))) }
        functions.add("sha512sum", [.string]) { .string(hexadecimal(SHA512.hash(data: $0.bytes(0)))) }
        functions.add("adler32sum", [.string]) { .string(String(adler32($0.bytes(0)))) }
        functions.add("bcrypt", [.string]) { arguments in
            try arguments.execution.spend(CryptoCost.bcrypt)
            return .string(bcrypt(arguments.bytes(0)))
        }
        functions.add("htpasswd", [.string, .string]) { arguments in
            let user = arguments.string(0)
            if user.contains(":") { return .string("invalid username: \(user)") }
            try arguments.execution.spend(CryptoCost.bcrypt)
            return .string("\(user):\(bcrypt(arguments.bytes(1)))")
        }
        functions.add("derivePassword", [GoType(name: "uint32", kind: .uint32), .string, .string, .string, .string]) {
            try $0.execution.spend(CryptoCost.scrypt)
            return try MasterPassword.derive(
                counter: UInt32(truncatingIfNeeded: $0[0].unsignedInteger ?? 0), type: $0.string(1),
                password: $0.bytes(2), user: $0.bytes(3), site: $0.bytes(4))
        }
        functions.add("encryptAES", [.string, .string]) { try encrypt($0.bytes(1), password: $0.bytes(0)) }
        functions.add("decryptAES", [.string, .string]) { try decrypt($0.bytes(1), password: $0.bytes(0)) }
    }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return b << 16 | a
    }

    private static func bcrypt(_ password: [UInt8]) -> String {
        do throws(TemplateError) { return try Bcrypt.hash(password) } catch {
            return "failed to encrypt string with bcrypt: \(error.message)"
        }
    }

    // MARK: AES in CBC mode with a key of 32 bytes, cut or filled with zeros from the password.

    private static func key(_ password: [UInt8]) -> SymmetricKey {
        SymmetricKey(data: Array((password + [UInt8](repeating: 0, count: 32)).prefix(32)))
    }

    private static func encrypt(_ text: [UInt8], password: [UInt8]) throws -> TemplateValue {
        if text.isEmpty { return .string("") }
        let iv = RandomFunctions.bytes(16)
        let data = try AES._CBC.encrypt(text, using: key(password), iv: AES._CBC.IV(ivBytes: iv))
        return .string(Base64.encode(iv + Array(data)))
    }

    private static func decrypt(_ text: [UInt8], password: [UInt8]) throws -> TemplateValue {
        if text.isEmpty { return .string("") }
        let bytes = try PaddedBase.base64.decode(text)
        guard bytes.count >= 16 else {
            throw TemplateError.call(
                "runtime error: slice bounds out of range [:16] with capacity \(text.count / 4 * 3)")
        }
        guard bytes.count % 16 == 0 else {
            throw TemplateError.call("crypto/cipher: input not full blocks")
        }
        guard bytes.count > 16 else { throw TemplateError.call("runtime error: index out of range [-1]") }
        let plain = Array(
            try AES._CBC.decrypt(
                bytes[16...], using: key(password), iv: AES._CBC.IV(ivBytes: bytes[..<16]), noPadding: true))
        let padding = Int(plain.last ?? 0)
        guard padding <= plain.count else {
            throw TemplateError.call("runtime error: slice bounds out of range [:\(plain.count - padding)]")
        }
        return TemplateValue(bytes: plain[..<(plain.count - padding)])
    }
}

/// What functions cost that take their time on purpose, in steps. A chart may ask for some hundred passwords and keys, more
/// than any is known to; a template that asks without end is ended within half a minute.
enum CryptoCost {
    static let bcrypt = 150_000
    static let scrypt = 300_000
    static let key = 200_000
}

import Crypto
import CryptoExtras
import FoundationEssentials
import GoTemplate

/// Sprig's `derivePassword`: the Master Password algorithm, which finds the same password for a site every time.
enum MasterPassword {
    private static let seed = Array("com.lyndir.masterpassword".utf8)

    /// Patterns of passwords by type; each letter stands for a class of characters.
    private static let templates: [String: [String]] = [
        "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long": [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
            "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium": ["CvcnoCvc", "CvcCvcno"],
        "short": ["Cvcn"],
        "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin": ["nnnn"],
    ]

    private static let upperVowels = "AEIOU"
    private static let upperConsonants = "BCDFGHJKLMNPQRSTVWXYZ"
    private static let letters = "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"

    private static func characters(_ class: UInt8) -> [UInt8] {
        let text =
            switch `class` {
            case UInt8(ascii: "V"): upperVowels
            case UInt8(ascii: "C"): upperConsonants
            case UInt8(ascii: "v"): upperVowels.lowercased()
            case UInt8(ascii: "c"): upperConsonants.lowercased()
            case UInt8(ascii: "A"): upperVowels + upperConsonants
            case UInt8(ascii: "a"): letters
            case UInt8(ascii: "n"): "0123456789"
            case UInt8(ascii: "o"): "@&%?,=[]_:-+*$#!'^~;()/."
            default: letters + "0123456789!@#$%^&*()"
            }
        return Array(text.utf8)
    }

    static func derive(
        counter: UInt32, type: String, password: [UInt8], user: [UInt8], site: [UInt8]
    ) throws -> TemplateValue {
        guard let templates = templates[type] else { return .string("cannot find password template \(type)") }
        let key = try KDF.Scrypt.deriveKey(
            from: password, salt: seed + bytes(UInt32(user.count)) + user, outputByteCount: 64, rounds: 32768,
            blockSize: 8, parallelism: 2)
        let message = seed + bytes(UInt32(site.count)) + site + bytes(counter)
        let digest = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        let template = Array(templates[Int(digest[0]) % templates.count].utf8)
        return TemplateValue(
            bytes: template.enumerated().map { index, letter in
                let characters = characters(letter)
                return characters[Int(digest[index + 1]) % characters.count]
            })
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
}

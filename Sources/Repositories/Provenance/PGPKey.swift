import Crypto

/// A public key or subkey of version 4; of a secret key, its public half.
struct PGPKey: Sendable {
    static let tags: Set<UInt8> = [5, 6]
    static let subkeyTags: Set<UInt8> = [7, 14]

    let created: Int
    let algorithm: PGPAlgorithm
    let fingerprint: [UInt8]
    /// What signatures about the key hash.
    let hashed: [UInt8]
    private let numbers: PGPPublicNumbers

    /// nil for a version of keys that is not understood.
    init?(_ body: ArraySlice<UInt8>) throws(ProvenanceError) {
        var reader = PGPReader(body)
        guard try reader.byte() == 4 else { return nil }
        created = try reader.number(4)
        algorithm = PGPAlgorithm(try reader.byte())
        numbers = try PGPPublicNumbers(algorithm, &reader)
        // Secret numbers may follow; those of other algorithms stay unread, and their keys sign nothing.
        let length = body.count - (Self.isUnread(algorithm) ? 0 : reader.rest.count)
        hashed =
            [0x99, UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)] + body.prefix(length)
        fingerprint = Array(Insecure.SHA1.hash(data: hashed))
    }

    var id: [UInt8] { Array(fingerprint.suffix(8)) }

    /// Upper case, as GnuPG and Helm print it.
    var fingerprintText: String {
        let digits = Array("0123456789ABCDEF".utf8)
        return String(decoding: fingerprint.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    func isValid(_ values: [[UInt8]], _ hash: PGPHash, over data: [UInt8], digestStart: [UInt8]) -> Bool {
        numbers.isValid(values, hash, over: data, digestStart: digestStart)
    }

    private static func isUnread(_ algorithm: PGPAlgorithm) -> Bool {
        if case .other = algorithm { true } else { false }
    }
}

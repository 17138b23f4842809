/// A version 4 signature packet (RFC 9580, section 5.2).
struct PGPSignature {
    static let tag: UInt8 = 2

    enum Kind {
        static let binary: UInt8 = 0x00
        static let text: UInt8 = 0x01
        static let certifications: ClosedRange<UInt8> = 0x10...0x13
        static let subkeyBinding: UInt8 = 0x18
        static let primaryKeyBinding: UInt8 = 0x19
        static let keyRevocation: UInt8 = 0x20
        static let subkeyRevocation: UInt8 = 0x28
        static let certificationRevocation: UInt8 = 0x30
    }

    let kind: UInt8
    let algorithm: PGPAlgorithm
    let hash: PGPHash
    /// What is hashed after the data.
    private let trailer: [UInt8]
    /// The first two bytes of the digest, which tell early that a key or a text is another one.
    let digestStart: [UInt8]
    let values: [[UInt8]]

    private(set) var created: Int?
    /// Seconds after `created`; nil or 0 for never.
    private(set) var lifetime: Int?
    private(set) var keyLifetime: Int?
    /// What the key may be used for; nil when nothing is said.
    private(set) var keyFlags: UInt8?
    private(set) var isPrimaryIdentity = false
    private(set) var issuer: [UInt8]?
    private(set) var issuerFingerprint: [UInt8]?
    private(set) var embedded: [ArraySlice<UInt8>] = []

    init(_ body: ArraySlice<UInt8>) throws(ProvenanceError) {
        var reader = PGPReader(body)
        let version = try reader.byte()
        guard version == 4 else {
            throw ProvenanceError(
                .unsupported, "signatures of OpenPGP version \(version) are not understood",
                hint: "sign with a version 4 key, as gpg does")
        }
        kind = try reader.byte()
        algorithm = PGPAlgorithm(try reader.byte())
        let hashNumber = try reader.byte()
        guard let hash = PGPHash(rawValue: hashNumber) else {
            throw ProvenanceError(
                .unsupported, "the signature's hash algorithm \(hashNumber) is not understood or not safe",
                hint: "sign with SHA-256 or SHA-512")
        }
        self.hash = hash
        let hashed = try reader.take(try reader.number(2))
        let head = Array(body.prefix(6)) + hashed
        trailer = head + [4, 0xff] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: head.count >> $0) }
        let unhashed = try reader.take(try reader.number(2))
        digestStart = Array(try reader.take(2))
        values = try algorithm.signatureValues(&reader)
        try read(hashed, isHashed: true)
        try read(unhashed, isHashed: false)
    }

    /// Whether the issuer that the signature names, if any, is the key.
    func mayBe(of key: PGPKey) -> Bool {
        if let issuerFingerprint { return issuerFingerprint == key.fingerprint }
        return issuer.map { $0 == key.id } ?? true
    }

    func isValid(by key: PGPKey, over data: [UInt8]) -> Bool {
        algorithm == key.algorithm && key.isValid(values, hash, over: data + trailer, digestStart: digestStart)
    }

    /// Whether it has expired at `time`, in seconds since 1970.
    func isExpired(at time: Int) -> Bool {
        guard let created, let lifetime, lifetime > 0 else { return false }
        return created + lifetime < time
    }

    private mutating func read(_ subpackets: ArraySlice<UInt8>, isHashed: Bool) throws(ProvenanceError) {
        var reader = PGPReader(subpackets)
        while !reader.isAtEnd {
            var body = PGPReader(try reader.take(try Self.length(&reader)))
            let kind = try body.byte()
            let number = kind & 0x7f
            // Only who issued it may stand outside of what is signed, and a signature that proves itself.
            switch (number, isHashed) {
            case (2, true): created = try body.number(4)
            case (3, true): lifetime = try body.number(4)
            case (9, true): keyLifetime = try body.number(4)
            case (25, true): isPrimaryIdentity = try body.byte() != 0
            case (27, true): keyFlags = body.rest.first ?? 0
            case (16, _): issuer = Array(body.rest)
            case (33, _) where body.rest.first == 4: issuerFingerprint = Array(body.rest.dropFirst())
            case (32, _): embedded.append(body.rest)
            case (_, true) where kind & 0x80 != 0 && !Self.known.contains(number):
                throw ProvenanceError(
                    .unsupported, "the signature has a critical part \(number) that is not understood")
            default: break
            }
        }
    }

    /// Parts that may be critical and change nothing here: policies, preferences, features and the like.
    private static let known: Set<UInt8> = [
        2, 3, 4, 5, 7, 9, 11, 16, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 32, 33, 34,
    ]

    private static func length(_ reader: inout PGPReader) throws(ProvenanceError) -> Int {
        let first = Int(try reader.byte())
        switch first {
        case 0..<192: return first
        case 192..<255: return (first - 192) << 8 + Int(try reader.byte()) + 192
        default: return try reader.number(4)
        }
    }
}

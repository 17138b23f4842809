import Crypto
import CryptoExtras
import FoundationEssentials

/// The signing algorithms that are understood.
enum PGPAlgorithm: Sendable, Hashable {
    case rsa, ecdsa
    /// Ed25519 with a curve's number, as GnuPG writes it.
    case eddsaLegacy
    case ed25519
    /// A key that signs nothing here.
    case other(UInt8)

    init(_ number: UInt8) {
        self =
            switch number {
            case 1, 3: .rsa
            case 19: .ecdsa
            case 22: .eddsaLegacy
            case 27: .ed25519
            default: .other(number)
            }
    }

    /// The numbers that make up a signature.
    func signatureValues(_ reader: inout PGPReader) throws(ProvenanceError) -> [[UInt8]] {
        switch self {
        case .rsa: [try reader.integer()]
        case .ecdsa, .eddsaLegacy: [try reader.integer(), try reader.integer()]
        case .ed25519: [Array(try reader.take(64))]
        case .other(let number):
            throw ProvenanceError(
                .unsupported, "signatures of algorithm \(number) are not understood",
                hint: "sign with an RSA, Ed25519 or ECDSA key")
        }
    }
}

/// The hash algorithms, by their numbers. SHA-1 serves old keys' own signatures alone.
enum PGPHash: UInt8, Sendable {
    case sha1 = 2
    case sha256 = 8
    case sha384 = 9
    case sha512 = 10
}

/// The public numbers of a key, with which signatures are verified.
enum PGPPublicNumbers: Sendable {
    case rsa(modulus: [UInt8], exponent: [UInt8])
    case p256([UInt8]), p384([UInt8]), p521([UInt8])
    case ed25519([UInt8])
    /// A key that signs nothing, or on a curve that is not understood.
    case unusable

    /// Reads them off a key packet, past the algorithm's number.
    init(_ algorithm: PGPAlgorithm, _ reader: inout PGPReader) throws(ProvenanceError) {
        switch algorithm {
        case .rsa: self = .rsa(modulus: try reader.integer(), exponent: try reader.integer())
        case .ecdsa:
            let curve = Array(try reader.take(Int(try reader.byte())))
            let point = try reader.integer()
            self =
                switch curve {
                case [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]: .p256(point)
                case [0x2b, 0x81, 0x04, 0x00, 0x22]: .p384(point)
                case [0x2b, 0x81, 0x04, 0x00, 0x23]: .p521(point)
                default: .unusable
                }
        case .eddsaLegacy:
            let curve = Array(try reader.take(Int(try reader.byte())))
            let point = try reader.integer()
            let isEd25519 = curve == [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01] && point.first == 0x40
            self = isEd25519 ? .ed25519(Array(point.dropFirst())) : .unusable
        case .ed25519: self = .ed25519(Array(try reader.take(32)))
        case .other: self = .unusable
        }
    }

    func isValid(_ values: [[UInt8]], _ hash: PGPHash, over data: [UInt8], digestStart: [UInt8]) -> Bool {
        switch hash {
        case .sha1: isValid(values, Insecure.SHA1.hash(data: data), digestStart)
        case .sha256: isValid(values, SHA256.hash(data: data), digestStart)
        case .sha384: isValid(values, SHA384.hash(data: data), digestStart)
        case .sha512: isValid(values, SHA512.hash(data: data), digestStart)
        }
    }

    private func isValid(_ values: [[UInt8]], _ digest: some Crypto.Digest, _ digestStart: [UInt8]) -> Bool {
        guard Array(digest.prefix(2)) == digestStart else { return false }
        // Numbers that make no key or no signature prove nothing, for whatever reason.
        do {
            switch self {
            case .rsa(let modulus, let exponent):
                let key = try _RSA.Signing.PublicKey(n: modulus, e: exponent)
                let signature = _RSA.Signing.RSASignature(rawRepresentation: values[0].padded(to: modulus.count))
                return key.isValidSignature(signature, for: digest, padding: .insecurePKCS1v1_5)
            case .p256(let point):
                let signature = try P256.Signing.ECDSASignature(rawRepresentation: Self.joined(values, 32))
                return try P256.Signing.PublicKey(x963Representation: point).isValidSignature(signature, for: digest)
            case .p384(let point):
                let signature = try P384.Signing.ECDSASignature(rawRepresentation: Self.joined(values, 48))
                return try P384.Signing.PublicKey(x963Representation: point).isValidSignature(signature, for: digest)
            case .p521(let point):
                let signature = try P521.Signing.ECDSASignature(rawRepresentation: Self.joined(values, 66))
                return try P521.Signing.PublicKey(x963Representation: point).isValidSignature(signature, for: digest)
            case .ed25519(let point):
                let signature = values.count == 1 ? values[0] : Self.joined(values, 32)
                return try Curve25519.Signing.PublicKey(rawRepresentation: point)
                    .isValidSignature(signature, for: Array(digest))
            case .unusable: return false
            }
        } catch {
            return false
        }
    }

    private static func joined(_ values: [[UInt8]], _ size: Int) -> [UInt8] {
        values.flatMap { $0.padded(to: size) }
    }
}

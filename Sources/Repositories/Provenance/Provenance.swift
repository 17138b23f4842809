import Value
import YAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Who vouches for a chart.
public struct ProvenanceVerification: Sendable, Hashable {
    /// The names that the signer's key vouches for, as `Name <mail>`. Foreign text.
    public var signers: [String]
    /// Of the primary key: 40 digits in upper case.
    public var fingerprint: String
    /// `sha256:` and 64 digits.
    public var digest: String
}

/// A chart's `.prov` file: its metadata and its packed file's digest, clear-signed (`pkg/provenance`).
public struct Provenance: Sendable {
    /// The largest file that is read.
    public static let largest = 4 << 20

    private let message: ClearSigned

    public init(_ bytes: [UInt8]) throws(ProvenanceError) { message = try ClearSigned(bytes) }

    /// Checks the signature against the keyring, then the packed chart against what was signed.
    ///
    /// - Parameters:
    ///   - fileName: of the packed chart, as it was signed: `name-version.tgz`.
    ///   - time: seconds since 1970.
    public func verify(
        _ archive: [UInt8], fileName: String, keyring: Keyring, time: Int = Self.now
    ) throws(ProvenanceError) -> ProvenanceVerification {
        let signer = try signer(keyring, time)
        let digest = Digest(of: archive).description
        let promised = try digests()[fileName]
        guard let promised else {
            throw ProvenanceError(
                .digestMismatch, "provenance does not contain a SHA for a file named \"\(fileName)\"",
                hint: "the file may have been renamed after it was signed")
        }
        guard promised == digest else {
            throw ProvenanceError(
                .digestMismatch,
                "sha256 sum does not match for \(fileName): \"\(RepositoryError.plain(promised))\" != \"\(digest)\"",
                hint: "the chart was changed after it was signed: do not use it")
        }
        return ProvenanceVerification(
            signers: signer.names.map { RepositoryError.plain($0) }, fingerprint: signer.primary.fingerprintText,
            digest: digest)
    }

    /// Seconds since 1970.
    public static var now: Int { Int(time(nil)) }

    private func signer(_ keyring: Keyring, _ time: Int) throws(ProvenanceError) -> PGPEntity {
        let signature = message.signature
        guard [PGPSignature.Kind.binary, PGPSignature.Kind.text].contains(signature.kind) else {
            throw .malformed("the signature is not about a text")
        }
        guard signature.hash != .sha1 else {
            throw ProvenanceError(
                .unsupported, "the signature uses SHA-1, which can be forged", hint: "sign with SHA-256 or SHA-512")
        }
        var isKnown = false
        for entity in keyring.entities {
            for candidate in entity.signingKeys where signature.mayBe(of: candidate.key) {
                isKnown = true
                guard signature.isValid(by: candidate.key, over: message.signedBytes) else { continue }
                guard !candidate.isRevoked else {
                    throw ProvenanceError(
                        .expired, "the signer's key \(entity.primary.fingerprintText) was revoked",
                        hint: "ask for a chart signed with a new key")
                }
                guard candidate.expires.map({ $0 >= time }) ?? true, !signature.isExpired(at: time) else {
                    throw ProvenanceError(
                        .expired, "the signer's key \(entity.primary.fingerprintText) or the signature has expired",
                        hint: "get the renewed key from its owner and export it again")
                }
                return entity
            }
        }
        guard isKnown else {
            throw ProvenanceError(
                .unknownSigner, "the keyring \(keyring.name) does not hold the signer's key",
                hint: "get the key from its owner, export it with gpg --export and give it as --keyring")
        }
        throw ProvenanceError(
            .badSignature, "the signature does not fit the provenance: it was changed after it was signed",
            hint: "do not use the chart")
    }

    /// File names and what they should hash to. Only the signed text is read.
    private func digests() throws(ProvenanceError) -> [String: String] {
        let parts = message.text.components(separatedBy: "\n...\n")
        guard parts.count >= 2 else { throw .malformed("message block must have at least two parts") }
        let value: Value
        do {
            value = try YAML.decode(parts[1], file: "provenance", rules: .helm)
        } catch {
            throw .malformed("the list of digests is not YAML: \(error.message)")
        }
        var digests: [String: String] = [:]
        for (name, digest) in value["files"]?.object ?? [:] { digests[name] = digest.string ?? "" }
        return digests
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}

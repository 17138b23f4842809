/// Why a chart's provenance was not accepted.
public struct ProvenanceError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// No `.prov` file, or none of the chart's registry layers is one.
        case missing
        /// The provenance or the keyring is not what OpenPGP and Helm write.
        case malformed
        /// Signed in a way that is not understood, or no longer safe.
        case unsupported
        /// The keyring lacks the signer's key.
        case unknownSigner
        /// The key or the signature has expired, or the key was revoked.
        case expired
        /// The signature does not fit the text.
        case badSignature
        /// The signature is good, but for another file.
        case digestMismatch
        /// The keyring or the provenance cannot be read.
        case unreadable
    }

    public var code: Code
    public var message: String
    public var hint: String?

    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    static func malformed(_ message: String) -> ProvenanceError { ProvenanceError(.malformed, message) }

    public var description: String { message }
}

import Crypto
import FoundationEssentials
import GoTemplate
import SwiftASN1
import X509

/// What a certificate is to say; the rest is the same for all of Sprig's.
struct CertificateRequest {
    let name: String
    let days: Int
    let isAuthority: Bool
    var addresses: [[UInt8]] = []
    var names: [String] = []

    init(name: String, days: Int, isAuthority: Bool) {
        self.name = name
        self.days = days
        self.isAuthority = isAuthority
    }

    /// A certificate for `key`, signed by the signer or, without one, by the key itself.
    func certificate(
        key: Certificate.PrivateKey, signer: (certificate: Certificate, key: Certificate.PrivateKey)?, now: Int64
    ) throws -> Certificate {
        let subject = try Self.subject(name)
        // A century is long enough, and far from what dates can hold.
        let days = min(max(days, -36_500), 365 * 7_000)
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(
                bytes: [RandomFunctions.bytes(1)[0] & 0x7F] + RandomFunctions.bytes(15)),
            publicKey: key.publicKey,
            notValidBefore: Date(timeIntervalSince1970: Double(now)),
            notValidAfter: Date(timeIntervalSince1970: Double(now) + Double(days) * 86_400),
            issuer: signer?.certificate.subject ?? subject,
            subject: subject,
            extensions: try extensions(key: key, issuer: signer?.certificate),
            issuerPrivateKey: signer?.key ?? key)
    }

    /// As Go's `pkix.Name` writes it: no common name where it is empty, and the narrowest string type that holds it.
    private static func subject(_ name: String) throws -> DistinguishedName {
        if name.isEmpty { return DistinguishedName() }
        let printable = name.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9": true
            default: " '()+,-./:=?".unicodeScalars.contains(scalar)
            }
        }
        let type = ASN1ObjectIdentifier.RDNAttributeType.commonName
        let attribute =
            printable
            ? try RelativeDistinguishedName.Attribute(type: type, printableString: name)
            : RelativeDistinguishedName.Attribute(type: type, utf8String: name)
        return DistinguishedName([RelativeDistinguishedName([attribute])])
    }

    /// In Go's order.
    private func extensions(key: Certificate.PrivateKey, issuer: Certificate?) throws -> Certificate.Extensions {
        var extensions: [Certificate.Extension] = []
        extensions.append(
            try Certificate.Extension(
                KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: isAuthority), critical: true))
        extensions.append(try Certificate.Extension(ExtendedKeyUsage([.serverAuth, .clientAuth]), critical: false))
        let constraints: BasicConstraints =
            isAuthority ? .isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority
        extensions.append(try Certificate.Extension(constraints, critical: true))
        if isAuthority {
            extensions.append(try Certificate.Extension(SubjectKeyIdentifier(hash: key.publicKey), critical: false))
        }
        if let identifier = try issuer?.extensions.subjectKeyIdentifier?.keyIdentifier {
            extensions.append(
                try Certificate.Extension(AuthorityKeyIdentifier(keyIdentifier: identifier), critical: false))
        }
        let alternatives =
            names.map { GeneralName.dnsName($0) }
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        if !alternatives.isEmpty {
            extensions.append(try Certificate.Extension(SubjectAlternativeNames(alternatives), critical: false))
        }
        return try Certificate.Extensions(extensions)
    }
}

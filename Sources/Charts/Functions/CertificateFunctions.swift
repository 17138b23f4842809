import Crypto
import CryptoExtras
import Formats
import FoundationEssentials
import GoTemplate
import SwiftASN1
import X509

/// Sprig's private keys and certificates.
enum CertificateFunctions {
    static func add(to functions: inout TemplateFunctions, _ environment: FunctionEnvironment) {
        functions.add("genPrivateKey", [.string]) { try privateKey($0.string(0), $0.execution) }
        functions.add("buildCustomCert", [.string, .string]) { try custom($0) }
        let certificate = CertificateObject.type
        for (suffix, extra) in [("", []), ("WithKey", [GoType.string])] {
            functions.add("genCA" + suffix, [.string, .int] + extra) { arguments in
                let key = try extra.isEmpty ? KeyText.rsa(.bits2048) : arguments.string(2)
                let request = CertificateRequest(name: arguments.string(0), days: arguments.int(1), isAuthority: true)
                return .object(try issue(request, key, by: nil, environment, arguments.execution))
            }
            functions.add("genSelfSignedCert" + suffix, [.string, .list, .list, .int] + extra) { arguments in
                let request = try request(arguments)
                let key = try extra.isEmpty ? KeyText.rsa(.bits2048) : arguments.string(4)
                return .object(try issue(request, key, by: nil, environment, arguments.execution))
            }
            functions.add("genSignedCert" + suffix, [.string, .list, .list, .int, certificate] + extra) { arguments in
                guard case .object(let object) = arguments[4], let issuer = object as? CertificateObject else {
                    throw TemplateError.nilDereference
                }
                let request = try request(arguments)
                let key = try extra.isEmpty ? KeyText.rsa(.bits2048) : arguments.string(5)
                return .object(try issue(request, key, by: issuer, environment, arguments.execution))
            }
        }
    }

    private static func privateKey(_ kind: String, _ execution: TemplateExecution) throws -> TemplateValue {
        try execution.spend(["", "rsa", "dsa"].contains(kind) ? CryptoCost.key * 6 : CryptoCost.key / 64)
        return switch kind {
        case "", "rsa": .string(try KeyText.rsa(.bits4096))
        case "ecdsa": .string(KeyText.ecdsa())
        case "ed25519": .string(KeyText.ed25519())
        case "dsa": .string(try DSAKey.pem())
        default: .string("Unknown type " + kind)
        }
    }

    private static func request(_ arguments: TemplateArguments) throws(TemplateError) -> CertificateRequest {
        var request = CertificateRequest(name: arguments.string(0), days: arguments.int(3), isAuthority: false)
        for value in arguments.list(1) {
            guard let text = value.text else {
                throw .call("error parsing ip: \(GoFormat.text(value)) is not a string")
            }
            // Go's `ParseIP` takes no zone.
            guard !text.contains("%"), let address = IPAddress(text) else { throw .call("error parsing ip: \(text)") }
            request.addresses.append(address.shortBytes)
        }
        for value in arguments.list(2) {
            guard let text = value.text else {
                throw .call("error processing alternate dns name: \(GoFormat.text(value)) is not a string")
            }
            request.names.append(text)
        }
        return request
    }

    private static func issue(
        _ request: CertificateRequest, _ keyText: String, by issuer: CertificateObject?,
        _ environment: FunctionEnvironment, _ execution: TemplateExecution
    ) throws(TemplateError) -> CertificateObject {
        try execution.spend(CryptoCost.key)
        let now = environment.now()
        var signer: (certificate: Certificate, key: Certificate.PrivateKey)?
        if let issuer {
            let certificate: Certificate
            do { certificate = try Certificate(pemEncoded: issuer.certificate) } catch {
                throw .call("unable to decode certificate")
            }
            signer = (certificate, try key(issuer.key, "error parsing private key: "))
        }
        let key = try key(keyText, "parsing private key: ")
        do {
            let certificate = try request.certificate(key: key, signer: signer, now: now.seconds)
            let text = try certificate.serializeAsPEM().pemString
            return CertificateObject(certificate: text + "\n", key: keyText)
        } catch {
            throw .call("error creating certificate: \(error)")
        }
    }

    private static func key(_ text: String, _ context: String) throws(TemplateError) -> Certificate.PrivateKey {
        guard text.contains("-----BEGIN ") else { throw .call("\(context)no PEM data in input") }
        do { return try Certificate.PrivateKey(pemEncoded: text) } catch {
            // The library's words might hold parts of the key.
            throw .call("\(context)the PEM text holds no RSA, EC or Ed25519 key")
        }
    }

    private static func custom(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        func decoded(_ index: Int, _ what: String) throws(TemplateError) -> String {
            do throws(TemplateError) {
                return String(decoding: try PaddedBase.base64.decode(arguments.bytes(index)), as: UTF8.self)
            } catch { throw .call("unable to decode base64 \(what)") }
        }
        let certificate = try decoded(0, "certificate")
        let keyText = try decoded(1, "private key")
        guard certificate.contains("-----BEGIN ") else { throw .call("unable to decode certificate") }
        do { _ = try Certificate(pemEncoded: certificate) } catch {
            throw .call("error parsing certificate: decodedCert.Bytes: \(error)")
        }
        _ = try key(keyText, "error parsing private key: ")
        return .object(CertificateObject(certificate: certificate, key: keyText))
    }
}

/// What the functions return: a struct with the fields `Cert` and `Key`, both PEM text.
final class CertificateObject: TemplateObject {
    let certificate: String
    let key: String

    static let type = GoType(name: "sprig.certificate", kind: .struct)

    init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
        super.init(type: Self.type)
    }

    override var fields: [(name: String, value: TemplateValue)] {
        [("Cert", .string(certificate)), ("Key", .string(key))]
    }

    override func member(_ name: String) -> Member? {
        switch name {
        case "Cert": .field(.string(certificate), .string)
        case "Key": .field(.string(key), .string)
        default: nil
        }
    }

    override func isEqual(to other: TemplateObject) -> Bool {
        (other as? CertificateObject).map { $0.certificate == certificate && $0.key == key } ?? false
    }
}

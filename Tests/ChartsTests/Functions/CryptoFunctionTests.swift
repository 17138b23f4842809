import FoundationEssentials
import GoTemplate
import SwiftASN1
import TestSupport
import Testing
import X509

@testable import Charts

@Suite struct CryptoFunctionTests {
    @Test func theTableHoldsTheDigitsOfPi() {
        // The first words of Blowfish's table.
        #expect(PiDigits.words == ComputedPiDigits.words(18 + 4 * 256))
        #expect(PiDigits.words.prefix(4) == [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344])
        #expect(PiDigits.words.last == 0x3AC3_72E6)
    }

    @Test func bcryptMatchesKnownHashes() throws {
        // Vectors of the reference implementation, at a cost that tests can bear.
        let salt: [UInt8] = [
            0x14, 0x4B, 0x3D, 0x69, 0x1A, 0x7B, 0x4E, 0xCF, 0x39, 0xCF, 0x73, 0x5C, 0x7F, 0xA7, 0xA7, 0x9C,
        ]
        #expect(
            try Bcrypt.hash([], salt: salt, cost: 6) == "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.")
    }

    @Test func passwordsOfMoreThan72BytesAreRefused() {
        #expect(throws: TemplateError.self) { try Bcrypt.hash([UInt8](repeating: 97, count: 73), cost: 4) }
    }

    @Test func encryptionComesBack() throws {
        let template = "{{ $c := encryptAES \"key\" \"attack at dawn\" }}{{ decryptAES \"key\" $c }}"
        #expect(try Snippet.render(template) == "attack at dawn")
        #expect(try Snippet.render("{{ encryptAES \"k\" \"x\" | b64dec | len }}") == "32")
    }

    @Test func htpasswdKeepsTheUser() throws {
        let text = try Snippet.render("{{ htpasswd \"user\" \"x\" }}")
        #expect(text.hasPrefix("user:$2a$10$"))
        #expect(text.utf8.count == 65)
    }

    @Test(arguments: [("rsa", "RSA PRIVATE KEY"), ("ecdsa", "EC PRIVATE KEY"), ("ed25519", "PRIVATE KEY")])
    func privateKeysArePEM(_ kind: String, _ label: String) throws {
        // An RSA key of 4096 bits takes seconds; the certificates below have one of 2048.
        let text = kind == "rsa" ? try KeyText.rsa(.bits2048) : try Snippet.render("{{ genPrivateKey \"\(kind)\" }}")
        #expect(text.hasPrefix("-----BEGIN \(label)-----\n"))
        #expect(text.hasSuffix("\n-----END \(label)-----\n"))
        _ = try Certificate.PrivateKey(pemEncoded: text)
    }

    @Test func aDSAKeyIsOneOfItsGroup() throws {
        let document = try PEMDocument(pemString: Snippet.render(#"{{ genPrivateKey "dsa" }}"#))
        #expect(document.discriminator == "DSA PRIVATE KEY")
        let numbers: [[UInt8]] = try DER.sequence(DER.parse(document.derBytes), identifier: .sequence) { nodes in
            var numbers: [[UInt8]] = []
            while let node = nodes.next() {
                guard case .primitive(let bytes) = node.content else {
                    throw ASN1Error.unexpectedFieldType(node.identifier)
                }
                numbers.append(Array(bytes))
            }
            return numbers
        }
        #expect(numbers.count == 6)
        #expect(numbers[0] == [0])
        let values = numbers.map {
            ModularInteger(hexadecimal: $0.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined())
        }
        #expect(values[3].power(values[5], modulo: values[1]) == values[4])
        // The public key is in the subgroup of the order q.
        #expect(values[4].power(values[2], modulo: values[1]) == ModularInteger(words: [1]))
    }

    @Test(arguments: [
        ("2", "a", "3e9", "17"), ("3", "0", "7", "1"), ("ffffffffffffffff", "2", "fffffffffffffffd", "4"),
    ])
    func powersAreReduced(_ base: String, _ exponent: String, _ modulus: String, _ expected: String) {
        let power = ModularInteger(hexadecimal: base).power(
            ModularInteger(hexadecimal: exponent), modulo: ModularInteger(hexadecimal: modulus))
        #expect(power == ModularInteger(hexadecimal: expected))
    }

    @Test func aSignedCertificateNamesItsAuthority() throws {
        let text = try Snippet.render(
            """
            {{ $key := genPrivateKey "ecdsa" }}{{ $ca := genCAWithKey "authority" 365 $key }}\
            {{ $c := genSignedCertWithKey "server" (list "10.0.0.1" "::1") (list "a.example" "b.example") 30 $ca $key }}\
            {{ $ca.Cert }}|{{ $c.Cert }}|{{ eq $c.Key $key }}
            """)
        let parts = text.split(separator: "|").map(String.init)
        try #require(parts.count == 3)
        #expect(parts[2] == "true")
        let authority = try Certificate(pemEncoded: parts[0])
        let server = try Certificate(pemEncoded: parts[1])
        #expect(server.issuer == authority.subject)
        #expect(authority.publicKey.isValidSignature(server.signature, for: server))
        #expect(authority.publicKey.isValidSignature(authority.signature, for: authority))
        #expect(try authority.extensions.basicConstraints == .isCertificateAuthority(maxPathLength: nil))
        #expect(try server.extensions.basicConstraints == .notCertificateAuthority)
        #expect(try authority.extensions.keyUsage?.keyCertSign == true)
        #expect(try server.extensions.keyUsage?.keyCertSign == false)
        #expect(try server.extensions.subjectAlternativeNames?.count == 4)
        #expect(
            try server.extensions.authorityKeyIdentifier?.keyIdentifier
                == authority.extensions.subjectKeyIdentifier?.keyIdentifier)
        #expect(server.notValidBefore.timeIntervalSince1970 == 1_700_000_000)
        #expect(server.notValidAfter.timeIntervalSince1970 == 1_700_000_000 + 30 * 86_400)
    }

    @Test func certificatesAreStructs() throws {
        let template =
            "{{ $c := genSelfSignedCert \"x\" nil nil 1 }}{{ typeOf $c }} {{ kindOf $c }} {{ trunc 31 $c.Key }}"
        #expect(try Snippet.render(template) == "sprig.certificate struct -----BEGIN RSA PRIVATE KEY-----")
    }

    @Test(arguments: [
        ("{{ genSelfSignedCert \"x\" (list \"300.1.1.1\") nil 1 }}", "error parsing ip: 300.1.1.1"),
        ("{{ genSelfSignedCert \"x\" nil (list 5) 1 }}", "error processing alternate dns name: 5 is not a string"),
        ("{{ genCAWithKey \"x\" 1 \"nothing\" }}", "parsing private key: no PEM data in input"),
        ("{{ buildCustomCert \"!\" \"\" }}", "unable to decode base64 certificate"),
        ("{{ buildCustomCert \"\" \"!\" }}", "unable to decode base64 private key"),
        ("{{ buildCustomCert \"\" \"\" }}", "unable to decode certificate"),
        (
            "{{ genSignedCert \"x\" nil nil 1 (dict) }}",
            "wrong type for value; expected sprig.certificate; got map[string]interface {}"
        ),
    ])
    func badInputIsSaidSo(_ template: String, _ message: String) {
        let error = #expect(throws: TemplateError.self) { try Snippet.render(template) }
        #expect(error?.message.hasSuffix(": " + message) == true, "\(error?.message ?? "")")
    }

    @Test func aBrokenKeyIsNotRepeated() {
        let template =
            "{{ genCAWithKey \"x\" 1 \"-----BEGIN PRIVATE KEY-----\\nc2VjcmV0LXZhbHVl\\n-----END PRIVATE KEY-----\" }}"
        let error = #expect(throws: TemplateError.self) { try Snippet.render(template) }
        #expect(error?.message.contains("error calling genCAWithKey: parsing private key: ") == true)
    }
}

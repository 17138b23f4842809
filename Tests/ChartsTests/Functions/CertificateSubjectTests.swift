import Charts
import GoTemplate
import SwiftASN1
import Testing
import X509

/// The subject of a certificate as Go's `pkix.Name` writes it.
@Suite struct CertificateSubjectTests {
    private func subject(_ name: String) throws -> DistinguishedName {
        let text = try ChartText.text("cert: {{ (genCA .Values.name 1).Cert | quote }}", values: "name: \"\(name)\"")
        let quoted = try #require(text.firstRange(of: "-----BEGIN"))
        let pem = text[quoted.lowerBound...].dropLast().replacing("\\n", with: "\n")
        return try Certificate(pemEncoded: String(pem)).subject
    }

    @Test func anEmptyNameIsLeftOut() throws { #expect(try subject("").isEmpty) }

    @Test(arguments: [("Kong Operator CA", UInt(0x13)), ("*.example.com", 0x0C), ("köln", 0x0C)])
    func theNameIsPrintableWhereItCanBe(name: String, tag: UInt) throws {
        var serializer = DER.Serializer()
        try serializer.serialize(try subject(name))
        let bytes = serializer.serializedBytes
        let text = Array(name.utf8)
        let start = try #require(bytes.indices.first { bytes[$0...].starts(with: text) })
        #expect(bytes[start - 2] == UInt8(tag))
    }
}

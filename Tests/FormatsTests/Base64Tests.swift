import Formats
import Testing

@Suite struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func theStandardsExamples(_ text: String, _ encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test func everyLengthComesBack() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
            let text = Base64.encode(bytes)
            #expect(Base64.decode(text) == bytes)
            #expect(Base64.decode(text.filter { $0 != "=" }, requiresPadding: false) == bytes)
            #expect((Base64.decode(text.filter { $0 != "=" }) == bytes) == (count % 3 == 0))
        }
    }

    @Test(arguments: ["Z\ng==", "\r\nZg==\r\n", "Zg=\n="])
    func lineBreaksAreSkipped(_ text: String) { #expect(Base64.decode(text) == Array("f".utf8)) }

    @Test(arguments: ["a", "a*==", "Zg", "Zg=", "Zg===", "Z===", "=", "Zg==Zg==", "Z g=", "Zm9v=", "Zm9-", "é"])
    func otherTextIsRefused(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["a", "Zg=", "Zg===", "Z===", "Zg==a"])
    func missingPaddingIsNotWrongPadding(_ text: String) {
        #expect(Base64.decode(text, requiresPadding: false) == nil)
    }
}

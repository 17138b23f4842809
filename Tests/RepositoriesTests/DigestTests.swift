import Testing

@testable import Repositories

@Suite struct DigestTests {
    @Test func isTheSHA256InHexadecimal() {
        #expect(
            "\(Digest(of: Array("abc".utf8)))"
                == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func readsBothSpellings() throws {
        let digits = String(repeating: "aB", count: 32)
        #expect(try #require(Digest("sha256:\(digits)")) == #require(Digest(digits)))
        #expect(Digest("sha512:\(digits)") == nil)
        #expect(Digest(String(digits.dropLast())) == nil)
        #expect(Digest("") == nil)
    }
}

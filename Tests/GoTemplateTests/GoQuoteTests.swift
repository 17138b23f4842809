import GoTemplate
import Testing

@Suite struct GoQuoteTests {
    @Test(arguments: [
        ("", "\"\""), ("a", "\"a\""), ("a\"b\\", #""a\"b\\""#), ("\n\t\r\u{7}\u{8}\u{C}\u{B}", #""\n\t\r\a\b\f\v""#),
        ("\u{1}\u{7F}", #""\x01\x7f""#), ("é😀", "\"é😀\""), ("\u{A0}\u{FEFF}\u{2028}", #""\u00a0\ufeff\u2028""#),
        ("\u{E0001}", #""\U000e0001""#), ("'", "\"'\""),
    ])
    func stringsAreQuotedAsGo(_ text: String, _ expected: String) {
        #expect(GoQuote.quoted(text) == expected)
    }

    @Test func bytesThatAreNoTextAreEscaped() {
        #expect(GoQuote.quoted([0x61, 0xFF, 0xC3]) == #""a\xff\xc3""#)
        #expect(GoQuote.quoted(Array("é".utf8), asciiOnly: true) == #""\u00e9""#)
    }

    @Test func runesHaveSingleQuotes() {
        #expect(GoQuote.quoted(rune: "x") == "'x'")
        #expect(GoQuote.quoted(rune: "'") == #"'\''"#)
        #expect(GoQuote.quoted(rune: "\"") == "'\"'")
    }

    @Test(arguments: [
        (#""a""#, "a"), (#""\n\t\\\"""#, "\n\t\\\""), (#""\x41\101\u00e9\U0001F600""#, "AAé😀"), ("`a\\n\"`", "a\\n\""),
        (#""""#, ""),
        ("`a\r\nb`", "a\nb"), (#""é""#, "é"),
    ])
    func literalsAreUnquoted(_ literal: String, _ expected: String) {
        #expect(GoQuote.unquoted(Array(literal.utf8)[...]) == Array(expected.utf8)[...])
    }

    @Test(arguments: [
        #"""#, #""a"#, #""\q""#, #""\x4""#, #""\400""#, #""\'""#, #""\ud800""#, "`a", "'a'", "", #""a"b""#, #""\"#,
    ])
    func brokenLiteralsAreNot(_ literal: String) {
        #expect(GoQuote.unquoted(Array(literal.utf8)[...]) == nil)
    }

    @Test func quotingAndUnquotingIsTheSame() {
        for byte in UInt8.min...UInt8.max {
            let bytes: [UInt8] = [0x61, byte, 0x62]
            #expect(GoQuote.unquoted(Array(GoQuote.quoted(bytes).utf8)[...]) == bytes[...])
        }
    }

    @Test func runesAreCountedAsGoDoes() {
        #expect(UTF8Scan.runeCount(Array("héllo".utf8)) == 5)
        #expect(UTF8Scan.runeCount([0xFF, 0x41, 0xC3]) == 3)
        #expect(UTF8Scan.runes([0xE6, 0x97, 0xA5, 0x80]) == ["日", "\u{FFFD}"])
        for scalar in ["\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}"]
            as [Unicode.Scalar]
        {
            let bytes = Array(String(Character(scalar)).utf8)
            let (read, width) = UTF8Scan.rune(bytes, at: 0)
            #expect(read == scalar)
            #expect(width == bytes.count)
        }
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5],
        ] as [[UInt8]])
    func overlongAndSurrogateFormsAreNoRunes(_ bytes: [UInt8]) {
        #expect(UTF8Scan.rune(bytes, at: 0) == ("\u{FFFD}", 1))
    }
}

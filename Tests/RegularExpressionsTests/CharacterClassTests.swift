import Testing

@testable import RegularExpressions

@Suite struct CharacterClassTests {
    /// The members of a class among ASCII, as text.
    static func ascii(_ pattern: String) throws -> String {
        let expression = try RegularExpression("^\(pattern)$")
        return String((0..<128).map { Character(Unicode.Scalar(UInt8($0))) }.filter { expression.matches(String($0)) })
    }

    @Test(arguments: [
        ("[a-e]", "abcde"),
        ("[^\\x00-y]", "z{|}~\u{7F}"),
        ("\\d", "0123456789"),
        ("[\\d]", "0123456789"),
        ("[^\\D]", "0123456789"),
        ("[[:digit:]]", "0123456789"),
        ("[[:upper:]]", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ("[[:lower:]]", "abcdefghijklmnopqrstuvwxyz"),
        ("[[:xdigit:]]", "0123456789ABCDEFabcdef"),
        ("[[:blank:]]", "\t "),
        ("[[:space:]]", "\t\n\u{B}\u{C}\r "),
        ("\\s", "\t\n\u{C}\r "),
        ("[[:punct:]]", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
        ("[[:^print:][:blank:]]", (0..<32).map { String(Unicode.Scalar(UInt8($0))) }.joined() + " \u{7F}"),
        ("(?i)[x-z]", "XYZxyz"),
        ("(?i)k", "Kk"),
        ("[a\\-c]", "-ac"),
        ("[+--]", "+,-"),
        ("[\\]\\[]", "[]"),
        ("[$^.]", "$.^"),
        ("[\\pL]", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
        ("\\p{Sc}", "$"),
        ("\\p{Sm}", "+<=>|~"),
        ("\\p{Pd}", "-"),
        ("\\p{Nd}", "0123456789"),
        ("\\p{Greek}", ""),
    ]) func hasTheseCharacters(_ pattern: String, _ members: String) throws {
        #expect(try Self.ascii(pattern) == members)
    }

    @Test(arguments: [
        ("\\p{Latin}", "é", true),
        ("\\p{Latin}", "я", false),
        ("\\p{Han}", "字", true),
        ("\\p{Hiragana}", "あ", true),
        ("\\p{Katakana}", "ア", true),
        ("\\p{Hangul}", "한", true),
        ("\\p{Arabic}", "ب", true),
        ("\\p{Hebrew}", "א", true),
        ("\\p{Thai}", "ก", true),
        ("\\p{Devanagari}", "अ", true),
        ("\\p{Lt}", "ǅ", true),
        ("\\p{Mn}", "\u{301}", true),
        ("\\p{Nl}", "Ⅷ", true),
        ("\\p{Zs}", "\u{A0}", true),
        ("\\p{So}", "☃", true),
        ("\\p{Co}", "\u{E000}", true),
        ("\\pC", "\u{200B}", true),
        ("[^\\p{Latin}]", "é", false),
        ("(?i)straSSe", "STRAsse", true),
        ("(?i)ΣΑΣ", "σας", true),
        ("(?i)ſ", "S", true),
        ("(?i)µ", "Μ", true),
    ]) func coversUnicode(_ pattern: String, _ text: String, _ isMatch: Bool) throws {
        #expect(try RegularExpression("^\(pattern)$").matches(text) == isMatch)
    }

    @Test(
        arguments: [
            ([0x41], [0x41], 1),
            ([0xC3, 0xA9], [0xE9], 2),
            ([0xE2, 0x82, 0xAC], [0x20AC], 3),
            ([0xF0, 0x9F, 0x98, 0x80], [0x1F600], 4),
            ([0xC3], [0xFFFD], 1),
            ([0xC0, 0xAF], [0xFFFD], 1),
            ([0xED, 0xA0, 0x80], [0xFFFD], 1),
            ([0xF4, 0x90, 0x80, 0x80], [0xFFFD], 1),
            ([0xE0, 0x80, 0x80], [0xFFFD], 1),
            ([0x80], [0xFFFD], 1),
            ([0xFF], [0xFFFD], 1),
            ([], [0xFFFD], 0),
        ] as [([UInt8], [UInt32], Int)]) func decodesAsGoDoes(_ bytes: [UInt8], _ scalar: [UInt32], _ width: Int)
    {
        let found = UTF8Text.scalar(in: bytes, at: 0)
        #expect([found.scalar] == scalar)
        #expect(found.width == width)
    }
}

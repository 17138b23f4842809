import Reports
import Testing

/// Text from charts and clusters, as a terminal may be given it (CVE-2021-21303).
@Suite struct PlainTextTests {
    @Test(arguments: [
        ("plain\n\ttext — ü", "plain\n\ttext — ü"), ("a\u{1B}[31mb", "a\\u{1b}[31mb"), ("a\u{9B}b", "a\\u{9b}b"),
        ("one\r\ntwo\r\n", "one\ntwo\n"), ("over\rwritten", "over\\u{d}written"), ("\r", "\\u{d}"),
    ])
    func f54ControlCharactersAreShown(text: String, expected: String) { #expect(plainText(text) == expected) }

    @Test func f54ALineStaysOne() { #expect(plainLine("a\r\n  b\n\tc") == "a b c") }
}

import Testing
import Value
import YAML

@testable import Bootstrap

/// Pieces of a file that is written with comments.
@Suite struct DraftTextTests {
    @Test(arguments: [
        ("Qwen/Qwen3-0.6B", "Qwen/Qwen3-0.6B"), ("models", "models"), ("a.b_c-d", "a.b_c-d"), ("0a", #""0a""#),
        ("1e5", #""1e5""#), ("yes", #""yes""#), ("Null", #""Null""#), ("", "\"\""),
        ("arn:aws:eks:eu-1:7:cluster/gpu", #""arn:aws:eks:eu-1:7:cluster/gpu""#), ("a b", #""a b""#),
        ("a\"b\\c", #""a\"b\\c""#), ("- a", #""- a""#), ("a #b", #""a #b""#), ("ä", #""ä""#), ("a\nb", #""a\nb""#),
        ("a\u{7F}b\u{9B}c", #""a\u007Fb\u009Bc""#), ("a\u{2028}b\u{FEFF}", #""a\u2028b\uFEFF""#),
    ])
    func aScalarIsQuotedWhereItMustBe(text: String, scalar: String) throws {
        #expect(DraftText.scalar(text) == scalar)
        #expect(try YAML.decode("key: \(DraftText.scalar(text))\n", file: "f") == ["key": .string(text)])
    }

    @Test func aCommentHasAsManyLinesAsItTakes() {
        let word = String(repeating: "x", count: 60)
        #expect(DraftText.comment("short", indent: 2, inner: 1) == ["  #  short"])
        #expect(DraftText.comment("a \(word) \(word)") == ["# a \(word)", "#   \(word)"])
        let long = String(repeating: "y", count: 120)
        #expect(DraftText.comment("a \(long) b") == ["# a", "#   \(long)", "#   b"])
    }

    /// Words of a server may hold anything; a comment stays one.
    @Test func aCommentHoldsNothingThatEndsIt() throws {
        let lines = DraftText.comment("a\nkind: Pod\r\u{2028}b\u{1B}[2J\u{0}c\td\u{202E}e")
        #expect(lines == ["# a kind: Pod b[2Jc de"])
        let text = lines.joined(separator: "\n") + "\na: 1\n"
        #expect(try YAML.decode(text, file: "f") == ["a": 1])
    }

    @Test(arguments: [
        ([], ""), (["a"], "a"), (["a", "b"], "a, b"),
        (["a", "b", "c", "d", "e", "f", "g", "h"], "a, b, c, d, e, f and 2 more"),
    ])
    func manyNamesAreCutShort(names: [String], text: String) { #expect(DraftText.names(names) == text) }
}

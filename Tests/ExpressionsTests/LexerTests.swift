import Testing

@testable import Expressions

@Suite struct LexerTests {
    private static func tokens(_ source: String) throws -> [Token] {
        var lexer = Lexer(Array(source.utf8))
        var found: [Token] = []
        while true {
            let token = try lexer.next()
            found.append(token)
            if token.kind == .end { return found }
        }
    }

    @Test(
        arguments: [
            ("", []), (" \t\r\n\u{C}", []), ("// only a comment", []), ("//\n//\n", []),
            ("a", [.identifier("a")]), ("_a1 A", [.identifier("_a1"), .identifier("A")]),
            ("in true null", [.identifier("in"), .identifier("true"), .identifier("null")]),
            ("r b rb", [.identifier("r"), .identifier("b"), .identifier("rb")]),
            ("bar'a'", [.identifier("bar"), .string("a")]), ("br'a'", [.bytes([0x61])]),
            ("a.b", [.identifier("a"), .symbol(.dot), .identifier("b")]),
            ("1.5.6", [.double(1.5), .double(0.6)]), ("1..5", [.int(1), .symbol(.dot), .double(0.5)]),
            ("1.e5", [.int(1), .symbol(.dot), .identifier("e5")]), ("007", [.int(7)]), ("0x0U", [.uint(0)]),
            ("1e5 1e+5 1e-5", [.double(1e5), .double(1e5), .double(1e-5)]),
            ("18446744073709551615", [.int(.max)]), ("18446744073709551615u", [.uint(.max)]),
            ("<=>=", [.symbol(.lessOrEqual), .symbol(.greaterOrEqual)]), ("===", nil),
            ("!==", nil), ("&&&&", [.symbol(.and), .symbol(.and)]), ("|||", nil),
            (
                "?:,.()[]{}",
                [
                    .symbol(.question), .symbol(.colon), .symbol(.comma), .symbol(.dot), .symbol(.openParenthesis),
                    .symbol(.closeParenthesis), .symbol(.openBracket), .symbol(.closeBracket), .symbol(.openBrace),
                    .symbol(.closeBrace),
                ]
            ),
            (
                "+-*/%!<>",
                [
                    .symbol(.plus), .symbol(.minus), .symbol(.times), .symbol(.divided), .symbol(.modulo),
                    .symbol(.not),
                    .symbol(.less), .symbol(.greater),
                ]
            ),
            ("''\"\"", [.string(""), .string("")]), ("''''a'''", [.string("'a")]), ("'''a''b'''", [.string("a''b")]),
            ("\"\"\"'\"\"\"", [.string("'")]), ("r'''\\n'''", [.string("\\n")]),
            ("`a`.`b-c`", [.escapedIdentifier("a"), .symbol(.dot), .escapedIdentifier("b-c")]),
        ] as [(String, [Token.Kind]?)])
    func textsAreSplit(_ source: String, _ kinds: [Token.Kind]?) throws {
        guard let kinds else {
            #expect(throws: Fault.self) { try Self.tokens(source) }
            return
        }
        #expect(try Self.tokens(source).dropLast().map(\.kind) == kinds)
    }

    @Test func tokensKnowTheirPlaces() throws {
        let tokens = try Self.tokens(" ab +\n'é' 1.5// x")
        #expect(tokens.map(\.offset) == [1, 4, 6, 11, 18])
        #expect(tokens.map(\.end) == [3, 5, 10, 14, 18])
    }

    @Test(
        arguments: [
            (.end, "the end"), (.identifier("a"), "\"a\""), (.escapedIdentifier("a-b"), "`a-b`"), (.int(1), "a number"),
            (.uint(1), "a number"), (.double(1), "a number"), (.string("a"), "a string"), (.bytes([1]), "bytes"),
            (.symbol(.lessOrEqual), "\"<=\""),
        ] as [(Token.Kind, String)])
    func tokensHaveNames(_ kind: Token.Kind, _ name: String) {
        #expect(Token(kind: kind, offset: 0, end: 0).name == name)
    }

    @Test(
        arguments: [
            ("0", true, false, true), ("9", true, false, true), ("a", false, true, true), ("F", false, true, true),
            ("g", false, true, false), ("_", false, true, false), ("é", false, false, false),
            ("-", false, false, false),
        ])
    func bytesAreOfKinds(_ text: String, _ isDigit: Bool, _ isLetter: Bool, _ isHexDigit: Bool) throws {
        let byte = try #require(text.utf8.first)
        #expect(Lexer.isDigit(byte) == isDigit)
        #expect(Lexer.isLetter(byte) == isLetter)
        #expect(Lexer.isHexDigit(byte) == isHexDigit)
    }
}

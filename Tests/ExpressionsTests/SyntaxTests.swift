import Expressions
import Testing
import Value

/// What is no expression, where that is, and in which words it is told.
@Suite struct SyntaxTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// With a `¶` where the caret belongs.
        var marked: String
        var message: String
        init(_ marked: String, _ message: String) {
            self.marked = marked
            self.message = message
        }
        var source: String { marked.replacing("¶", with: "") }
        var testDescription: String { marked }
    }

    static let operators: [Case] = [
        Case("¶", "expected an expression, found the end"),
        Case("1 +¶", "expected an expression, found the end"),
        Case("1 + ¶* 2", "expected an expression, found \"*\""),
        Case("¶* 2", "expected an expression, found \"*\""),
        Case("1 ¶2", "expected an operator or the end, found a number"),
        Case("a ¶b", "expected an operator or the end, found \"b\""),
        Case("a ¶'b'", "expected an operator or the end, found a string"),
        Case("a ¶b'b'", "expected an operator or the end, found bytes"),
        Case("a ¶`b`", "expected an operator or the end, found `b`"),
        Case("a = ¶b", ""),
        Case("a &¶ b", ""),
        Case("a ? b¶", "expected \":\", found the end"),
        Case("a ? b ¶, c", "expected \":\", found \",\""),
        Case("a ? : ¶", ""),
        Case("a ? b :¶", "expected an expression, found the end"),
        Case("!¶", "expected an expression, found the end"),
        Case("-¶", "expected an expression, found the end"),
        Case("a ||¶", "expected an expression, found the end"),
        Case("a in¶", "expected an expression, found the end"),
        Case("a ¶is b", "expected an operator or the end, found \"is\""),
    ]

    static let brackets: [Case] = [
        Case("(1¶", "expected \")\", found the end"),
        Case("(1 ¶]", "expected \")\", found \"]\""),
        Case("(¶)", "expected an expression, found \")\""),
        Case("1¶)", "expected an operator or the end, found \")\""),
        Case("[1¶", "expected \"]\", found the end"),
        Case("[1, ¶, 2]", "expected an expression, found \",\""),
        Case("[¶,]", "expected an expression, found \",\""),
        Case("[1 ¶2]", "expected \"]\", found a number"),
        Case("[?¶]", "expected an expression, found \"]\""),
        Case("a[¶]", "expected an expression, found \"]\""),
        Case("a[1¶", "expected \"]\", found the end"),
        Case("{1¶}", "expected \":\", found \"}\""),
        Case("{1: ¶}", "expected an expression, found \"}\""),
        Case("{1: 2 ¶3: 4}", "expected \"}\", found a number"),
        Case("{¶: 2}", "expected an expression, found \":\""),
        Case("f(¶", "expected an expression, found the end"),
        Case("f(1 ¶2)", "expected \")\", found a number"),
        Case("f(1¶", "expected \")\", found the end"),
        Case("f(¶,)", "expected an expression, found \",\""),
        Case("a.f(1¶", "expected \")\", found the end"),
    ]

    static let names: [Case] = [
        Case("a.¶", "expected a field name, found the end"),
        Case("a¶.1", "expected an operator or the end, found a number"),
        Case("a.¶'b'", "expected a field name, found a string"),
        Case("a.¶(b)", "expected a field name, found \"(\""),
        Case("a.?¶", "expected a field name, found the end"),
        Case("a.¶in", "expected a field name, found \"in\""),
        Case("a.¶null", "expected a field name, found \"null\""),
        Case(".¶", "expected a name, found the end"),
        Case(".¶'a'", "expected a name, found a string"),
        Case(".¶true", "\"true\" is a reserved word"),
        Case("¶while", "\"while\" is a reserved word"),
        Case("1 + ¶if", "\"if\" is a reserved word"),
        Case("a¶.`", ""),
        Case("a.¶`b", "a field name between backticks has letters, digits, \"_\", \".\", \"-\", \"/\""),
        Case("a.¶`b$`", "a field name between backticks has letters, digits, \"_\", \".\", \"-\", \"/\""),
        Case("¶`a`", "expected an expression, found `a`"),
        Case("Msg¶{a: 1}", "messages such as Msg{...} are not supported"),
        Case("a.b.Msg¶{}", "messages such as a.b.Msg{...} are not supported"),
        Case(".Msg¶{}", "messages such as .Msg{...} are not supported"),
    ]

    static let literals: [Case] = [
        Case("¶'abc", "the string has no closing quote"),
        Case("¶\"", "the string has no closing quote"),
        Case("¶'''a''", "the string has no closing quote"),
        Case("¶'a\nb'", "a line break in a string; use three quotes"),
        Case("¶'a\rb'", "a line break in a string; use three quotes"),
        Case("'¶\\q'", "unknown escape \"\\q\""),
        Case("'¶\\9'", "unknown escape \"\\9\""),
        Case("b'¶\\u0041'", "unknown escape \"\\u\""),
        Case("'¶\\x4'", "the escape needs 2 digits"),
        Case("'¶\\u00g0'", "the escape needs 4 digits"),
        Case("'¶\\U0001F60'", "the escape needs 8 digits"),
        Case("'¶\\07'", "the escape needs 3 digits"),
        Case("'¶\\x+1'", "the escape needs 2 digits"),
        Case("'¶\\ud800'", "the escape names no Unicode character"),
        Case("'¶\\U00110000'", "the escape names no Unicode character"),
        Case("1¶a", "a letter directly after a number"),
        Case("1u¶2", "a letter directly after a number"),
        Case("1.5¶u", "a letter directly after a number"),
        Case("0x1F¶g", "a letter directly after a number"),
        Case("¶0x", "expected hexadecimal digits"),
        Case("¶99999999999999999999", "number out of range"),
        Case("¶9223372036854775808", "number out of range; write a u after it for an unsigned one"),
        Case("¶-9223372036854775809", "number out of range"),
        Case("¶18446744073709551616u", "number out of range"),
        Case("¶0x10000000000000000", "number out of range"),
        Case("¶$", "unexpected character \"$\""),
        Case("a ¶# b", "unexpected character \"#\""),
        Case("a ¶\u{1F600}", "unexpected character \"\u{1F600}\""),
        Case("¶é", "unexpected character \"é\""),
        Case("1 ¶; 2", "unexpected character \";\""),
    ]

    @Test(arguments: operators + brackets + names + literals) func isToldWithItsPlace(_ test: Case) {
        let error = #expect(throws: ExpressionError.self) { try Expression(test.source) }
        #expect(error?.code == .syntax)
        guard !test.message.isEmpty else { return }
        #expect(error?.message == test.message)
        #expect(error?.offset == test.marked.prefix { $0 != "¶" }.utf8.count)
    }

    /// What looks odd and is an expression.
    @Test(
        arguments: [
            ("1//", 1), ("1 // + 2", 1), ("// a\n1", 1), ("\t\r\n\u{C}1", 1), ("[1,]", [1]), ("{'a':1,}", ["a": 1]),
            ("((((1))))", 1), ("- - 1", 1), ("!!true", true), ("1--1", 2), ("1- -1", 2), ("1+-1", 0), ("-1.5", -1.5),
            ("1.", nil), ("1.e3", nil), ("1e3", 1000.0), ("1E+3", 1000.0), (".5e1", 5.0), ("0.0", 0.0), ("00", 0),
            ("1e400", .float(.infinity)), ("0XaB", 171), ("0u", 0), ("0xFU", 15), ("'a' 'b'", nil), ("'''a'''", "a"),
            ("r'\\'", "\\"), ("true?1:2", 1), ("[?optional.of(1),?optional.none()]", [1]), ("[[]]", [[]]),
            ("{}.size()", 0), ("[1][0]", 1), ("{'a': [1]}.a[0]", 1), ("'a'.size()", 1), ("(1)==(1)", true),
            ("1<2==true", true), ("1 in[1]", true), ("'in' in ['in']", true), ("-2.abs()", nil), ("trueish", nil),
        ] as [(String, Value?)])
    func oddTextsAreReadAsTheyAre(_ source: String, _ value: Value?) throws {
        guard let value else {
            #expect(throws: ExpressionError.self) { try Expression(source).evaluate([String: Value]()) }
            return
        }
        #expect(try Expression(source).evaluate([String: Value]()) == value)
    }

    @Test(
        arguments: [
            ("a\n  b", 2, 3, "a\n  ¶b"), ("é é", 1, 1, "¶é é"), ("'é' é", 1, 5, "'é' ¶é"),
            ("1 +\n\n", 3, 1, "1 +\n\n¶"),
            ("\t$", 1, 2, "\t¶$"), ("1\r\n2", 2, 1, "1\r\n¶2"),
        ])
    func placesAreLinesAndColumns(_ source: String, _ line: Int, _ column: Int, _ marked: String) {
        let error = #expect(throws: ExpressionError.self) { try Expression(source) }
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(error?.offset == marked.prefix { $0 != "¶" }.utf8.count)
        let lines = error?.description.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        #expect(lines.count == 3)
        #expect(lines.last?.hasSuffix("^") == true)
    }
}

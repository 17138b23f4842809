import RegularExpressions
import Testing

@Suite struct PatternErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var pattern: String
        var message: String
        init(_ pattern: String, _ message: String) {
            self.pattern = pattern
            self.message = message
        }
        var testDescription: String { pattern }
    }

    @Test(arguments: [
        Case("(abc", "missing closing ): `(abc`"),
        Case("abc)", "unexpected ): `abc)`"),
        Case("[a", "missing closing ]: `[a`"),
        Case("x[a", "missing closing ]: `[a`"),
        Case("*a", "missing argument to repetition operator: `*`"),
        Case("a**", "invalid nested repetition operator: `**`"),
        Case("a*+", "invalid nested repetition operator: `*+`"),
        Case("a??*", "invalid nested repetition operator: `??*`"),
        Case("a{1001}", "invalid repeat count: `{1001}`"),
        Case("a{2,1}", "invalid repeat count: `{2,1}`"),
        Case("(a{100}){100}", "invalid repeat count: `{100}`"),
        Case("a\\", "trailing backslash at end of expression: ``"),
        Case("\\8", "invalid escape sequence: `\\8`"),
        Case("\\1", "invalid escape sequence: `\\1`"),
        Case("\\y", "invalid escape sequence: `\\y`"),
        Case("\\Z", "invalid escape sequence: `\\Z`"),
        Case("\\é", "invalid escape sequence: `\\é`"),
        Case("[b-a]", "invalid character class range: `b-a`"),
        Case("[a-\\d]", "invalid escape sequence: `\\d`"),
        Case("[[:nope:]]", "invalid character class range: `[:nope:]`"),
        Case("\\p{Nope}", "invalid character class range: `\\p{Nope}`"),
        Case("(?P<n", "invalid named capture: `(?P<n`"),
        Case("(?P<>a)", "invalid named capture: `(?P<>`"),
        Case("(?P<a-b>a)", "invalid named capture: `(?P<a-b>`"),
        Case("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        Case("(?!a)", "invalid or unsupported Perl syntax: `(?!`"),
        Case("(?<=a)", "invalid named capture: `(?<=a)`"),
        Case("(?i", "invalid or unsupported Perl syntax: `(?i`"),
        Case("(?i-)", "invalid or unsupported Perl syntax: `(?i-)`"),
        Case("(?z)", "invalid or unsupported Perl syntax: `(?z`"),
        Case("|*", "missing argument to repetition operator: `*`"),
        Case("(*)", "missing argument to repetition operator: `*`"),
        Case("\\x{110000}", "invalid escape sequence: `\\x{110000`"),
    ]) func saysWhatGoSays(_ test: Case) {
        let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(test.pattern) }
        #expect(error?.message == "error parsing regexp: " + test.message)
    }

    @Test func theDescriptionPointsAtTheSpot() {
        let error = #expect(throws: RegularExpressionError.self) { try RegularExpression("é[b-a]") }
        #expect(error?.description == "error parsing regexp: invalid character class range: `b-a`\n    é[b-a]\n      ^")
    }

    @Test(arguments: [
        String(repeating: "(", count: 100_000),
        String(repeating: "(a", count: 300) + String(repeating: ")", count: 300),
        "((((a{10}){10}){10}){10})", String(repeating: "a{1000}", count: 200), String(repeating: "[", count: 50_000),
        String(repeating: "\\", count: 99_999), "(?" + String(repeating: "i", count: 10_000), "[[:alpha:", "\\p",
        "\\p{", "\\x", "\\x{",
        "[\\", "(?P", "(?P<", "[a-", "{", "a{1", "a{1,", "a{99999999999999999999}",
    ]) func hostilePatternsNeverTrap(_ pattern: String) {
        do {
            let expression = try RegularExpression(pattern)
            #expect(expression.programSize > 0)
        } catch {
            #expect(!error.description.isEmpty)
        }
    }
}

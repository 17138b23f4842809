import Expressions
import Testing
import Value

@Suite struct RegularExpressionFunctionTests {
    static let cases: [EvaluationCase] = [
        EvaluationCase("'abc'.matches('b')", true),
        EvaluationCase("'abc'.matches('^b')", false),
        EvaluationCase("'abc'.matches('^abc$')", true),
        EvaluationCase("''.matches('')", true),
        EvaluationCase("''.matches('a')", false),
        EvaluationCase("'abc'.matches('')", true),
        EvaluationCase("matches('abc', '[a-c]{3}')", true),
        EvaluationCase("matches('abc', '\\\\d')", false),
        EvaluationCase("'日本'.matches('^..$')", true),
        EvaluationCase("'a\\nb'.matches('^b')", false),
        EvaluationCase("'a\\nb'.matches('(?m)^b')", true),
        EvaluationCase("'ABC'.matches('(?i)b')", true),
        EvaluationCase("'a.b'.matches(r'^a\\.b$')", true),
        EvaluationCase("'e\\u0301'.matches('^\\u00e9$')", false),
        EvaluationCase("['\\u00e9', 'e\\u0301'].map(p, 'e\\u0301'.matches('^' + p + '$'))", [false, true]),
        EvaluationCase("'a'.matches('(')", fails: .invalidArgument),
        EvaluationCase("'a'.matches('[')", fails: .invalidArgument),
        EvaluationCase("'a'.matches('*')", fails: .invalidArgument),
        EvaluationCase("'a'.matches('a{1001}')", fails: .invalidArgument),
        EvaluationCase("'a'.matches('(?=a)')", fails: .invalidArgument),
        EvaluationCase("'a'.matches('\\\\1')", fails: .invalidArgument),
        EvaluationCase("'a'.matches('(' + '')", fails: .invalidArgument),
        EvaluationCase("'a'.matches(1)", fails: .noSuchOverload),
        EvaluationCase("'a'.matches()", fails: .noSuchOverload),
        EvaluationCase("matches('a')", fails: .noSuchOverload),
        EvaluationCase("'a1b22'.find('[0-9]+')", "1"),
        EvaluationCase("'a1b22'.find('[0-9]{2}')", "22"),
        EvaluationCase("'abc'.find('x')", ""),
        EvaluationCase("'abc'.find('')", ""),
        EvaluationCase("'aab'.find('a+?')", "a"),
        EvaluationCase("'a'.find(1)", fails: .noSuchOverload),
        EvaluationCase("'a1b22'.findAll('[0-9]+')", ["1", "22"]),
        EvaluationCase("'abc'.findAll('x')", []),
        EvaluationCase("'abc'.findAll('')", ["", "", "", ""]),
        EvaluationCase("'abc'.findAll('b*')", ["", "b", ""]),
        EvaluationCase("'aaa'.findAll('a', 2)", ["a", "a"]),
        EvaluationCase("'aaa'.findAll('a', 0)", []),
        EvaluationCase("'aaa'.findAll('a', 9)", ["a", "a", "a"]),
        EvaluationCase("'aaa'.findAll('a', -1)", ["a", "a", "a"]),
        EvaluationCase("'a1b22'.findAll('[0-9]+')[1] + '!'", "22!"),
        EvaluationCase("'日本日'.findAll('日')", ["日", "日"]),
        EvaluationCase("'^a^a'.findAll('^a')", []),
        EvaluationCase("'aa'.findAll('^a')", ["a"]),
        EvaluationCase("'a'.findAll('a', '1')", fails: .noSuchOverload),
    ]

    @Test(arguments: cases) func patternsMatch(_ test: EvaluationCase) throws { try test.check() }

    /// One that is plain from the text is found when compiling, at its place.
    @Test func wrongPatternsAreFoundAtTheirPlace() {
        for (source, offset) in [("'a'.matches('(')", 12), ("matches('a', '[')", 13), ("x.findAll('*', 1)", 10)] {
            let error = #expect(throws: ExpressionError.self) { try Expression(source) }
            #expect(error?.offset == offset)
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test func longPatternsAreRefused() {
        let limits = ExpressionLimits.standard
        let long = String(repeating: "a", count: limits.patternSize + 1)
        for source in ["'a'.matches('\(long)')", "'a'.matches('\(long)' + '')"] {
            let error = #expect(throws: ExpressionError.self) { try Expression(source).evaluate([String: Value]()) }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message == "a regular expression is longer than 1024 bytes")
        }
    }

    /// What one way through the text costs grows with the text and with the pattern.
    @Test func costGrowsWithTextAndPattern() throws {
        func cost(_ pattern: String, _ count: Int) throws -> Int {
            try CostTests.cost(
                "t.matches(p)", ["t": .string(String(repeating: "a", count: count)), "p": .string(pattern)])
        }
        let (small, long) = (try cost("b", 100), try cost("b", 10_000))
        #expect(long > small + 900)
        #expect(try cost("(b{10}){10}", 10_000) > long * 10)
        let (shortest, longest) = (try cost("b", 1), try cost(String(repeating: "b", count: 500), 1))
        #expect(longest > shortest + 1000)
    }

    /// Each match of these looks at all that is left of the text.
    @Test(arguments: [2_000, 200_000]) func allMatchesCostTheirSteps(_ count: Int) throws {
        let text = Value.string(String(repeating: "a", count: count))
        var limits = ExpressionLimits.standard
        limits.cost = count
        let plain = try Expression("t.findAll('a', 100).size()").evaluate(["t": text], limits: limits)
        #expect(plain == 100)
        let error = #expect(throws: ExpressionError.self) {
            try Expression("t.findAll('a*b|a').size()").evaluate(["t": text], limits: limits)
        }
        #expect(error?.code == .costExceeded)
    }
}

import Expressions
import Testing
import Value

@Suite struct ExpressionErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var marked: String
        var code: ExpressionError.Code
        /// The source has a `¶` where the caret belongs.
        init(_ marked: String, _ code: ExpressionError.Code) {
            self.marked = marked
            self.code = code
        }
        var source: String { marked.split(separator: "¶", omittingEmptySubsequences: false).joined() }
        var offset: Int { marked.prefix { $0 != "¶" }.utf8.count }
        var testDescription: String { source }
    }

    @Test(arguments: [
        Case("1 +¶", .syntax),
        Case("(1¶", .syntax),
        Case("1 ¶2", .syntax),
        Case("¶'abc", .syntax),
        Case("a¶.1", .syntax),
        Case("[1 ¶2]", .syntax),
        Case("'¶\\q'", .syntax),
        Case("¶#", .syntax),
        Case("'a¶\\u12'", .syntax),
        Case("¶for", .syntax),
        Case("¶99999999999999999999", .syntax),
        Case("¶9223372036854775808", .syntax),
        Case("has(¶a)", .syntax),
        Case("[1].map(¶1, 2)", .syntax),
        Case("{'a'¶}", .syntax),
        Case("1¶a", .syntax),
        Case("a ? b¶", .syntax),
        Case("Msg¶{a: 1}", .syntax),
        Case("¶nope(1)", .unknownFunction),
        Case("'a'.¶nope()", .unknownFunction),
        Case("size(¶x)", .unknownVariable),
        Case("a.all(v, ¶w)", .unknownVariable),
        Case("1 ¶+ 'a'", .noSuchOverload),
        Case("1 ¶+ 1.0", .noSuchOverload),
        Case("¶!1", .noSuchOverload),
        Case("¶-'a'", .noSuchOverload),
        Case("¶1 ? 2 : 3", .noSuchOverload),
        Case("true && ¶1", .noSuchOverload),
        Case("¶size(1)", .noSuchOverload),
        Case("'a'.¶startsWith(1)", .noSuchOverload),
        Case("¶size()", .noSuchOverload),
        Case("'a' ¶< 1", .noSuchOverload),
        Case("1 ¶in 2", .noSuchOverload),
        Case("(1).¶field", .noSuchOverload),
        Case("{¶1.5: 1}", .noSuchOverload),
        Case("[1][¶'a']", .noSuchOverload),
        Case("¶'abc'.map(x, x)", .noSuchOverload),
        Case("a.all(v, ¶'x')", .noSuchOverload),
        Case("a.matches(¶'[')", .invalidArgument),
        Case("'a' ¶* 2", .noSuchOverload),
        Case("null ¶+ null", .noSuchOverload),
    ]) func isFoundWhenCompiling(_ test: Case) {
        let error = #expect(throws: ExpressionError.self) { try Expression(test.source, variables: ["a", "b"]) }
        #expect(error?.code == test.code)
        #expect(error?.offset == test.offset, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        Case("a.¶b", .noSuchKey),
        Case("a¶['b']", .noSuchKey),
        Case("l¶[5]", .indexOutOfRange),
        Case("l¶[-1]", .indexOutOfRange),
        Case("n ¶/ 0", .divideByZero),
        Case("n ¶% 0", .divideByZero),
        Case("n ¶+ 9223372036854775807", .overflow),
        Case("¶-(-9223372036854775806 - n)", .overflow),
        Case("n ¶* 9223372036854775807 * 2", .overflow),
        Case("0u ¶- 1u", .overflow),
        Case("(-9223372036854775806 - n) ¶/ -1", .overflow),
        Case("(-9223372036854775806 - n) ¶% -1", .overflow),
        Case("n ¶+ s", .noSuchOverload),
        Case("s.¶b", .noSuchOverload),
        Case("¶int('x')", .invalidArgument),
        Case("¶int(1e30)", .overflow),
        Case("¶uint(-n)", .overflow),
        Case("¶timestamp('yesterday')", .invalidArgument),
        Case("¶duration('5 minutes')", .invalidArgument),
        Case("¶timestamp(999999999999)", .overflow),
        Case("¶duration('99999999999h')", .overflow),
        Case("{s: 1, ¶s: 2}", .duplicateKey),
        Case("optional.none().¶value()", .noValue),
        Case("l.map(v, s)¶[0] && true", .noSuchOverload),
        Case("¶z", .unknownVariable),
        Case("s.¶substring(3, 1)", .indexOutOfRange),
        Case("s.¶charAt(9)", .indexOutOfRange),
        Case("[].¶max()", .invalidArgument),
        Case("s.¶matches(p)", .invalidArgument),
        Case("¶semver('1.2')", .invalidArgument),
        Case("¶quantity('many')", .invalidArgument),
        Case("¶url('::')", .invalidArgument),
        Case("s.¶format([])", .invalidArgument),
        Case("[1, 's'].¶isSorted()", .noSuchOverload),
        Case("¶s ? 1 : 2", .noSuchOverload),
        Case("¶s && true", .noSuchOverload),
        Case("timestamp(n).¶getHours('Mars/Olympus')", .invalidArgument),
        Case("¶string(b'\\xff')", .invalidArgument),
        Case("n.¶map(x, x)", .noSuchOverload),
        Case("lists.¶range(99999999999)", .costExceeded),
        Case("l.¶slice(1, 9)", .indexOutOfRange),
        Case("'%.9999f'.¶format([1.5])", .invalidArgument),
    ]) func isFoundWhenEvaluating(_ test: Case) throws {
        let variables: [String: Value] = ["a": ["x": 1], "l": [1, 2], "n": 2, "s": "x%s", "p": "("]
        let expression = try Expression(test.source)
        let error = #expect(throws: ExpressionError.self) { try expression.evaluate(variables) }
        #expect(error?.code == test.code, "\(error?.description ?? "")")
        #expect(error?.offset == test.offset, "\(error?.description ?? "")")
    }

    @Test func theDescriptionShowsTheLineWithACaret() {
        let error = #expect(throws: ExpressionError.self) {
            try Expression("size(nodes) > 0 &&\n\tnodes.all(n, n.ok +)", location: "checks/gpu.yaml:12")
        }
        #expect(error?.line == 2)
        #expect(error?.column == 21)
        #expect(
            error?.description == """
                checks/gpu.yaml:12: expected an expression, found ")" (line 2, column 21)
                    \tnodes.all(n, n.ok +)
                    \t                   ^
                """)
    }

    @Test func unknownNamesAreListedWithTheKnownOnes() {
        let error = #expect(throws: ExpressionError.self) {
            try Expression("gpu.free > 0", variables: ["gpus", "nodes"])
        }
        #expect(error?.message == "unknown variable \"gpu\"; there are gpus, nodes")
        let overload = #expect(throws: ExpressionError.self) { try Expression("'a'.split(1)") }
        #expect(
            overload?.message.hasPrefix("no such overload: string.split(int); there are string.split(string)") == true)
    }

    // MARK: - Limits

    @Test func costIsCountedTheSameEveryTime() throws {
        var limits = ExpressionLimits.standard
        let expression = try Expression("l.map(x, l.map(y, x * y)).size()")
        let list = Value.array((0..<100).map { .integer($0) })
        limits.cost = 60_000
        #expect(try expression.evaluate(["l": list], limits: limits) == 100)
        limits.cost = 10_000
        for _ in 0..<3 {
            let error = #expect(throws: ExpressionError.self) { try expression.evaluate(["l": list], limits: limits) }
            #expect(error?.code == .costExceeded)
        }
    }

    @Test(arguments: [
        "l.map(a, l.map(b, l.map(c, l.map(d, l.map(e, 1)))))", "l.all(a, l.all(b, l.all(c, l.all(d, l.all(e, true)))))",
        "l.exists(a, l.exists(b, l.exists(c, l.exists(d, l.exists(e, false)))))",
        "cel.bind(a, l + l + l + l, cel.bind(b, a + a + a + a + a, b.map(x, b.map(y, b.map(z, b)))))",
    ]) func costStopsLoopsWithinLoops(_ source: String) throws {
        var limits = ExpressionLimits.standard
        limits.cost = 200_000
        let list = Value.array((0..<60).map { .integer($0) })
        let error = #expect(throws: ExpressionError.self) {
            try Expression(source).evaluate(["l": list], limits: limits)
        }
        #expect(error?.code == .costExceeded)
    }

    @Test func growingTextsAreStopped() throws {
        let doubling = (0..<40).reduce("'0123456789'") { text, _ in "cel.bind(s, \(text), s + s)" }
        let error = #expect(throws: ExpressionError.self) { try Expression(doubling).evaluate([:]) }
        #expect(error?.code == .tooLarge || error?.code == .costExceeded)
    }

    @Test(arguments: [
        String(repeating: "(", count: 5000), String(repeating: "[", count: 5000),
        String(repeating: "a.", count: 5000) + "a", "a" + String(repeating: "[0]", count: 5000),
        String(repeating: "-", count: 50_001) + "1", String(repeating: "!", count: 50_000) + "true",
        "1" + String(repeating: "+1", count: 20_000), String(repeating: "a?", count: 5000),
        String(repeating: "f(", count: 3000), String(repeating: "{1:", count: 3000),
        "'" + String(repeating: "\\", count: 9999), "", " ", "\u{0}", "\u{FEFF}1", "a.b.", "`", "a.`b", "b'", "r",
        "rb'", "1e", "0x", ".", "..", "?", "a.?", "[?", "{?",
        "has()", "has(a, b)", "a.map()", "a.map(x)", "cel.bind(x)", "a.exists(x, y, z, w)", "\u{1F600}", "'\u{1F600}",
        "1u2", "a{", "a{}", "$", "a == == b", "&& a", "a ||", "[,]", "{,}", "f(,)",
    ]) func hostileSourcesNeverTrap(_ source: String) {
        do {
            let expression = try Expression(source)
            _ = try? expression.evaluate(["a": [1, 2]])
        } catch {
            #expect(!error.description.isEmpty)
            #expect(error.line >= 1 && error.column >= 1)
        }
    }

    @Test func longChainsAreShallow() throws {
        let source = (0..<3000).map { "x != \($0)" }.joined(separator: " && ")
        #expect(try Expression(source).isTrue(["x": -1]))
        #expect(throws: ExpressionError.self) { try Expression(String(repeating: "1", count: 70_000)) }
    }

    @Test func mutatedSourcesNeverTrap() {
        let seeds = [
            "nodes.filter(n, n.ready && n.gpus > 1).map(n, n.name).join(', ')",
            "{'a': [1, 2.5, b'x', r'\\d'], ?'b': optional.of(timestamp('2024-01-01T00:00:00Z'))}",
        ]
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("()[]{}.?:,'\"\\`!-+*/%<>=&|09axu \n".utf8)
        for _ in 0..<2000 {
            var bytes = Array((seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes.remove(at: place)
                } else {
                    bytes[place] = alphabet.randomElement(using: &random) ?? 32
                }
            }
            let source = String(decoding: bytes, as: UTF8.self)
            if let expression = try? Expression(source) {
                _ = try? expression.evaluate(["nodes": [["ready": true, "gpus": 2, "name": "a"]]])
            }
        }
    }
}

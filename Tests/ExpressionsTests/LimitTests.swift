import Testing
import Value

@testable import Expressions

/// A hostile expression or value ends in an error, and soon.
@Suite struct LimitTests {
    static let variables: [String: Value] = {
        let size = 20_000
        let text = String(repeating: "a", count: size)
        return [
            "s": .string(text), "t": .string(String(repeating: "ab", count: 200)),
            "d": .string(String(repeating: "9", count: size)),
            "n": .array((0..<5_000).map { .integer($0) }), "w": .array((0..<500).map { .string("word-\($0)") }),
            "m": .object(Object((0..<1_000).map { ("k\($0)", Value.integer($0)) })),
            "long": .array((0..<50).map { _ in .string(text) }),
            "q": .string("https://h/?" + (0..<1_000).map { "k\($0)=v" }.joined(separator: "&")),
            "v": .string("1.2.3-" + String(repeating: "a.1.", count: 100) + "a"), "o": ["a": 1],
            "deep": (0..<500).reduce(Value.integer(1)) { value, _ in .array([value]) },
        ]
    }()

    /// What goes through a text, a list or a map, over and over: each time is paid for.
    @Test(arguments: [
        "s.contains('b')", "s.contains('a')  && false", "s.contains(s + 'b')", "s.indexOf('b') > 0",
        "s.indexOf(s + 'b') > 0", "s.lastIndexOf('b') > 0", "s.lastIndexOf('a' + s) > 0", "s.startsWith(s + 'b')",
        "s.endsWith('b' + s)", "s.charAt(1) == 'b'", "s.substring(1) == ''", "s.trim() == ''", "s.reverse() == ''",
        "s.lowerAscii() == ''", "s.upperAscii() == ''", "s.replace('a', '') == s", "s.replace('', 'b') == s",
        "s.replace('b', s) == ''", "s.split('') == []", "s.split('a') == []", "s.split('b') == []", "s.size() == 0",
        "size(bytes(s)) == 0 && size(s) == 0", "strings.quote(s) == ''", "jsonpatch.escapeKey(s) == ''",
        "'%s'.format([s]) == ''", "'%x'.format([s]) == ''", "s.format([]) == ''", "'%s'.format([n]) == ''",
        "'%s'.format([m]) == ''", "'%f'.format([1e-300]) == ''", "'%e'.format([1e300]) == ''", "s == s + 'b'",
        "s + 'b' == s", "s < s", "bytes(s) < bytes(s)", "s + s == ''", "bytes(s) + bytes(s) == b''", "m[s] == 1",
        "o[s] == 1", "s in m", "s in {'a': 1}", "{s: 1} == {}", "{s: 1} == {s: 2}", "o[?s].hasValue()", "int(s) == 1",
        "uint(d) == 1u", "double(d) == 1.0", "bool(s)", "string(bytes(s)) == ''", "bytes(s) == b''",
        "base64.encode(bytes(s)) == ''", "base64.decode(s) == b''", "timestamp(s) == timestamp(0)",
        "duration(s) == duration('1s')", "duration(d + 's') == duration('1s')", "timestamp(0).getHours(s) == 1",
        "s.matches('b')", "s.matches('(a|b)*c')", "s.find('b') == 'b'", "s.findAll('b') == ['b']",
        "t.findAll('a*b|a') == []", "s.matches(s)", "url(q).getQuery() == {}", "isURL(s)", "url(q).getHost() == ''",
        "url(q) == url(q + 'x')", "isIP(s)", "isCIDR(s)", "isCIDR('::/' + s)", "isQuantity(d)", "isQuantity(s)",
        "quantity(d).isInteger()", "isSemver(v) && false", "semver(v) == semver(v + '.0')",
        "semver(v).compareTo(semver(v)) > 0", "semver(v).isLessThan(semver(v))",
        "format.dns1123Label().validate(s) == optional.none()", "format.uri().validate(s) == optional.none()",
        "format.byte().validate(s) == optional.none()", "format.named(s).hasValue()", "n == n + [1]", "n + [1] == n",
        "n.min() > 0", "n.max() < 0", "n.sum() < 0", "n.isSorted() && false", "n.sort() == []", "long.sort() == []",
        "long.max() == ''", "long.isSorted() && false", "n.reverse() == []", "n.distinct() == []", "w.distinct() == []",
        "n.indexOf(-1) > 0", "n.lastIndexOf(-1) > 0", "long.indexOf(s + 'b') > 0", "n.slice(0, 1) == []",
        "[n].flatten() == []", "deep.flatten(1000) == []", "w.join(',') == ''", "[s].join(s) == ''",
        "['', ''].join(s) == ''", "lists.range(1000) == []", "sets.contains(n, n) && false",
        "sets.equivalent(w, w) && false", "sets.intersects(n, w)", "optional.unwrap(n.map(x, optional.of(x))) == []",
        "math.greatest(n) < 0", "math.least(n) > 0", "n.all(x, true) && false", "n.exists(x, false)",
        "n.exists_one(x, false)", "n.map(x, x) == []", "n.filter(x, true) == []", "w.sortBy(x, x) == []",
        "long.sortBy(x, x) == []", "n.transformList(i, x, x) == []", "m.transformMap(k, v, v) == {}",
        "m.transformMapEntry(k, v, {k: v}) == {}", "m == m.transformMap(k, v, v + 1)", "m.map(k, k) == []",
        "s in long.map(x, x + 'b')", "-1 in n", "deep == [deep]", "optional.of(n) == optional.of(n + [1])",
        "type(s) == int", "dyn(s).getHours() == 1", "s - s == ''", "s.nope == 1", "o[s + s] == 1",
    ]) func workIsPaidFor(_ body: String) throws {
        var limits = ExpressionLimits.standard
        limits.cost = 20_000
        // Errors do not end a loop, so that each is paid for as well.
        let expression: Expression
        do {
            expression = try Expression("lists.range(10000).exists(i, \(body))", limits: limits)
        } catch {
            Issue.record("\(error)")
            return
        }
        let error = #expect(throws: ExpressionError.self) { try expression.isTrue(Self.variables, limits: limits) }
        #expect(error?.code == .costExceeded || error?.code == .tooLarge, "\(error?.description ?? "")")
    }

    /// What the dearest of these take with the whole of the limit: some seconds at most, in a build that is not optimized.
    @Test(arguments: [
        "s.lastIndexOf(s.substring(5000) + 'b') > 0", "t.matches('x' + string(i))", "'a'.matches('x' + string(i))",
        "s.findAll('a*b|a') == []", "dyn(i).contains('a')", "'%.1000f'.format([1e-308]) == ''",
    ]) func theWholeLimitIsUsedUp(_ body: String) throws {
        var limits = ExpressionLimits.standard
        limits.cost = 500_000
        let expression = try Expression("lists.range(400000).exists(i, \(body))")
        let error = #expect(throws: ExpressionError.self) { try expression.isTrue(Self.variables, limits: limits) }
        #expect(error?.code == .costExceeded)
    }

    /// Limits are not errors that another operand could decide without.
    @Test(arguments: [
        "lists.range(99999999).size() > 0 || true", "true || false && lists.range(99999999) == []",
        "[1].exists(x, lists.range(99999999) == [])  || true",
        "[2, 1].exists(x, x == 1 || lists.range(99999999) == [])",
        "false && true || lists.range(99999999) == [] || true", "!(lists.range(99999999) == [] && false)",
        "cel.bind(x, lists.range(99999999), x == [] || true)",
    ]) func limitsAreNotAbsorbed(_ source: String) throws {
        let expression = try Expression(source)
        if source.hasPrefix("true ||") {
            #expect(try expression.isTrue([:]))
            return
        }
        let error = #expect(throws: ExpressionError.self) { try expression.isTrue([:]) }
        #expect(error?.code == .costExceeded)
    }

    @Test func textsThatAreTooLargeAreNotAbsorbed() throws {
        var limits = ExpressionLimits.standard
        limits.resultSize = 1000
        let text = Value.string(String(repeating: "a", count: 600))
        for source in [
            "s + s == '' || true", "[1].exists(x, [s, s].join() == '') || true", "s.replace('', 'bb') == '' || true",
            "'%s%s'.format([s, s]) == '' || true", "bytes(s) + bytes(s) == b'' || true",
            "jsonpatch.escapeKey(s.replace('a', '/')) == '' || true",
        ] {
            let error = #expect(throws: ExpressionError.self, "\(source)") {
                try Expression(source).evaluate(["s": text], limits: limits)
            }
            #expect(error?.code == .tooLarge)
        }
    }

    // MARK: - Depth

    /// Each step of these makes its value deeper than the source is.
    @Test(
        arguments: [
            ("[1]", ".map(x, [[[[[[[[[[x]]]]]]]]]])"), ("[1]", ".map(x, {'a': {'a': {'a': {'a': {'a': x}}}}})"),
            ("[1]", ".map(x, optional.of(optional.of(optional.of(optional.of(x)))))"),
            ("[1]", ".map(x, [[[[[[optional.of({'a': x})]]]]]])"),
            ("[1]", ".transformMap(i, x, [[[[[[x]]]]]]).map(k, [[k]])"),
            ("[1]", ".filter(x, true).map(x, [[[[[[[[x]]]]]]]])"),
        ])
    func deepValuesAreRefused(_ start: String, _ step: String) throws {
        let source = start + String(repeating: step, count: 60)
        let expression: Expression
        do { expression = try Expression(source) } catch {
            #expect(error.code == .tooDeep)
            return
        }
        if step.contains("(k, [[k]])") {
            _ = try expression.evaluate([String: Value]())
            return
        }
        let error = #expect(throws: ExpressionError.self) { try expression.evaluate([String: Value]()) }
        #expect(error?.code == .tooDeep)
        let absorbed = #expect(throws: ExpressionError.self) {
            try Expression("\(source) == [] || true").evaluate([String: Value]())
        }
        #expect(absorbed?.code == .tooDeep)
    }

    @Test func valuesAreAsDeepAsTheLimit() throws {
        let deep = (0..<19).reduce("[1]") { text, _ in text + ".map(x, [[[[[[[[[[x]]]]]]]]]])" }
        #expect(try Expression("\(deep).size()").evaluate([String: Value]()) == 1)
        #expect(try Expression("\(deep) == \(deep)").isTrue([:]))
        #expect(try Expression("'%s'.format([\(deep)]).size() > 100").isTrue([:]))
        _ = try Expression(deep).evaluate([String: Value]())
    }

    /// Definitions that read one another nest, however flat the text is.
    @Test func definitionsThatReadOneAnotherAreDeep() throws {
        func block(_ count: Int) -> String {
            let rest = (1..<count).map { "cel.index(\($0 - 1)) + 1" }.joined(separator: ", ")
            return "cel.block([1, \(rest)], cel.index(\(count - 1)))"
        }
        #expect(try Expression(block(90)).evaluate([String: Value]()) == 90)
        let error = #expect(throws: ExpressionError.self) { try Expression(block(150)) }
        #expect(error?.code == .tooDeep)
        let binds = (0..<60).map { "cel.bind(x\($0), \($0 == 0 ? "1" : "x\($0 - 1) + 1"), " }.joined()
        #expect(try Expression(binds + "x59" + String(repeating: ")", count: 60)).evaluate([String: Value]()) == 60)
    }

    @Test func deepVariablesAreRead() throws {
        let deep = try #require(Self.variables["deep"])
        #expect(try Expression("deep.flatten(1000)").evaluate(["deep": deep]) == [1])
        #expect(try Expression("deep == deep").isTrue(["deep": deep]))
        #expect(try Expression("[deep, deep].distinct().size()").evaluate(["deep": deep]) == 1)
        #expect(try Expression("'%s'.format([deep]).size()").evaluate(["deep": deep]) == 1001)
        #expect(try Expression("[[deep]]").evaluate(["deep": deep]) == [[deep]])
    }

    // MARK: - Results

    @Test func resultsMayHandOnWhatWasThere() throws {
        let large = Value.array(
            (0..<1_000).map { ["name": .string("\($0)"), "text": .string(String(repeating: "x", count: 100))] })
        var limits = ExpressionLimits.standard
        limits.resultSize = 50_000
        #expect(try Expression("l").evaluate(["l": large], limits: limits) == large)
        #expect(try Expression("l.filter(x, true)").evaluate(["l": large], limits: limits) == large)
        // Text is made of it, which counts.
        let text = #expect(throws: ExpressionError.self) {
            try Expression("'%s'.format([l])").evaluate(["l": large], limits: limits)
        }
        #expect(text?.code == .tooLarge)
        limits.outputSize = 50_000
        let result = #expect(throws: ExpressionError.self) {
            try Expression("l").evaluate(["l": large], limits: limits)
        }
        #expect(result?.code == .tooLarge)
        #expect(try Expression("l.size()").evaluate(["l": large], limits: limits) == 1000)
    }

    @Test(
        arguments: [
            (.null, 16), (.string("abcd"), 20), (.bytes([1, 2]), 18), (.list([.int(1), .int(2)]), 48),
            (.optional(.int(1)), 32), (.optional(nil), 16), (.list([]), 16),
            (.ip(NetworkAddress(bytes: [1, 2, 3, 4])), 16),
        ] as [(Datum, Int)])
    func valuesHaveASize(_ datum: Datum, _ size: Int) throws {
        var limits = ExpressionLimits.standard
        limits.resultSize = size
        _ = try datum.measureText(limits)
        try datum.measureResult(limits)
        limits.resultSize = size - 1
        #expect(throws: Fault.self) { try datum.measureText(limits) }
        #expect(throws: Fault.self) { try datum.measureResult(limits) }
    }

    @Test(
        arguments: [
            ([], 0), ([1, 2], 32), (["ab"], 18), ([[1], []], 48), ([["k": "v"]], 34), ([.null, true, 1.5], 48),
        ] as [([Value], Int)])
    func jsonHasASize(_ values: [Value], _ size: Int) throws {
        let datum = Datum.list(.json(values))
        var limits = ExpressionLimits.standard
        limits.outputSize = size
        try datum.measureResult(limits)
        guard size > 0 else { return }
        limits.outputSize = size - 1
        #expect(throws: Fault.self) { try datum.measureResult(limits) }
        limits.resultSize = 16 + size - 1
        #expect(throws: Never.self) { try datum.measureText(limits) }
        limits.resultSize = size - 1
        #expect(throws: Fault.self) { try datum.measureText(limits) }
    }

    @Test func countsDoNotOverflow() {
        var context = Context(limits: .standard, patterns: PatternCache())
        #expect(throws: Never.self) { try context.charge(4_999_999) }
        let fault = #expect(throws: Fault.self) { try context.charge(.max) }
        #expect(fault?.code == .costExceeded)
        #expect(throws: Fault.self) { try context.charge() }
        #expect(context.cost == .max)
    }

    @Test(
        arguments: [
            ("", ""), ("short", "short"), (String(repeating: "a", count: 64), String(repeating: "a", count: 64)),
            (String(repeating: "a", count: 65), String(repeating: "a", count: 64) + "…"),
            (String(repeating: "é", count: 33), String(repeating: "é", count: 32) + "…"),
        ])
    func longTextsAreShortened(_ text: String, _ shortened: String) {
        #expect(text.shortened == shortened)
    }

    @Test(
        arguments: [
            (0.0, 1), (-0.0, 1), (.nan, 1), (.infinity, 1), (1.0, 52), (1e308, 971), (.leastNonzeroMagnitude, 1075),
        ]
            as [(Double, Int)])
    func digitsAreWork(_ number: Double, _ work: Int) {
        #expect(NumberText.work(number) == work)
    }
}

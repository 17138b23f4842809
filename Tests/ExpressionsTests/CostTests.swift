import Expressions
import Testing
import Value

/// What a step is, so that a change of the count is noticed.
@Suite struct CostTests {
    /// The least limit under which the expression is evaluated.
    static func cost(_ source: String, _ variables: [String: Value] = [:]) throws -> Int {
        let expression = try Expression(source)
        var (low, high) = (0, 1_000_000)
        while low < high {
            var limits = ExpressionLimits.standard
            limits.cost = (low + high) / 2
            do {
                _ = try expression.evaluate(variables, limits: limits)
                high = limits.cost
            } catch {
                try #require(error.code == .costExceeded)
                low = limits.cost + 1
            }
        }
        return low
    }

    @Test(arguments: [
        ("1", 1),
        ("1 + 1", 3),
        ("n", 1),
        ("l[0]", 3),
        ("n.a", 2),
        ("true || l[99] == 1", 2),
        ("l.all(x, true)", 12),
        ("l.map(x, x)", 12),
        ("l.exists(x, true)", 3),
        ("size(l)", 2),
        ("5 in l", 9),
        ("l + l", 23),
        ("s.contains('x')", 23),
    ]) func isTheSumOfNodesAndWork(_ source: String, _ steps: Int) throws {
        let variables: [String: Value] = [
            "l": .array((0..<10).map { .integer($0) }), "n": ["a": 1], "s": .string(String(repeating: "a", count: 100)),
        ]
        #expect(try Self.cost(source, variables) == steps)
    }

    /// Each function, on a text of 100 bytes, a list of 10 elements and a map of 5 entries: nodes, and what it goes through.
    @Test(arguments: [
        ("true ? 1 : 2", 3), ("[1, 2, 3]", 4), ("{'a': 1}", 3), ("m.k0", 2), ("m['k0']", 3), ("has(m.k0)", 2),
        ("m.?k0", 2), ("'k0' in m", 3), ("true && true && true", 4), ("!true", 2), ("-(1)", 2), ("l.map(x, x + 1)", 32),
        ("l.filter(x, x > 100)", 32), ("l.exists_one(x, false)", 12), ("l.all(i, x, true)", 12),
        ("l.transformList(i, x, x)", 12), ("m.map(k, k)", 12), ("m.transformMap(k, v, v)", 12),
        ("m.all(k, v, true)", 12), ("l.sortBy(x, x)", 162), ("cel.bind(x, 1, x + x)", 5),
        ("optional.of(1).optMap(x, x)", 4), ("size(s)", 12), ("s.startsWith('aaaaaaaaaa')", 4),
        ("s.endsWith('aaaaaaaaaa')", 4), ("s.charAt(1)", 13), ("s.indexOf('b')", 23), ("s.lastIndexOf('b')", 13),
        ("s.lastIndexOf('a')", 13), ("s.substring(1)", 13), ("s.lowerAscii()", 12), ("s.trim()", 12),
        ("s.reverse()", 12),
        ("s.replace('b', 'c')", 25), ("s.split('b')", 24), ("s.split('')", 113), ("[s, s].join()", 26),
        ("'%s'.format([s])", 16), ("strings.quote(s)", 23), ("jsonpatch.escapeKey(s)", 22), ("s == s", 13),
        ("s < s", 13),
        ("s + s", 23), ("bytes(s)", 12), ("string(bytes(s))", 23), ("base64.encode(bytes(s))", 23), ("int('1')", 2),
        ("double(string(1))", 3), ("timestamp('2024-01-01T00:00:00Z')", 4), ("duration('1h')", 3),
        ("timestamp(0).getHours('+01:00')", 4), ("s.matches('b')", 14), ("s.find('b')", 14), ("s.findAll('b')", 14),
        ("isURL('https://example.com')", 24), ("url('/a').getPort()", 11), ("url('/?a=b').getQuery()", 17),
        ("ip('10.0.0.1')", 2), ("cidr('10.0.0.0/8').containsIP('10.0.0.1')", 5), ("quantity('1Gi')", 2),
        ("semver('1.2.3')", 7), ("semver('1.2.3').compareTo(semver('1.2.3'))", 19), ("format.uuid()", 1),
        ("format.uuid().validate('abc')", 4), ("l.sum()", 12), ("l.max()", 12), ("l.min()", 12), ("l.isSorted()", 12),
        ("l.sort()", 162), ("l.reverse()", 12), ("l.slice(0, 1)", 14), ("l.distinct()", 57), ("l.flatten()", 12),
        ("l.indexOf(-1)", 13), ("l.lastIndexOf(9)", 4), ("l.first()", 2), ("lists.range(10)", 12), ("l == l", 13),
        ("sets.contains(l, [1])", 17), ("sets.intersects(l, [9])", 25), ("math.greatest(l)", 12), ("math.abs(1)", 2),
        ("type(1)", 2), ("dyn(1)", 2), ("optional.none()", 1), ("optional.unwrap([optional.of(1)])", 5),
    ]) func eachFunctionCosts(_ source: String, _ steps: Int) throws {
        let variables: [String: Value] = [
            "l": .array((0..<10).map { .integer($0) }), "s": .string(String(repeating: "a", count: 100)),
            "m": .object(Object((0..<5).map { ("k\($0)", Value.integer($0)) })),
        ]
        #expect(try Self.cost(source, variables) == steps)
    }

    @Test func growsInProportionToAList() throws {
        let source = "l.filter(x, x.ready && x.gpus > 2).map(x, x.name)"
        func list(_ count: Int) -> [String: Value] {
            ["l": .array((0..<count).map { ["ready": .bool($0 % 2 == 0), "gpus": 8, "name": "n\($0)"] })]
        }
        let (small, large) = (try Self.cost(source, list(100)), try Self.cost(source, list(1000)))
        #expect(large < small * 11)
        #expect(large > small * 9)
    }

    @Test(arguments: [
        "s.contains(s + 'x')",
        "s.indexOf(s + 'x')",
        "s.replace('a', 'bb')",
        "s.split('a')",
        "s.matches('(a+)+$')",
        "s.upperAscii()",
        "s + s",
        "s == s",
        "size(s)",
        "bytes(s)",
        "s.trim()",
        "s.substring(1)",
        "s.findAll('a')",
    ]) func textsCostBySize(_ source: String) throws {
        func text(_ count: Int) -> [String: Value] { ["s": .string(String(repeating: "a", count: count))] }
        let (small, large) = (try Self.cost(source, text(200)), try Self.cost(source, text(2000)))
        #expect(large - small >= 150, "\(small) \(large)")
    }

    /// A list that holds the same list many times takes no memory until it is written out.
    @Test func listsWithinListsAreMeasuredBeforeTheyAreWritten() throws {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"]
        func doubled(_ last: (String) -> String) -> String {
            zip(names, names.dropFirst()).reduce("cel.bind(a, [1, 1], ") { text, pair in
                let list = Array(repeating: pair.0, count: 10).joined(separator: ", ")
                return text + "cel.bind(\(pair.1), [\(list)], "
            } + last(names[names.count - 1]) + String(repeating: ")", count: names.count)
        }
        for source in [doubled { $0 }, doubled { "{'k': \($0)}" }, doubled { "'%s'.format([\($0)])" }] {
            let error = #expect(throws: ExpressionError.self) { try Expression(source).evaluate([:]) }
            #expect(error?.code == .tooLarge)
        }
        let message = #expect(throws: ExpressionError.self) {
            try MessageTemplate("${\(doubled { $0 })}").render([:])
        }
        #expect(message?.code == .tooLarge)
    }

    @Test func limitsOfTheSourceAreKept() throws {
        var limits = ExpressionLimits.standard
        limits.sourceSize = 10
        let error = #expect(throws: ExpressionError.self) { try Expression("1 + 2 + 3 + 4", limits: limits) }
        #expect(error?.code == .tooLarge)
        limits = .standard
        limits.patternSize = 5
        let pattern = #expect(throws: ExpressionError.self) {
            try Expression("'a'.matches('aaaaaaaaaa')", limits: limits)
        }
        #expect(pattern?.code == .invalidArgument)
        limits = .standard
        limits.resultSize = 100
        let result = #expect(throws: ExpressionError.self) {
            try Expression("s + s").evaluate(["s": .string(String(repeating: "a", count: 60))], limits: limits)
        }
        #expect(result?.code == .tooLarge)
    }
}

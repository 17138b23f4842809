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
        ("s.contains('x')", 13),
    ]) func isTheSumOfNodesAndWork(_ source: String, _ steps: Int) throws {
        let variables: [String: Value] = [
            "l": .array((0..<10).map { .integer($0) }), "n": ["a": 1], "s": .string(String(repeating: "a", count: 100)),
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

import Testing
import Value

@testable import Expressions

@Suite struct ParserTests {
    /// A tree as text, every operand in parentheses.
    static func text(_ node: Node) -> String {
        switch node.kind {
        case .literal(let value): value.shown
        case .identifier(let name): name
        case .select(let operand, let field, let isOptional): "\(text(operand))\(isOptional ? ".?" : ".")\(field)"
        case .has(let operand, let field): "has(\(text(operand)).\(field))"
        case .index(let operand, let index, let isOptional): "\(text(operand))[\(isOptional ? "?" : "")\(text(index))]"
        case .call(let name, let receiver, let arguments):
            (receiver.map { text($0) + "." } ?? "") + name + "(" + arguments.map(text).joined(separator: ", ") + ")"
        case .list(let elements):
            "[" + elements.map { ($0.isOptional ? "?" : "") + text($0.node) }.joined(separator: ", ") + "]"
        case .map(let entries):
            "{"
                + entries.map { ($0.isOptional ? "?" : "") + text($0.key) + ": " + text($0.value) }.joined(
                    separator: ", ") + "}"
        case .and(let nodes): "and(" + nodes.map(text).joined(separator: ", ") + ")"
        case .or(let nodes): "or(" + nodes.map(text).joined(separator: ", ") + ")"
        case .conditional(let condition, let yes, let no): "if(\(text(condition)), \(text(yes)), \(text(no)))"
        case .comprehension(let loop):
            "\(loop.kind.rawValue)(\(text(loop.range)), \(loop.first)"
                + (loop.second.map { ", \($0)" } ?? "") + (loop.condition.map { ", \(text($0))" } ?? "")
                + ", \(text(loop.body)))"
        case .block(let definitions, let body):
            "block(" + definitions.map { "\($0.name): \(text($0.value)), " }.joined() + text(body) + ")"
        case .mapOptional(let operand, let name, let body, let isFlat):
            "\(isFlat ? "optFlatMap" : "optMap")(\(text(operand)), \(name), \(text(body)))"
        }
    }

    @Test(arguments: [
        ("a + b * c", "_+_(a, _*_(b, c))"),
        ("a - b - c", "_-_(_-_(a, b), c)"),
        ("a / b % c", "_%_(_/_(a, b), c)"),
        ("a < b == c", "_==_(_<_(a, b), c)"),
        ("a in b + c", "_in_(a, _+_(b, c))"),
        ("a || b && c || d", "or(a, and(b, c), d)"),
        ("a && b && c", "and(a, b, c)"),
        ("a ? b : c ? d : e", "if(a, b, if(c, d, e))"),
        ("a || b ? c : d", "if(or(a, b), c, d)"),
        ("!a.b", "!_(a.b)"),
        ("-a.b[0]", "-_(a.b[0])"),
        ("!!a", "!_(!_(a))"),
        ("- -1", "-_(-_(1))"),
        ("-1.5", "-1.5"),
        ("-(1).size()", "-_(1.size())"),
        ("a.b.c(d)[e].f", "a.b.c(d)[e].f"),
        ("a.?b[?c].?d", "a.?b[?c].?d"),
        ("a.`b-c`", "a.b-c"),
        ("[a, ?b]", "[a, ?b]"),
        ("{a: b, ?c: d}", "{a: b, ?c: d}"),
        (".a.b", ".a.b"),
        ("has(a.b.c)", "has(a.b.c)"),
        ("a.has(b)", "a.has(b)"),
        ("a.all(x, x > 1)", "all(a, x, _>_(x, 1))"),
        ("a.all(i, x, x > i)", "all(a, i, x, _>_(x, i))"),
        ("a.map(x, p, y)", "map(a, x, p, y)"),
        ("a.exists_one(x, p)", "existsOne(a, x, p)"),
        ("a.transformMap(k, v, p, f)", "transformMap(a, k, v, p, f)"),
        ("cel.bind(x, 1, x + x)", "block(x: 1, _+_(x, x))"),
        ("cel.block([1, cel.index(0)], cel.index(1))", "block(@index0: 1, @index1: @index0, @index1)"),
        ("cel.block([], 2)", "block(2)"),
        ("a.map(cel.iterVar(0, 1), cel.accuVar(2, 3))", "map(a, @it:0:1, @ac:2:3)"),
        ("a.sortBy(x, -x)", "sortBy(a, x, -_(x))"),
        ("a.b__dash__c", "a.b-c"),
        ("has(a.__for__)", "has(a.for)"),
        ("a.`b__dash__c`", "a.b__dash__c"),
        ("a['b__dash__c']", "a['b__dash__c']"),
        ("a__dash__b", "a__dash__b"),
        (".f(a)", "f(a)"),
        (".math.abs(1)", "math.abs(1)"),
        ("ip.isCanonical('::')", "ip.isCanonical('::')"),
        ("net.IP", "a type"),
        (".google.protobuf.Duration", "a type"),
        ("a.optMap(x, x)", "optMap(a, x, x)"),
        ("a.optFlatMap(x, x)", "optFlatMap(a, x, x)"),
        ("math.greatest(1, 2)", "math.greatest(1, 2)"),
        ("sets.contains(a, b)", "sets.contains(a, b)"),
        ("a.filter(x)", "a.filter(x)"),
        ("google.protobuf.Timestamp", "a type"),
        ("a.package", "a.package"),
        ("f(a,)", "f(a)"),
    ]) func givesTheTree(_ source: String, _ tree: String) throws {
        var parser = try Parser(source, limits: .standard)
        #expect(try Self.text(parser.parse()) == tree)
    }

    @Test(
        arguments: [
            ("1", [.int(1)]),
            ("1u 2U", [.uint(1), .uint(2)]),
            ("0xfF", [.int(255)]),
            ("1.5 .5 1e3 1E-2", [.double(1.5), .double(0.5), .double(1000), .double(0.01)]),
            ("1.e", [.int(1), .symbol(.dot), .identifier("e")]),
            ("a_1", [.identifier("a_1")]),
            ("rb'x' Br\"y\"", [.bytes([0x78]), .bytes([0x79])]),
            ("r'\\' ''", [.string("\\"), .string("")]),
            ("''''''", [.string("")]),
            ("<= < ==", [.symbol(.lessOrEqual), .symbol(.less), .symbol(.equal)]),
            ("a// b\nc", [.identifier("a"), .identifier("c")]),
            ("`a.b/c-d e`", [.escapedIdentifier("a.b/c-d e")]),
            ("&&||!", [.symbol(.and), .symbol(.or), .symbol(.not)]),
        ] as [(String, [Token.Kind])]) func splitsIntoTokens(_ source: String, _ kinds: [Token.Kind]) throws
    {
        var lexer = Lexer(Array(source.utf8))
        var found: [Token.Kind] = []
        while true {
            let token = try lexer.next()
            if token.kind == .end { break }
            found.append(token.kind)
        }
        #expect(found == kinds)
    }

    @Test func depthIsCountedInTheTree() throws {
        var limits = ExpressionLimits.standard
        limits.depth = 10
        var flat = try Parser(Array(repeating: "a", count: 100).joined(separator: " && "), limits: limits)
        #expect(try flat.parse().depth == 2)
        var deep = try Parser(Array(repeating: "a", count: 20).joined(separator: " + "), limits: limits)
        #expect(throws: Fault.self) { try deep.parse() }
    }

    @Test func theDeepestAllowedExpressionIsEvaluated() throws {
        let lists = String(repeating: "[", count: 190) + "1" + String(repeating: "]", count: 190)
        #expect(try Expression("size(\(lists))").evaluate([:]) == 1)
        let loops = (0..<90).reduce("1") { inner, level in "[1].map(x\(level), \(inner))[0]" }
        #expect(try Expression(loops).evaluate([:]) == 1)
        let sum = Array(repeating: "1", count: 199).joined(separator: " + ")
        #expect(try Expression(sum).evaluate([:]) == 199)
    }
}

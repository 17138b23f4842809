import Expressions
import Testing
import Value

@Suite struct MessageTemplateTests {
    static let variables: [String: Value] = [
        "gpus": ["free": 3, "nodes": ["a", "b"], "share": 0.5, "total": 1_000_000.0], "name": "qwen3", "none": .null,
    ]

    @Test(arguments: [
        ("", ""),
        ("plain", "plain"),
        ("found ${size(gpus.nodes)} nodes, ${gpus.free} GPUs free", "found 2 nodes, 3 GPUs free"),
        ("${name}", "qwen3"),
        ("${name}${name}", "qwen3qwen3"),
        ("$${name} costs $5", "${name} costs $5"),
        ("$ {x} $", "$ {x} $"),
        ("${gpus.nodes}", "a, b"),
        ("${gpus.share}", "0.5"),
        ("${gpus.total}", "1000000"),
        ("${none}", "null"),
        ("${true}", "true"),
        ("${{'a': 1, 'b': '}'}}", "{a: 1, b: }}"),
        ("${'}'}", "}"),
        ("a\n${name}\nb", "a\nqwen3\nb"),
        ("${[1, 2].map(x, x * 2)}", "2, 4"),
        ("${timestamp(0)}", "1970-01-01T00:00:00Z"),
        ("é${name}é", "éqwen3é"),
        ("${quantity('2048Mi')}", "2Gi"),
        ("${gpus.?x}", "none"),
    ]) func renders(_ template: String, _ text: String) throws {
        #expect(try MessageTemplate(template).render(Self.variables) == text)
    }

    @Test(arguments: [
        ("a ${", 2),
        ("a ${name", 2),
        ("a ${}", 4),
        ("${name} ${1 +}", 13),
        ("${nope}", 2),
        ("x ${'unclosed}", 4),
        ("${a b}", 4),
        ("${{}", 0),
    ]) func errorsPointIntoTheWholeText(_ template: String, _ offset: Int) {
        let error = #expect(throws: ExpressionError.self) {
            try MessageTemplate(template, variables: ["name", "gpus", "a"])
        }
        #expect(error?.source == template)
        #expect(error?.offset == offset, "\(error?.description ?? "")")
    }

    @Test func evaluationErrorsPointIntoTheWholeText() throws {
        let template = try MessageTemplate("on ${name}: ${gpus.missing} free", location: "checks/a.yaml:3")
        let error = #expect(throws: ExpressionError.self) { try template.render(Self.variables) }
        #expect(error?.code == .noSuchKey)
        #expect(error?.offset == 19)
        #expect(error?.description.hasPrefix("checks/a.yaml:3: no such key: missing (line 1, column 20)") == true)
    }

    @Test func namesItsVariables() throws {
        #expect(try MessageTemplate("${a.b} and ${c} $${d}").freeVariables == ["a", "c"])
    }

    /// What stands for a value in a message.
    @Test(
        arguments: [
            ("${1}", "1"), ("${-1.50}", "-1.5"), ("${1u}", "1"), ("${'a'}", "a"), ("${b'a'}", "a"),
            ("${false}", "false"),
            ("${[]}", ""), ("${[[1, 2], [3]]}", "[1, 2], [3]"), ("${['a']}", "a"), ("${{}}", "{}"),
            ("${{'b': 1, 'a': 2}}", "{a: 2, b: 1}"), ("${optional.of('x')}", "x"), ("${optional.none()}", "none"),
            ("${int}", "int"), ("${duration('90s')}", "90s"), ("${semver('1.2.3')}", "1.2.3"), ("${url('/a')}", "/a"),
            ("${ip('::1')}", "::1"), ("${cidr('10.0.0.0/8')}", "10.0.0.0/8"), ("${format.uuid()}", "uuid"),
            ("${0.0 / 0.0}", "NaN"), ("${1.0 / 0.0}", "Infinity"), ("${gpus.nodes + ['c']}", "a, b, c"),
            ("${gpus}", "{free: 3, nodes: [a, b], share: 0.5, total: 1000000}"),
        ])
    func valuesAreWritten(_ template: String, _ text: String) throws {
        #expect(try MessageTemplate(template).render(Self.variables) == text)
    }

    @Test(
        arguments: [
            ("${b'\\xff'}", ExpressionError.Code.invalidArgument), ("${gpus.x}", .noSuchKey),
            ("${1 / 0}", .divideByZero),
            ("${lists.range(9999999)}", .costExceeded), ("${'%1000d'.format([1])}", .invalidArgument),
        ])
    func whatCannotBeWrittenIsAnError(_ template: String, _ code: ExpressionError.Code) throws {
        let template = try MessageTemplate("before \(template) after", location: "x.yaml:1")
        let error = #expect(throws: ExpressionError.self) { try template.render(Self.variables) }
        #expect(error?.code == code)
        #expect(error?.source == template.source)
        #expect(error?.location == "x.yaml:1")
        #expect((error?.offset ?? 0) >= 9)
    }

    /// Braces of maps, in strings and in comments do not end an expression; quotes before it begin nothing.
    @Test(
        arguments: [
            ("'${{'a': {'b': 1}}.a.b}'", "'1'"), (#""${'}' + "}"}""#, #""}}""#), (#"${r'\}'}"#, #"\}"#),
            ("${'''}'''}", "}"), ("${[1].map(x, {'k': x})[0].k}", "1"), ("${{}.size()}${{}.size()}", "00"),
            ("${ 1 }", "1"),
            ("${\n1\n}", "1"), ("$", "$"), ("$$", "$$"), ("$$$${a}", "$$${a}"), ("{}", "{}"), ("}${1}{", "}1{"),
            ("$ ${1}", "$ 1"), ("${1}$", "1$"), ("100$${1}", "100${1}"),
        ])
    func bracesAreMatched(_ template: String, _ text: String) throws {
        #expect(try MessageTemplate(template).render([:]) == text)
    }

    @Test func aTemplateIsCompiledOnce() throws {
        let template = try MessageTemplate("${n} of ${total}", variables: ["n", "total"], location: "a.yaml:5")
        #expect(try template.render(["n": 1, "total": 2]) == "1 of 2")
        #expect(try template.render(["n": "x", "total": [1]]) == "x of 1")
        #expect(template.location == "a.yaml:5" && !template.isConstant)
        #expect(try MessageTemplate("plain").isConstant)
        #expect(try MessageTemplate("$${x}").isConstant)
        let missing = #expect(throws: ExpressionError.self) { try template.render(["n": 1]) }
        #expect(missing?.code == .unknownVariable)
    }
}

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
}

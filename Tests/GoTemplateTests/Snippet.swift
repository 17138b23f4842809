import GoTemplate
import Testing
import Value

/// A template, and what Helm 4.3.1 was seen to print for it.
struct Snippet: Sendable, CustomTestStringConvertible {
    let template: String
    let output: String?
    /// The error, where the template is called `T`.
    let error: String?

    init(_ template: String, output: String) { (self.template, self.output, error) = (template, output, nil) }
    init(_ template: String, error: String) { (self.template, output, self.error) = (template, nil, error) }

    var testDescription: String { template }

    func check() {
        do throws(TemplateError) {
            #expect(try Self.render(template) == output)
        } catch {
            #expect(error.message == self.error)
        }
    }

    /// What a template called `T` prints.
    static func render(_ template: String, limits: TemplateLimits = .standard) throws(TemplateError) -> String {
        let set = TemplateSet(functions: TemplateFunctions(), missingKey: .zero)
        try set.parse(template, name: "T")
        return String(decoding: try set.execute("T", try data(), limits: limits), as: UTF8.self)
    }

    static func data() throws(TemplateError) -> TemplateValue {
        guard let value = try? Value(jsonText: json), let object = value.object else {
            throw TemplateError(.execution, "the test's values are not JSON")
        }
        let values = TemplateMap(type: GoType(name: "common.Values", kind: .map))
        TemplateMap(object).forEach { values[$0] = .some($1) }
        return .map(TemplateMap(["Values": .map(values)]))
    }

    private static let json = #"""
        {
            "a": 1,
            "b": {
                "c": "d",
                "e": {}
            },
            "l": [
                1,
                "x",
                null,
                2.5,
                1000000
            ],
            "m": {
                "z": 1,
                "a": [
                    true
                ]
            },
            "s": "Hello World",
            "f": 1.5,
            "big": 12345678,
            "t": true,
            "fa": false,
            "empty": "",
            "zero": 0,
            "el": [],
            "em": {},
            "neg": -3,
            "u": "grüße",
            "multi": "one\ntwo\n\nthree\n",
            "num": "0123",
            "list": [
                "c",
                "a",
                "b",
                "a"
            ],
            "deep": {
                "x": {
                    "y": {
                        "z": "w"
                    }
                }
            },
            "quote": "it's \"q\" & <b>",
            "huge": 9007199254740993,
            "fl": 3.14159,
            "long": "the quick brown fox jumps over the lazy dog and then runs away from the bear that lives in the wood",
            "maps": [
                {
                    "k": "v1",
                    "n": 1
                },
                {
                    "k": "v2",
                    "n": 2
                }
            ]
        }
        """#
}

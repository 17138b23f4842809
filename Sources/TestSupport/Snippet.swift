public import GoTemplate
import Value

/// A template, and what Helm 4.3.1 was seen to print for it.
public struct Snippet: Sendable {
    public let template: String
    public let output: String?
    /// The error, where the template is called `T`.
    public let error: String?

    public init(_ template: String, output: String) { (self.template, self.output, error) = (template, output, nil) }
    public init(_ template: String, error: String) { (self.template, output, self.error) = (template, nil, error) }

    /// The values that all snippets were printed with, as `.Values` of the template's argument.
    public static func data() throws(TemplateError) -> TemplateValue {
        let object: Object?
        do { object = try Value(jsonText: json).object } catch { object = nil }
        guard let object else { throw TemplateError(.execution, "the test's values are not a JSON object") }
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

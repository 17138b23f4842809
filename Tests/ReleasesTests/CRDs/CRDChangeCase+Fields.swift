import Value

@testable import Releases

extension CRDChangeCase {
    private static let text: Value = ["type": "string"]
    private static let number: Value = ["type": "integer"]
    private static let texts: Value = ["type": "array", "items": ["type": "string"]]
    private static let map: Value = ["type": "object", "additionalProperties": ["type": "string"]]
    private static let open: Value = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]

    private static func string(_ more: Object) -> Value { text.merged(with: .object(more)) }
    private static func integer(_ more: Object) -> Value { number.merged(with: .object(more)) }
    private static func list(_ more: Object) -> Value { texts.merged(with: .object(more)) }
    private static func shape(_ fields: Object, _ more: Object = [:]) -> Value {
        Value.object(["type": "object", "properties": .object(fields)]).merged(with: .object(more))
    }

    static let fields: [CRDChangeCase] = types + enums + bounds + words + lists + composed + shapes

    private static let types: [CRDChangeCase] = [
        .field("another type", text, number, .typeChanged, .unsafe, "from string to integer", x: "a"),
        .field("any number", number, ["type": "number"], .typeChanged, .harmless, "from integer to number", x: 1),
        .field("only whole numbers", ["type": "number"], number, .typeChanged, .unsafe, "from number to integer", x: 1),
        .field(
            "integer or string", number, ["x-kubernetes-int-or-string": true], .typeChanged, .harmless,
            "from integer to integer or string", x: 1),
        .field(
            "no longer integer or string", ["x-kubernetes-int-or-string": true], number, .typeChanged, .unsafe,
            "from integer or string to integer", x: 1),
        .field(
            "a type where anything went", ["x-kubernetes-preserve-unknown-fields": true], text, .typeChanged, .unsafe,
            "from any to string", x: "a"),
        .field(
            "an embedded object", open, open.merged(with: ["x-kubernetes-embedded-resource": true]), .typeChanged,
            .unsafe, "to embedded object", x: ["a": 1]),
        .field("null", text, string(["nullable": true]), .nullableChanged, .harmless, "would take null", x: "a"),
        .field(
            "no null", string(["nullable": true]), text, .nullableChanged, .unsafe, "would no longer take null",
            x: .null),
        .field(
            "a default for null", string(["nullable": true]), string(["default": "b"]), .nullableChanged, .harmless,
            "would no longer take null", x: .null),
        .field(
            "a new default", text, string(["default": "b"]), .defaultChanged, .harmless, "the default \"b\"", x: "a"),
        .field(
            "another default", string(["default": "a"]), string(["default": "b"]), .defaultChanged, .harmless,
            "from \"a\" to \"b\"", x: "a"),
        .field(
            "no default", string(["default": "a"]), text, .defaultChanged, .harmless, "lose its default \"a\"", x: "a"),
        .schema(
            "no default for what is required", shape(["x": string(["default": "a"])], ["required": ["x"]]),
            shape(["x": text], ["required": ["x"]]), .defaultChanged, .unsafe, "and is required", below: ".x"),
    ]

    private static let enums: [CRDChangeCase] = [
        .field("a new enum", text, string(["enum": ["a", "b"]]), .enumNarrowed, .unsafe, "only \"a\", \"b\"", x: "a"),
        .field(
            "a value less", string(["enum": ["a", "b"]]), string(["enum": ["a", "c"]]), .enumNarrowed, .unsafe,
            "no longer take \"b\"", x: "b"),
    ]

    private static let bounds: [CRDChangeCase] = [
        .field("a minimum", number, integer(["minimum": 5]), .boundTightened, .unsafe, "have the minimum 5", x: 1),
        .field(
            "a higher minimum", integer(["minimum": 1]), integer(["minimum": 5]), .boundTightened, .unsafe,
            "minimum from 1 to 5", x: 1),
        .field(
            "a minimum excluded", integer(["minimum": 1]), integer(["minimum": 1, "exclusiveMinimum": true]),
            .boundTightened, .unsafe, "to 1 (itself excluded)", x: 1),
        .field("a maximum", number, integer(["maximum": 5]), .boundTightened, .unsafe, "have the maximum 5", x: 9),
        .field(
            "a lower maximum", integer(["maximum": 9]), integer(["maximum": 5]), .boundTightened, .unsafe,
            "maximum from 9 to 5", x: 9),
        .field(
            "a lower maximum of fractions", ["type": "number", "maximum": 1.5], ["type": "number", "maximum": 1.25],
            .boundTightened, .unsafe, "maximum from 1.5 to 1.25", x: 1.5),
        .field("a multiple", number, integer(["multipleOf": 4]), .boundTightened, .unsafe, "a multiple of 4", x: 1),
        .field("a length", text, string(["minLength": 2]), .boundTightened, .unsafe, "have the minLength 2", x: "a"),
        .field(
            "a shorter length", string(["maxLength": 9]), string(["maxLength": 3]), .boundTightened, .unsafe,
            "maxLength from 9 to 3", x: "aaaaa"),
        .field("a count", texts, list(["minItems": 2]), .boundTightened, .unsafe, "have the minItems 2", x: ["a"]),
        .field(
            "a smaller count", list(["maxItems": 9]), list(["maxItems": 1]), .boundTightened, .unsafe,
            "maxItems from 9 to 1", x: ["a", "b"]),
        .field(
            "a count of keys", map, map.merged(with: ["minProperties": 2]), .boundTightened, .unsafe,
            "have the minProperties 2", x: ["a": "b"]),
        .field(
            "a smaller count of keys", map.merged(with: ["maxProperties": 9]), map.merged(with: ["maxProperties": 1]),
            .boundTightened, .unsafe, "maxProperties from 9 to 1", x: ["a": "b", "c": "d"]),
    ]

    private static let words: [CRDChangeCase] = [
        .field("a pattern", text, string(["pattern": "^b"]), .patternChanged, .unsafe, "have the pattern ^b", x: "a"),
        .field(
            "another pattern", string(["pattern": "^a"]), string(["pattern": "^b"]), .patternChanged, .unsafe,
            "pattern from ^a to ^b", x: "a"),
        .field("a format", text, string(["format": "date"]), .formatChanged, .unsafe, "have the format date", x: "a"),
        .field(
            "another format", string(["format": "ipv4"]), string(["format": "ipv6"]), .formatChanged, .unsafe,
            "format from ipv4 to ipv6", x: "10.0.0.1"),
        .field(
            "a wider format", integer(["format": "int32"]), integer(["format": "int64"]), .formatChanged, .harmless,
            "format from int32 to int64", x: 1),
        .field(
            "a narrower format", integer(["format": "int64"]), integer(["format": "int32"]), .formatChanged, .unsafe,
            "format from int64 to int32", x: 1),
    ]

    private static let lists: [CRDChangeCase] = [
        .field(
            "no element twice", texts, list(["uniqueItems": true]), .uniqueItemsAdded, .unsafe,
            "the same element twice",
            x: ["a", "a"], isForRealServers: false),
        .field(
            "a set", texts, list(["x-kubernetes-list-type": "set"]), .listTypeChanged, .unsafe,
            "list type from atomic to set", x: ["a", "a"]),
        .field(
            "no set", list(["x-kubernetes-list-type": "set"]), texts, .listTypeChanged, .harmless,
            "list type from set to atomic", x: ["a"]),
        .field(
            "other keys", elements(key: "a"), elements(key: "b"), .listTypeChanged, .unsafe,
            "tell its elements apart by b, not a", x: [["a": "1", "b": "1"]]),
        .field(
            "an atomic map", map, map.merged(with: ["x-kubernetes-map-type": "atomic"]), .listTypeChanged, .harmless,
            "map type from granular to atomic", x: ["a": "b"]),
        .field(
            "elements", texts, ["type": "array", "items": ["type": "integer"]], .typeChanged, .unsafe,
            "from string to integer", below: "[]", x: ["a"]),
        .field(
            "fields of elements", elements(key: "a"),
            ["type": "array", "items": shape(["a": text])], .fieldRemoved, .unsafe, "would be dropped",
            below: "[].b", x: [["a": "1", "b": "1"]]),
    ]

    private static func elements(key: String) -> Value {
        [
            "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [.string(key)],
            "items": shape(["a": text, "b": text], ["required": ["a", "b"]]),
        ]
    }

    private static let composed: [CRDChangeCase] = [
        .field(
            "a condition", text, string(["allOf": [["pattern": "^b"]]]), .compositionChanged, .unsafe,
            "change its allOf",
            x: "a"),
        .field(
            "a condition less", string(["allOf": [["pattern": "^a"]]]), text, .compositionChanged, .harmless,
            "change its allOf", x: "a"),
        .field(
            "alternatives", text, string(["anyOf": [["pattern": "^b"]]]), .compositionChanged, .unsafe,
            "change its anyOf",
            x: "a"),
        .field(
            "one more alternative", string(["anyOf": [["pattern": "^a"]]]),
            string(["anyOf": [["pattern": "^b"], ["pattern": "^a"]]]), .compositionChanged, .harmless,
            "change its anyOf",
            x: "a"),
        .field(
            "one of several", string(["oneOf": [["pattern": "^a"]]]),
            string(["oneOf": [["pattern": "^a"], ["pattern": "^aa"]]]), .compositionChanged, .unsafe,
            "change its oneOf",
            x: "aa"),
        .field(
            "a refusal", text, string(["not": ["pattern": "^a"]]), .compositionChanged, .unsafe, "change its not",
            x: "a"),
        .field(
            "a rule", text, string(["x-kubernetes-validations": [["rule": "self != 'a'", "message": "no"]]]),
            .ruleChanged,
            .unsafe, "keep the rule \"self != 'a'\"", x: "a", isForRealServers: false),
        .field(
            "no rule", string(["x-kubernetes-validations": [["rule": "self != 'a'"]]]), text, .ruleChanged, .harmless,
            "no longer have to keep the rule", x: "b", isForRealServers: false),
        .field(
            "a keyword of tomorrow", text, string(["x-kubernetes-tomorrow": "strict"]), .unknownChange, .unsafe,
            "x-kubernetes-tomorrow from nothing to \"strict\"", x: "a", isForRealServers: false),
    ]

    private static let shapes: [CRDChangeCase] = [
        .schema(
            "a field less", shape(["x": text, "y": text]), shape(["y": text]), .fieldRemoved, .unsafe,
            "would be dropped from stored objects", below: ".x"),
        .schema(
            "a field that is kept unseen", shape(["x": text, "y": text]),
            shape(["y": text], ["x-kubernetes-preserve-unknown-fields": true]), .fieldRemoved, .harmless,
            "no longer be checked", below: ".x"),
        .schema(
            "a quoted field", shape(["a.b/c": text, "y": text]), shape(["y": text]), .fieldRemoved, .unsafe,
            "dropped",
            below: "[\"a.b/c\"]", object: ["spec": ["a.b/c": "d"]]),
        .schema(
            "a field more that is required", shape(["x": text]), shape(["x": text, "y": text], ["required": ["y"]]),
            .requiredAdded, .unsafe, "would be required", below: ".y"),
        .schema(
            "a required field with a default", shape(["x": text]),
            shape(["x": text, "y": string(["default": "b"])], ["required": ["y"]]), .requiredAdded, .harmless,
            "with the default \"b\"", below: ".y"),
        .schema(
            "a field where anything went", open, shape(["x": number], ["x-kubernetes-preserve-unknown-fields": true]),
            .typeChanged, .unsafe, "from any to integer", below: ".x"),
        .schema(
            "no unknown fields", shape(["y": text], ["x-kubernetes-preserve-unknown-fields": true]),
            shape(["y": text]),
            .unknownFieldsNarrowed, .unsafe, "lose every field that its schema does not name"),
        .field(
            "no keys of one's own", map, shape(["b": text]), .unknownFieldsNarrowed, .unsafe,
            "lose the keys that users have chosen", x: ["a": "b"]),
        .field(
            "keys of another type", map, ["type": "object", "additionalProperties": ["type": "integer"]], .typeChanged,
            .unsafe, "from string to integer", below: ".*", x: ["a": "b"]),
        .field(
            "keys that held anything", ["type": "object", "additionalProperties": true], map, .typeChanged, .unsafe,
            "from any to string", below: ".*", x: ["a": 1]),
    ]
}

import Testing
import Value
import YAML

@testable import Sandbox

@Suite struct SchemaTests {
    private static func widgetSchema() throws -> Schema {
        let crd = try YAML.decode(Widgets.definition, file: "widgets.yaml")
        let type = try #require(CustomType(crd: crd))
        return try #require(type.versions["v1"]).schema.schema
    }

    private static func widget(_ spec: Value) -> Value {
        ["apiVersion": "example.com/v1", "kind": "Widget", "metadata": ["name": "w"], "spec": spec]
    }

    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var spec: Value
        var problem: String?
    }

    @Test(arguments: [
        Case(description: "all is well", spec: ["size": 3], problem: nil),
        Case(description: "required", spec: [:], problem: "spec.size: Required value"),
        Case(
            description: "minimum", spec: ["size": 0],
            problem: "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"),
        Case(
            description: "type", spec: ["size": "3"],
            problem: "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\""),
        Case(
            description: "enum", spec: ["size": 1, "color": "blue"],
            problem: "spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\""),
        Case(
            description: "pattern", spec: ["size": 1, "name": "A"],
            problem: "spec.name: Invalid value: \"A\": spec.name in body should match '^[a-z]+$'"),
        Case(
            description: "length", spec: ["size": 1, "name": "abcdef"],
            problem: "spec.name: Too long: may not be more than 5 bytes"),
        Case(description: "int or string", spec: ["size": 1, "port": "http"], problem: nil),
        Case(
            description: "neither int nor string", spec: ["size": 1, "port": true],
            problem:
                "spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer,string: \"boolean\""),
        Case(
            description: "additional properties", spec: ["size": 1, "labels": ["a": 1]],
            problem:
                "spec.labels.a: Invalid value: \"integer\": spec.labels.a in body must be of type string: \"integer\""),
        Case(
            description: "duplicate keys of a list", spec: ["size": 1, "parts": [["id": "a"], ["id": "a"]]],
            problem: "spec.parts[1]: Duplicate value: {\"id\":\"a\"}"),
        Case(
            description: "a rule", spec: ["size": 13],
            problem: "spec: Invalid value: \"object\": thirteen brings bad luck"),
    ])
    func validates(example: Case) throws {
        let problems = try Self.widgetSchema().problems(
            of: Self.widget(example.spec), former: nil, judge: ExpressionJudge())
        #expect(problems.first?.text == example.problem)
    }

    @Test func transitionRulesNeedAFormerValue() throws {
        let schema = try Self.widgetSchema()
        let old = Self.widget(["size": 1, "fixed": "a"])
        let new = Self.widget(["size": 1, "fixed": "b"])
        #expect(schema.problems(of: new, former: nil, judge: ExpressionJudge()).isEmpty)
        #expect(schema.problems(of: old, former: old, judge: ExpressionJudge()).isEmpty)
        let problems = schema.problems(of: new, former: old, judge: ExpressionJudge())
        #expect(problems.map(\.text) == ["spec.fixed: Invalid value: \"b\": fixed is immutable"])
    }

    @Test func prunesWhatIsUnknownAndSaysWhat() throws {
        let (pruned, unknown) = try Self.widgetSchema().pruned(
            Self.widget(["size": 1, "typo": 2, "extra": ["any": "thing"], "parts": [["id": "a", "odd": 1]]]))
        #expect(pruned["spec"] == ["size": 1, "extra": ["any": "thing"], "parts": [["id": "a"]]])
        #expect(unknown == ["spec.typo", "spec.parts[0].odd"])
    }

    @Test func defaultsReachIntoLists() throws {
        let value = try Self.widgetSchema().defaulted(
            Self.widget(["size": 1, "parts": [["id": "a"], ["id": "b", "count": 5]]]))
        #expect(value[at: "spec", "color"] == "red")
        #expect(value[at: "spec", "parts"] == [["id": "a", "count": 1], ["id": "b", "count": 5]])
    }

    @Test func deepValuesEnd() throws {
        var value: Value = ["size": 1]
        for _ in 0..<1_000 { value = ["extra": value] }
        let schema = try Self.widgetSchema()
        _ = schema.pruned(Self.widget(value))
        _ = schema.problems(of: Self.widget(["size": 1, "extra": value]), former: nil, judge: nil)
    }

    @Test func builtinTypesHaveDefaultsAndKeys() throws {
        let schema = BuiltinSchemas.schema(.deployments)
        let spec: Value = [
            "selector": [:], "template": ["spec": ["containers": [["name": "a", "ports": [["containerPort": 1]]]]]],
        ]
        let value = schema.defaulted(["spec": spec])
        #expect(value[at: "spec", "replicas"] == 1)
        #expect(value[at: "spec", "template", "spec"]?["containers"]?[0]?["ports"]?[0]?["protocol"] == "TCP")
        let (_, unknown) = schema.pruned(["spec": ["replicaz": 1]])
        #expect(unknown == ["spec.replicaz"])
    }
}

@Suite struct DefinitionRuleTests {
    private static func problems(_ change: (inout Value) -> Void) throws -> [String] {
        var crd = try YAML.decode(Widgets.definition, file: "widgets.yaml")
        change(&crd)
        return DefinitionRules.problems(crd, nil).map(\.text)
    }

    @Test func aRightDefinitionPasses() throws { #expect(try Self.problems { _ in }.isEmpty) }

    @Test func theNameFollowsFromPluralAndGroup() throws {
        #expect(
            try Self.problems { $0[at: "metadata", "name"] = "other" }
                == ["metadata.name: Invalid value: \"other\": must be spec.names.plural+\".\"+spec.group"])
    }

    @Test func exactlyOneVersionIsStored() throws {
        let problems = try Self.problems { crd in
            var version = crd[at: "spec", "versions"]?[0] ?? [:]
            version[at: "storage"] = false
            crd[at: "spec", "versions"] = [version]
        }
        #expect(
            problems == [
                "spec.versions: Invalid value: [\"v1\"]: must have exactly one version marked as storage version"
            ])
    }

    @Test func everyVersionHasASchema() throws {
        let problems = try Self.problems { crd in
            crd[at: "spec", "versions"] = [["name": "v1", "served": true, "storage": true]]
        }
        #expect(problems == ["spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required"])
    }

    @Test func nodesHaveTypes() throws {
        let problems = try Self.problems { crd in
            crd[at: "spec", "versions"] = [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object", "properties": ["a": ["description": "x"], "b": ["type": "array"]],
                        ]
                    ],
                ]
            ]
        }
        #expect(problems.count == 2)
        #expect(
            problems[0].contains("properties[a].type: Required value: must not be empty for specified object fields"))
        #expect(problems[1].contains("properties[b].items: Required value: must be specified"))
    }
}

import Sandbox
import Testing
import Value
import YAML

/// What CRDs say of objects that no server has seen.
@Suite struct CustomResourceSchemasTests {
    private static func schemas(_ change: (String) -> String = { $0 }) throws -> CustomResourceSchemas {
        let other: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]]
        return CustomResourceSchemas([other, try YAML.decode(change(Widgets.definition), file: "widgets.yaml")])
    }

    private static func widget(_ spec: Value, apiVersion: String = "example.com/v1", kind: String = "Widget") -> Value {
        ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": "w"], "spec": spec]
    }

    @Test(
        arguments: [
            (["size": 3, "color": "green"], []),
            // What the server fills in is not missing, and a null that it drops is no value.
            (["size": 3, "parts": [["id": "a"]], "name": .null], []),
            ([:], ["spec.size: Required value"]),
            (["size": 1, "shape": "round"], ["spec.shape: is not a field of the CRD"]),
            (
                ["size": 1, "parts": [["id": "a", "weight": 2]]],
                ["spec.parts[0].weight: is not a field of the CRD"]
            ),
            (["size": 1, "extra": ["whatever": 1]], []),
            (
                ["size": "1"],
                [
                    "spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\""
                ]
            ),
            (
                ["size": 1, "color": "blue"],
                ["spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\""]
            ),
            (["size": 13], ["spec: Invalid value: \"object\": thirteen brings bad luck"]),
            (
                ["size": 0, "shape": "round"],
                [
                    "spec.shape: is not a field of the CRD",
                    "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1",
                ]
            ),
        ] as [(Value, [String])])
    func saysWhatIsWrong(spec: Value, problems: [String]) throws {
        #expect(try Self.schemas().problems(of: Self.widget(spec)) == problems)
    }

    @Test(arguments: [
        ("example.com/v1", "Gear"), ("example.org/v1", "Widget"), ("v1", "ConfigMap"), ("", ""),
    ])
    func knowsNothingOfOtherTypes(apiVersion: String, kind: String) throws {
        let object = Self.widget(["size": 1], apiVersion: apiVersion, kind: kind)
        #expect(try Self.schemas().problems(of: object) == nil)
    }

    @Test func namesTheVersionsThatAreServed() throws {
        #expect(
            try Self.schemas().problems(of: Self.widget(["size": 1], apiVersion: "example.com/v2"))
                == ["widgets.example.com serves v1, not v2"])
        let unserved = try Self.schemas { $0.replacing("served: true", with: "served: false") }
        #expect(
            unserved.problems(of: Self.widget(["size": 1])) == ["widgets.example.com serves no version, not v1"])
    }

    @Test func aDefinitionWithoutNamesIsLeftAside() throws {
        let broken: Value = ["kind": "CustomResourceDefinition", "spec": ["group": "example.com"]]
        #expect(CustomResourceSchemas([broken]).problems(of: Self.widget([:])) == nil)
        #expect(CustomResourceSchemas([]).problems(of: Self.widget([:])) == nil)
    }

    /// A later one, such as that of a newer chart, takes the place of an earlier one.
    @Test func ofTwoTheLaterCounts() throws {
        let first = try YAML.decode(Widgets.definition, file: "a")
        let second = try YAML.decode(
            Widgets.definition.replacing("required: [size]", with: "required: [name]"), file: "b")
        #expect(
            CustomResourceSchemas([first, second]).problems(of: Self.widget(["size": 1]))
                == ["spec.name: Required value"])
        #expect(CustomResourceSchemas([second, first]).problems(of: Self.widget(["size": 1])) == [])
    }
}

import Testing
import Value
import YAML

@testable import Preflight

/// What stays of an object.
@Suite struct ObjectProjectionTests {
    struct Cut: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var object: String
        var fields: [String]
        var stays: String

        init(_ name: String, _ object: String, _ fields: [String], _ stays: String) {
            testDescription = name
            self.object = object
            self.fields = fields
            self.stays = stays
        }
    }

    @Test(arguments: [
        Cut(
            "name and namespace stay, uid does not",
            "{kind: Service, metadata: {name: a, namespace: b, uid: u, labels: {x: y}}, spec: {type: ClusterIP}}", [],
            "{metadata: {name: a, namespace: b}}"),
        Cut("outside namespaces there is none", "{metadata: {name: a}}", [], "{metadata: {name: a}}"),
        Cut(
            "a nested field", "{metadata: {name: a}, spec: {a: {b: 1, c: 2}, d: 3}}", ["spec.a.b"],
            "{metadata: {name: a}, spec: {a: {b: 1}}}"),
        Cut(
            "numbers stay as they are", "{metadata: {name: a}, value: 1000000000, part: 0.5, flag: false, text: '1'}",
            ["value", "part", "flag", "text"],
            "{metadata: {name: a}, value: 1000000000, part: 0.5, flag: false, text: '1'}"),
        Cut(
            "a field that is null", "{metadata: {name: a}, spec: {a: null, b: null}}", ["spec.a", "spec.b.c"],
            "{metadata: {name: a}, spec: {a: null}}"),
        Cut(
            "a missing field is missing", "{metadata: {name: a}, spec: {b: 1}}", ["spec.a", "status.x"],
            "{metadata: {name: a}, spec: {}}"),
        Cut(
            "a subtree stays whole", "{metadata: {name: a}, spec: {a: {b: [1, {c: 2}]}}, status: {}}", ["spec"],
            "{metadata: {name: a}, spec: {a: {b: [1, {c: 2}]}}}"),
        Cut(
            "a subtree and a part of it", "{metadata: {name: a}, spec: {a: 1, b: 2}}", ["spec", "spec.a"],
            "{metadata: {name: a}, spec: {a: 1, b: 2}}"),
        Cut(
            "through lists",
            "{metadata: {name: a}, webhooks: [{name: x, failurePolicy: Fail}, {name: 'y'}, {failurePolicy: Ignore}]}",
            ["webhooks.failurePolicy"],
            "{metadata: {name: a}, webhooks: [{failurePolicy: Fail}, {}, {failurePolicy: Ignore}]}"),
        Cut(
            "through lists of lists", "{metadata: {name: a}, rows: [[{a: 1, b: 2}], []]}", ["rows.a"],
            "{metadata: {name: a}, rows: [[{a: 1}], []]}"),
        Cut(
            "an empty list stays", "{metadata: {name: a}, webhooks: []}", ["webhooks.name"],
            "{metadata: {name: a}, webhooks: []}"),
        Cut(
            "scalars hold no fields", "{metadata: {name: a}, spec: text, list: [1, {a: 2}, text]}",
            ["spec.a", "list.a"], "{metadata: {name: a}, list: [{a: 2}]}"),
        Cut(
            "keys in brackets", "{metadata: {name: a, annotations: {a.b/c: x, d: y}}}",
            [#"metadata.annotations["a.b/c"]"#], "{metadata: {name: a, annotations: {a.b/c: x}}}"),
        Cut(
            "what kubectl keeps of a manifest never stays",
            "{metadata: {name: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: secret, d: y}}}",
            ["metadata.annotations"], "{metadata: {name: a, annotations: {d: y}}}"),
        Cut(
            "values of the environment never stay",
            "{metadata: {name: a}, spec: {containers: [{name: c, env: [{name: A, value: secret}, {name: B, valueFrom: {x: y}}]}]}}",
            ["spec"],
            "{metadata: {name: a}, spec: {containers: [{name: c, env: [{name: A}, {name: B, valueFrom: {x: y}}]}]}}"),
        Cut(
            "nor where they are named", "{metadata: {name: a}, spec: {env: [{name: A, value: secret}]}}",
            ["spec.env.value", "spec.env.name"], "{metadata: {name: a}, spec: {env: [{name: A}]}}"),
        Cut(
            "nor as a map", "{metadata: {name: a}, spec: {env: {A: secret, B: {c: d}}}}", ["spec.env"],
            "{metadata: {name: a}, spec: {env: {A: '', B: {c: d}}}}"),
        Cut("what is no object", "text", ["spec"], "{}"),
    ])
    func onlyWhatIsAskedForStays(_ cut: Cut) throws {
        let projection = ObjectProjection(try cut.fields.map { try FieldPath($0) })
        let object = try YAML.decode(cut.object, file: "object")
        let stays = try YAML.decode(cut.stays, file: "stays")
        #expect(projection.cut(object) == stays)
        #expect(projection.cut(projection.cut(object)) == stays, "a second time changes nothing")
    }

    @Test func theOrderOfMembersStays() throws {
        let object = try YAML.decode("{b: 1, metadata: {namespace: m, name: a}, a: 2}", file: "object")
        let cut = ObjectProjection([try FieldPath("a"), try FieldPath("b")]).cut(object)
        #expect(cut.object?.keys == ["b", "metadata", "a"])
    }
}

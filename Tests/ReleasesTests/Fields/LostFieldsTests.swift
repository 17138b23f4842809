import Testing
import Value

@testable import Releases

/// What was sent against what came back; field-2026-11 row 5.
@Suite struct LostFieldsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sent: String
        var returned: String
        var isBuiltIn = true
        var expected: [String] = []
    }

    @Test(arguments: [
        Case(testDescription: "what the server adds", sent: "spec: {a: 1}", returned: "spec: {a: 1, b: 2}"),
        Case(
            testDescription: "a dropped field", sent: "spec: {a: 1, b: {c: 2}}", returned: "spec: {a: 1}",
            expected: ["spec.b"]),
        Case(
            testDescription: "a dropped field below", sent: "spec: {b: {c: 2, d: 3}}", returned: "spec: {b: {c: 2}}",
            expected: ["spec.b.d"]),
        Case(
            testDescription: "another value", sent: "spec: {replicas: 3}", returned: "spec: {replicas: 1}",
            expected: ["spec.replicas (3 became 1)"]),
        Case(
            testDescription: "quantities", sent: "{cpu: 1000m, m: 1024Mi, n: 1}", returned: "{cpu: '1', m: 1Gi, n: '1'}"
        ),
        Case(
            testDescription: "another quantity", sent: "{cpu: 1000m}", returned: "{cpu: '2'}",
            expected: [#"cpu ("1000m" became "2")"#]),
        Case(testDescription: "numbers", sent: "{a: 1.0, b: 2}", returned: "{a: 1, b: 2.0}"),
        Case(
            testDescription: "what is empty, where it is left out",
            sent: "{a: '', b: 0, c: false, d: null, e: [], f: {g: ''}}",
            returned: "{}"),
        Case(
            testDescription: "what is empty, where the server chooses instead", sent: "{a: '', b: 0, c: false}",
            returned: "{a: x, b: 5, c: true}",
            expected: [#"a ("" became "x")"#, "b (0 became 5)", "c (false became true)"]),
        Case(
            testDescription: "what is empty, where it is kept", sent: "{a: '', b: 0, c: false, d: null, e: []}",
            returned: "{}", isBuiltIn: false, expected: ["a", "b", "c", "e"]),
        Case(
            testDescription: "the server's own",
            sent:
                "{apiVersion: v1, kind: X, status: {a: 1}, metadata: {name: a, uid: b, creationTimestamp: c, labels: {d: e}}}",
            returned: "{apiVersion: v2, kind: X, metadata: {labels: {d: e}}}"),
        Case(
            testDescription: "labels", sent: "metadata: {labels: {a: b}}", returned: "metadata: {}",
            expected: ["metadata.labels"]),
        Case(
            testDescription: "base64 with line breaks", sent: "{caBundle: \"YWJj\\nZGVm\\n\"}",
            returned: "{caBundle: YWJjZGVm}"),
        Case(
            testDescription: "elements by name", sent: "l: [{name: a, v: 1}, {name: b, v: 2}]",
            returned: "l: [{name: x}, {name: b, v: 3}, {name: a, v: 1}]", expected: ["l[1].v (2 became 3)"]),
        Case(
            testDescription: "a dropped element", sent: "l: [{name: a}, {name: b}]", returned: "l: [{name: b}]",
            expected: ["l[0]"]),
        Case(
            testDescription: "elements by place", sent: "l: [{v: 1, w: 1}, {v: 2}]", returned: "l: [{v: 1}, {v: 2}]",
            expected: ["l[0].w"]),
        Case(
            testDescription: "ports by number and protocol",
            sent: "l: [{port: 53, protocol: UDP, t: 1}, {port: 53, protocol: TCP, t: 2}]",
            returned: "l: [{port: 53, protocol: TCP, t: 2}, {port: 53, protocol: UDP, t: 1}]"),
        Case(
            testDescription: "a port whose protocol is set", sent: "l: [{port: 53}]",
            returned: "l: [{port: 53, protocol: TCP}]"),
        Case(testDescription: "texts of a list", sent: "l: [a, b]", returned: "l: [c, b, a]"),
        Case(testDescription: "a dropped text", sent: "l: [a, a]", returned: "l: [a]", expected: ["l[1]"]),
        Case(
            testDescription: "a changed text", sent: "l: [a, b]", returned: "l: [a, c]",
            expected: [#"l[1] ("b" became "c")"#]),
        Case(
            testDescription: "an object for a text", sent: "a: b", returned: "a: {b: c}",
            expected: [#"a ("b" became {"b":"c"})"#]),
    ])
    func lossesAreFound(_ test: Case) throws {
        let found = LostFields.between(
            try Value.yaml(test.sent), try Value.yaml(test.returned), isBuiltIn: test.isBuiltIn)
        #expect(found.map(\.description) == test.expected)
    }

    @Test func theTextsOfASecretAreItsDataAndNeverShown() throws {
        let sent = try Value.yaml(
            "{apiVersion: v1, kind: Secret, stringData: {a: hello, b: secret-b}, data: {c: eA==}}")
        let same = try Value.yaml("{apiVersion: v1, kind: Secret, data: {a: aGVsbG8=, b: c2VjcmV0LWI=, c: eA==}}")
        #expect(LostFields.between(sent, same, isBuiltIn: true).isEmpty)
        let other = try Value.yaml("{apiVersion: v1, kind: Secret, data: {a: aGVsbG8=, b: b3RoZXI=}}")
        let found = LostFields.between(sent, other, isBuiltIn: true)
        #expect(Set(found.map(\.description)) == ["data.b (a value became a value)", "data.c"])
    }

    @Test func longValuesAreToldByTheirKind() throws {
        let long = String(repeating: "x", count: 100)
        let found = LostFields.between(["a": .string(long)], ["a": [1]], isBuiltIn: true)
        #expect(found.map(\.description) == ["a (a string became [1])"])
    }

    @Test func theWordsSayWhoIsTooOld() throws {
        let web = try ReleaseObject.web()
        let gear = try ReleaseObject.yaml(
            "apiVersion: example.com/v1\nkind: Gear\nmetadata: {name: one, namespace: apps}\n", group: "example.com")
        let lost = [LostField(path: ValuePath([.key("spec"), .key("teeth")]), change: .dropped)]
        #expect(
            FieldWords.lost(lost, of: gear)
                == "Gear.example.com apps/one: the server dropped spec.teeth: its CRD does not have that: upgrade the CRD"
        )
        #expect(FieldWords.lost(lost, of: web)?.hasSuffix("it is too old for that, or the feature is off") == true)
        #expect(FieldWords.lost([], of: web) == nil)
        let changed = [LostField(path: ValuePath([.key("a")]), change: .changed(from: "1", to: "2"))]
        #expect(
            FieldWords.lost(changed, of: web)
                == "Deployment.apps apps/web: the server, or a webhook of it, changed a (1 became 2)")
        let many = (1...10).map { LostField(path: ValuePath([.key("k\($0)")]), change: .dropped) }
        #expect(FieldWords.lost(many, of: web)?.contains("k8 and 2 more") == true)
    }
}

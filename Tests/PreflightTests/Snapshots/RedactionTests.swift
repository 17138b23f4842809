import Testing
import Value

@testable import Preflight

/// What a snapshot must not hold, whoever asked for it.
@Suite struct RedactionTests {
    private static let marker = "hunter2"

    private func redacted(_ name: FactName, _ value: Value, fields: [String]) -> Facts {
        var facts = Facts()
        facts[name] = .known(value)
        if name.isObjects { facts.objects[name] = RecordedObjects(fields: .paths(fields)) }
        return facts.redacted
    }

    private struct Row: Sendable {
        var name: FactName
        var value: Value
        var fields: [String]
        /// Those that count as recorded afterwards.
        var left: [String]
    }

    private static let rows: [Row] = [
        Row(
            name: "objects/secrets", value: [["metadata": ["name": "a"], "data": ["k": "hunter2"], "type": "Opaque"]],
            fields: ["data", "type"], left: ["type"]),
        Row(
            name: "objects/secrets?fieldSelector=type=x", value: [["stringData": ["k": "hunter2"]]],
            fields: ["stringData.k", "type"], left: ["type"]),
        Row(
            name: "objects/deployments.apps",
            value: [["spec": ["template": ["spec": ["containers": [["env": [["name": "T", "value": "hunter2"]]]]]]]]],
            fields: ["metadata.labels", "spec.template"], left: ["metadata.labels"]),
        Row(
            name: "objects/pods",
            value: [["spec": ["containers": [["env": [["name": "T", "value": "hunter2"]]]]]]],
            fields: ["spec.containers.env.value", "spec.containers.image"], left: ["spec.containers.image"]),
        Row(
            name: "objects/services",
            value: [
                [
                    "metadata": [
                        "annotations": ["kubectl.kubernetes.io/last-applied-configuration": "hunter2", "a": "b"]
                    ]
                ]
            ],
            fields: ["metadata.annotations"], left: ["metadata.annotations"]),
    ]

    @Test(arguments: rows.indices)
    func whatIsSecretIsNowhereAndIsNotTakenForAbsent(index: Int) {
        let row = Self.rows[index]
        let facts = redacted(row.name, row.value, fields: row.fields)
        #expect(!facts.json.json().contains(Self.marker), "\(facts.json.json())")
        #expect(facts.objects[row.name]?.fields == [FieldPath].paths(row.left))
    }

    /// A list of that name in another group, and what only looks like an environment.
    @Test func nothingElseIsTakenAway() {
        let rows: [(FactName, Value)] = [
            ("objects/secrets.example.com", [["data": ["k": "v"]]]), ("objects/configmaps", [["data": ["k": "v"]]]),
            ("objects/things.a.b", [["spec": ["env": "prod", "value": 1, "items": [["name": "a", "value": 2]]]]]),
            (.nodes, [["name": "n", "labels": ["env": "prod"]]]),
        ]
        for (name, value) in rows {
            let facts = redacted(name, value, fields: ["data", "spec"])
            #expect(facts[name] == .known(value), "\(name)")
            if name.isObjects { #expect(facts.objects[name]?.fields == [FieldPath].paths(["data", "spec"])) }
        }
    }

    @Test func whatIsNotKnownStaysAsItIs() {
        var facts = Facts()
        facts[.helm] = .absent
        facts[.pods] = .unknown(UnknownReason(.timeout, "no answer"))
        #expect(facts.redacted == facts)
    }
}

import Testing
import Value

@testable import Preflight

/// What has become of a cluster, as two snapshots tell it.
@Suite struct SnapshotDriftTests {
    private func drift(_ before: Facts, _ after: Facts) -> SnapshotDrift {
        SnapshotDrift(from: SnapshotTests.snapshot(before), to: SnapshotTests.snapshot(after))
    }

    private func drift(_ name: FactName, _ before: Value, _ after: Value) -> SnapshotDrift {
        var old = Facts()
        old[name] = .known(before)
        var new = Facts()
        new[name] = .known(after)
        return drift(old, new)
    }

    /// Such as `~ gpu-0 allocatable["nvidia.com/gpu"]: 8 -> 7`.
    private func lines(_ drift: SnapshotDrift) -> [String] {
        drift.items.flatMap { item -> [String] in
            let head = "\(item.change.rawValue) \(item.name)"
            guard !item.fields.isEmpty else { return [head] }
            return item.fields.map { field in
                let before = field.before?.json() ?? "none"
                let after = field.after?.json() ?? "none"
                return "\(head) \(field.path): \(before) -> \(after)"
            }
        }
    }

    @Test func theSameIsTheSame() {
        let facts = SnapshotTests.facts()
        #expect(drift(facts, facts).isSame)
        #expect(drift(Facts(), Facts()).isSame)
    }

    private struct Row: Sendable {
        var fact: FactName
        var before: Value
        var after: Value
        var lines: [String]
    }

    private static let rows: [Row] = [
        Row(
            fact: .nodes, before: [["name": "a"], ["name": "b"]], after: [["name": "b"], ["name": "c"]],
            lines: ["removed a", "added c"]),
        Row(
            fact: .nodes, before: [["name": "a", "allocatable": ["gpu": 8], "ready": true]],
            after: [["name": "a", "allocatable": ["gpu": 7]]],
            lines: ["changed a allocatable.gpu: 8 -> 7", "changed a ready: true -> none"]),
        Row(
            fact: .nodes, before: [["name": "a", "labels": ["pool": "x"]]],
            after: [["name": "a", "labels": ["pool": "y", "zone": "z"]]],
            lines: [#"changed a labels.pool: "x" -> "y""#, #"changed a labels.zone: none -> "z""#]),
        Row(
            fact: .nodes, before: [["name": "a", "taints": [["key": "k", "effect": "NoSchedule"]]]],
            after: [
                [
                    "name": "a",
                    "taints": [["key": "j", "effect": "NoExecute"], ["key": "k", "effect": "NoExecute"]],
                ]
            ],
            lines: [
                #"changed a taints.k.effect: "NoSchedule" -> "NoExecute""#,
                #"changed a taints.j: none -> {"key":"j","effect":"NoExecute"}"#,
            ]),
        Row(
            fact: .kubernetes, before: ["gitVersion": "v1.33.0"], after: ["gitVersion": "v1.34.2"],
            lines: [#"changed  gitVersion: "v1.33.0" -> "v1.34.2""#]),
        Row(
            fact: .crds, before: [["name": "a.b", "present": true, "served": ["v1"]]],
            after: [["name": "a.b", "present": true, "served": ["v1", "v2"]]],
            lines: [#"changed a.b served[1]: none -> "v2""#]),
        Row(
            fact: .operators, before: [["name": "o", "namespace": "n", "version": "1"]],
            after: [["name": "o", "namespace": "m", "version": "1"]], lines: ["added m/o", "removed n/o"]),
        Row(
            fact: "objects/services", before: [["metadata": ["name": "a", "namespace": "n"], "spec": ["type": "X"]]],
            after: [["metadata": ["name": "a", "namespace": "n"], "spec": ["type": "Y"]]],
            lines: [#"changed n/a spec.type: "X" -> "Y""#]),
        Row(
            fact: "objects/things.a",
            before: [
                [
                    "metadata": ["name": "a", "generation": 1],
                    "status": ["conditions": [["type": "Ready", "status": "True", "lastTransitionTime": "1"]]],
                ]
            ],
            after: [
                [
                    "metadata": ["name": "a", "generation": 2],
                    "status": [
                        "conditions": [
                            ["type": "New", "status": "True"],
                            ["type": "Ready", "status": "False", "lastTransitionTime": "2"],
                        ]
                    ],
                ]
            ],
            lines: [
                #"changed a status.conditions.Ready.status: "True" -> "False""#,
                #"changed a status.conditions.New: none -> {"type":"New","status":"True"}"#,
            ]),
    ]

    @Test(arguments: rows.indices)
    func whatIsAnotherIsToldByNameAndField(index: Int) {
        let row = Self.rows[index]
        let found = drift(row.fact, row.before, row.after)
        #expect(lines(found) == row.lines)
        #expect(found.items.allSatisfy { $0.fact == row.fact })
        #expect(!found.isSame && found.unseen.isEmpty)
    }

    /// They are compared as a whole then.
    @Test func whatHasNoNamesOfItsOwnIsOneThing() {
        for (before, after) in [
            ([["name": "a"], ["name": "a"]], [["name": "a"]]), ([["x": 1]], [["x": 2]]), (1, 2),
        ] as [(Value, Value)] {
            let found = drift(.nodes, before, after)
            #expect(found.items.count == 1)
            #expect(found.items.first?.name == "" && found.items.first?.change == .changed)
        }
    }

    /// Pods come and go.
    @Test(arguments: SnapshotDrift.passing.sorted())
    func whatPassesIsNotCompared(name: FactName) {
        let found = drift(name, [["name": "a"]], [["name": "b"]])
        #expect(found.isSame && found.unseen.isEmpty)
    }

    @Test func whatComesAndGoesAsAWhole() {
        var gone = Facts()
        gone[.resourceSlices] = .absent
        var there = Facts()
        there[.resourceSlices] = .known(["drivers": ["gpu.nvidia.com"]])
        #expect(lines(drift(gone, there)) == ["added "])
        #expect(lines(drift(there, gone)) == ["removed "])
        #expect(drift(gone, gone).isSame)
    }

    /// What one of them does not know is no change.
    @Test func whatIsNotKnownIsSaid() {
        var known = Facts()
        known[.nodes] = .known([["name": "a"]])
        var unknown = Facts()
        unknown[.nodes] = .unknown(UnknownReason(.forbidden, "may not list nodes"))
        let after = drift(known, unknown)
        #expect(after.isSame)
        #expect(after.unseen == [.init(fact: .nodes, reason: "after: may not list nodes")])
        #expect(drift(unknown, known).unseen == [.init(fact: .nodes, reason: "before: may not list nodes")])
        let missing = drift(Facts(), known)
        #expect(missing.isSame)
        #expect(missing.unseen.first?.reason.contains("was not gathered") == true)
    }

    // MARK: Lists of objects

    private func list(_ fields: [String], _ object: Value, namespaces: [String]? = nil) -> Facts {
        var facts = Facts()
        facts["objects/things.a"] = .known([object])
        facts.objects["objects/things.a"] = RecordedObjects(fields: .paths(fields), namespaces: namespaces)
        return facts
    }

    @Test func onlyTheFieldsThatBothHaveAreCompared() {
        let before = list(["spec.a", "spec.b"], ["metadata": ["name": "x"], "spec": ["a": 1, "b": 1]])
        let after = list(["spec.a", "status"], ["metadata": ["name": "x"], "spec": ["a": 1], "status": ["c": 1]])
        #expect(drift(before, after).isSame)
        let other = list(["spec"], ["metadata": ["name": "x"], "spec": ["a": 2, "b": 1, "c": 3]])
        #expect(lines(drift(before, other)) == ["changed x spec.a: 1 -> 2"])
        #expect(lines(drift(other, before)) == ["changed x spec.a: 2 -> 1"])
    }

    @Test func objectsOfOtherNamespacesAreNotCompared() {
        let before = list(["spec"], ["metadata": ["name": "x", "namespace": "a"]], namespaces: ["a"])
        let after = list(["spec"], ["metadata": ["name": "x", "namespace": "b"]], namespaces: ["b"])
        let found = drift(before, after)
        #expect(found.isSame)
        #expect(found.unseen.map(\.reason) == ["they were recorded for other namespaces"])
    }

    @Test func oneFactHasNoMoreThanSoManyChanges() {
        let count = PreflightLimits.driftChanges + 7
        let nodes = (0..<count).map { index -> Value in ["name": .string("n\(index)")] }
        let found = drift(.nodes, [], .array(nodes))
        #expect(found.items.count == PreflightLimits.driftChanges)
        #expect(found.untold == [.nodes: 7])
    }

    @Test func factsStandInTheOrderOfTheirNames() {
        var before = Facts()
        before[.nodes] = .known([])
        before[.kubernetes] = .known(["gitVersion": "v1"])
        var after = Facts()
        after[.nodes] = .known([["name": "a"]])
        after[.kubernetes] = .known(["gitVersion": "v2"])
        #expect(drift(before, after).items.map(\.fact) == [.kubernetes, .nodes])
    }
}

import Testing
import Value

@testable import Sandbox

@Suite struct JSONPatchTests {
    struct Case: Sendable {
        var patch: Value
        var result: Value?
    }

    private let document: Value = ["a": ["b": 1], "l": [1, 2, 3], "s/t": 5]

    @Test(arguments: [
        Case(
            patch: [["op": "add", "path": "/a/c", "value": 2]],
            result: ["a": ["b": 1, "c": 2], "l": [1, 2, 3], "s/t": 5]),
        Case(
            patch: [["op": "add", "path": "/l/-", "value": 4]], result: ["a": ["b": 1], "l": [1, 2, 3, 4], "s/t": 5]),
        Case(
            patch: [["op": "add", "path": "/l/1", "value": 9]], result: ["a": ["b": 1], "l": [1, 9, 2, 3], "s/t": 5]),
        Case(patch: [["op": "remove", "path": "/l/0"]], result: ["a": ["b": 1], "l": [2, 3], "s/t": 5]),
        Case(
            patch: [["op": "replace", "path": "/a/b", "value": "x"]],
            result: ["a": ["b": "x"], "l": [1, 2, 3], "s/t": 5]),
        Case(patch: [["op": "remove", "path": "/s~1t"]], result: ["a": ["b": 1], "l": [1, 2, 3]]),
        Case(
            patch: [["op": "copy", "from": "/a/b", "path": "/c"]],
            result: ["a": ["b": 1], "l": [1, 2, 3], "s/t": 5, "c": 1]),
        Case(
            patch: [["op": "move", "from": "/a/b", "path": "/c"]],
            result: ["a": [:], "l": [1, 2, 3], "s/t": 5, "c": 1]),
        Case(patch: [["op": "test", "path": "/a/b", "value": 1]], result: ["a": ["b": 1], "l": [1, 2, 3], "s/t": 5]),
        Case(patch: [["op": "test", "path": "/a/b", "value": 2]], result: nil),
        Case(patch: [["op": "remove", "path": "/none"]], result: nil),
        Case(patch: [["op": "replace", "path": "/none", "value": 1]], result: nil),
        Case(patch: [["op": "add", "path": "/l/9", "value": 1]], result: nil),
        Case(patch: [["op": "add", "path": "/none/deep", "value": 1]], result: nil),
        Case(patch: [["op": "explode", "path": "/a"]], result: nil),
        Case(patch: [["op": "add"]], result: nil),
        Case(patch: ["no": "list"], result: nil),
    ])
    func applies(example: Case) throws {
        if let result = example.result {
            #expect(try JSONPatch.apply(example.patch, to: document) == result)
        } else {
            #expect(throws: StatusError.self) { try JSONPatch.apply(example.patch, to: document) }
        }
    }
}

@Suite struct StrategicMergePatchTests {
    private let schema = BuiltinSchemas.schema(.pods)
    private let pod: Value = [
        "metadata": ["labels": ["a": "1", "b": "2"], "finalizers": ["x", "y"]],
        "spec": [
            "containers": [
                ["name": "a", "image": "a:1", "env": [["name": "E", "value": "1"]]], ["name": "b", "image": "b:1"],
            ],
            "tolerations": [["key": "t"]],
        ],
    ]

    private func apply(_ patch: Value) throws -> Value { try StrategicMergePatch.apply(patch, to: pod, schema: schema) }

    @Test func listsMergeByTheirKey() throws {
        let result = try apply([
            "spec": ["containers": [["name": "b", "image": "b:2"], ["name": "c", "image": "c:1"]]]
        ])
        let containers = result[at: "spec", "containers"]?.array ?? []
        #expect(containers.map { $0["image"] ?? .null } == ["a:1", "b:2", "c:1"])
    }

    @Test func nullRemovesAMember() throws {
        #expect(try apply(["metadata": ["labels": ["a": .null]]])[at: "metadata", "labels"] == ["b": "2"])
    }

    @Test func elementsCanBeDeleted() throws {
        let result = try apply(["spec": ["containers": [["$patch": "delete", "name": "a"]]]])
        #expect(result[at: "spec", "containers"]?.array?.count == 1)
    }

    @Test func mapsAndListsCanBeReplaced() throws {
        #expect(
            try apply(["metadata": ["labels": ["$patch": "replace", "c": "3"]]])[at: "metadata", "labels"] == ["c": "3"]
        )
        let result = try apply(["spec": ["containers": [["$patch": "replace"], ["name": "z", "image": "z"]]]])
        #expect(result[at: "spec", "containers"] == [["name": "z", "image": "z"]])
    }

    @Test func atomicListsAreReplaced() throws {
        #expect(try apply(["spec": ["tolerations": [["key": "u"]]]])[at: "spec", "tolerations"] == [["key": "u"]])
    }

    @Test func setsGrowAndShrink() throws {
        #expect(try apply(["metadata": ["finalizers": ["z"]]])[at: "metadata", "finalizers"] == ["x", "y", "z"])
        let result = try apply(["metadata": ["$deleteFromPrimitiveList/finalizers": ["x"]]])
        #expect(result[at: "metadata", "finalizers"] == ["y"])
    }

    @Test func theOrderOfElementsIsKept() throws {
        let result = try apply(["spec": ["$setElementOrder/containers": [["name": "b"], ["name": "a"]]]])
        #expect(result[at: "spec", "containers"]?.array?.map { $0["name"] ?? .null } == ["b", "a"])
    }

    @Test func keysThatAreNotRetainedGo() throws {
        let result = try apply(["metadata": ["labels": ["$retainKeys": ["b"], "b": "9"]]])
        #expect(result[at: "metadata", "labels"] == ["b": "9"])
    }

    @Test func anElementWithoutItsKeyIsRefused() {
        #expect(throws: StatusError.self) { try apply(["spec": ["containers": [["image": "x"]]]]) }
    }
}

@Suite struct ServerSideApplyTests {
    private func operation(_ manager: String, force: Bool = false) -> ServerSideApply {
        ServerSideApply(
            resource: .deployments, schema: BuiltinSchemas.schema(.deployments), manager: manager,
            apiVersion: "apps/v1",
            subresource: "", isForced: force, date: Timestamp(seconds: 0))
    }

    private func deployment(_ containers: Value, replicas: Int64? = nil) -> Value {
        var object: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"],
            "spec": ["template": ["spec": ["containers": containers]]],
        ]
        if let replicas { object[at: "spec", "replicas"] = .integer(replicas) }
        return object
    }

    @Test func elementsOfTwoManagersLiveTogether() throws {
        let first = try operation("one").apply(deployment([["name": "a", "image": "a"]]), to: nil)
        let both = try operation("two").apply(deployment([["name": "b", "image": "b"]]), to: first)
        let names = both[at: "spec", "template", "spec"]?["containers"]?.array?.map { $0["name"] ?? .null }
        #expect(names == ["a", "b"])
        let left = try operation("two").apply(deployment([]), to: both)
        #expect(left[at: "spec", "template", "spec"]?["containers"]?.array?.count == 1)
    }

    @Test func conflictsNameEachFieldAndItsManager() throws {
        let first = try operation("one").apply(deployment([["name": "a", "image": "a"]], replicas: 1), to: nil)
        let error = #expect(throws: StatusError.self) {
            try operation("two").apply(deployment([["name": "a", "image": "b"]], replicas: 2), to: first)
        }
        #expect(
            error?.message
                == "Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.replicas\n- .spec.template.spec.containers[name=\"a\"].image"
        )
        #expect(error?.code == 409)
    }

    @Test func forceTakesTheFieldOver() throws {
        let first = try operation("one").apply(deployment([["name": "a", "image": "a"]], replicas: 1), to: nil)
        let forced = try operation("two", force: true).apply(
            deployment([["name": "a", "image": "a"]], replicas: 2), to: first)
        let managed = ManagedFields(forced)
        let one = try #require(managed.entries.first { $0.manager == "one" })
        #expect(!one.fields.contains([.field("spec"), .field("replicas")]))
        #expect(
            one.fields.contains([
                .field("spec"), .field("template"), .field("spec"), .field("containers"), .key(["name": "a"]),
                .field("image"),
            ]))
    }

    @Test func sharedFieldsStayUntilTheLastManagerLeaves() throws {
        var object = try operation("one").apply(deployment([], replicas: 1), to: nil)
        object = try operation("two").apply(deployment([], replicas: 1), to: object)
        object = try operation("one").apply(deployment([]), to: object)
        #expect(object[at: "spec", "replicas"] == 1)
        object = try operation("two").apply(deployment([]), to: object)
        #expect(object[at: "spec", "replicas"] == nil)
    }

    @Test func fieldSetsSurviveTheirText() {
        let schema = BuiltinSchemas.schema(.deployments)
        let set = schema.fields(
            of: deployment([["name": "a", "image": "a", "ports": [["containerPort": 80]]]], replicas: 1))
        #expect(FieldSet(fieldsV1: set.fieldsV1) == set)
        #expect(set.contains([.field("spec"), .field("replicas")]))
    }

    @Test func setsAddAndTakeAway() {
        var left = FieldSet()
        left.insert([.field("a"), .field("b")])
        left.insert([.field("c")])
        var right = FieldSet()
        right.insert([.field("c")])
        #expect(left.intersection(right) == right)
        #expect(left.subtracting(right).paths.map(\.text) == [".a.b"])
        #expect(left.union(right) == left)
        var parent = FieldSet()
        parent.insert([.field("a")])
        #expect(left.subtractingWithDescendants(parent).paths.map(\.text) == [".c"])
    }
}

import HTTP
import Kubernetes
import Testing
import Value

@testable import Releases

/// Dry runs against servers that answer as a test has it: what is sent next, and what is made of the answers.
@Suite struct RehearsalTests {
    private static let map = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: map, namespace: apps}
        data: {a: "1", b: "2"}
        """

    private static func untyped(_ rest: String) -> HTTPResponse {
        .failure(500, "InternalError", "failed to create typed patch object: \(rest)")
    }

    // MARK: - What the schema does not have

    /// Refuses `data.b`, and takes the rest.
    private static func strictServer() throws -> ScriptedServer {
        let rest: Value = ["metadata": ["name": "map"], "data": ["a": "1"]]
        return ScriptedServer { request in
            String(decoding: request.body ?? [], as: UTF8.self).contains(#""b":"2""#)
                ? Self.untyped(".data.b: field not declared in schema") : .object(200, rest)
        }
    }

    @Test(arguments: [FieldValidation.warn, .ignore])
    func anUndeclaredFieldIsLeftOutAndNamed(_ validation: FieldValidation) async throws {
        let server = try Self.strictServer()
        let answer = try await Rehearsal(client: try server.client(), validation: validation)
            .run(try ReleaseObject.yaml(Self.map), live: nil)
        #expect(answer.leftOut.map(\.text) == [".data.b"])
        #expect(answer.applied["data"] == ["a": "1"])
        #expect(answer.lost.isEmpty)
        #expect(server.methods == ["PATCH", "PATCH"])
        #expect(server.sent.allSatisfy { $0.line.contains("dryRun=All") })
    }

    @Test func whoIsStrictHearsTheServer() async throws {
        let server = try Self.strictServer()
        let error = await #expect(throws: KubernetesError.self) {
            try await Rehearsal(client: try server.client()).run(try ReleaseObject.yaml(Self.map), live: nil)
        }
        #expect(error?.isUndeclaredField == true)
        #expect(server.methods == ["PATCH"])
    }

    // MARK: - What has other types

    /// As the run sends it: created where it is not there, and patched in the language of its kind where it is.
    @Test(arguments: [
        ("", false, "POST", "application/json"), ("", true, "PATCH", "application/strategic-merge-patch+json"),
        ("example.com", true, "PATCH", "application/merge-patch+json"),
    ])
    func whatCannotBeAppliedIsWrittenClientSide(
        _ group: String, _ isThere: Bool, _ method: String, _ contentType: String
    ) async throws {
        let object = try ReleaseObject.yaml(Self.map, group: group)
        let server = ScriptedServer { request in
            request.headers["Content-Type"] == "application/apply-patch+yaml"
                ? Self.untyped(".data.a: expected string, got 1")
                : .object(200, ["metadata": ["name": "map"], "data": ["a": "1"]])
        }
        let answer = try await Rehearsal(client: try server.client()).run(object, live: isThere ? object.value : nil)
        #expect(server.methods == ["PATCH", method])
        #expect(server.sent.last?.contentType.hasPrefix(contentType) == true)
        #expect(server.sent.last?.line.contains("dryRun=All") == true)
        #expect(answer.leftOut.isEmpty)
        #expect(answer.lost.map(\.description) == ["data.b"])
        #expect((answer.live != nil) == isThere)
    }

    // MARK: - What changes hands

    private static func entry(_ operation: String, _ fields: Value) -> Value {
        ["manager": "helm", "operation": .string(operation), "fieldsV1": ["f:data": fields]]
    }

    /// A map that Helm has applied client-side, with a field that the chart no longer has.
    private static let live: Value = [
        "metadata": [
            "name": "map", "namespace": "apps",
            "managedFields": [
                entry("Update", ["f:a": [:], "f:b": [:], "f:old": [:]]), entry("Apply", ["f:a": [:], "f:b": [:]]),
            ],
        ], "kind": "ConfigMap", "apiVersion": "v1", "data": ["a": "1", "b": "2", "old": "3"],
    ]

    private func takenOver(
        takesOver: Bool = true, live: Value? = Self.live, replaced: HTTPResponse
    ) async throws -> (answer: Rehearsal.Answer, methods: [String]) {
        let server = ScriptedServer { $0.method == .patch ? .object(200, Self.live) : replaced }
        let answer = try await Rehearsal(client: try server.client(), takesOverClientSide: takesOver)
            .run(try ReleaseObject.yaml(Self.map), live: live)
        return (answer, server.methods)
    }

    @Test func theServersDefaultsTakeThePlaceOfWhatGoes() async throws {
        let (answer, methods) = try await takenOver(replaced: .object(200, ["data": ["a": "1", "default": "4"]]))
        #expect(answer.handsOver)
        #expect(answer.applied["data"] == ["a": "1", "default": "4"])
        #expect(methods == ["PATCH", "PUT"])
    }

    /// The run itself replaces nothing, so that the right to do so is not needed.
    @Test(arguments: [(409, "Conflict"), (403, "Forbidden")])
    func whatMayNotBeReplacedIsWorkedOut(_ status: Int, _ reason: String) async throws {
        let (answer, _) = try await takenOver(replaced: .failure(status, reason, "no"))
        #expect(answer.handsOver)
        #expect(answer.applied["data"] == ["a": "1", "b": "2"])
    }

    @Test func otherFailuresAreTheServersWords() async throws {
        let error = await #expect(throws: KubernetesError.self) {
            try await takenOver(replaced: .failure(422, "Invalid", "data is gone"))
        }
        #expect(error?.code == .invalid)
    }

    @Test func nothingChangesHandsUnasked() async throws {
        let (unasked, methods) = try await takenOver(takesOver: false, replaced: .failure(500, "InternalError", "no"))
        #expect(!unasked.handsOver)
        #expect(unasked.applied["data"]?["old"] == "3")
        #expect(methods == ["PATCH"])
        let (first, _) = try await takenOver(live: nil, replaced: .failure(500, "InternalError", "no"))
        #expect(!first.handsOver)
    }

    // MARK: - Pure

    @Test func elementsByTheirPlaceGoFromTheLastOn() {
        let object: Value = [
            "metadata": [
                "managedFields": [
                    [
                        "manager": "helm", "operation": "Update",
                        "fieldsV1": [
                            "f:args": ["i:0": [:], "i:2": [:], "i:7": [:]], "f:gone": [:],
                            "f:set": ["k:{": [:], #"v:"b""#: [:]],
                            "f:spec": [".": [:], "f:a": [:], "f:b": [:]],
                        ],
                    ], ["manager": "kubectl", "operation": "Update", "fieldsV1": ["f:spec": ["f:b": [:]]]],
                ]
            ],
            "args": ["x", "y", "z"], "set": ["a", "b", "c"], "spec": ["a": 1, "b": 2],
        ]
        let rest = AbandonedFields.removed(from: object)
        #expect(rest["args"] == ["y"])
        #expect(rest["set"] == ["a", "c"])
        // Others own a part of it, so that the rest of it stays.
        #expect(rest["spec"] == ["b": 2])
    }

    @Test func aPatchIsInTheLanguageOfItsKind() throws {
        let map = try ReleaseObject.yaml(Self.map)
        #expect(Applier.clientSidePatch(map) == .strategic(map.value))
        let gear = try ReleaseObject.yaml(Self.map, group: "example.com")
        #expect(Applier.clientSidePatch(gear) == .merge(gear.value))
    }
}

import Testing
import Value

@testable import Releases

/// Objects as people see them: no secret, and nothing that the server counts by itself.
@Suite struct DisplayTests {
    private let metadata: Object = [
        "name": "a", "uid": "u", "resourceVersion": "7", "generation": 2, "selfLink": "/a",
        "creationTimestamp": "2026-01-01T00:00:00Z", "managedFields": [["manager": "helm"]], "labels": ["a": "b"],
    ]

    @Test func theServersOwnIsLeftOut() {
        let object: Value = [
            "kind": "ConfigMap", "metadata": .object(metadata), "data": ["a": "hello"], "status": ["ready": true],
        ]
        #expect(
            object.forDisplay == [
                "kind": "ConfigMap", "metadata": ["name": "a", "labels": ["a": "b"]], "data": ["a": "hello"],
            ])
        #expect(Value.string("text").forDisplay == "text")
    }

    /// One value has one hash, however it is written.
    @Test func secretsAreHashesF10() {
        let object: Value = [
            "kind": "Secret", "data": ["a": "aGVsbG8=", "b": "***"], "stringData": ["c": "hello", "d": 5],
            "type": "Opaque",
        ]
        let shown = object.forDisplay
        #expect(
            shown["data"] == ["a": "(5 bytes, sha256 2cf24dba…)", "b": "(3 bytes, sha256 596f4162…)"])
        #expect(shown["stringData"] == ["c": "(5 bytes, sha256 2cf24dba…)", "d": "(1 bytes, sha256 ef2d127d…)"])
        #expect(shown["type"] == "Opaque")
        // Each byte has two digits.
        #expect(Value.secretSummary("s17", isEncoded: false) == "(3 bytes, sha256 b80f9ab9…)")
    }

    /// kubectl keeps a copy of the whole Secret beside it.
    @Test func theCopyInAnAnnotationIsHashedTooF10() {
        let key = "kubectl.kubernetes.io/last-applied-configuration"
        func object(_ kind: String) -> Value {
            [
                "kind": .string(kind),
                "metadata": ["name": "a", "annotations": .object([key: "hello", "note": "plain"])],
            ]
        }
        let annotations = object("Secret").forDisplay["metadata"]?["annotations"]
        #expect(annotations?[key] == "(5 bytes, sha256 2cf24dba…)")
        #expect(annotations?["note"] == "plain")
        #expect(object("ConfigMap").forDisplay["metadata"]?["annotations"]?[key] == "hello")
    }

    /// For comparing, an object that was made anew is another one.
    @Test func bookkeepingIsNoDrift() {
        let object: Value = ["metadata": .object(metadata), "data": ["a": "1"], "status": ["ready": true]]
        let rest = object.withoutBookkeeping
        #expect(rest["status"] == nil)
        #expect(rest["data"] == ["a": "1"])
        #expect(
            Set(rest["metadata"]?.object?.keys ?? []) == ["name", "uid", "selfLink", "creationTimestamp", "labels"])
    }
}

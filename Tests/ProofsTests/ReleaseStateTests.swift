import Testing
import Value

@testable import Proofs

@Suite struct ReleaseStateTests {
    @Test func theEssenceHasNothingThatTheServerGivesToEachOneOfItsOwn() throws {
        let service = try Value(
            jsonText: """
                {"kind": "Service", "metadata": {"name": "web", "namespace": "ns", "uid": "1", "resourceVersion": "7",
                "creationTimestamp": "2026-01-01T00:00:00Z", "generation": 3, "labels": {"a": "b"}, "managedFields": [
                {"manager": "helm", "operation": "Apply", "fieldsV1": {"f:spec": {}}},
                {"manager": "player", "operation": "Update", "fieldsV1": {"f:status": {}}}]},
                "spec": {"clusterIP": "10.0.0.7", "clusterIPs": ["10.0.0.7"], "ports": []}, "status": {"a": 1}}
                """)
        #expect(
            ReleaseState.essence(of: service) == [
                "kind": "Service", "metadata": ["name": "web", "namespace": "ns", "labels": ["a": "b"]],
                "spec": ["ports": []], "managers": ["helm Apply"],
            ])
        #expect(ReleaseState.key(of: service) == "Service/web")
    }

    @Test func aJobIsComparedWithoutTheMarkOfItsOwnPods() {
        let job: Value = [
            "kind": "Job", "metadata": ["name": "run"],
            "spec": [
                "selector": ["matchLabels": ["controller-uid": "1"]],
                "template": ["metadata": ["labels": ["controller-uid": "1", "job-name": "run"]]],
            ],
        ]
        let spec = ReleaseState.essence(of: job)["spec"]
        #expect(spec?["selector"]?["matchLabels"] == [:])
        #expect(spec?["template"]?["metadata"]?["labels"] == ["job-name": "run"])
    }

    @Test func whoSetsFieldsClientSideIsSeen() {
        let map: Value = [
            "kind": "ConfigMap",
            "metadata": [
                "name": "a",
                "managedFields": [
                    ["manager": "helm", "operation": "Update", "fieldsV1": ["f:data": [:]]],
                    ["manager": "helm", "operation": "Apply", "fieldsV1": ["f:data": [:]]],
                ],
            ],
        ]
        #expect(ReleaseState.essence(of: map)["managers"] == ["helm Apply", "helm Update"])
    }
}

import Charts
import Kubernetes
import Readiness
import Testing
import Value

@testable import Releases

/// The pure parts of native installs.
@Suite struct NativePlanTests {
    // MARK: - Requests

    @Test(arguments: ["", "Demo", "-a", "a-", "a..b", "a_b", String(repeating: "a", count: 54), "ä"])
    func refusesNamesThatHelmRefuses(name: String) throws {
        var request = try TestChart.plain.request("demo", in: "ns")
        request.name = name
        let error = #expect(throws: ReleaseError.self) { try request.validate() }
        #expect(error?.code == .invalidRequest)
    }

    @Test(arguments: ["a", "a-b", "a.b", "0", String(repeating: "a", count: 53)])
    func takesNamesThatHelmTakes(name: String) throws {
        try TestChart.plain.request(name, in: "ns").validate()
    }

    // MARK: - Fields that change hands

    @Test func helmsClientSideFieldsBecomeServerSide() throws {
        let entries: [Value] = [
            ["manager": "kubectl-edit", "operation": "Update", "fieldsV1": ["f:data": ["f:x": [:]]]],
            ["manager": "helm", "operation": "Update", "apiVersion": "v1", "fieldsV1": ["f:data": ["f:a": [:]]]],
            ["manager": "helm", "operation": "Apply", "apiVersion": "v1", "fieldsV1": ["f:data": ["f:b": [:]]]],
            ["manager": "helm", "operation": "Update", "subresource": "status", "fieldsV1": [:]],
        ]
        let after = try #require(FieldHandover.handedOver(entries))
        #expect(after.count == 3)
        #expect(after[0] == entries[0])
        #expect(after[1] == entries[3])
        #expect(
            after[2] == [
                "manager": "helm", "operation": "Apply", "apiVersion": "v1",
                "fieldsV1": ["f:data": ["f:a": [:], "f:b": [:]]],
            ])
    }

    @Test func nothingToHandOver() {
        #expect(FieldHandover.handedOver([]) == nil)
        #expect(FieldHandover.handedOver([["manager": "helm", "operation": "Apply", "fieldsV1": [:]]]) == nil)
        #expect(FieldHandover.handedOver([["manager": "kubectl", "operation": "Update", "fieldsV1": [:]]]) == nil)
    }

    // MARK: - Ownership

    @Test func tellsOtherOwnersFromTheRelease() {
        func object(_ manager: String?, _ name: String?, _ namespace: String?) -> Value {
            var labels: Object = [:]
            var annotations: Object = [:]
            if let manager { labels[Ownership.managedBy] = .string(manager) }
            if let name { annotations[Ownership.releaseName] = .string(name) }
            if let namespace { annotations[Ownership.releaseNamespace] = .string(namespace) }
            return ["metadata": ["labels": .object(labels), "annotations": .object(annotations)]]
        }
        func owner(_ object: Value) -> String? { Ownership.otherOwner(object, release: "web", namespace: "ns") }
        #expect(owner(object("Helm", "web", "ns")) == nil)
        #expect(owner(object("Helm", "web", "other")) == "belongs to release other/web")
        #expect(owner(object("Helm", "api", "ns")) == "belongs to release ns/api")
        #expect(owner(object("kustomize", nil, nil)) == "is managed by kustomize")
        #expect(owner(object(nil, nil, nil)) == "belongs to no release")
        #expect(owner(["metadata": [:]]) == "belongs to no release")
    }

    // MARK: - Waves

    /// What everything else may need comes first, although Helm has quotas, Secrets and claims before CRDs.
    @Test func namespacesAndCRDsComeFirstAndOneKindTogether() throws {
        func object(_ kind: String, _ name: String, group: String = "") throws -> ReleaseObject {
            try ReleaseObject.yaml("apiVersion: v1\nkind: \(kind)\nmetadata: {name: \(name)}\n", group: group)
        }
        let objects = [
            try object("PriorityClass", "p", group: "scheduling.k8s.io"), try object("Namespace", "one"),
            try object("Namespace", "two"), try object("Secret", "a"), try object("ConfigMap", "a"),
            try object("ConfigMap", "b"),
            try object("CustomResourceDefinition", "c", group: "apiextensions.k8s.io"),
            try object("Gear", "g", group: "example.com"),
        ]
        let waves = ReleasePlan.waves(of: objects).map { $0.map { "\($0.type.kind) \($0.name ?? "")" } }
        #expect(
            waves == [
                ["Namespace one", "Namespace two"], ["CustomResourceDefinition c"], ["PriorityClass p"], ["Secret a"],
                ["ConfigMap a", "ConfigMap b"], ["Gear g"],
            ])
        #expect(ReleasePlan.waves(of: []).isEmpty)
    }

    // MARK: - Hooks

    @Test func hooksWithoutAPolicyAreDeletedBeforeTheNextRunF8() {
        #expect(StoredHook(["name": "a"]).deletePolicies == [.beforeHookCreation])
        #expect(StoredHook(["name": "a", "delete_policies": ["hook-failed"]]).deletePolicies == [.hookFailed])
    }

    // MARK: - Waiting

    @Test func customResourcesAreNotWaitedForF45() {
        func type(_ group: String) -> ResourceType {
            ResourceType(group: group, version: "v1", kind: "K", plural: "ks", isNamespaced: true)
        }
        for group in ["", "apps", "batch", "apiextensions.k8s.io", "networking.k8s.io"] {
            #expect(ReadinessWait.isWaitedFor(type(group)), "\(group)")
        }
        for group in ["nvidia.com", "cert-manager.io", "serving.kserve.io"] {
            #expect(!ReadinessWait.isWaitedFor(type(group)), "\(group)")
        }
    }

    // MARK: - Equality

    @Test func numbersThatMeanTheSameAreTheSame() {
        #expect(ReleasePlanner.isSame(["a": 3], ["a": 3.0]))
        #expect(ReleasePlanner.isSame(["a": 1, "b": 2], ["b": 2, "a": 1]))
        #expect(!ReleasePlanner.isSame(["a": "3"], ["a": 3]))
        #expect(!ReleasePlanner.isSame(["a": .null], [:]))
    }
}

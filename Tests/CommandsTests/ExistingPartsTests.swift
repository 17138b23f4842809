import Commands
import Kubernetes
import Testing
import Value
import YAML

/// Parts of a provider that have neither pods nor types of their own, and that somebody else has brought.
@Suite(.timeLimit(.minutes(3)))
struct ExistingPartsTests {
    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: llminferenceserviceconfigs.serving.kserve.io}
        spec:
          group: serving.kserve.io
          scope: Namespaced
          names:
            kind: LLMInferenceServiceConfig
            listKind: LLMInferenceServiceConfigList
            plural: llminferenceserviceconfigs
            singular: llminferenceserviceconfig
          versions:
            - name: v1alpha2
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

        """

    private func decision(_ cluster: SimulatedCluster) async throws -> Value? {
        let plan = try await cluster.run("install kserve --plan -o json").json
        return plan["operators"]?.array?.first { $0["name"] == "kserve-runtime-configs" }?["decision"]
    }

    /// The server needs a moment for a new type.
    private func waitUntilServed(_ cluster: SimulatedCluster) async throws {
        while true {
            do {
                _ = try await cluster.client.resourceType(
                    apiVersion: "serving.kserve.io/v1alpha2", kind: "LLMInferenceServiceConfig")
                return
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                try cluster.client.forgetDiscovery()
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test func presetsThatAreThereAreUsed() async throws {
        try await SimulatedCluster.with { cluster in
            let bare = try await decision(cluster)
            #expect(bare?["code"] == "absent")
            _ = try await cluster.client.create(["metadata": ["name": "kserve"]], as: .namespaces)
            _ = try await cluster.client.create(try YAML.decode(Self.definition, file: "crd"))
            try await waitUntilServed(cluster)
            func preset(_ name: String, in namespace: String) async throws {
                let text = """
                    apiVersion: serving.kserve.io/v1alpha2
                    kind: LLMInferenceServiceConfig
                    metadata: {name: \(name), namespace: \(namespace)}
                    spec: {}

                    """
                _ = try await cluster.client.create(try YAML.decode(text, file: "preset"))
            }
            // A team's own say nothing.
            try await preset("kserve-config-llm-template", in: "default")
            try await preset("worker", in: "kserve")
            let others = try await decision(cluster)
            #expect(others?["code"] == "absent", "\(others ?? .null)")
            try await preset("kserve-config-llm-template", in: "kserve")
            let found = try await decision(cluster)
            #expect(found?["action"] == "reuse" && found?["code"] == "other-tool", "\(found ?? .null)")
        }
    }
}

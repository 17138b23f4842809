import Deployments
import Events
import Kubernetes
import Providers
import Releases
import Sandbox
import TestSupport
import Testing
import Value

/// What is removed, what is somebody else's, and which of two is meant.
@Suite(.timeLimit(.minutes(5)))
struct RemovalTests {
    private func refusal(
        _ cluster: SandboxCluster, _ name: String, provider: String? = nil, foreign: Bool = false
    ) async throws -> DeploymentError {
        try await #require(throws: DeploymentError.self) {
            try await cluster.engine().delete(
                name, namespace: "models", provider: provider, includingForeign: foreign, timeout: .seconds(30),
                events: EventLog())
        }
    }

    private func delete(
        _ cluster: SandboxCluster, _ name: String, provider: String? = nil, foreign: Bool = false
    ) async throws {
        try await cluster.engine().delete(
            name, namespace: "models", provider: provider, includingForeign: foreign, timeout: .seconds(30),
            events: EventLog())
    }

    /// A release of a provider's chart that deploy did not make.
    private func install(_ cluster: SandboxCluster, _ name: String) async throws {
        let chart = try cluster.registry.provider("vllm").chart
        _ = try await cluster.driver.ensure(
            ReleaseRequest(
                name: name, namespace: "models", chart: .loaded(chart, origin: "test"),
                values: ["modelId": "a/b", "replicas": 0], waits: false, timeout: .seconds(60)),
            phase: .models, events: EventLog())
    }

    @Test func aReleaseOfSomebodyElsesIsNamedAndLeft() async throws {
        try await SandboxCluster.with { cluster in
            try await install(cluster, "theirs")
            let error = try await refusal(cluster, "theirs")
            #expect(error.code == .invalidRequest)
            #expect(error.message.hasPrefix("release models/theirs (chart vllm "), "\(error)")
            #expect(error.message.hasSuffix("revision 1) holds it, and groundcrew's deploy did not make that"))
            #expect(error.hint?.contains("groundcrew release uninstall theirs --namespace models") == true)
            #expect(try await cluster.driver.record("theirs", namespace: "models") != nil)
            try await delete(cluster, "theirs", foreign: true)
            #expect(try await cluster.driver.record("theirs", namespace: "models") == nil)
        }
    }

    struct Kept: Sendable {
        var metadata: Object
        var words: String
    }

    /// Whatever removes it, it would come back.
    @Test(arguments: [
        Kept(
            metadata: ["labels": ["kustomize.toolkit.fluxcd.io/name": "apps"]],
            words: "because Flux's Kustomization apps makes it"),
        Kept(
            metadata: ["annotations": ["argocd.argoproj.io/tracking-id": "web:x/y:models/kept"]],
            words: "because Argo CD's application web makes it"),
        Kept(
            metadata: [
                "ownerReferences": [
                    ["apiVersion": "v1", "kind": "ConfigMap", "name": "big", "controller": true] as Value
                ]
            ], words: "because it belongs to ConfigMap big"),
    ])
    func whatSomebodyMakesAgainIsLeftInAnyCase(_ test: Kept) async throws {
        try await SandboxCluster.with { cluster in
            var object = SandboxCluster.handMade("kept").object ?? [:]
            var metadata = (["name": "kept", "namespace": "models"] as Object).merged(with: test.metadata)
            if var owner = metadata["ownerReferences"]?[0]?.object {
                // What belongs to nobody that is there would be collected.
                let made = try await cluster.client.create(
                    ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "big", "namespace": "models"]])
                owner["uid"] = made["metadata"]?["uid"]
                metadata["ownerReferences"] = .array([.object(owner)])
            }
            object["metadata"] = .object(metadata)
            _ = try await cluster.client.create(.object(object))
            for foreign in [false, true] {
                let error = try await refusal(cluster, "kept", foreign: foreign)
                #expect(error.code == .invalidRequest)
                #expect(error.message == "deployment models/kept is not removed here, \(test.words)")
                #expect(error.hint?.hasPrefix("change ") == true)
            }
            #expect(try await cluster.exists("kept"))
        }
    }

    /// Two kinds of one name, neither of a release.
    @Test func whichOfTwoIsMeantIsSaidByTheProvider() async throws {
        try await SandboxCluster.with { cluster in
            _ = try await cluster.client.create(SandboxCluster.handMade("same"))
            _ = try await cluster.client.create([
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": "same", "namespace": "models", "labels": ["app.kubernetes.io/name": "vllm"]],
                "spec": [
                    "replicas": 0, "selector": ["matchLabels": ["app": "same"]],
                    "template": [
                        "metadata": ["labels": ["app": "same"]],
                        "spec": ["containers": [["name": "a", "image": "a"] as Value]],
                    ],
                ] as Value,
            ])
            let error = try await refusal(cluster, "same", foreign: true)
            #expect(error.message.hasPrefix("two deployments are called models/same: "), "\(error)")
            #expect(error.hint == "say whose is meant: --provider dynamo, or --provider vllm")
            let engine = cluster.engine()
            for provider in ["dynamo", "vllm"] {
                #expect(try await engine.show("same", namespace: "models", provider: provider).provider == provider)
            }
            try await delete(cluster, "same", provider: "dynamo", foreign: true)
            #expect(try await engine.show("same", namespace: "models").provider == "vllm")
            let gone = try await refusal(cluster, "same", provider: "dynamo", foreign: true)
            #expect(gone.code == .notFound)
        }
    }
}

import Charts
import Deployments
import Kubernetes
import Models
import Providers
import Releases
import Sandbox
import Testing
import Value

/// What is chosen, and what is refused before anything is changed.
@Suite(.timeLimit(.minutes(10)))
struct DeploymentPlanTests {
    private func definition(_ versions: [(name: String, isServed: Bool)]) -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "dynamographdeployments.nvidia.com"],
            "spec": [
                "group": "nvidia.com", "scope": "Namespaced",
                "names": [
                    "kind": "DynamoGraphDeployment", "plural": "dynamographdeployments",
                    "singular": "dynamographdeployment", "listKind": "DynamoGraphDeploymentList",
                ],
                "versions": .array(
                    versions.enumerated().map { index, version in
                        [
                            "name": .string(version.name), "served": .bool(version.isServed),
                            "storage": .bool(index == 0),
                            "schema": [
                                "openAPIV3Schema": [
                                    "type": "object", "x-kubernetes-preserve-unknown-fields": true,
                                ]
                            ],
                        ]
                    }),
            ],
        ]
    }

    @Test func prefersTheNewestVersionThatIsServed() async throws {
        try await SandboxCluster.with { cluster in
            let plan = try await cluster.engine().plan(try SandboxCluster.request())
            #expect(plan.apiVersion == "nvidia.com/v1beta1")
            #expect(plan.selection.engine == "vllm")
            #expect(plan.id == "models/qwen3")
            #expect(plan.servedName == "Qwen/Qwen3-0.6B")
            #expect(try await cluster.driver.list(namespace: "models").releases.isEmpty)
        }
    }

    @Test func takesV1alpha1WhereOnlyThatIsServed() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            _ = try await cluster.client.create(
                definition([("v1alpha1", true), ("v1beta1", false)]), as: .customResourceDefinitions)
            while true {
                do {
                    _ = try await cluster.client.resourceType(
                        apiVersion: "nvidia.com/v1alpha1", kind: "DynamoGraphDeployment")
                    break
                } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                    cluster.client.forgetDiscovery()
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            let plan = try await cluster.engine().plan(try SandboxCluster.request())
            #expect(plan.apiVersion == "nvidia.com/v1alpha1")
            let manifest = try await cluster.engine().preview(plan).manifest
            #expect(manifest.contains("apiVersion: nvidia.com/v1alpha1"))
            #expect(!manifest.contains("nvidia.com/v1beta1"))
        }
    }

    @Test func aVersionThatNobodyKnowsIsRefusedWithWhatIsServed() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            _ = try await cluster.client.create(definition([("v2", true)]), as: .customResourceDefinitions)
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.engine().plan(try SandboxCluster.request())
            }
            #expect(error.code == .operatorMissing)
            #expect(error.message.contains("nvidia.com/v2"))
            #expect(error.message.contains("nvidia.com/v1beta1"))
            #expect(error.hint?.contains("groundcrew install dynamo") == true)
        }
    }

    /// A CRD is there before discovery knows it: its own word counts, whoever asks first.
    @Test(arguments: [
        ([("v2", true)], false), ([("v1beta1", true)], true), ([("v1alpha1", true), ("v2", true)], true),
    ])
    func discoveryThatLagsBehindDecidesNothing(versions: [(String, Bool)], isServed: Bool) async throws {
        let group = "/apis/nvidia.com"
        try await SandboxCluster.with(
            hasOperator: false,
            transport: {
                MeddlingTransport($0) { request, before in
                    // Asked twice, it still does not know.
                    guard request.path.hasPrefix(group), request.path.split(separator: "/").count <= 3, before < 2
                    else {
                        return nil
                    }
                    return .text(404, "404 page not found")
                }
            }
        ) { cluster in
            _ = try await cluster.client.create(definition(versions), as: .customResourceDefinitions)
            do {
                let plan = try await cluster.engine().plan(try SandboxCluster.request())
                #expect(isServed)
                #expect(plan.apiVersion == "nvidia.com/\(versions[0].0)")
            } catch let error as DeploymentError {
                #expect(!isServed, "\(error)")
                #expect(error.message.contains("serves nvidia.com/v2; provider dynamo needs one of"), "\(error)")
            }
        }
    }

    @Test func aMissingOperatorIsNamedWithTheNextStep() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.engine().plan(try SandboxCluster.request())
            }
            #expect(error.code == .operatorMissing)
            #expect(error.message.contains("NVIDIA Dynamo is not installed"))
            #expect(error.hint == "groundcrew install dynamo")
        }
    }

    @Test(arguments: [("1.4.2", "vllm-runtime:1.4.2"), ("mine", "vllm-runtime:1.6.2")])
    func theRuntimeIsOfTheOperatorsReleaseWhereItTellsIt(version: String, image: String) async throws {
        try await SandboxCluster.with(operatorVersion: version) { cluster in
            let engine = cluster.engine()
            let manifest = try await engine.preview(try await engine.plan(try SandboxCluster.request())).manifest
            #expect(manifest.contains(image), "\(manifest)")
            var request = try SandboxCluster.request()
            request.values = ["image": ["tag": "1.5.1"]]
            #expect(try await engine.preview(try await engine.plan(request)).manifest.contains("vllm-runtime:1.5.1"))
        }
    }

    @Test func anOperatorThatIsAboutToBeInstalledCountsMoreThanTheOneThatIsThere() async throws {
        try await SandboxCluster.with(operatorVersion: "1.4.2") { cluster in
            let plan = try await cluster.engine().plan(try SandboxCluster.request(), needsOperator: false) { _ in
                ["dynamo-platform": "1.5.1"]
            }
            #expect(plan.values["operatorVersion"] == "1.5.1")
        }
    }

    @Test func withoutAnOperatorThereIsAManifestToLookAt() async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            let plan = try await cluster.engine().plan(try SandboxCluster.request(), needsOperator: false)
            #expect(plan.apiVersion == nil)
            let preview = try await cluster.engine().preview(plan)
            #expect(preview.manifest.contains("kind: DynamoGraphDeployment"))
            #expect(preview.chartName == "dynamo")
        }
    }

    /// Whoever may log in may ask discovery; the CRD itself takes rights in the whole cluster.
    @Test func whatIsServedIsSeenWithoutRightsOnCRDs_F32() async throws {
        try await SandboxCluster.with(token: "restricted") { cluster in
            let plan = try await cluster.engine().plan(try SandboxCluster.request())
            #expect(plan.apiVersion == "nvidia.com/v1beta1")
        }
        try await SandboxCluster.with(hasOperator: false, token: "restricted") { cluster in
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.engine().plan(try SandboxCluster.request())
            }
            #expect(error.code == .operatorMissing)
        }
    }

    @Test(arguments: [
        ("engine", "engine"), ("mode", "mode"), ("routerMode", "router mode"), ("provider", "provider"),
    ])
    func namesThatNobodyKnowsAreRefusedWithTheKnownOnes(field: String, title: String) throws {
        func names(_ provider: Provider) -> [String] {
            let can = provider.definition.capabilities
            return switch field {
            case "engine": can.engines
            case "mode": can.modes
            case "routerMode": can.routers
            default: [provider.name]
            }
        }
        var request = try SandboxCluster.request()
        if field == "provider" { request.provider = "nosuch" } else { request.values = [field: "nosuch"] }
        let registry = try ProviderRegistry.builtIn()
        let error = try #require(throws: ProviderError.self) { try DeploymentPlan(request, from: registry) }
        var known: [String] = []
        for provider in registry.providers {
            for name in names(provider) where !known.contains(name) { known.append(name) }
        }
        #expect(known.count > 1)
        #expect(error.message == "there is no \(title) 'nosuch'; known are " + known.joined(separator: ", "))
    }

    // MARK: Runtimes

    /// Of an operator that is still to come, it is known what it brings.
    @Test(
        arguments: [
            (nil, false), ([], true), (["ome.io/v1beta1 ClusterServingRuntime mine"], false),
            (["ome.io/v1beta1 ClusterServingRuntime other"], true), (["v1 ConfigMap mine"], true),
        ] as [([String]?, Bool)])
    func aRuntimeComesWithAnOperatorOrNotAtAll(coming: [String]?, isRefused: Bool) async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            var request = try SandboxCluster.request()
            request.provider = "ome"
            request.use(runtime: "mine")
            let plan = try DeploymentPlan(request, from: ProviderRegistry.builtIn())
            let objects = coming?.map { line -> Value in
                let words = line.split(separator: " ").map(String.init)
                return [
                    "apiVersion": .string(words[0]), "kind": .string(words[1]), "metadata": ["name": .string(words[2])],
                ]
            }
            guard isRefused else {
                let warnings = try await cluster.engine().checkRuntime(of: plan, coming: objects)
                #expect(warnings.count == 1 && warnings[0].contains("does not serve"), "\(warnings)")
                return
            }
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.engine().checkRuntime(of: plan, coming: objects)
            }
            #expect(error.code == .invalidRequest && error.message.contains("there is no runtime mine"), "\(error)")
        }
    }

    // MARK: Hugging Face tokens

    /// From wherever it comes; it may be the token itself, and is not shown.
    @Test func whatIsNoNameOfASecretIsRefused() throws {
        var request = try SandboxCluster.request()
        request.providerValues = ["vllm": ["hfTokenSecret": "hf_Hunter2"]]
        request.provider = "vllm"
        let error = try #require(throws: ProviderError.self) {
            try DeploymentPlan(request, from: ProviderRegistry.builtIn())
        }
        #expect(error.message.hasPrefix("hfTokenSecret is not the name of a Secret"), "\(error)")
        #expect(!error.message.contains("Hunter2") && error.hint?.contains("HF_TOKEN") == true)
    }

    /// A look ahead has checks that say so, beside all else that is not ready.
    @Test(arguments: [true, false])
    func aGatedModelNeedsATokenBeforeAnythingElse_F39(needsOperator: Bool) async throws {
        try await SandboxCluster.with(hasOperator: false) { cluster in
            let request = try SandboxCluster.request("meta-llama/Llama-3.2-1B-Instruct")
            let error = try await #require(throws: DeploymentError.self) {
                let plan = try await cluster.engine().plan(request, needsOperator: needsOperator)
                #expect(!needsOperator, "it was planned")
                try plan.checkGate()
            }
            let plan = try DeploymentPlan(request, from: ProviderRegistry.builtIn())
            await #expect(throws: DeploymentError.self) { try await cluster.engine().checkToken(plan) }
            #expect(error.code == .tokenMissing)
            #expect(error.message.contains("meta-llama/Llama-3.2-1B-Instruct is gated"))
            #expect(error.hint?.contains("kubectl create secret generic hf-token --namespace models") == true)
        }
    }

    @Test(arguments: ["Qwen/Qwen3-0.6B", "someone/unlisted-model"])
    func aPublicOrUnknownModelNeverAsksForAToken_F40(model: String) async throws {
        try await SandboxCluster.with { cluster in
            let plan = try await cluster.engine().plan(try SandboxCluster.request(model))
            #expect(plan.values["hfTokenSecret"] == nil)
        }
    }

    private func plan(_ cluster: SandboxCluster, _ secret: Value?) async throws -> DeploymentPlan {
        if let secret { _ = try await cluster.client.create(secret, as: .secrets, namespace: "models") }
        var request = try SandboxCluster.request("meta-llama/Llama-3.2-1B-Instruct")
        request[.hfTokenSecret] = "hf-token"
        return try await cluster.engine().plan(request)
    }

    private func secret(_ data: Value) -> Value {
        ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "hf-token"], "data": data]
    }

    @Test func aSecretThatIsNotThereIsFoundBeforehand_F39() async throws {
        try await SandboxCluster.with { cluster in
            let error = try await #require(throws: DeploymentError.self) { _ = try await plan(cluster, nil) }
            #expect(error.code == .tokenMissing)
            #expect(error.message == "there is no Secret models/hf-token with the Hugging Face token")
        }
    }

    @Test(arguments: [["token": "bWFya2Vy"], ["HF_TOKEN": ""], [:]] as [Value])
    func aSecretWithTheWrongKeyIsFoundBeforehand_F39(data: Value) async throws {
        try await SandboxCluster.with { cluster in
            let error = try await #require(throws: DeploymentError.self) { _ = try await plan(cluster, secret(data)) }
            #expect(error.code == .tokenMissing)
            #expect(error.hint?.contains("HF_TOKEN") == true)
            #expect(!"\(error) \(error.hint ?? "")".contains("bWFya2Vy"))
        }
    }

    @Test func aSecretWithATokenIsTaken() async throws {
        try await SandboxCluster.with { cluster in
            let plan = try await plan(cluster, secret(["HF_TOKEN": "bWFya2Vy"]))
            #expect(plan.values["hfTokenSecret"] == "hf-token")
            #expect(!"\(plan.values)".contains("bWFya2Vy"))
        }
    }

    // MARK: Requests

    @Test func moreContextThanTheModelHasIsRefused() async throws {
        try await SandboxCluster.with { cluster in
            var request = try SandboxCluster.request()
            request[.contextLength] = 1_000_000
            let error = try await #require(throws: DeploymentError.self) { try await cluster.engine().plan(request) }
            #expect(error.code == .invalidRequest)
            #expect(error.message.contains("40960"))
        }
    }

    @Test(arguments: ["Qwen3", "-a", "a-", "", "a_b", String(repeating: "a", count: 46)])
    func namesThatTheClusterWouldRefuseAreRefused(name: String) async throws {
        try await SandboxCluster.with { cluster in
            let request = try SandboxCluster.request("Qwen/Qwen3-0.6B", name: name)
            let error = try await #require(throws: ProviderError.self) { try await cluster.engine().plan(request) }
            #expect(error.code == .unsupported)
        }
    }

    @Test func theChartsSchemaRefusesWrongValues() async throws {
        try await SandboxCluster.with { cluster in
            var request = try SandboxCluster.request()
            request.values = ["replicas": "many"]
            let error = try await #require(throws: (any Error).self) { try await cluster.engine().plan(request) }
            #expect("\(error)".contains("replicas"))
            #expect(try await cluster.driver.list(namespace: nil).releases.map(\.name) == ["dynamo-platform"])
        }
    }
}

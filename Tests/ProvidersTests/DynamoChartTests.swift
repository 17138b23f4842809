import Charts
import Models
import Providers
import Testing
import Value

/// The built-in chart's manifests, every way a model can be served.
@Suite struct DynamoChartTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var version: String
        var engine: String
        var mode: String
        var router: String
        var testDescription: String { "\(version) \(engine) \(mode) \(router)" }

        static let all: [Case] = ["v1beta1", "v1alpha1"].flatMap { version in
            ["vllm", "sglang", "trtllm"].flatMap { engine in
                ["aggregated", "disaggregated"].flatMap { mode in
                    ["none", "round-robin", "kv"].map {
                        Case(version: version, engine: engine, mode: mode, router: $0)
                    }
                }
            }
        }
    }

    private func render(_ values: Object) throws -> Value {
        let chart = try ProviderRegistry.builtIn().provider("dynamo").chart
        let rendered = try Renderer().render(
            chart, values: values, release: ReleaseIdentity(name: "qwen3", namespace: "models"))
        let manifest = try #require(rendered.manifests.first)
        #expect(rendered.manifests.count == 1)
        return manifest.value
    }

    private func values(_ test: Case) -> Object {
        [
            "modelId": "Qwen/Qwen3-0.6B", "engine": .string(test.engine), "mode": .string(test.mode),
            "routerMode": .string(test.router), "apiVersion": .string("nvidia.com/\(test.version)"),
        ]
    }

    @Test(arguments: Case.all)
    func rendersOneDeploymentOfTheVersionAskedFor(test: Case) throws {
        let object = try render(values(test))
        #expect(object["apiVersion"]?.string == "nvidia.com/\(test.version)")
        #expect(object["kind"] == "DynamoGraphDeployment")
        #expect(object["metadata"]?["name"] == "qwen3")
        #expect(object["metadata"]?["namespace"] == "models")
        #expect(object["spec"]?["backendFramework"]?.string == test.engine)
    }

    @Test(arguments: Case.all.filter { $0.version == "v1beta1" })
    func workersGetTheirRoleTheirGPUsAndTheModel(test: Case) throws {
        let object = try render(values(test))
        let components = try #require(object["spec"]?["components"]?.array)
        #expect(components.first?["type"] == "frontend")
        let types = components.dropFirst().compactMap { $0["type"]?.string }
        #expect(types == (test.mode == "disaggregated" ? ["prefill", "decode"] : ["worker"]))
        for worker in components.dropFirst() {
            let container = try #require(worker["podTemplate"]?["spec"]?["containers"]?[0])
            #expect(container["name"] == "main")
            #expect(container["command"] == ["python3", "-m", .string("dynamo.\(test.engine)")])
            #expect(container["resources"]?["limits"]?["nvidia.com/gpu"] == "1")
            let arguments = container["args"]?.array?.compactMap(\.string) ?? []
            #expect(arguments.contains("Qwen/Qwen3-0.6B"))
            if test.mode == "disaggregated" {
                let flag = try #require(arguments.firstIndex(of: "--disaggregation-mode"))
                #expect(arguments[flag + 1] == worker["type"]?.string)
                #expect(arguments.filter { $0 == "--disaggregation-mode" }.count == 1)
            }
        }
    }

    @Test(arguments: Case.all.filter { $0.version == "v1beta1" })
    func onlyTheKVRouterMakesWorkersPublishWhatTheyHold(test: Case) throws {
        let object = try render(values(test))
        let components = try #require(object["spec"]?["components"]?.array)
        let environment = components[0]["podTemplate"]?["spec"]?["containers"]?[0]?["env"]
        #expect(
            environment
                == (test.router == "none" ? nil : [["name": "DYN_ROUTER_MODE", "value": .string(test.router)]]))
        for worker in components.dropFirst() {
            let arguments =
                worker["podTemplate"]?["spec"]?["containers"]?[0]?["args"]?.array?.compactMap(\.string) ?? []
            let publishes =
                arguments.contains("--kv-events-config") || arguments.contains("--publish-events-and-metrics")
            #expect(publishes == (test.router == "kv" && worker["type"] != "decode"))
        }
    }

    @Test func theServersVersionIsTakenWhereNoneIsAskedFor() throws {
        let chart = try ProviderRegistry.builtIn().provider("dynamo").chart
        var capabilities = Capabilities.assumed
        capabilities.apiVersions = ["v1", "nvidia.com/v1alpha1"]
        let rendered = try Renderer().render(
            chart, values: ["modelId": "Qwen/Qwen3-0.6B"], release: ReleaseIdentity(name: "q", namespace: "n"),
            capabilities: capabilities)
        #expect(rendered.manifests.first?.apiVersion == "nvidia.com/v1alpha1")
        #expect(rendered.manifestText.contains("vllm-runtime:1.1.1"))
    }

    @Test func alphaWantsGPUsAsAString() throws {
        let object = try render([
            "modelId": "Qwen/Qwen3-0.6B", "apiVersion": "nvidia.com/v1alpha1", "resources": ["gpu": 2],
        ])
        #expect(object["spec"]?["services"]?["Worker"]?["resources"]?["limits"]?["gpu"] == "2")
    }

    @Test func everyFieldReachesTheEngine() throws {
        let object = try render([
            "modelId": "Qwen/Qwen3-0.6B", "servedModelName": "tiny", "contextLength": 4096, "enforceEager": true,
            "enablePrefixCaching": false, "trustRemoteCode": true, "hfTokenSecret": "hf",
            "resources": ["gpu": 2, "memory": "16Gi"], "engineArgs": ["max-num-seqs": 16, "quiet": true, "off": false],
        ])
        let worker = try #require(object["spec"]?["components"]?[1]?["podTemplate"]?["spec"]?["containers"]?[0])
        #expect(
            worker["args"] == [
                "--model", "Qwen/Qwen3-0.6B", "--served-model-name", "tiny", "--tensor-parallel-size", "2",
                "--max-model-len", "4096", "--enforce-eager", "--no-enable-prefix-caching", "--trust-remote-code",
                "--max-num-seqs", "16", "--quiet",
            ])
        #expect(worker["envFrom"] == [["secretRef": ["name": "hf"]]])
        #expect(worker["resources"]?["limits"] == ["nvidia.com/gpu": "2", "memory": "16Gi"])
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var values: Object
        var path: String
        var testDescription: String { path }
    }

    @Test(arguments: [
        Refusal(values: [:], path: "modelId"),
        Refusal(values: ["modelId": "a/b", "engine": "llamacpp"], path: "engine"),
        Refusal(values: ["modelId": "a/b", "replicas": -1], path: "replicas"),
        Refusal(values: ["modelId": "a/b", "routerMode": "two"], path: "routerMode"),
        Refusal(values: ["modelId": "a/b", "contextLength": 0], path: "contextLength"),
        Refusal(values: ["modelId": "a/b", "resources": ["gpu": "1"]], path: "gpu"),
        Refusal(values: ["modelId": "a/b", "engineArgs": ["--bad": true]], path: "engineArgs"),
        Refusal(values: ["modelId": "a/b", "modelid": "c"], path: "modelid"),
        Refusal(values: ["modelId": "a b"], path: "modelId"),
    ])
    func wrongValuesAreRefusedWithTheirPath(refusal: Refusal) throws {
        let error = try #require(throws: (any Error).self) { try render(refusal.values) }
        #expect("\(error)".contains(refusal.path), "\(error)")
    }
}

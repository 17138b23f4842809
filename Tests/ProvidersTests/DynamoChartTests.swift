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
                // What prefill has computed is of use only to a decode worker that takes it.
                let transfer = ["vllm": "--kv-transfer-config", "sglang": "--disaggregation-transfer-backend"]
                if let flag = transfer[test.engine] { #expect(arguments.contains(flag), "\(arguments)") }
                let engine = arguments.contains { $0.contains("cache_transceiver_config") }
                #expect(engine == (test.engine == "trtllm"))
            } else {
                #expect(!arguments.contains("--kv-transfer-config"))
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
                arguments.contains("--kv-events-config") || arguments.contains("--publish-kv-events")
            #expect(publishes == (test.router == "kv"))
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

    // MARK: Versions

    private func worker(_ values: Object) throws -> [String] {
        let common: Object = ["modelId": "a/b", "enforceEager": true, "routerMode": "kv"]
        let object = try render(common.merged(with: values))
        let component = object["spec"]?["components"]?[1]?["podTemplate"]?["spec"]
        let older = object["spec"]?["services"]?["Worker"]?["extraPodSpec"]?["mainContainer"]
        let container = try #require(component?["containers"]?[0] ?? older)
        return [container["image"]?.string ?? ""] + (container["args"]?.array?.compactMap(\.string) ?? [])
    }

    struct Flags: Sendable, CustomTestStringConvertible {
        var engine: String
        var values: Object
        var tag: String
        var has: [String] = []
        var hasNot: [String] = []
        var testDescription: String { "\(engine) \(Value.object(values).json())" }
    }

    private static let older = ["--disable-cuda-graph", "--skip-tokenizer-init"]
    private static let newer = ["--cuda-graph-backend-decode=disabled", "--cuda-graph-backend-prefill=disabled"]

    @Test(arguments: [
        Flags(engine: "vllm", values: [:], tag: "1.6.2"),
        Flags(engine: "vllm", values: ["operatorVersion": "1.4.2"], tag: "1.4.2"),
        Flags(engine: "vllm", values: ["operatorVersion": "1.7.0-rc1+build.3"], tag: "1.7.0-rc1"),
        Flags(engine: "vllm", values: ["operatorVersion": "1.4.2", "image": ["tag": "mine"]], tag: "mine"),
        Flags(engine: "vllm", values: ["apiVersion": "nvidia.com/v1alpha1"], tag: "1.1.1"),
        Flags(
            engine: "vllm", values: ["apiVersion": "nvidia.com/v1alpha1", "operatorVersion": "1.0.2"], tag: "1.0.2"),
        Flags(engine: "sglang", values: ["operatorVersion": "1.2.0"], tag: "1.2.0", has: older, hasNot: newer),
        Flags(
            engine: "sglang", values: ["operatorVersion": "1.4.2"], tag: "1.4.2",
            has: newer + ["--skip-tokenizer-init"], hasNot: ["--disable-cuda-graph"]),
        Flags(engine: "sglang", values: ["operatorVersion": "1.5.0"], tag: "1.5.0", has: newer, hasNot: older),
        // The image's own version counts, whatever comes after it.
        Flags(
            engine: "sglang", values: ["operatorVersion": "1.6.2", "image": ["tag": "v1.2.1-cuda12"]],
            tag: "v1.2.1-cuda12", has: older, hasNot: newer),
        Flags(
            engine: "sglang", values: ["operatorVersion": "1.2.0", "image": ["tag": "nightly"]], tag: "nightly",
            has: older, hasNot: newer),
        Flags(
            engine: "trtllm", values: ["operatorVersion": "1.2.1"], tag: "1.2.1",
            has: ["--model-path", "--publish-events-and-metrics"], hasNot: ["--model", "--publish-kv-events"]),
        Flags(
            engine: "trtllm", values: [:], tag: "1.6.2", has: ["--model", "--publish-kv-events"],
            hasNot: ["--model-path", "--publish-events-and-metrics"]),
        Flags(
            engine: "trtllm", values: ["apiVersion": "nvidia.com/v1alpha1"], tag: "1.1.1",
            has: ["--model-path", "--publish-events-and-metrics"]),
    ])
    func imageAndFlagsFollowTheOperatorsVersion(test: Flags) throws {
        let words = try worker(test.values.merged(with: ["engine": .string(test.engine)]))
        #expect(words.first?.hasSuffix("-runtime:\(test.tag)") == true, "\(words)")
        for flag in test.has { #expect(words.contains(flag), "\(flag) in \(words)") }
        for flag in test.hasNot { #expect(!words.contains(flag), "\(flag) in \(words)") }
    }

    @Test(arguments: [
        ("latest", "1.6.2", "1.6.2"), ("latest", "1.3.1", nil), ("1.6.2-mine", "1.6.2", nil), ("", "1.6.2", nil),
    ])
    func operatorsAreToldTheVersionOfAnImageWhoseTagTellsNone(tag: String, version: String, told: String?) throws {
        let object = try render(["modelId": "a/b", "operatorVersion": .string(version), "image": ["tag": .string(tag)]])
        for component in object["spec"]?["components"]?.array ?? [] {
            #expect(component["runtimeVersionOverride"]?.string == told)
        }
    }

    // MARK: What every recipe has

    private static let recipe: Object = [
        "modelId": "a/b", "mode": "disaggregated", "routerMode": "kv", "sharedMemory": "16Gi",
        "modelCache": ["claim": "models", "path": "/models"], "imagePullSecrets": ["registry"],
        "env": [["name": "HTTP_PROXY", "value": "http://proxy:3128"]],
        "router": ["kvOverlapScoreCredit": 0.5, "prefillLoadScale": 2], "labels": ["team": "ml"],
        "frontend": ["env": [["name": "DYN_ROUTER_PREFILL_LOAD_SCALE", "value": "3"]]],
    ]

    @Test func recipesAreWhole() throws {
        let object = try render(Self.recipe)
        #expect(object["metadata"]?["labels"]?["team"] == "ml")
        #expect(object["spec"]?["env"] == [["name": "HTTP_PROXY", "value": "http://proxy:3128"]])
        let components = try #require(object["spec"]?["components"]?.array)
        #expect(components.map { $0["name"]?.string } == ["Frontend", "Prefill", "Decode"])
        for component in components {
            #expect(component["podTemplate"]?["spec"]?["imagePullSecrets"] == [["name": "registry"]])
        }
        #expect(
            components[0]["podTemplate"]?["spec"]?["containers"]?[0]?["env"] == [
                ["name": "DYN_ROUTER_KV_OVERLAP_SCORE_CREDIT", "value": "0.5"],
                ["name": "DYN_ROUTER_MODE", "value": "kv"], ["name": "DYN_ROUTER_PREFILL_LOAD_SCALE", "value": "3"],
            ])
        for worker in components.dropFirst() {
            #expect(worker["sharedMemorySize"] == "16Gi")
            let pod = worker["podTemplate"]?["spec"]
            #expect(pod?["volumes"] == [["name": "model-cache", "persistentVolumeClaim": ["claimName": "models"]]])
            let container = pod?["containers"]?[0]
            #expect(container?["volumeMounts"] == [["name": "model-cache", "mountPath": "/models"]])
            #expect(container?["env"] == [["name": "HF_HOME", "value": "/models"]])
        }
    }

    @Test func recipesAreWholeInAlpha() throws {
        let object = try render(Self.recipe.merged(with: ["apiVersion": "nvidia.com/v1alpha1"]))
        #expect(object["spec"]?["envs"] == [["name": "HTTP_PROXY", "value": "http://proxy:3128"]])
        #expect(object["spec"]?["pvcs"] == [["name": "models", "create": false]])
        let services = try #require(object["spec"]?["services"])
        #expect(services["Frontend"]?["extraPodSpec"]?["imagePullSecrets"] == [["name": "registry"]])
        #expect(services["Frontend"]?["envs"]?.array?.count == 3)
        for name in ["Prefill", "Decode"] {
            let worker = services[name]
            #expect(worker?["sharedMemory"] == ["size": "16Gi"])
            #expect(worker?["volumeMounts"] == [["name": "models", "mountPoint": "/models"]])
            #expect(worker?["envs"] == [["name": "HF_HOME", "value": "/models"]])
            #expect(worker?["extraPodSpec"]?["imagePullSecrets"] == [["name": "registry"]])
        }
    }

    // MARK: Workers on several nodes

    struct Nodes: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var values: Object
        /// The nodes of each worker, which its `multinode` names; 0 where it has none.
        var nodes: [Int64]
        /// Over all of its nodes.
        var parallel: [String?]
    }

    static let nodeCounts = [
        Nodes(testDescription: "one node", values: [:], nodes: [0], parallel: ["4"]),
        Nodes(testDescription: "two", values: ["multinode": ["nodeCount": 2]], nodes: [2], parallel: ["8"]),
        Nodes(
            testDescription: "prefill and decode alike",
            values: ["mode": "disaggregated", "multinode": ["nodeCount": 3]],
            nodes: [3, 3], parallel: ["12", "12"]),
        Nodes(
            testDescription: "each its own",
            values: ["mode": "disaggregated", "multinode": ["prefillNodeCount": 2, "decodeNodeCount": 4]],
            nodes: [2, 4], parallel: ["8", "16"]),
        Nodes(
            testDescription: "decode alone", values: ["mode": "disaggregated", "multinode": ["decodeNodeCount": 2]],
            nodes: [0, 2], parallel: ["4", "8"]),
    ]

    @Test(arguments: nodeCounts, ["vllm", "sglang", "trtllm"])
    func workersSpanTheirNodes(test: Nodes, engine: String) throws {
        let flag = engine == "sglang" ? "--tp" : "--tensor-parallel-size"
        let common: Object = ["modelId": "a/b", "engine": .string(engine), "resources": ["gpu": 4]]
        let values = common.merged(with: test.values)
        let components = try #require(try render(values)["spec"]?["components"]?.array)
        #expect(components[0]["multinode"] == nil)
        for (index, worker) in components.dropFirst().enumerated() {
            #expect((worker["multinode"]?["nodeCount"]?.integer ?? 0) == test.nodes[index])
            let container = worker["podTemplate"]?["spec"]?["containers"]?[0]
            #expect(container?["resources"]?["limits"]?["nvidia.com/gpu"] == "4", "those of one node")
            let arguments = container?["args"]?.array?.compactMap(\.string) ?? []
            let place = try #require(arguments.firstIndex(of: flag))
            #expect(arguments[place + 1] == test.parallel[index])
        }
        let alpha = try render(values.merged(with: ["apiVersion": "nvidia.com/v1alpha1"]))["spec"]?["services"]
        let names = test.nodes.count == 2 ? ["Prefill", "Decode"] : ["Worker"]
        for (index, name) in names.enumerated() {
            #expect((alpha?[name]?["multinode"]?["nodeCount"]?.integer ?? 0) == test.nodes[index])
            #expect(alpha?[name]?["resources"]?["limits"]?["gpu"] == "4")
            #expect(
                alpha?[name]?["extraPodSpec"]?["mainContainer"]?["args"]?.array?.compactMap(\.string)
                    .contains(test.parallel[index] ?? "") == true)
        }
    }

    /// With Grove, the name of a worker on several nodes counts twice, and the role of its pods besides.
    @Test(
        arguments: [
            (["multinode": ["nodeCount": 2]], 29), (["mode": "disaggregated", "multinode": ["nodeCount": 2]], 27),
            (["mode": "disaggregated", "multinode": ["decodeNodeCount": 2]], 29), ([:], 37),
        ] as [(Object, Int)])
    func workersOnSeveralNodesLeaveLessRoomForTheName(values: Object, limit: Int) throws {
        let chart = try ProviderRegistry.builtIn().provider("dynamo").chart
        let common: Object = ["modelId": "a/b"]
        func render(_ length: Int) throws {
            _ = try Renderer().render(
                chart, values: common.merged(with: values),
                release: ReleaseIdentity(name: String(repeating: "x", count: length), namespace: "models"))
        }
        try render(limit)
        let error = try #require(throws: (any Error).self) { try render(limit + 1) }
        #expect("\(error)".contains("Dynamo takes at most \(limit)"), "\(error)")
    }

    @Test func withoutEventsTheRouterIsToldToGuess() throws {
        let object = try render(["modelId": "a/b", "routerMode": "kv", "router": ["kvEvents": false]])
        let frontend = object["spec"]?["components"]?[0]?["podTemplate"]?["spec"]?["containers"]?[0]
        #expect(frontend?["env"]?.array?.contains(["name": "DYN_ROUTER_USE_KV_EVENTS", "value": "false"]) == true)
        let arguments = object["spec"]?["components"]?[1]?["podTemplate"]?["spec"]?["containers"]?[0]?["args"]
        #expect(arguments?.array?.contains("--kv-events-config") == false)
    }

    /// With Grove, Dynamo refuses graphs whose name and a component's have more than 45 characters together.
    @Test func namesLeaveRoomForTheLongestComponent() throws {
        let chart = try ProviderRegistry.builtIn().provider("dynamo").chart
        func rendered(_ name: String) throws -> Value? {
            try Renderer().render(
                chart, values: ["modelId": "a/b", "mode": "disaggregated"],
                release: ReleaseIdentity(name: name, namespace: "models")
            ).manifests.first?.value
        }
        let longest = String(repeating: "x", count: 37)
        for component in try rendered(longest)?["spec"]?["components"]?.array ?? [] {
            #expect(longest.count + (component["name"]?.string?.count ?? 99) <= 45)
        }
        let error = try #require(throws: (any Error).self) { try rendered(longest + "y") }
        #expect("\(error)".contains("has 38 characters; Dynamo takes at most 37"), "\(error)")
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
        Refusal(values: ["modelId": "a/b", "labels": ["app.kubernetes.io/name": "x"]], path: "app.kubernetes.io/name"),
        Refusal(values: ["modelId": "a/b", "sharedMemory": "much"], path: "sharedMemory"),
        Refusal(values: ["modelId": "a/b", "env": [["value": "x"]]], path: "env"),
        Refusal(values: ["modelId": "a/b", "env": [["name": "X", "value": 1]]], path: "env"),
        Refusal(values: ["modelId": "a/b", "router": ["kvOverlapScoreCredit": 2]], path: "kvOverlapScoreCredit"),
        Refusal(values: ["modelId": "a/b", "operatorVersion": "latest"], path: "operatorVersion"),
        Refusal(values: ["modelId": "a/b", "multinode": ["nodeCount": 0]], path: "nodeCount"),
        Refusal(values: ["modelId": "a/b", "multinode": ["decodeNodeCount": 1.5]], path: "decodeNodeCount"),
        Refusal(values: ["modelId": "a/b", "multinode": ["nodes": 2]], path: "nodes"),
        Refusal(values: ["modelId": "a/b", "modelCache": ["path": "models"]], path: "path"),
    ])
    func wrongValuesAreRefusedWithTheirPath(refusal: Refusal) throws {
        let error = try #require(throws: (any Error).self) { try render(refusal.values) }
        #expect("\(error)".contains(refusal.path), "\(error)")
    }
}

import Charts
import Providers
import Testing
import Value
import YAML

/// The manifests of llm-d: workers, and the router before them.
@Suite struct LLMDChartTests {
    /// By kind and name.
    private func render(_ values: Object = [:], name: String = "qwen3") throws -> [String: Value] {
        let chart = try ProviderRegistry.builtIn().provider("llm-d").chart
        let all = (["modelId": "Qwen/Qwen3-0.6B"] as Object).merged(with: values)
        let rendered = try Renderer().render(
            chart, values: all, release: ReleaseIdentity(name: name, namespace: "models"))
        return Dictionary(uniqueKeysWithValues: rendered.manifests.map { ("\($0.kind)/\($0.name)", $0.value) })
    }

    private func pod(_ name: String, _ values: Object = [:]) throws -> Value {
        try #require(try render(values)["Deployment/\(name)"]?["spec"]?["template"])
    }

    private func container(_ index: Int, of name: String, _ values: Object = [:]) throws -> Value {
        try #require(try pod(name, values)["spec"]?["containers"]?[index])
    }

    private func arguments(_ container: Value) -> [String] { container["args"]?.array?.compactMap(\.string) ?? [] }

    private static let split: Object = ["mode": "disaggregated"]

    /// What the endpoint picker reads, which is YAML within YAML.
    private func plugins(_ values: Object = [:]) throws -> Value {
        let text = try #require(try render(values)["ConfigMap/qwen3-epp"]?["data"]?["plugins.yaml"]?.string)
        let config = try YAML.decode(text, file: "plugins")
        #expect(config["apiVersion"] == "llm-d.ai/v1alpha1")
        #expect(config["kind"] == "EndpointPickerConfig")
        return config
    }

    private func types(_ config: Value) -> [String] {
        config["plugins"]?.array?.compactMap { $0["type"]?.string } ?? []
    }

    /// Plugins of a scheduling profile by name, with their weights; null for what is no scorer.
    private func profiles(_ config: Value) -> [String: [String: Value]] {
        var result: [String: [String: Value]] = [:]
        for profile in config["schedulingProfiles"]?.array ?? [] {
            let plugins = profile["plugins"]?.array ?? []
            result[profile["name"]?.string ?? ""] = Dictionary(
                uniqueKeysWithValues: plugins.map { ($0["pluginRef"]?.string ?? "", $0["weight"] ?? .null) })
        }
        return result
    }

    // MARK: - Parts

    private static let router = ["ConfigMap", "Deployment", "Role", "RoleBinding", "Service", "ServiceAccount"]
        .map { "\($0)/qwen3-epp" }

    @Test func aReleaseBringsAllThatItNeeds() throws {
        let parts = Self.router + ["ConfigMap/qwen3-proxy", "Deployment/qwen3"]
        #expect(try render().keys.sorted() == parts.sorted())
        #expect(try render(Self.split).keys.sorted() == (parts + ["Deployment/qwen3-prefill"]).sorted())
        for object in try render(Self.split).values {
            #expect(object["metadata"]?["namespace"] == "models")
            #expect(object["metadata"]?["labels"]?["app.kubernetes.io/instance"] == "qwen3")
        }
    }

    /// Otherwise one deployment would be listed as several.
    @Test(arguments: ["aggregated", "disaggregated"])
    func oneOfItsDeploymentsIsTheDeployment(mode: String) throws {
        let resource = try #require(try ProviderRegistry.builtIn().provider("llm-d").definition.resource)
        let wanted = try #require(resource.selector).split(separator: ",").map { $0.split(separator: "=") }
        let found = try render(["mode": .string(mode)]).filter { key, object in
            key.hasPrefix("Deployment/")
                && wanted.allSatisfy { object["metadata"]?["labels"]?[String($0[0])]?.string == String($0[1]) }
        }
        #expect(Array(found.keys) == ["Deployment/qwen3"])
    }

    @Test func theServiceLeadsToTheProxy() throws {
        let spec = try #require(try render()["Service/qwen3-epp"]?["spec"])
        #expect(spec["ports"] == [["name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"]])
        let labels = try #require(try pod("qwen3-epp")["metadata"]?["labels"])
        for (key, value) in spec["selector"]?.object ?? [:] { #expect(labels[key] == value) }
        let proxy = try container(1, of: "qwen3-epp", ["servedModelName": "chat"])
        #expect(proxy["ports"]?[0] == ["name": "http", "containerPort": 8081, "protocol": "TCP"])
        // By which the sandbox knows what answers there.
        let arguments = arguments(proxy)
        let flag = try #require(arguments.firstIndex(of: "--service-cluster"))
        #expect(arguments[flag + 1] == "chat")
    }

    @Test func theEndpointPickerFindsTheWorkersAndNothingElse() throws {
        let picker = try container(0, of: "qwen3-epp", Self.split)
        let selector = "app.kubernetes.io/name=llm-d,app.kubernetes.io/instance=qwen3,llm-d.ai/inference-serving=true"
        #expect(arguments(picker).contains("--endpoint-selector=\(selector)"))
        #expect(arguments(picker).contains("--endpoint-target-ports=8000"))
        #expect(!arguments(picker).contains { $0.hasPrefix("--pool-") })
        #expect(picker["env"]?.array?.compactMap { $0["name"]?.string } == ["NAMESPACE", "POD_NAME"])
        for (name, serves) in [("qwen3", true), ("qwen3-prefill", true), ("qwen3-epp", false)] {
            let labels = try pod(name, Self.split)["metadata"]?["labels"]
            #expect((labels?["llm-d.ai/inference-serving"] == "true") == serves, "\(name)")
        }
        #expect(try pod("qwen3-epp")["spec"]?["serviceAccountName"] == "qwen3-epp")
        let rules: Value = [["apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]]]
        #expect(try render()["Role/qwen3-epp"]?["rules"] == rules)
    }

    @Test func twoReleasesInOneNamespaceShareNothing() throws {
        let both = [try render(), try render(Self.split, name: "qwen4")]
        #expect(Set(both[0].keys).isDisjoint(with: both[1].keys))
        let volumes = both[1]["Deployment/qwen4-epp"]?["spec"]?["template"]?["spec"]?["volumes"]
        #expect(volumes?[0]?["configMap"]?["name"] == "qwen4-epp")
        #expect(volumes?[1]?["configMap"]?["name"] == "qwen4-proxy")
    }

    // MARK: - Workers

    struct Knob: Sendable, CustomTestStringConvertible {
        var values: Object
        var arguments: [String]
        var testDescription: String { Value.object(values).json() }
    }

    @Test(arguments: [
        Knob(values: [:], arguments: []),
        Knob(values: ["resources": ["gpu": 4]], arguments: ["--tensor-parallel-size", "4"]),
        Knob(values: ["resources": ["gpu": 0]], arguments: []),
        Knob(values: ["contextLength": 4096], arguments: ["--max-model-len", "4096"]),
        Knob(values: ["enforceEager": true], arguments: ["--enforce-eager"]),
        Knob(values: ["enablePrefixCaching": true], arguments: ["--enable-prefix-caching"]),
        Knob(values: ["enablePrefixCaching": false], arguments: ["--no-enable-prefix-caching"]),
        Knob(values: ["trustRemoteCode": true], arguments: ["--trust-remote-code"]),
    ])
    func eachKnobIsAFlagOfTheEngine(test: Knob) throws {
        let name = ["Qwen/Qwen3-0.6B", "--served-model-name", "Qwen/Qwen3-0.6B", "--host", "0.0.0.0", "--port", "8000"]
        let engine = try container(0, of: "qwen3", test.values)
        #expect(engine["command"] == ["vllm", "serve"])
        #expect(arguments(engine) == name + test.arguments + ["--shutdown-timeout", "120"])
    }

    @Test(arguments: EngineFlags.all)
    func eachKnobIsAFlagOfSGLang(test: EngineFlags) throws {
        let name = [
            "--model-path", "Qwen/Qwen3-0.6B", "--served-model-name", "Qwen/Qwen3-0.6B", "--host", "0.0.0.0", "--port",
            "8000", "--enable-metrics",
        ]
        let values = test.values.merged(with: ["engine": "sglang"])
        let load = try container(0, of: "qwen3", values.merged(with: ["routerMode": "load"]))
        #expect(load["command"] == ["sglang", "serve"])
        #expect(arguments(load) == name + test.sglang)
        // Pages of the size in which the endpoint picker counts.
        let kv = try container(0, of: "qwen3", values)
        #expect(arguments(kv) == name + ["--page-size", "64"] + test.sglang)
    }

    @Test func theEndpointPickerIsToldWhoseMetricsItReads() throws {
        for engine in ["vllm", "sglang"] {
            let values = Self.split.merged(with: ["engine": .string(engine)])
            for name in ["qwen3", "qwen3-prefill"] {
                #expect(try pod(name, values)["metadata"]?["labels"]?["llm-d.ai/engine-type"] == .string(engine))
            }
        }
    }

    @Test func theUsersArgumentsAndEnvironmentAreTheLast() throws {
        let engine = try container(
            0, of: "qwen3",
            [
                "engineArgs": ["a-flag": true, "b-flag": false, "c-flag": 8], "shutdownSeconds": 30,
                "env": [["name": "USER", "value": "me"]], "hfTokenSecret": "hf",
            ])
        #expect(arguments(engine).suffix(5) == ["--shutdown-timeout", "30", "--a-flag", "--c-flag", "8"])
        #expect(
            engine["env"] == [["name": "HF_HOME", "value": "/model-cache"], ["name": "USER", "value": "me"]])
        #expect(engine["envFrom"] == [["secretRef": ["name": "hf"]]])
    }

    @Test func imagesAreOfOneReleaseUnlessAskedFor() throws {
        #expect(try container(0, of: "qwen3")["image"] == "ghcr.io/llm-d/llm-d-cuda:v0.9.0")
        #expect(try container(0, of: "qwen3-epp")["image"] == "ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0")
        #expect(try container(1, of: "qwen3-epp")["image"] == "docker.io/envoyproxy/envoy:distroless-v1.33.2")
        let own: Object = ["image": ["registry": "mirror.example.com", "repository": "vllm", "tag": "v9"]]
        #expect(try container(0, of: "qwen3", own)["image"] == "mirror.example.com/vllm:v9")
        let sglang: Object = ["engine": "sglang"]
        #expect(try container(0, of: "qwen3", sglang)["image"] == "docker.io/lmsysorg/sglang:v0.5.23")
        let mirrored = sglang.merged(with: ["image": ["registry": "mirror.example.com"]])
        #expect(try container(0, of: "qwen3", mirrored)["image"] == "mirror.example.com/lmsysorg/sglang:v0.5.23")
    }

    @Test func prefillAndDecodeHaveWorkersOfTheirOwn() throws {
        let values = Self.split.merged(with: ["prefillReplicas": 3, "resources": ["extra": ["rdma/ib": 1]]])
        let objects = try render(values)
        #expect(objects["Deployment/qwen3"]?["spec"]?["replicas"] == 1)
        #expect(objects["Deployment/qwen3-prefill"]?["spec"]?["replicas"] == 3)
        for (name, role, port) in [("qwen3", "decode", 8200), ("qwen3-prefill", "prefill", 8000)] {
            #expect(try pod(name, values)["metadata"]?["labels"]?["llm-d.ai/role"]?.string == role)
            let engine = try container(0, of: name, values)
            let arguments = arguments(engine)
            let transfer = try #require(arguments.firstIndex(of: "--kv-transfer-config"))
            #expect(arguments[transfer + 1] == #"{"kv_connector":"NixlConnector","kv_role":"kv_both"}"#)
            #expect(engine["ports"]?[0]?["containerPort"]?.integer == Int64(port))
            #expect(engine["ports"]?[1]?["containerPort"] == 5600)
            #expect(engine["resources"]?["limits"] == ["nvidia.com/gpu": "1", "rdma/ib": "1"])
            let address: Value = ["fieldRef": ["fieldPath": "status.podIP"]]
            #expect(
                engine["env"]?.array?.contains(["name": "VLLM_NIXL_SIDE_CHANNEL_HOST", "valueFrom": address]) == true)
        }
        let sidecar = try #require(try pod("qwen3", values)["spec"]?["initContainers"]?[0])
        #expect(sidecar["restartPolicy"] == "Always")
        #expect(
            arguments(sidecar)
                == ["--port=8000", "--model-server-port=8200", "--kv-connector=nixlv2", "--secure-proxy=false"])
        #expect(try pod("qwen3-prefill", values)["spec"]?["initContainers"] == nil)
        #expect(try pod("qwen3")["spec"]?["initContainers"] == nil)
        #expect(try pod("qwen3")["metadata"]?["labels"]?["llm-d.ai/role"] == "prefill-decode")
    }

    /// Its decode workers compute no prompt themselves, so that all of them go to a prefill worker first.
    @Test func prefillAndDecodeOfSGLangFindEachOtherByThePrefillWorker() throws {
        let values = Self.split.merged(with: ["engine": "sglang"])
        for (name, role) in [("qwen3", "decode"), ("qwen3-prefill", "prefill")] {
            let engine = try container(0, of: name, values)
            #expect(
                arguments(engine).suffix(6) == [
                    "--disaggregation-mode", role, "--disaggregation-transfer-backend", "nixl",
                    "--disaggregation-bootstrap-port", "8998",
                ])
            #expect(!arguments(engine).contains("--kv-transfer-config"))
            #expect(engine["env"]?.array?.compactMap { $0["name"]?.string } == ["HF_HOME", "USER"])
            let ports = engine["ports"]?.array?.compactMap { $0["containerPort"]?.integer }
            #expect(ports == (role == "prefill" ? [8000, 8998] : [8200]))
        }
        let sidecar = try #require(try pod("qwen3", values)["spec"]?["initContainers"]?[0])
        #expect(arguments(sidecar).contains("--kv-connector=sglang"))
        for router in ["kv", "load"] {
            let config = try plugins(values.merged(with: ["routerMode": .string(router)]))
            #expect(types(config).contains("always-disagg-pd-decider"))
            #expect(!types(config).contains("prefix-based-pd-decider"))
        }
    }

    @Test func allWorkersTakeGPUs() throws {
        let provider = try ProviderRegistry.builtIn().provider("llm-d")
        #expect(provider.workers(for: ["replicas": 3]) == 3)
        #expect(provider.workers(for: Self.split.merged(with: ["replicas": 3])) == 6)
        #expect(provider.workers(for: Self.split.merged(with: ["replicas": 3, "prefillReplicas": 0])) == 3)
    }

    // MARK: - Router

    private static let scorers: [String: Value] = [
        "prefix-cache-scorer": 3, "queue-scorer": 2, "kv-cache-utilization-scorer": 2, "max-score-picker": .null,
    ]

    @Test func kvGoesByPrefixesAndLoadDoesNot() throws {
        let kv = try plugins()
        #expect(profiles(kv) == ["default": Self.scorers])
        #expect(types(kv).contains("approx-prefix-cache-producer") && types(kv).contains("single-profile-handler"))
        let load = try plugins(["routerMode": "load", "router": ["weights": ["queue": 5]]])
        #expect(
            profiles(load) == [
                "default": ["queue-scorer": 5, "kv-cache-utilization-scorer": 2, "max-score-picker": .null]
            ])
        #expect(!types(load).contains { $0.contains("prefix") })
    }

    @Test func disaggregatedHasAProfileForEachRole() throws {
        let kv = try plugins(Self.split)
        for role in ["prefill", "decode"] {
            #expect(profiles(kv)[role] == Self.scorers.merging(["\(role)-filter": .null]) { $1 })
        }
        let handler = kv["plugins"]?.array?.first { $0["type"] == "disagg-profile-handler" }
        #expect(handler?["parameters"]?["deciders"]?["prefill"] == "prefix-based-pd-decider")
        let decider = kv["plugins"]?.array?.first { $0["type"] == "prefix-based-pd-decider" }
        #expect(decider?["parameters"] == ["nonCachedTokens": 16])
        #expect(!types(kv).contains("single-profile-handler"))
        for values in [["routerMode": "load"], ["router": ["remotePrefillTokens": 0]]] as [Object] {
            let always = try plugins(Self.split.merged(with: values))
            #expect(types(always).contains("always-disagg-pd-decider"))
            #expect(!types(always).contains("prefix-based-pd-decider"))
        }
    }

    @Test func theProxyAsksTheEndpointPickerAndNobodyElse() throws {
        let text = try #require(try render()["ConfigMap/qwen3-proxy"]?["data"]?["envoy.yaml"]?.string)
        let resources = try #require(try YAML.decode(text, file: "envoy")["static_resources"])
        let listener = resources["listeners"]?[0]
        #expect(listener?["address"]?["socket_address"]?["port_value"] == 8081)
        let manager = try #require(listener?["filter_chains"]?[0]?["filters"]?[0]?["typed_config"])
        let filters = try #require(manager["http_filters"]?.array)
        let names = ["health_check", "header_mutation", "ext_proc", "router"].map { "envoy.filters.http.\($0)" }
        #expect(filters.compactMap { $0["name"]?.string } == names)
        #expect(filters[2]["typed_config"]?["failure_mode_allow"] == false)
        let removed = filters[1]["typed_config"]?["mutations"]?["request_mutations"]?.array
        let clusters = try #require(resources["clusters"]?.array)
        let header = clusters[0]["original_dst_lb_config"]?["http_header_name"]
        #expect(removed?.contains { $0["remove"] == header } == true)
        #expect(removed?.contains(["remove": "x-prefiller-host-port"]) == true)
        let picker = clusters[1]["load_assignment"]?["endpoints"]?[0]?["lb_endpoints"]?[0]?["endpoint"]?["address"]
        #expect(picker?["socket_address"] == ["address": "127.0.0.1", "port_value": 9002])
    }

    /// Neither the endpoint picker nor the proxy reads its file again.
    @Test func anotherChoiceStartsTheRouterAnew() throws {
        func checksum(_ values: Object) throws -> Value? {
            try pod("qwen3-epp", values)["metadata"]?["annotations"]?["checksum/config"]
        }
        #expect(try checksum([:]) != nil)
        #expect(try checksum([:]) == checksum(["replicas": 2]))
        #expect(try checksum([:]) != checksum(["routerMode": "load"]))
    }

    // MARK: - Refusals

    @Test(arguments: [
        ("3b", "does not begin with a letter"), (String(repeating: "a", count: 43), "llm-d takes at most 42"),
        ("qwen3-epp", "ends as the parts"), ("qwen3-prefill", "ends as the parts"),
    ])
    func aNameThatLeadsToBadOnesIsRefused(name: String, words: String) throws {
        let error = try #require(throws: RenderError.self) { try render(name: name) }
        #expect("\(error)".contains(words))
        #expect(try render(name: String(repeating: "a", count: 42)).count == 8)
    }

    @Test(
        arguments: [
            ["engine": "trtllm"], ["mode": "encode"], ["routerMode": "none"], ["replicas": -1],
            ["prefillReplicas": -1], ["resources": ["gpu": 17]], ["resources": ["extra": ["memory": "1Gi"]]],
            ["endpointPicker": ["cpu": ""]], ["proxy": ["threads": 0]], ["router": ["weights": ["prefix": -1]]],
            ["labels": ["app.kubernetes.io/component": "x"]], ["nonsense": 1],
        ] as [Object])
    func whatItCannotDoIsRefusedByTheSchema(values: Object) throws {
        let error = try #require(throws: RenderError.self) { try render(values) }
        #expect(error.code == .badValues)
    }
}

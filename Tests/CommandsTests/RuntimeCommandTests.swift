import Commands
import Kubernetes
import Sandbox
import Testing
import Value
import YAML

/// Runtimes that are in the cluster: shown, chosen by name, refused.
@Suite(.timeLimit(.minutes(3)))
struct RuntimeCommandTests {
    private static let names = [
        ("inferenceservices", "InferenceService", true), ("clusterbasemodels", "ClusterBaseModel", false),
        ("servingruntimes", "ServingRuntime", true), ("clusterservingruntimes", "ClusterServingRuntime", false),
    ]

    private static func definition(_ plural: String, _ kind: String, isNamespaced: Bool) throws -> Value {
        try YAML.decode(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: \(plural).ome.io}
            spec:
              group: ome.io
              scope: \(isNamespaced ? "Namespaced" : "Cluster")
              names: {kind: \(kind), listKind: \(kind)List, plural: \(plural), singular: \(kind.lowercased())}
              versions:
                - name: v1beta1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """, file: "crd")
    }

    private static func runtime(
        _ name: String, _ architecture: String, _ priority: Int, in namespace: String? = nil, more: String = ""
    ) throws -> Value {
        try YAML.decode(
            """
            apiVersion: ome.io/v1beta1
            kind: \(namespace == nil ? "ClusterServingRuntime" : "ServingRuntime")
            metadata: {name: \(name)\(namespace.map { ", namespace: \($0)" } ?? "")}
            spec:
              supportedModelFormats:
                - modelFormat: {name: safetensors}
                  modelFramework: {name: transformers}
                  modelArchitecture: \(architecture)
                  priority: \(priority)
              \(more)
            """, file: "runtime")
    }

    private static let users = [
        SandboxUser(
            name: "tina", token: "tina",
            rules: [
                .init(
                    apiGroups: ["*"],
                    resources: ["inferenceservices", "servingruntimes", "deployments", "pods", "events", "secrets"],
                    verbs: ["get", "list", "watch", "create", "patch", "update", "delete"], namespaces: ["models"])
            ])
    ]

    /// OME's types are there, and some runtimes.
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with(users: Self.users) { cluster in
            let client = try cluster.client
            for (plural, kind, isNamespaced) in Self.names {
                _ = try await client.create(Self.definition(plural, kind, isNamespaced: isNamespaced))
                while true {
                    let crd = try await client.getIfPresent(.customResourceDefinitions, "\(plural).ome.io")
                    let conditions = crd?["status"]?["conditions"]?.array ?? []
                    if conditions.contains(where: { $0["type"] == "Established" && $0["status"] == "True" }) { break }
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            _ = try await client.create(["metadata": ["name": "models"]], as: .namespaces)
            for runtime in [
                try Self.runtime("srt-qwen3", "Qwen3ForCausalLM", 2),
                try Self.runtime("srt-llama", "LlamaForCausalLM", 5),
                try Self.runtime("srt-large", "Qwen3ForCausalLM", 9, more: "modelSizeRange: {min: 30B}"),
                try Self.runtime("ours", "Qwen3ForCausalLM", 4, in: "models"),
                try Self.runtime("theirs", "Qwen3ForCausalLM", 4, in: "default", more: "disabled: true"),
            ] { _ = try await client.create(runtime) }
            try await body(cluster)
        }
    }

    private static let deploy = "deploy Qwen/Qwen3-0.6B --name qwen3 -n models --dry-run"

    @Test func aRuntimeThatFitsIsNamed() async throws {
        try await with { cluster in
            for name in ["srt-qwen3", "ours"] {
                let run = await cluster.run("\(Self.deploy) --runtime \(name)")
                #expect(run.status == .done, "\(run.everything)")
                #expect(run.output.contains("runtime:\n    name: \(name)\n"), "\(run.output)")
                #expect(!run.output.contains("kind: ServingRuntime"), "\(run.output)")
                #expect(run.errors.contains("ome with vllm: "), "\(run.errors)")
            }
            let own = await cluster.run("\(Self.deploy) --provider ome")
            #expect(own.output.contains("kind: ServingRuntime"), "\(own.everything)")
        }
    }

    @Test(arguments: [
        (
            "srt-llama",
            "ClusterServingRuntime srt-llama does not fit Qwen/Qwen3-0.6B: it is for LlamaForCausalLM, and "
                + "Qwen/Qwen3-0.6B is Qwen3ForCausalLM"
        ),
        ("srt-large", "does not fit Qwen/Qwen3-0.6B: it is for 30B to any parameters"),
        ("nothing", "there is no runtime nothing for namespace models"),
        ("theirs", "there is no runtime theirs for namespace models"),
    ])
    func whatDoesNotFitIsRefused(name: String, words: String) async throws {
        try await with { cluster in
            for flags in ["--dry-run", "", "--no-wait"] {
                let run = await cluster.run(
                    "deploy Qwen/Qwen3-0.6B --name qwen3 -n models --runtime \(name) --provider ome \(flags)")
                #expect(run.status == .usage, "\(run.everything)")
                #expect(run.output.isEmpty)
                #expect(run.errors.contains(words), "\(run.errors)")
                #expect(run.errors.contains("those that fit are ours, srt-qwen3; "), "\(run.errors)")
            }
            let left = try await cluster.releases
            #expect(left.isEmpty)
        }
    }

    @Test func aProviderThatTakesNoneIsRefused() async throws {
        try await with { cluster in
            let run = await cluster.run("\(Self.deploy) --provider vllm --runtime ours")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("it takes no runtime that is in the cluster, such as ours"))
        }
    }

    @Test func whatCannotBeSeenIsUnknown() async throws {
        try await with { cluster in
            let run = await cluster.run("\(Self.deploy) --provider ome --runtime srt-llama --context tina")
            #expect(run.status == .done, "\(run.everything)")
            #expect(
                run.errors.contains(
                    "runtime srt-llama of models/qwen3: whether it is there is not known: objects of kind "
                        + "ClusterServingRuntime cannot be seen: the caller may not list "), "\(run.errors)")
            let seen = await cluster.run("\(Self.deploy) --provider ome --runtime ours --context tina")
            #expect(seen.status == .done && !seen.errors.contains("not known"), "\(seen.everything)")
        }
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("\(Self.deploy) --provider ome --runtime any")
            #expect(run.status == .done, "\(run.everything)")
            #expect(
                run.errors.contains("the cluster does not serve ServingRuntime or ClusterServingRuntime yet"),
                "\(run.errors)")
        }
    }

    @Test func whatFitsAndWhatDoesNotIsShown() async throws {
        let lines = [
            "ServingRuntime models/ours fits, priority 4: it takes safetensors of Qwen3ForCausalLM",
            "ClusterServingRuntime srt-qwen3 fits, priority 2: it takes safetensors of Qwen3ForCausalLM",
        ]
        try await with { cluster in
            let dry = await cluster.run("\(Self.deploy) --provider ome -v")
            for line in lines + ["not ClusterServingRuntime srt-llama: it is for LlamaForCausalLM"] {
                #expect(dry.errors.contains("\(line)"), "\(dry.errors)")
            }
            let quiet = await cluster.run("\(Self.deploy) --provider ome")
            #expect(!quiet.errors.contains("fits, priority"))

            let show = await cluster.run("providers show ome --model Qwen/Qwen3-0.6B -n models")
            let words = show.rows.joined(separator: " ")
            for line in lines { #expect(words.contains(line), "\(show.output)") }
            let json = try await cluster.run("providers show ome --model Qwen/Qwen3-0.6B -n models -o json").json
            let found = json["runtimes"]?["found"]?.array ?? []
            #expect(found.map { $0["name"] } == ["ours", "srt-qwen3", "srt-large", "srt-llama"], "\(json.json())")
            #expect(found.map { $0["verdict"] } == ["match", "match", "mismatch", "mismatch"])

            let list = await cluster.run("providers list --model Qwen/Qwen3-0.6B --runtimes -n models")
            #expect(list.output.contains("\nruntimes for ome\n  ServingRuntime models/ours fits"), "\(list.output)")
            #expect(
                list.output.contains("\nruntimes for kserve-classic\n  the cluster serves no ServingRuntime\n"),
                "\(list.output)")
            #expect(list.output.split(separator: "\n").filter { $0.hasPrefix("  ") }.allSatisfy { $0.count <= 80 })
            let all = try await cluster.run("providers list --model Qwen/Qwen3-0.6B --runtimes -o json").json
            let ome = all.array?.first { $0["provider"] == "ome" }
            #expect(ome?["runtimes"]?["found"]?.array?.count == 4, "\(all.json())")
            #expect(all.array?.first { $0["provider"] == "vllm" }?["runtimes"] == .null)
            let none = await cluster.run("providers show vllm --model Qwen/Qwen3-0.6B")
            #expect(none.output.contains("vllm takes no runtime that is in the cluster"), "\(none.output)")
        }
        let plain = await CommandRun.of("providers show ome")
        #expect(plain.rows.contains { $0.hasPrefix("runtimes one that is in the cluster, with --runtime: ") })
        #expect(await CommandRun.of("providers list --runtimes").status == .usage)
    }

    @Test func aFilesRuntimeIsRefusedWithItsPlace() async throws {
        try await with { cluster in
            func file(_ more: String) -> String {
                "apiVersion: groundcrew/v1\nkind: Bootstrap\nmodels:\n  - id: Qwen/Qwen3-0.6B\n    namespace: models\n"
                    + "    provider: ome\n    \(more)\n"
            }
            for more in ["runtime: srt-llama", "values: {runtime: srt-llama}"] {
                try cluster.folder.write(file(more), to: "one.yaml")
                let run = await cluster.run("bootstrap -f one.yaml --plan")
                #expect(run.status == .usage, "\(run.everything)")
                #expect(
                    run.errors.contains("one.yaml:7:")
                        && run.errors.contains(
                            "runtime cannot be used: ClusterServingRuntime srt-llama does not fit Qwen/Qwen3-0.6B"),
                    "\(run.errors)")
            }
        }
    }
}

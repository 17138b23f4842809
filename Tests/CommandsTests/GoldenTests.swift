import Commands
import Testing
import Value

/// What commands print that touch no cluster.
@Suite struct GoldenTests {
    @Test(arguments: [
        ("version", "groundcrew 0.1.0\n"), ("--version", "groundcrew 0.1.0\n"),
        ("version -o json", "{\n  \"version\": \"0.1.0\"\n}\n"), ("version -o yaml", "version: 0.1.0\n"),
    ])
    func version(line: String, text: String) async {
        let run = await CommandRun.of(line)
        #expect(run.output == text)
        #expect(run.errors.isEmpty)
        #expect(run.status == .done)
    }

    @Test func providersList() async {
        let run = await CommandRun.of("providers list")
        #expect(
            run.output == """
                NAME             ENGINES              MODES                      ROUTERS
                dynamo           vllm,sglang,trtllm   aggregated,disaggregated   none,round-robin,kv
                kaito            vllm                 aggregated                 none
                kaito-set        vllm                 aggregated                 none
                kserve           vllm                 aggregated,disaggregated   none,endpoint-picker
                kserve-classic   vllm,sglang          aggregated                 none
                kuberay          vllm                 aggregated,disaggregated   none,prefix
                llm-d            vllm,sglang          aggregated,disaggregated   kv,load
                ome              vllm,sglang          aggregated,disaggregated   none,round-robin,kv
                vllm             vllm,sglang          aggregated                 none

                """)
    }

    @Test func providersShowFits80Columns() async {
        let run = await CommandRun.of("providers show dynamo")
        #expect(
            run.output.hasPrefix(
                """
                provider      NVIDIA Dynamo (dynamo)
                summary       serves one model with vLLM, SGLang or TensorRT-LLM, whole or as
                              prefill and decode workers
                operator      dynamo-platform 1.6.2 in namespace dynamo-system
                              oci://helm.ngc.nvidia.com/nvidia/ai-dynamo/charts/dynamo-platform
                deploys a     DynamoGraphDeployment (nvidia.com/v1beta1, else
                              nvidia.com/v1alpha1)

                """))
        #expect(
            run.output.contains(
                """
                NATS          needed by operators before 1.4.0, whose chart brings it unless its
                              values say otherwise; later only where the values install it
                              (global.nats.install) or name its address
                              (dynamo-operator.natsAddr)
                etcd          needed by operators before 0.9.0; later only where the values
                              install it (global.etcd.install) or name its address
                              (dynamo-operator.etcdAddr)
                one of        needed for workers on several nodes: podcliquesets.grove.io or
                              leaderworkersets.leaderworkerset.x-k8s.io
                one of        needed to start and end replicas with the load:
                              scaledobjects.keda.sh

                values, for --set and for models of a bootstrap file:
                  name
                    text
                    The deployment's name; the release's when empty.

                """), "\(run.output)")
        for line in run.output.split(separator: "\n") where line.contains(" ") {
            #expect(line.count <= 80 || line.split(separator: " ").count <= 3, "\(line)")
        }
    }

    @Test func providersShowNamesValuesWithTheirRangesAndDefaults() async throws {
        let run = await CommandRun.of("providers show dynamo")
        #expect(
            run.output.contains(
                """
                  resources.gpu
                    integer from 0 to 16, 1 when not given
                    GPUs for each worker, on each of its nodes; more than one means tensor
                    parallelism.

                """), "\(run.output)")
        let settings = try await CommandRun.of("providers show dynamo -o json").json["settings"]?.array ?? []
        let mode = try #require(settings.first { $0["name"] == "mode" })
        #expect(mode["allowed"] == ["aggregated", "disaggregated"])
        #expect(mode["default"] == "aggregated")
    }

    @Test func providersAreTheSameInEveryFormat() async throws {
        let json = try await CommandRun.of("providers show dynamo -o json").json
        #expect(try await CommandRun.of("providers show dynamo -o yaml").yaml == json)
        #expect(json["name"] == "dynamo" && json["apiVersion"] == "groundcrew/v1" && json["kind"] == "Provider")
        #expect(try await CommandRun.of("providers list -o json").json.array?.count == 9)
    }

    @Test func modelsList() async throws {
        let text = await CommandRun.of("models list")
        let lines = text.output.split(separator: "\n")
        #expect(
            lines.first
                == "ID                                         PARAMETERS   CONTEXT   GPU MEMORY   GATED   ENGINES")
        let models = try await CommandRun.of("models list -o json").json.array ?? []
        #expect(models.count == lines.count - 1)
        #expect(try await CommandRun.of("models list -o yaml").yaml.array?.count == models.count)
        for (line, model) in zip(lines.dropFirst(), models) {
            #expect(line.hasPrefix(try #require(model["id"]?.string)))
        }
    }

    @Test func modelsSearch() async throws {
        let run = await CommandRun.of("models search QWEN")
        #expect(run.output.split(separator: "\n").count == 3)
        let none = await CommandRun.of("models search nothing-like-it")
        #expect(none.status == .done)
        #expect(none.output.isEmpty)
        #expect(none.errors.contains("groundcrew models list"))
        #expect(try await CommandRun.of("models search nothing-like-it -o json").json == [])
    }

    @Test func modelsShow() async throws {
        let run = await CommandRun.of("models show Qwen/Qwen3-0.6B")
        #expect(run.output.contains("GPU memory    at least 4Gi\n"))
        #expect(run.output.contains("architecture  Qwen3ForCausalLM\n"))
        #expect(run.output.contains("gated         no\n"))
        let json = try await CommandRun.of("models show Qwen/Qwen3-0.6B -o json").json
        #expect(try await CommandRun.of("models show Qwen/Qwen3-0.6B -o yaml").yaml == json)
        let unknown = await CommandRun.of("models show a/b")
        #expect(unknown.status == .usage)
        #expect(unknown.output.isEmpty)
        #expect(unknown.errors.contains("groundcrew: the catalog has no model 'a/b'\n  next: "))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionScriptsKnowTheCommands(shell: String) async {
        let run = await CommandRun.of("completion \(shell)")
        #expect(run.status == .done)
        #expect(run.output.contains("bootstrap"))
        #expect(run.output.contains("deployments"))
    }

    @Test func templatePrintsHelmsBytes() async throws {
        let folder = try TemporaryFolder()
        try folder.write("apiVersion: v2\nname: demo\nversion: 1.0.0\n", to: "demo/Chart.yaml")
        try folder.write("text: hello\n", to: "demo/values.yaml")
        try folder.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: "
                + "{{ .Release.Namespace }}\ndata:\n  text: {{ .Values.text }}\n", to: "demo/templates/map.yaml")
        try folder.write("text: from a file\n", to: "v.yaml")
        let run = await CommandRun.of(
            "chart template mine ./demo -n apps -f v.yaml", in: folder.path)
        #expect(
            run.output == """
                ---
                # Source: demo/templates/map.yaml
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: mine
                  namespace: apps
                data:
                  text: from a file

                """)
        #expect(run.status == .done)
        let set = await CommandRun.of("chart template ./demo -f v.yaml --set text=set", in: folder.path)
        #expect(set.output.contains("text: set"))
        #expect(set.output.contains("name: release-name"))
        let missing = await CommandRun.of("chart template ./none", in: folder.path)
        #expect(missing.status == .usage)
        #expect(missing.output.isEmpty)
    }
}

import Commands
import Testing
import Value

/// Whole commands on the built-in simulated cluster.
@Suite(.timeLimit(.minutes(3)))
struct SandboxCommandTests {
    private func folder(_ bootstrap: String = TemporaryFolder.oneModel, sandbox: String? = nil) throws
        -> TemporaryFolder
    {
        let folder = try TemporaryFolder()
        try folder.write(bootstrap, to: "cluster.yaml")
        if let sandbox { try folder.write(sandbox, to: "sandbox.yaml") }
        return folder
    }

    /// A cluster without GPUs.
    private static let noGPUs = "apiVersion: groundcrew/v1\nkind: Sandbox\nnodes: [{name: cpu-0}]\n"
    /// A cluster in which the operator reports a failure.
    private static let failing = """
        apiVersion: groundcrew/v1
        kind: Sandbox
        gpuOperator: true
        nodes:
          - {name: gpu-0, gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}}
        faults:
          - {kind: DynamoGraphDeployment, name: "*", fault: failed, message: "broken \\e[2J engine"}

        """

    @Test func bootstrapSaysWhatIsServedWhereAndHowToReachIt() async throws {
        let folder = try folder()
        let run = await CommandRun.of("bootstrap -f cluster.yaml --sandbox", in: folder.path)
        #expect(run.status == .done, "\(run.errors)")
        let head = """
            operator dynamo-platform (simulated by sandbox-operator 0.1.0)
              in namespace dynamo-system: created, revision 1

            Qwen/Qwen3-0.6B is Running
              dynamo with vllm, deployment models/qwen3: created
              answered: This is a simulated answer: no model runs in the sandbox.
              inside the cluster: http://qwen3-frontend.models.svc:8000/v1
              nothing to forward a port to in a simulated cluster; in a real one:
                kubectl port-forward --namespace models service/qwen3-frontend 8000:8000
                curl http://127.0.0.1:8000/v1/chat/completions -H 'Content-Type: application/json' -d '{"model":"Qwen/Qwen3-0.6B","messages":[{"role":"user","content":"Hello"}]}'

            time: preflight 
            """
        #expect(run.output.hasPrefix(head), "\(run.output)")
        #expect(
            run.output.contains(#/\ntime: preflight [0-9].* s, operators .* s, models .* s\n\n\(simulated cluster: /#))
        // Progress: one line for each thing, all called simulated, none twice.
        let lines = run.errors.split(separator: "\n")
        #expect(Set(lines).count == lines.count, "\(run.errors)")
        #expect(lines.allSatisfy { $0.hasSuffix("(simulated)") })
        #expect(lines.first == "preflight: checking the cluster (simulated)")
        #expect(lines.last == "models: deploying models: done [ready] (simulated)")
    }

    @Test func bootstrapPrintsExactlyOneDocument_F53() async throws {
        let folder = try folder()
        let run = await CommandRun.of("bootstrap -f cluster.yaml --sandbox -o json --events ndjson", in: folder.path)
        #expect(run.status == .done)
        let json = try run.json
        #expect(json["outcome"] == "served")
        #expect(json["simulated"] == true)
        #expect(json["deployments"]?[0]?["endpoint"]?["url"] == "http://qwen3-frontend.models.svc:8000/v1")
        #expect(json["phases"]?.array?.count == 3)
        // Every line of standard error is a record, numbered without a gap.
        let records = try run.records
        #expect(records.count == run.errors.split(separator: "\n").count)
        #expect(records.allSatisfy { $0["simulated"] == true })
        let numbers = records.compactMap { $0["sequence"]?.integer }
        #expect(numbers == Array(1...Int64(records.count)))
        let yaml = await CommandRun.of("bootstrap -f cluster.yaml --sandbox -o yaml --events none", in: folder.path)
        #expect(yaml.errors.isEmpty)
        #expect(try yaml.yaml["outcome"] == "served")
    }

    @Test func planChangesNothingAndSaysWhatWouldBeDone() async throws {
        let folder = try folder()
        let run = await CommandRun.of("bootstrap -f cluster.yaml --sandbox --plan", in: folder.path)
        #expect(run.output.hasPrefix("preflight  ready: "), "\(run.output)")
        #expect(
            run.output.hasSuffix(
                """
                operator   dynamo-platform 1.6.2 into namespace dynamo-system: install
                           from the sandbox's simulated dynamo-platform
                           on failure: hold
                model      Qwen/Qwen3-0.6B as models/qwen3: install
                           dynamo with vllm: serves Qwen/Qwen3-0.6B with vllm on NVIDIA GPUs
                endpoint   each model has to answer

                (simulated cluster: no container runs and no model answers)

                """), "\(run.output)")
        let json = try await CommandRun.of("bootstrap -f cluster.yaml --sandbox --plan -o json", in: folder.path).json
        #expect(json["models"]?[0]?["engine"] == "vllm")
        #expect(json["operators"]?[0]?["version"] == "1.6.2")
    }

    @Test(arguments: ["text", "json", "yaml"])
    func failingPreflightEndsWithOneInEveryFormat_F52(format: String) async throws {
        let folder = try folder(sandbox: Self.noGPUs)
        let run = await CommandRun.of(
            "bootstrap -f cluster.yaml --sandbox=sandbox.yaml --report junit=out.xml -o \(format)", in: folder.path)
        #expect(run.status == .failed)
        #expect(run.errors.contains("groundcrew: the cluster is not ready; nothing was changed"))
        #expect(try folder.read("out.xml").contains("gpu-nodes"))
        if format == "json" { #expect(try run.json["outcome"] == "notReady") }
        if format == "yaml" { #expect(try run.yaml["outcome"] == "notReady") }
        if format == "text" { #expect(run.output.contains("gpu-nodes")) }
    }

    @Test(arguments: ["text", "json", "yaml"])
    func aFailingModelEndsWithOneInEveryFormat_F52(format: String) async throws {
        let folder = try folder(sandbox: Self.failing)
        let run = await CommandRun.of(
            "bootstrap -f cluster.yaml --sandbox=sandbox.yaml --report json=out.json -o \(format)", in: folder.path)
        #expect(run.status == .failed, "\(run.errors)")
        #expect(run.errors.contains("groundcrew: models/qwen3 failed: "))
        #expect(run.errors.contains("\n  next: "))
        #expect(try Value(json: Array(folder.read("out.json").utf8))["results"] != nil)
        if format == "json" {
            #expect(try run.json["outcome"] == "notServed")
            #expect(try run.json["operators"]?.array?.count == 1)
        }
        if format == "text" { #expect(run.output.contains("\nmodels/qwen3 failed: "), "\(run.output)") }
    }

    @Test(arguments: ["text", "json", "yaml"])
    func textOfTheClusterSteersNoTerminal_F54_CVE_2021_21303(format: String) async throws {
        let folder = try folder(sandbox: Self.failing)
        for events in ["plain", "ndjson"] {
            let run = await CommandRun.of(
                "bootstrap -f cluster.yaml --sandbox=sandbox.yaml -o \(format) --events \(events)", in: folder.path)
            #expect(run.everything.contains("broken "))
            #expect(!run.everything.contains("\u{1B}"))
        }
    }

    @Test func preflightWritesEveryReport() async throws {
        let folder = try folder()
        let kinds = ["text", "json", "junit", "sarif", "github"]
        let reports = kinds.map { "--report \($0)=\($0).out" }.joined(separator: " ")
        let run = await CommandRun.of(
            "preflight --sandbox --model Qwen/Qwen3-0.6B --before-install \(reports)", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(try folder.names == (kinds.map { "\($0).out" } + ["cluster.yaml"]).sorted())
        #expect(try Value(json: Array(folder.read("json.out").utf8))["results"] != nil)
        #expect(try Value(json: Array(folder.read("sarif.out").utf8))["runs"] != nil)
        #expect(try folder.read("junit.out").hasPrefix("<?xml"))
        #expect(try folder.read("text.out").contains("gpu-nodes"))
        for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test(arguments: ["text", "json", "yaml"])
    func preflightEndsTheSameInEveryFormat_F52(format: String) async throws {
        let run = await CommandRun.of("preflight --sandbox --provider dynamo -o \(format)")
        // The operator is not there, and nobody says that it will be.
        #expect(run.status == .failed)
        #expect(run.output.contains("groundcrew install dynamo"))
        let folder = try folder(sandbox: Self.noGPUs)
        let without = await CommandRun.of(
            "preflight --sandbox=sandbox.yaml --model Qwen/Qwen3-0.6B --before-install -o \(format)", in: folder.path)
        #expect(without.status == .failed)
    }

    @Test func onlyAndSkipChooseChecks() async throws {
        let only = try await CommandRun.of("preflight --sandbox --only cluster -o json").json
        #expect(only["results"]?.array?.compactMap { $0["id"]?.string } == ["cluster"])
        let skip = await CommandRun.of("preflight --sandbox --provider dynamo --skip crds")
        #expect(skip.status == .done, "\(skip.output)")
        let unknown = await CommandRun.of("preflight --sandbox --skip crd")
        #expect(unknown.status == .usage)
    }

    @Test func deployServesAndPrintsOneDocument() async throws {
        let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B --sandbox -n models -o json --events ndjson")
        #expect(run.status == .done, "\(run.errors)")
        #expect(try run.json["apiVersion"] == "groundcrew/v1")
        #expect(try run.json["kind"] == "Deployment")
        #expect(try run.json["phase"] == "Running")
        #expect(try run.json["change"] == "created")
        let numbers = try run.records.compactMap { $0["sequence"]?.integer }
        #expect(numbers == Array(1...Int64(numbers.count)))
    }

    @Test(arguments: [
        ("--port 99999", "--port is 99999; it must be from 0 to 65535"), ("--port=-1", "--port is -1"),
        ("--write-kubeconfig none/kubeconfig", "none/kubeconfig cannot be written: the folder "),
    ])
    func whatCannotBeServedOrWrittenIsRefusedAtOnce(flags: String, message: String) async throws {
        let folder = try TemporaryFolder()
        let run = await CommandRun.of("sandbox serve \(flags)", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func deployDryRunPrintsTheManifestAlone() async throws {
        let run = await CommandRun.of(
            "deploy Qwen/Qwen3-0.6B --sandbox --dry-run --engine sglang --engine-arg max-num-seqs=16 --set labels.a=b")
        #expect(run.status == .done)
        #expect(
            run.errors == """
                dynamo with sglang: serves Qwen/Qwen3-0.6B with sglang on NVIDIA GPUs
                (simulated cluster: no container runs and no model answers)

                """)
        #expect(run.output.contains("kind: DynamoGraphDeployment"))
        #expect(run.output.contains("--max-num-seqs"))
        let json = try await CommandRun.of("deploy Qwen/Qwen3-0.6B --sandbox --dry-run -o json").json
        #expect(json["kind"] == "List")
        #expect(json["items"]?[0]?["kind"] == "DynamoGraphDeployment")
    }

    @Test func installAndItsManifests() async throws {
        let run = await CommandRun.of("install dynamo --sandbox")
        #expect(run.status == .done)
        #expect(
            run.output == "operator dynamo-platform (simulated by sandbox-operator 0.1.0)\n"
                + "  in namespace dynamo-system: created, revision 1\n\n"
                + "(simulated cluster: no container runs and no model answers)\n")
        let dry = await CommandRun.of("install dynamo --sandbox --dry-run -o json")
        #expect(try dry.json["items"]?.array?.isEmpty == false)
    }

    @Test func withoutWorkersNothingIsSaidToRun() async throws {
        let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B --sandbox -n models --replicas 0")
        #expect(run.status == .done, "\(run.errors)")
        #expect(run.output.hasPrefix("Qwen/Qwen3-0.6B is Stopped\n"))
        #expect(
            run.output.contains("  not asked for an answer: scaled to zero: it has no worker, so nothing can answer\n"))
        #expect(!run.everything.contains("answered"))
        #expect(!run.output.contains("is Running"))
        let json = try await CommandRun.of("deploy Qwen/Qwen3-0.6B --sandbox --set replicas=0 -o json").json
        #expect(json["phase"] == "Stopped")
        #expect(json["answer"] == .null)
        #expect(json["notAsked"]?.string?.hasPrefix("scaled to zero") == true)
    }

    @Test func whatNoClusterCouldDoIsRefusedBeforeOneIsAsked() async {
        for (flags, words) in [
            ("--engine nosuch", "there is no engine 'nosuch'; known are vllm, sglang, trtllm"),
            ("--mode half", "there is no mode 'half'; known are aggregated, disaggregated"),
            ("--router-mode random", "there is no router mode 'random'; known are none, round-robin, kv"),
            ("--provider nosuch", "there is no provider 'nosuch'; known are dynamo"),
            ("--set engine=nosuch", "there is no engine 'nosuch'; known are vllm, sglang, trtllm"),
            ("--replicas -1", "replicas"), ("--hf-token-secret Bad_Name", "hfTokenSecret is not the name of a Secret"),
            ("--provider vllm --set engine=nosuch", "it has no engine nosuch, only vllm, sglang"),
            ("--replicas 2 --set replicas=3", "replicas is one thing by its option, and another among the values"),
        ] {
            // There is no kubeconfig, and no network.
            let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B \(flags)")
            #expect(run.status == .usage, "\(flags): \(run.everything)")
            #expect(run.errors.contains(words), "\(flags): \(run.errors)")
            #expect(run.output.isEmpty)
        }
    }

    /// Nothing is installed for what cannot be deployed.
    @Test(
        arguments: [
            ("--provider dynamo --hf-token-secret nope", .failed, "there is no Secret default/nope"),
            ("--provider ome --runtime nope", .usage, "there is no runtime nope"),
            ("--provider vllm --gpus 16", .failed, "with --no-wait; nothing was changed"),
        ] as [(String, Commands.ExitStatus, String)])
    func whatIsMissingIsFoundBeforeAnOperatorIsInstalled(flags: String, status: Commands.ExitStatus, words: String)
        async
    {
        let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B --sandbox \(flags)")
        #expect(run.status == status, "\(run.everything)")
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test(arguments: [
        ("--set foo=1", "foo is not a value of the chart", "groundcrew providers show dynamo lists the values"),
        ("--set replicas=-3", "replicas is wrong: ", "replicas takes "),
        ("--set image.tagg=1", "image.tagg is not a value of the chart (did you mean 'tag'?)", "providers show"),
        ("--memory lots", "resources.memory is wrong: 'lots' does not match", "resources.memory takes "),
    ])
    func aWrongValueIsNamedWithWhatItTakes(flags: String, words: String, hint: String) async {
        let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B --sandbox --provider dynamo \(flags)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(words) && run.errors.contains(hint), "\(run.errors)")
        #expect(!run.errors.contains("specifications of the schema"), "\(run.errors)")
    }

    /// Each run of a sandbox brings its operators: both go by that.
    @Test func aListOfProvidersIsTheOrderOfDeploy() async {
        let run = await CommandRun.of("providers list --model Qwen/Qwen3-0.6B --sandbox")
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.rows.dropFirst().first?.hasPrefix("dynamo 50 ") == true, "\(run.output)")
    }

    @Test func statusOfABareCluster() async throws {
        let run = await CommandRun.of("status --sandbox")
        #expect(run.status == .done)
        #expect(run.output.contains("simulated"))
        #expect(run.rows.contains("dynamo-platform not installed"))
        #expect(run.rows.contains("kuberay-operator not installed"))
        #expect(run.output.contains("no model is deployed\n"))
        let json = try await CommandRun.of("status --sandbox -o json").json
        #expect(json["simulated"] == true)
        #expect(json["apiVersion"] == "groundcrew/v1")
        #expect(json["kind"] == "ClusterStatus")
    }

    /// Whoever deployed something in a sandbox before looks for it in vain.
    @Test(arguments: [
        "status", "deployments list", "deployments show qwen3", "deployments delete qwen3", "deployments logs qwen3",
        "deployments scale qwen3 --replicas 2", "deployments ask qwen3 hello", "deployments forward qwen3",
    ])
    func everySandboxSaysThatItIsNew(line: String) async {
        let run = await CommandRun.of("\(line) --sandbox")
        #expect(run.errors.contains("every --sandbox is a new simulated cluster that ends with its command"))
        #expect(run.errors.contains("groundcrew sandbox serve keeps one"))
    }
}

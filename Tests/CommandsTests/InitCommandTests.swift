import Bootstrap
import Commands
import Models
import Providers
import Sandbox
import Testing
import Value

/// `init`: a bootstrap file that fits a cluster, written once.
@Suite(.timeLimit(.minutes(3)))
struct InitCommandTests {
    private func read(_ text: String) throws -> BootstrapFile {
        try BootstrapFile(yaml: Array(text.utf8), file: "cluster.yaml", catalog: try ModelCatalog.builtIn())
    }

    @Test func aSandboxsFileIsCarriedOutInAnother() async throws {
        let folder = try TemporaryFolder()
        let run = await CommandRun.of("init --sandbox -n models -o cluster.yaml", in: folder.path)
        #expect(run.status == .done, "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("wrote cluster.yaml\n"), "\(run.errors)")
        let text = try folder.read("cluster.yaml")
        #expect(
            text.hasPrefix("# A bootstrap file for a simulated cluster, Kubernetes v1.34.2+sandbox, as groundcrew init")
        )
        #expect(text.contains("# GPUs: 16 nvidia.com/gpu (NVIDIA-H100-80GB-HBM3, 81559 MiB each) on gpu-0, gpu-1;"))
        let file = try read(text)
        #expect(file.cluster.context == nil && file.cluster.uid == nil)
        #expect(file.models.map(\.namespace) == ["models"])
        let boot = await CommandRun.of("bootstrap -f cluster.yaml --sandbox -o json", in: folder.path)
        #expect(boot.status == .done, "\(boot.errors)")
        #expect(try boot.json["outcome"] == "served")
    }

    @Test func aClusterIsPinnedAndItsFileIsCarriedOutThere() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("init --model Qwen/Qwen3-0.6B -n models -o fit.yaml")
            #expect(run.status == .done, "\(run.errors)")
            let text = try cluster.folder.read("fit.yaml")
            #expect(text.contains("\ncluster:\n  context: test\n  uid: "), "\(text)")
            #expect(text.contains("    # Not there yet: the run makes it.\n    namespace: models\n"))
            #expect(
                text.contains("    # Chosen: serves Qwen/Qwen3-0.6B with vllm on NVIDIA GPUs.\n    provider: dynamo\n"))
            #expect(
                text.contains(
                    "#   dynamo-platform 1.6.2 in namespace dynamo-system: install, because it is not there\n"))
            let plan = await cluster.run("bootstrap -f fit.yaml --plan")
            #expect(plan.status == .done, "\(plan.everything)")
            let boot = await cluster.run("bootstrap -f fit.yaml")
            #expect(boot.status == .done, "\(boot.errors)")

            let again = await cluster.run("init --model Qwen/Qwen3-0.6B -n models")
            #expect(again.status == .done)
            #expect(again.output.contains("keep, because it is groundcrew's, revision 1\n"), "\(again.output)")
            #expect(!again.output.contains("Not there yet"))
            // Another cluster refuses it.
            try await SimulatedCluster.with { other in
                try other.folder.write(text, to: "fit.yaml")
                let refused = await other.run("bootstrap -f fit.yaml --plan")
                #expect(refused.status == .usage && refused.errors.contains("cluster.uid"), "\(refused.everything)")
            }
        }
    }

    /// The file says what a run with the same settings would choose, and leaves the rest to them.
    @Test func whatIsLeftOpenTheClustersSettingsSay() async throws {
        try await SimulatedCluster.with { cluster in
            for setting in [
                "provider vllm", "namespace team", "hfTokenSecret hub-token", "vllm.engine sglang", "vllm.replicas 2",
            ] {
                #expect(await cluster.run("config set \(setting)").status == .done, "\(setting)")
            }
            let run = await cluster.run("init --model Qwen/Qwen3-0.6B --model meta-llama/Llama-3.2-1B-Instruct")
            #expect(run.status == .done, "\(run.everything)")
            let file = try read(run.output)
            #expect(file.models.map(\.provider) == ["vllm", "vllm"])
            #expect(file.models.map(\.namespace) == ["team", "team"])
            #expect(file.models.map { $0[.engine] } == ["sglang", "sglang"])
            #expect(file.models.map { $0[.hfTokenSecret] } == [nil, "hub-token"])
            #expect(file.models[0][.replicas] == nil)
            #expect(run.output.contains("    # Chosen: the cluster's settings name it: "), "\(run.output)")
            try cluster.folder.write(run.output, to: "fit.yaml")
            let plan = try await cluster.run("bootstrap -f fit.yaml --plan -o json").json
            #expect(plan["models"]?.array?.map { $0["engine"] } == ["sglang", "sglang"], "\(plan)")
            // Your word wins over theirs.
            let named = await cluster.run("init --model Qwen/Qwen3-0.6B -n models")
            #expect(try read(named.output).models.map(\.namespace) == ["models"])
        }
    }

    @Test func aProviderOfTheSettingsThatIsNotKnownIsTold() async throws {
        try await SimulatedCluster.with { cluster in
            try GuideProvider.write(to: cluster.folder)
            #expect(await cluster.run("config set provider beacon --charts charts").status == .done)
            let run = await cluster.run("init --model Qwen/Qwen3-0.6B")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("the settings name the provider 'beacon', which is not known"), "\(run.errors)")
            #expect(await cluster.run("init").errors.contains("the settings name the provider 'beacon'"))
        }
    }

    @Test func nothingIsWrittenOverUnlessItIsMeant() async throws {
        let folder = try TemporaryFolder()
        try folder.write("mine\n", to: "cluster.yaml")
        let refused = await CommandRun.of("init --sandbox -o cluster.yaml", in: folder.path)
        #expect(refused.status == .usage && refused.output.isEmpty)
        #expect(
            refused.errors == "groundcrew: cluster.yaml is there already\n"
                + "  next: give another name, or --force to write over it\n")
        #expect(try folder.read("cluster.yaml") == "mine\n")
        let forced = await CommandRun.of("init --sandbox -o cluster.yaml --force", in: folder.path)
        #expect(forced.status == .done, "\(forced.errors)")
        #expect(try read(folder.read("cluster.yaml")).models.count == 1)
    }

    @Test(arguments: ["init --sandbox", "init --sandbox -o -"])
    func standardOutputHoldsTheFileAlone(line: String) async throws {
        let run = await CommandRun.of(line)
        #expect(run.status == .done)
        #expect(try read(run.output).models.map(\.model.id) == ["deepseek-ai/DeepSeek-R1-Distill-Llama-8B"])
        #expect(run.errors == "(simulated cluster: no container runs and no model answers)\n")
    }

    @Test func severalModelsAreTakenEachOnce() async throws {
        let run = await CommandRun.of(
            "init --sandbox --model Qwen/Qwen3-0.6B --model me/chat --model qwen/qwen3-0.6b --model you/chat -n team")
        #expect(run.status == .done, "\(run.errors)")
        let file = try read(run.output)
        #expect(file.models.map(\.name) == ["qwen3-0-6b", "chat", "chat-2"])
        #expect(file.models.map(\.namespace) == ["team", "team", "team"])
    }

    @Test func aGatedModelIsToldToNeedASecret() async throws {
        let folder = try TemporaryFolder()
        let line = "init --sandbox --model meta-llama/Llama-3.2-1B-Instruct -o gated.yaml"
        #expect(await CommandRun.of(line, in: folder.path).status == .done)
        let text = try folder.read("gated.yaml")
        #expect(
            text.contains("make this Secret in the namespace, with the key HF_TOKEN.\n    hfTokenSecret: hf-token\n"))
        let plan = await CommandRun.of("bootstrap -f gated.yaml --sandbox --plan", in: folder.path)
        #expect(plan.output.contains("meta-llama/Llama-3.2-1B-Instruct"), "\(plan.everything)")
    }

    private static let template = "charts/beacon/templates/beacon.yaml"

    @Test func whatARunWouldRefuseIsLeftOutWithAWord() async throws {
        let files = try GuideProvider.example(
            (GuideProvider.definition, "score: 30", "score: 99"),
            (
                Self.template, "apiVersion: ",
                "{{- if hasSuffix \"-epp\" .Release.Name }}{{- fail \"no such name\" }}{{- end }}\napiVersion: "
            ))
        let run = await CommandRun.of(
            "init --sandbox --charts charts --model me/chat-epp --model me/chat -o fit.yaml", in: files.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.errors.contains("note: left out: me/chat-epp, which a run would refuse: "), "\(run.errors)")
        #expect(run.errors.contains("no such name"), "\(run.errors)")
        let text = try files.read("fit.yaml")
        #expect(text.contains("  # Left out: me/chat-epp, which a run would refuse: "), "\(text)")
        #expect(try read(text).models.map(\.provider) == ["beacon"])
        let plan = await CommandRun.of("bootstrap -f fit.yaml --plan --sandbox --charts charts", in: files.path)
        #expect(plan.status == .done, "\(plan.everything)")
    }

    /// Bootstrap would not have it.
    @Test func aProviderInWhichLintFindsAnErrorIsNotDrafted() async throws {
        let files = try GuideProvider.example(
            (GuideProvider.definition, "score: 30", "score: 99"),
            (GuideProvider.definition, "phase: Running", "phase: Deploying"))
        let run = await CommandRun.of("init --sandbox --charts charts --model me/chat", in: files.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.errors.contains("warning: provider beacon is left out: "), "\(run.errors)")
        #expect(try read(run.output).models.map(\.provider) == ["dynamo"])
    }

    @Test func whatIsThereOfOperatorsIsTold() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(
                await cluster.run("release install dynamo-platform ./operator -n elsewhere --create-namespace").status
                    == .done)
            let run = await cluster.run("init --model Qwen/Qwen3-0.6B")
            #expect(run.status == .done, "\(run.errors)")
            #expect(
                run.output.contains("in namespace elsewhere: reuse, because elsewhere/dynamo-platform"), "\(run.output)"
            )
        }
    }

    @Test func whoMayNotSeeMuchIsToldInTheFileAndBesides() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("init --model Qwen/Qwen3-0.6B --context restricted -n models")
            #expect(run.status == .done, "\(run.everything)")
            let notes = run.errors.split(separator: "\n").filter { $0.hasPrefix("note: not seen: ") }
            #expect(notes.count >= 4, "\(run.errors)")
            #expect(run.output.contains("# Which cluster this is could not be seen"), "\(run.output)")
            #expect(run.output.contains("Whether it is there could not be seen."), "\(run.output)")
            #expect(run.output.contains("Not seen: the nodes could not be read"), "\(run.output)")
            #expect(run.output.contains("in namespace dynamo-system: not seen\n"), "\(run.output)")
            let file = try read(run.output)
            #expect(file.cluster.context == "restricted" && file.cluster.uid == nil)
        }
    }

    @Test func aClusterThatDoesNotAnswerGetsNoFile() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("init -o none.yaml", through: Unplugged())
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(run.output.isEmpty)
            let found140 = try !cluster.folder.names.contains("none.yaml")
            #expect(found140)
        }
    }

    @Test(arguments: [
        ("init --sandbox --model 'a", "'a' is not a model id"), ("init --sandbox -o none/a.yaml", "the folder "),
        ("init --sandbox -o .", "it is a folder"), ("init --kubeconfig missing", "missing"),
        ("init --sandbox -n UPPER", "namespace 'UPPER' is not a DNS label"),
    ])
    func whatCannotBeIsRefused(line: String, words: String) async throws {
        let folder = try TemporaryFolder()
        let run = await CommandRun.of(line, in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.output.isEmpty)
    }
}

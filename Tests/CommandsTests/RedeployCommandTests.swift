import Commands
import Kubernetes
import Sandbox
import Testing
import Value

/// What a second run does with what the first one set.
@Suite(.timeLimit(.minutes(3)))
struct RedeployCommandTests {
    private static let deploy = "deploy Qwen/Qwen3-0.6B --name qwen3 -n models --no-smoke --events none"

    private func with(
        _ flags: String = "--mode disaggregated --replicas 2", _ body: (SimulatedCluster) async throws -> Void
    ) async throws {
        try await SimulatedCluster.with { cluster in
            for line in ["install dynamo --chart ./operator", "\(Self.deploy) \(flags)"] {
                let run = await cluster.run(line)
                try #require(run.status == .done, "\(line): \(run.everything)")
            }
            try await body(cluster)
        }
    }

    private func values(_ cluster: SimulatedCluster) async throws -> Value {
        try await cluster.run("release get values qwen3 -n models -o json").json["values"] ?? .null
    }

    @Test func whatIsNotNamedStaysAndIsTold() async throws {
        try await with { cluster in
            let before = try await values(cluster)
            let run = await cluster.run(Self.deploy)
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.contains("deployment models/qwen3: unchanged\n"), "\(run.output)")
            let words = "kept from revision 1: mode disaggregated, replicas 2 (--reset-values takes the defaults)"
            let other = "kept from revision 1: replicas 2, mode disaggregated (--reset-values takes the defaults)"
            #expect(run.output.contains(words) || run.output.contains(other), "\(run.output)")
            #expect(try await values(cluster) == before)
            let json = try await cluster.run(Self.deploy + " -o json").json
            #expect(
                Set(json["former"]?["kept"]?.array?.compactMap { $0["name"]?.string } ?? []) == ["mode", "replicas"])
            #expect(json["former"]?["changed"] == [])
        }
    }

    @Test func whatScaleSetStaysToo() async throws {
        try await with("") { cluster in
            let scaled = await cluster.run("deployments scale qwen3 -n models --replicas 3 --events none")
            #expect(scaled.status == .done, "\(scaled.everything)")
            let looked = await cluster.run(Self.deploy + " --dry-run")
            #expect(looked.status == .done, "\(looked.everything)")
            #expect(looked.output.contains("replicas: 3"), "\(looked.output)")
            #expect(looked.errors.contains("models/qwen3: kept from revision 2: replicas 3 "), "\(looked.errors)")
            let run = await cluster.run(Self.deploy + " --context-length 4096")
            #expect(run.status == .done, "\(run.everything)")
            let values = try await values(cluster)
            #expect(values["replicas"] == 3 && values["contextLength"] == 4096)
        }
    }

    @Test func whatIsNamedWinsAndTheDefaultsAreAskedFor() async throws {
        try await with { cluster in
            let named = await cluster.run(Self.deploy + " --replicas 1")
            #expect(named.status == .done, "\(named.everything)")
            #expect(named.output.contains("  other than revision 1: replicas 2 → 1\n"), "\(named.output)")
            #expect(named.output.contains("  kept from revision 1: mode disaggregated "), "\(named.output)")
            let reset = await cluster.run(Self.deploy + " --reset-values")
            #expect(reset.status == .done, "\(reset.everything)")
            #expect(
                reset.output.contains("other than revision 2: mode disaggregated → aggregated\n"), "\(reset.output)")
            #expect(!reset.output.contains("kept from"), "\(reset.output)")
            let after = try await values(cluster)
            #expect(after["mode"] == nil && after["replicas"] == nil)
        }
    }

    @Test func anotherModelUnderTheNameIsTold() async throws {
        try await with("--replicas 2") { cluster in
            let words = "replaces Qwen/Qwen3-0.6B by Qwen/Qwen2.5-1.5B-Instruct"
            let line = Self.deploy.replacing("Qwen/Qwen3-0.6B", with: "Qwen/Qwen2.5-1.5B-Instruct")
            let looked = await cluster.run(line + " --dry-run")
            #expect(looked.errors.contains("models/qwen3: \(words)\n"), "\(looked.errors)")
            #expect(
                looked.errors.contains("dynamo serves Qwen/Qwen3-0.6B under this name already"), "\(looked.errors)")
            let run = await cluster.run(line.replacing("--events none", with: "--events plain"))
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.contains("  \(words)\n"), "\(run.output)")
            #expect(run.errors.contains("qwen3: \(words)"), "\(run.errors)")
            #expect(run.output.contains("replicas 2 → 1"), "\(run.output)")
            let json = await cluster.run(Self.deploy + " --dry-run -v").errors
            #expect(json.contains("replaces Qwen/Qwen2.5-1.5B-Instruct by Qwen/Qwen3-0.6B"), "\(json)")
        }
    }

    /// A file is the whole truth, and says what it takes back.
    @Test func aFileTakesBackWhatItDoesNotNameAndTellsIt() async throws {
        try await with("--engine vllm") { cluster in
            let scaled = await cluster.run("deployments scale qwen3 -n models --replicas 4 --events none")
            #expect(scaled.status == .done, "\(scaled.everything)")
            let words = "other than revision 2: replicas 4 → 1"
            let plan = await cluster.run("bootstrap -f cluster.yaml --plan")
            #expect(plan.output.contains("           \(words)\n"), "\(plan.everything)")
            let json = try await cluster.run("bootstrap -f cluster.yaml --plan -o json").json
            #expect(
                json["models"]?[0]?["former"]?["changed"] == [["name": "replicas", "before": 4, "after": 1]], "\(json)")
            let run = await cluster.run("bootstrap -f cluster.yaml --events plain")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.errors.contains("qwen3: \(words)"), "\(run.errors)")
            #expect(run.output.contains("  \(words)\n"), "\(run.output)")
            #expect(try await values(cluster)["replicas"] == nil)
        }
    }

    @Test func settingsDoNotMoveWhatIsServed() async throws {
        try await with("--replicas 2") { cluster in
            for line in ["provider vllm", "vllm.replicas 3", "dynamo.replicas 4"] {
                let run = await cluster.run("config set \(line)")
                #expect(run.status == .done, "\(run.everything)")
            }
            let again = try await cluster.run(Self.deploy + " -o json").json
            #expect(again["provider"] == "dynamo" && again["change"] == "unchanged", "\(again)")
            let anew = await cluster.run(Self.deploy + " --reselect --dry-run")
            #expect(anew.errors.contains("changes the provider from dynamo to vllm"), "\(anew.errors)")
        }
    }

    // MARK: Room

    @Test func moreThanAnyNodeHasIsRefusedBeforeAnythingIsChanged() async throws {
        try await SimulatedCluster.with { cluster in
            let line = "deploy Qwen/Qwen3-0.6B --provider vllm --name big -n models --gpus 16 --no-smoke"
            let run = await cluster.run(line)
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.errors.contains("16 nvidia.com/gpu that one worker of big needs"), "\(run.errors)")
            #expect(run.errors.contains("with --no-wait; nothing was changed"), "\(run.errors)")
            let before = try await cluster.releases
            #expect(before == [])
            let looked = await cluster.run(line + " --dry-run")
            #expect(looked.status == .done, "\(looked.everything)")
            #expect(looked.errors.contains("its pods will wait for ever"), "\(looked.errors)")
            let applied = await cluster.run(line + " --no-wait")
            #expect(applied.status == .done, "\(applied.everything)")
            let after = try await cluster.releases
            #expect(after == ["models/big"])
        }
    }

    /// Where nodes come and go, nobody knows what the next one has.
    @Test func anAutoscalerInSightOnlyWarns() async throws {
        try await SimulatedCluster.with { cluster in
            _ = try await cluster.client.create([
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "cluster-autoscaler-status", "namespace": "kube-system"],
            ])
            let run = await cluster.run(
                "deploy Qwen/Qwen3-0.6B --provider vllm --name big -n models --gpus 16 --dry-run")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.errors.contains("the cluster autoscaler may add nodes that have them"), "\(run.errors)")
        }
    }

    @Test func whatCannotBeSeenOfNodesRefusesNothing() async throws {
        let tina = SandboxUser(
            name: "tina", token: "tina",
            rules: [
                .init(
                    apiGroups: ["*"],
                    resources: ["deployments", "pods", "events", "secrets", "services", "configmaps"],
                    verbs: ["get", "list", "watch", "create", "patch", "update", "delete"], namespaces: ["models"])
            ])
        try await SimulatedCluster.with(users: [tina]) { cluster in
            _ = try await cluster.client.create(["metadata": ["name": "models"]], as: .namespaces)
            let run = await cluster.run(
                "deploy Qwen/Qwen3-0.6B --provider vllm --name big --gpus 16 --dry-run --context tina")
            #expect(run.status == .done, "\(run.everything)")
            #expect(!run.errors.contains("nvidia.com/gpu"), "\(run.errors)")
        }
    }
}

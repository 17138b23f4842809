import Commands
import HTTP
import Kubernetes
import Sandbox
import Testing
import Value

/// `bootstrap --plan`: what a run would find and do.
@Suite(.timeLimit(.minutes(3)))
struct BootstrapPlanTests {
    @Test func itTellsWhatIsThereFromWhatIsToCome() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel, to: "one.yaml")
            let bare = await cluster.run("bootstrap -f one.yaml --plan")
            #expect(bare.status == .done, "\(bare.everything)")
            #expect(bare.output.hasPrefix("preflight  ready: "), "\(bare.output)")
            #expect(bare.output.contains("dynamo-platform 1.6.2 into namespace dynamo-system: install\n"))
            #expect(bare.output.contains("Qwen/Qwen3-0.6B as models/qwen3: install\n"))
            #expect(try await cluster.releases == [])

            #expect(await cluster.run("bootstrap -f one.yaml").status == .done)
            let same = try await cluster.run("bootstrap -f one.yaml --plan -o json").json
            #expect(same["operators"]?[0]?["change"] == "unchanged")
            #expect(same["models"]?[0]?["change"] == "unchanged")
            #expect(same["outcome"] == "passed")
            #expect(same["preflight"]?["results"] != nil)

            try cluster.folder.write(TemporaryFolder.oneModel + "    replicas: 2\n", to: "more.yaml")
            let more = try await cluster.run("bootstrap -f more.yaml --plan -o json").json
            #expect(more["operators"]?[0]?["change"] == "unchanged")
            #expect(more["models"]?[0]?["change"] == "upgrade")
        }
    }

    @Test func verdictsDecideHowItEnds() async throws {
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.oneModel, to: "one.yaml")
        try folder.write("apiVersion: groundcrew/v1\nkind: Sandbox\nnodes: [{name: cpu-0}]\n", to: "bare.yaml")
        let run = await CommandRun.of("bootstrap -f one.yaml --plan --sandbox=bare.yaml", in: folder.path)
        #expect(run.status == .failed)
        #expect(run.output.contains("preflight  not ready: "), "\(run.output)")
        #expect(run.output.contains("fail gpu-nodes: "), "\(run.output)")
        #expect(run.errors.contains("a run would change nothing"))
    }

    @Test func withoutAClusterItSaysSo() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("bootstrap -f cluster.yaml --plan", through: Unplugged())
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(run.output.contains("into namespace dynamo-system: unknown: "), "\(run.output)")
            #expect(run.output.contains("connection refused"), "\(run.output)")
            #expect(run.output.contains("Qwen/Qwen3-0.6B as models/qwen3: unknown: "), "\(run.output)")
        }
    }

    @Test func aFileThatPinsAnotherClusterIsRefused() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + "cluster: {uid: other}\n", to: "other.yaml")
            let run = await cluster.run("bootstrap -f other.yaml --plan")
            #expect(run.status == .usage)
            #expect(run.errors.contains("cluster.uid"))
        }
    }

    // MARK: - What a run would fail on

    @Test func aMissingTokenFailsAndSaysHowToMakeItWithItsNamespace() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + "    hfTokenSecret: hf\n", to: "gated.yaml")
            let run = await cluster.run("bootstrap -f gated.yaml --plan")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(
                run.output.contains(
                    """
                    fails      model models/qwen3: there is no Secret models/hf with the Hugging Face token
                                 next: kubectl create namespace models && kubectl create secret generic hf \
                    --namespace models --from-literal=HF_TOKEN=…

                    """), "\(run.output)")
            #expect(run.errors.contains("the cluster is not ready; a run would change nothing"))
            #expect(try await cluster.releases == [])
            let json = try await cluster.run("bootstrap -f gated.yaml --plan -o json").json
            #expect(json["outcome"] == "failed" && json["problems"]?[0]?["subject"] == "model models/qwen3")
            #expect(json["problems"]?[0]?["unknown"] == false)

            // With the namespace there, it need not be made.
            _ = try await cluster.client.create(["metadata": ["name": "models"]], as: .namespaces)
            let there = await cluster.run("bootstrap -f gated.yaml --plan")
            #expect(there.status == .failed && !there.output.contains("create namespace"), "\(there.output)")
            _ = try await cluster.client.create(
                [
                    "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "hf"],
                    "data": ["HF_TOKEN": "aGY="],
                ], as: .secrets, namespace: "models")
            let well = await cluster.run("bootstrap -f gated.yaml --plan")
            #expect(well.status == .done, "\(well.everything)")
        }
    }

    /// Who may read everything and change nothing.
    @Test func missingRightsAreToldAtOnce_F27() async throws {
        let reader = SandboxUser(
            name: "reader", token: "reader",
            rules: [.init(apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"])])
        try await SimulatedCluster.with(users: [reader]) { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel, to: "one.yaml")
            let run = await cluster.run("bootstrap -f one.yaml --plan --context reader")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.output.hasPrefix("preflight  not ready: "), "\(run.output)")
            #expect(run.output.contains("fail permissions: the caller may not "), "\(run.output)")
            // For the operator and for the model.
            for place in ["dynamo-system", "models"] {
                #expect(run.output.contains("secrets in namespace \"\(place)\""), "\(run.output)")
            }
            #expect(run.output.contains("unknown    operator dynamo-platform: "), "\(run.output)")
            #expect(try await cluster.releases == [])
        }
    }

    @Test func theOperatorsDecisionsStandAmongTheChecks() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel, to: "one.yaml")
            let bare = try await Self.operators(cluster.run("bootstrap -f one.yaml --plan -o json").json["preflight"])
            #expect(bare["verdict"] == "pass")
            #expect(bare["message"] == "dynamo-platform 1.6.2: install (absent)")
            // Somebody else's, under the name.
            try cluster.writeOperator("maps", "0.3.0", label: "maps", to: "maps")
            #expect(
                await cluster.run("release install dynamo-platform ./maps -n dynamo-system --create-namespace").status
                    == .done)
            let plan = try await cluster.run("bootstrap -f one.yaml --plan -o json").json
            let check = try Self.operators(plan["preflight"])
            #expect(check["verdict"] == "fail", "\(check)")
            #expect(plan["outcome"] == "failed")
            let decision = plan["operators"]?[0]?["decision"]
            #expect(decision?["code"] == "name-taken")
            #expect(check["message"]?.string == "dynamo-platform: \(decision?["reason"]?.string ?? "") (name-taken)")
            #expect(check["hint"] == decision?["next"])
            // The same wherever it is asked for.
            let preflight = await cluster.run("preflight --provider dynamo --only cluster --only operators -o json")
            #expect(preflight.status == .failed, "\(preflight.everything)")
            let same = try Self.operators(preflight.json)
            #expect(same["message"] == check["message"] && same["hint"] == check["hint"])
            let run = await cluster.run("bootstrap -f one.yaml")
            #expect(run.status == .failed && run.errors.contains("nothing was changed"), "\(run.everything)")
        }
    }

    @Test func preflightTakesTheUsersWordForWhatIsThere() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(
                await cluster.run("release install theirs ./operator -n elsewhere --create-namespace").status == .done)
            let line = "preflight --provider dynamo --only cluster --only operators -o json"
            let plain = try await Self.operators(cluster.run(line).json)
            #expect(plain["message"] == "dynamo-platform 1.6.2: reuse (helm-release)", "\(plain)")
            let told = try await Self.operators(cluster.run("\(line) --existing dynamo-platform=adopt").json)
            #expect(told["message"] == "dynamo-platform 1.6.2: adopt (helm-release)", "\(told)")
            let wrong = await cluster.run("\(line) --existing keda=reuse")
            #expect(wrong.status == .usage, "\(wrong.everything)")
        }
    }

    private static func operators(_ report: Value?) throws -> Value {
        try #require(report?["results"]?.array?.first { $0["id"] == "operators" })
    }
}

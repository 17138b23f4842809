import Commands
import HTTP
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
}

import Commands
import Sandbox
import Testing
import Value

/// What `status` shows of accelerators.
@Suite(.timeLimit(.minutes(3)))
struct AcceleratorStatusTests {
    private static func file(_ nodes: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let start = "apiVersion: groundcrew/v1\nkind: Sandbox\ngpuOperator: true\nnodes:\n"
        try folder.write(start + nodes, to: "sandbox.yaml")
        return folder
    }

    private static func status(
        _ nodes: String, _ more: [String] = [], terminal: Terminal = Terminal(), environment: [String: String] = [:]
    ) async throws -> CommandRun {
        let folder = try file(nodes)
        return await CommandRun.of(
            ["status", "--sandbox=\(folder.path)/sandbox.yaml"] + more, environment: environment, terminal: terminal)
    }

    private static let twoKinds = """
          - {name: a, gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}}
          - {name: b, cordoned: true, gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}}
          - {name: c, gpus: {count: 7, product: NVIDIA-A100-SXM4-40GB, memory: 40960, resource: nvidia.com/mig-1g.5gb}}

        """

    @Test func eachKindHasALineInEightyColumns() async throws {
        let run = try await Self.status(Self.twoKinds)
        #expect(run.status == .done, "\(run.everything)")
        let lines = run.output.split(separator: "\n").map(String.init)
        let first = try #require(lines.firstIndex { $0.hasPrefix("ACCELERATOR ") })
        #expect(
            run.rows[first...].prefix(5) == [
                "ACCELERATOR USE FREE USED UNUSABLE NODES",
                "NVIDIA-A100..GB mig-1g.5gb ................ 7 0 0 1",
                "NVIDIA-H100-80GB-HBM3 ........xxxxxxxx 8 0 8 2", "unusable: 8 cordoned",
                "(# used, . free, x unusable)",
            ], "\(run.output)")
        #expect(lines[first...].prefix(5).allSatisfy { $0.count <= 80 })
        #expect(lines[first...].prefix(5).allSatisfy { $0.utf8.count == $0.count })
    }

    @Test func aTerminalGetsBlocks() async throws {
        let run = try await Self.status(
            Self.twoKinds, terminal: Terminal(isOutput: true), environment: ["LANG": "en_US.UTF-8"])
        #expect(run.output.contains("░░░░░░░░╳╳╳╳╳╳╳╳"), "\(run.output)")
        let plain = try await Self.status(Self.twoKinds, terminal: Terminal(isOutput: true))
        #expect(plain.output.contains("........xxxxxxxx"), "\(plain.output)")
    }

    @Test func programsGetNumbers() async throws {
        let json = try await Self.status(Self.twoKinds, ["-o", "json"]).json
        let kinds = json["accelerators"]?.array ?? []
        #expect(
            kinds.map { $0["kind"] } == ["NVIDIA-A100-SXM4-40GB mig-1g.5gb", "NVIDIA-H100-80GB-HBM3"], "\(json.json())")
        #expect(kinds.map { $0["resource"] } == ["nvidia.com/mig-1g.5gb", "nvidia.com/gpu"])
        #expect(kinds.last?["total"] == 16 && kinds.last?["free"] == 8 && kinds.last?["used"] == 0)
        #expect(kinds.last?["unusable"] == 8 && kinds.last?["nodes"] == 2)
        #expect(kinds.last?["reasons"] == [["reason": "cordoned", "count": 8]])
    }

    @Test func aClusterWithoutAnySaysSo() async throws {
        let run = try await Self.status("  - {name: cpu}\n")
        #expect(run.status == .done && run.output.contains("\nno accelerators\n"), "\(run.everything)")
        let json = try await Self.status("  - {name: cpu}\n", ["-o", "json"]).json
        #expect(json["accelerators"] == [])
    }

    @Test func whatIsUsedShows() async throws {
        try await SimulatedCluster.with { cluster in
            let deploy = await cluster.run("deploy Qwen/Qwen3-0.6B --name one --provider vllm -n models --no-smoke")
            try #require(deploy.status == .done, "\(deploy.everything)")
            let run = await cluster.run("status")
            #expect(run.rows.contains("NVIDIA-H100-80GB-HBM3 #............... 15 1 0 2"), "\(run.output)")
        }
    }

    /// Who may not look is told so; the status is that of the models.
    @Test func whoMayNotLookIsTold() async throws {
        let blind = SandboxUser(
            name: "blind", token: "blind",
            rules: [
                .init(
                    apiGroups: ["*"], resources: ["deployments", "pods", "events", "secrets", "services"],
                    verbs: ["get", "list", "watch"], namespaces: ["models"])
            ])
        let half = SandboxUser(
            name: "half", token: "half",
            rules: (blind.rules ?? []) + [
                .init(apiGroups: ["*"], resources: ["nodes"], verbs: ["get", "list"], namespaces: [])
            ])
        try await SimulatedCluster.with(users: [blind, half]) { cluster in
            let deploy = await cluster.run("deploy Qwen/Qwen3-0.6B --name one --provider vllm -n models --no-smoke")
            try #require(deploy.status == .done, "\(deploy.everything)")
            let run = await cluster.run("status --context blind")
            #expect(run.status == .done, "\(run.everything)")
            #expect(
                run.output.contains("not seen: the accelerators of nodes: the caller may not list nodes\n"),
                "\(run.output)")
            #expect(!run.output.contains("no accelerators"))
            let json = try await cluster.run("status --context blind -o json").json
            #expect(json["accelerators"] == [])
            let gaps = json["unseen"]?.array ?? []
            #expect(gaps.contains { $0["resource"] == "nodes" && $0["code"] == "forbidden" }, "\(json.json())")
            let some = await cluster.run("status --context half")
            #expect(some.status == .done, "\(some.everything)")
            #expect(some.rows.contains("NVIDIA-H100-80GB-HBM3 ???????????????? ? ? 0 2"), "\(some.output)")
            #expect(
                some.output.contains("not seen: what pods hold of the accelerators: the caller may not list pods\n"),
                "\(some.output)")
        }
    }
}

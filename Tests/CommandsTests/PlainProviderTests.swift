import Commands
import Testing
import Value

/// Commands for a provider that has no operator.
@Suite struct PlainProviderTests {
    @Test(arguments: ["install", "uninstall"])
    func thereIsNothingToInstallOrToRemove(verb: String) async throws {
        let run = await CommandRun.of("\(verb) vllm --sandbox")
        #expect(run.status == .done, "\(run.everything)")
        #expect(
            run.output.hasPrefix(
                """
                provider vllm has no operator: there is nothing to install or to remove
                  next: groundcrew deploy MODEL --provider vllm

                """))
        #expect(try await CommandRun.of("\(verb) vllm --sandbox -o json").json["operators"] == [])
    }

    @Test(arguments: [
        "--set a=b", "--version 1.2.3", "--chart ./mine", "--chart mine --repo https://charts.example.com",
    ])
    func whatIsForAnOperatorIsRefused(flags: String) async {
        let run = await CommandRun.of("install vllm --sandbox \(flags)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("provider vllm has no operator that a chart, a version or values could be for"))
        #expect(run.errors.contains("groundcrew deploy MODEL --provider vllm"))
    }

    @Test func aModelIsServedOnABareCluster() async throws {
        let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B --provider vllm --sandbox --replicas 2 -o json")
        #expect(run.status == .done, "\(run.everything)")
        let json = try run.json
        #expect(json["provider"] == "vllm")
        #expect(json["phase"] == "Running")
        #expect(json["replicas"]?["ready"] == 2)
        #expect(json["answer"]?["models"] == ["Qwen/Qwen3-0.6B"])
    }

    /// One file, two providers, one of which needs nothing installed.
    @Test func aFileMayNameBothKinds() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            apiVersion: groundcrew/v1
            kind: Bootstrap
            models:
              - {id: Qwen/Qwen3-0.6B, name: plain, provider: vllm, engine: sglang}
              - {id: Qwen/Qwen3-0.6B, name: graph, provider: dynamo}

            """, to: "both.yaml")
        let run = await CommandRun.of("bootstrap -f both.yaml --sandbox -o json", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        let json = try run.json
        #expect(json["operators"]?.array?.count == 1)
        #expect(json["deployments"]?.array?.compactMap { $0["provider"]?.string } == ["vllm", "dynamo"])
        #expect(json["deployments"]?.array?.allSatisfy { $0["answer"]?["models"] != nil } == true)
    }

    @Test func anEngineThatOnlyTheOtherProviderHasIsRefused() async {
        let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B --provider vllm --engine trtllm --sandbox")
        #expect(run.status == .usage)
        #expect(run.errors.contains("it has no engine trtllm, only vllm, sglang"), "\(run.errors)")
    }
}

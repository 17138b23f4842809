import Commands
import Testing
import Value

/// Bootstrap files as people write them, on the simulated cluster.
@Suite(.timeLimit(.minutes(3)))
struct BootstrapScenarioTests {
    static let scenarios: [String: String] = [
        "one model": TemporaryFolder.oneModel,
        "two replicas": TemporaryFolder.oneModel + "    replicas: 2\n",
        "two models": TemporaryFolder.oneModel
            + "  - {id: TinyLlama/TinyLlama-1.1B-Chat-v1.0, name: tiny, namespace: other, engine: sglang}\n",
        "disaggregated": TemporaryFolder.oneModel + "    mode: disaggregated\n",
        "all at once": TemporaryFolder.oneModel + """
                replicas: 2
              - id: TinyLlama/TinyLlama-1.1B-Chat-v1.0
                name: tiny
                namespace: other
                mode: disaggregated
                replicas: 2

            """,
    ]

    @Test(arguments: scenarios.keys.sorted())
    func endsWellAndChangesNothingTheSecondTime(name: String) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(try #require(Self.scenarios[name]), to: "file.yaml")
            let first = await cluster.run("bootstrap -f file.yaml -o json")
            #expect(first.status == .done, "\(first.errors)")
            #expect(try first.json["outcome"] == "served")
            let second = await cluster.run("bootstrap -f file.yaml -o json")
            #expect(second.status == .done, "\(second.errors)")
            #expect(try second.json["changedNothing"] == true)
        }
    }

    @Test func theExampleCanBeCarriedOutAsItStands() async throws {
        let folder = try TemporaryFolder()
        let example = await CommandRun.of("bootstrap --example")
        #expect(example.status == .done)
        #expect(example.errors.isEmpty)
        try folder.write(example.output, to: "cluster.yaml")
        let run = await CommandRun.of("bootstrap -f cluster.yaml --sandbox -o json", in: folder.path)
        #expect(run.status == .done, "\(run.errors)")
    }

    @Test func exampleAndFileExcludeEachOther() async {
        #expect(await CommandRun.of("bootstrap --example -f a.yaml").status == .usage)
    }

    /// What is only wrong for the provider's chart is told with its place, too.
    @Test(arguments: [
        ("    resources: {memory: 32GB}\n", "bad.yaml:8:17: models[0].resources.memory is '32GB'"),
        ("    values: {nope: b}\n", "bad.yaml:8:14: models[0].values.nope is not a value of the chart"),
        ("    values: {replica: 2}\n", "(did you mean 'replicas'?)"),
        ("    values: {resources: {gpu: many}}\n", "bad.yaml:8:26: models[0].values.resources.gpu is wrong: "),
        ("    mode: agregated\n", "bad.yaml:8:5: models[0].mode is 'agregated' (did you mean 'aggregated'?)"),
        ("    provider: dynamu\n", "bad.yaml:8:5: models[0].provider is 'dynamu' (did you mean 'dynamo'?)"),
        ("    replica: 2\n", "bad.yaml:8:5: models[0].replica is not known here (did you mean 'replicas'?)"),
        ("    contextLength: 1000000\n", "bad.yaml:8:5: models[0].contextLength is too large: "),
        ("operators: {dynamo-platfrm: {version: v1}}\n", "bad.yaml:8:13: operators.dynamo-platfrm is not an op"),
        ("operators: {dynamo-platform: {namespace: No_NS}}\n", "operators.dynamo-platform.namespace is 'No_NS'"),
    ])
    func mistakesAreToldWithTheirPlace(text: String, part: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.oneModel + text, to: "bad.yaml")
        let run = await CommandRun.of("bootstrap -f bad.yaml --sandbox", in: folder.path)
        #expect(run.status == .usage, "\(run.errors)")
        #expect(run.errors.contains(part), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func anEngineThatNobodyHasIsToldWithItsPlace() async throws {
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.oneModel.replacing("engine: vllm", with: "engine: vlm"), to: "bad.yaml")
        let run = await CommandRun.of("bootstrap -f bad.yaml --sandbox", in: folder.path)
        #expect(run.status == .usage)
        #expect(
            run.errors.contains(
                "bad.yaml:7:5: models[0].engine is 'vlm' (did you mean 'vllm'?); it must be one of vllm, sglang, trtllm"
            ),
            "\(run.errors)")
    }

    @Test func aFaultThatMetNothingIsSaid() async throws {
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.oneModel, to: "one.yaml")
        try folder.write(
            """
            apiVersion: groundcrew/v1
            kind: Sandbox
            gpuOperator: true
            nodes: [{name: gpu-0, gpus: {count: 8, product: NVIDIA-H100-80GB-HBM3, memory: 81559}}]
            faults:
              - {kind: Pod, name: "misspelt-*", fault: crash-loop}

            """, to: "sandbox.yaml")
        let run = await CommandRun.of("bootstrap -f one.yaml --sandbox=sandbox.yaml", in: folder.path)
        #expect(run.status == .done, "\(run.errors)")
        #expect(
            run.errors.contains("sandbox.yaml:6:6: the fault 'crash-loop' met nothing: there was no Pod 'misspelt-*'"),
            "\(run.errors)")
        let plan = await CommandRun.of("bootstrap -f one.yaml --sandbox=sandbox.yaml --plan", in: folder.path)
        #expect(!plan.errors.contains("met nothing"))
    }
}

import Commands
import Kubernetes
import Sandbox
import Testing
import Value

/// Bootstrap files that name providers, and what becomes of changes that fail.
@Suite(.timeLimit(.minutes(5)))
struct BootstrapProvidersTests {
    private static let start = "apiVersion: groundcrew/v1\nkind: Bootstrap\n"

    @Test func providersAloneBringTheirOperators() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(Self.start + "providers: [{name: dynamo}]\n", to: "alone.yaml")
            let plan = await cluster.run("bootstrap -f alone.yaml --plan")
            #expect(plan.status == .done, "\(plan.everything)")
            #expect(
                plan.output.contains("dynamo-platform 1.6.2 into namespace dynamo-system: install\n"), "\(plan.output)")
            #expect(
                plan.output.contains("provider   dynamo: no model is named that it would serve\n"), "\(plan.output)")
            #expect(!plan.output.contains("endpoint   "), "\(plan.output)")
            #expect(try await cluster.releases == [])

            let first = await cluster.run("bootstrap -f alone.yaml -o json")
            #expect(first.status == .done, "\(first.everything)")
            let json = try first.json
            #expect(json["outcome"] == "ready" && json["providers"] == ["dynamo"], "\(json)")
            #expect(json["operators"]?[0]?["change"] == "created" && json["deployments"] == [])
            #expect(json["phases"]?.array?.map { $0["phase"] } == ["preflight", "operators"])
            #expect(try await cluster.releases == ["dynamo-system/dynamo-platform"])

            let second = await cluster.run("bootstrap -f alone.yaml")
            #expect(second.status == .done, "\(second.everything)")
            #expect(second.output.hasPrefix("Nothing to do: "), "\(second.output)")
            #expect(
                second.output.contains(
                    "\nready for models: dynamo\n  next: groundcrew deploy MODEL --provider dynamo\n"),
                "\(second.output)")
            #expect(try await cluster.run("bootstrap -f alone.yaml -o json").json["changedNothing"] == true)
        }
    }

    @Test func oneWithoutOperatorsIsReadyAtOnce() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(Self.start + "providers: [{name: vllm}]\n", to: "plain.yaml")
            let run = await cluster.run("bootstrap -f plain.yaml -o json")
            #expect(run.status == .done, "\(run.everything)")
            #expect(try run.json["outcome"] == "ready")
            #expect(try await cluster.releases == [])
        }
    }

    @Test func besideModelsTheyAreBroughtToo() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                TemporaryFolder.oneModel.replacing("    engine: vllm\n", with: "    provider: vllm\n")
                    + "providers: [{name: dynamo}]\n", to: "both.yaml")
            let run = await cluster.run("bootstrap -f both.yaml -o json")
            #expect(run.status == .done, "\(run.everything)")
            let json = try run.json
            #expect(json["outcome"] == "served" && json["providers"] == [])
            #expect(json["operators"]?.array?.map { $0["name"] } == ["dynamo-platform"])
            #expect(json["deployments"]?.array?.map { $0["provider"] } == ["vllm"])
        }
    }

    /// A model that says nothing goes to a provider that the file names.
    @Test func namedProvidersComeFirst() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                TemporaryFolder.oneModel + "providers: [{name: kuberay}]\n", to: "named.yaml")
            let plan = try await cluster.run("bootstrap -f named.yaml --plan -o json").json
            #expect(plan["models"]?[0]?["provider"] == "kuberay", "\(plan["models"] ?? .null)")
            #expect(plan["providers"] == ["kuberay"])
        }
    }

    @Test(arguments: [
        ("providers: [{name: dynamu}]\n", "providers[0].name is 'dynamu' (did you mean 'dynamo'?); it must be one of"),
        ("providers: [{name: dynamo}, {name: dynamo}]\n", "providers[1].name 'dynamo' is there twice"),
        ("providers: []\n", "providers needs at least one provider"),
        ("providers: [{}]\n", "providers[0].name is required"),
        ("providers: [{name: dynamo, expose: gateway}]\n", "providers[0].expose is not known here"),
        ("providers: [{name: dynamo, onFailure: undo}]\n", "providers[0].onFailure is 'undo'"),
        ("providers: [{name: dynamo, existing: keep}]\n", "providers[0].existing is 'keep'"),
        ("providers: [{name: vllm}]\noperators: {dynamo-platform: {}}\n", "is not an operator that the providers need"),
        ("models: []\nproviders: [{name: dynamo}]\n", "models needs at least one model"),
        ("smokeTest: true\n", "models needs at least one model, or providers at least one provider"),
        (
            "providers: [{name: kaito, onFailure: hold}, {name: kaito-set, onFailure: fail}]\n",
            "providers[1].onFailure is fail for operator kaito-workspace, and another entry has hold for it"
        ),
    ])
    func mistakesAreToldWithTheirPlace(text: String, words: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.start + text, to: "bad.yaml")
        let run = await CommandRun.of("bootstrap -f bad.yaml --sandbox", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("bad.yaml:") && run.errors.contains(words), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func theWordOfAProvidersEntryIsForItsOperators() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(
                await cluster.run("release install theirs ./operator -n elsewhere --create-namespace").status == .done)
            try cluster.folder.write(
                Self.start + "providers: [{name: dynamo, existing: adopt}]\n", to: "adopt.yaml")
            let plan = try await cluster.run("bootstrap -f adopt.yaml --plan -o json").json
            #expect(plan["operators"]?[0]?["decision"]?["action"] == "adopt", "\(plan)")
            // What is said of the operator itself goes first.
            try cluster.folder.write(
                Self.start + "providers: [{name: dynamo, existing: adopt}]\nexisting: {dynamo-platform: reuse}\n",
                to: "reuse.yaml")
            let other = try await cluster.run("bootstrap -f reuse.yaml --plan -o json").json
            #expect(other["operators"]?[0]?["decision"]?["action"] == "reuse", "\(other)")
        }
    }

    // MARK: - What becomes of failures

    @Test(
        arguments: [
            ("", "hold"), ("onFailure: rollback\n", "rollback"),
            ("onFailure: rollback\nproviders: [{name: dynamo, onFailure: hold}]\n", "hold"),
            (
                "onFailure: rollback\nproviders: [{name: dynamo, onFailure: hold}]\n"
                    + "operators: {dynamo-platform: {onFailure: fail}}\n", "fail"
            ),
        ])
    func theNearestWordWinsAndThePlanShowsIt(text: String, expected: String) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + text, to: "file.yaml")
            let run = await cluster.run("bootstrap -f file.yaml --plan")
            #expect(run.status == .done, "\(run.everything)")
            let json = try await cluster.run("bootstrap -f file.yaml --plan -o json").json
            let operators = json["operators"]?.array ?? []
            let own = try #require(operators.first { $0["name"] == "dynamo-platform" })
            #expect(own["onFailure"]?.string == expected)
            #expect(
                json["models"]?[0]?["onFailure"] == (text.hasPrefix("onFailure: rollback") ? "rollback" : "fail"))
            #expect(
                run.output.contains("           on failure: \(expected)\n") == (expected != "fail")
                    || text.hasPrefix("onFailure: rollback"), "\(run.output)")
        }
    }

    private static let broken = SandboxFault(
        kind: "DynamoGraphDeployment", name: "qwen3", fault: "failed", message: "the engine is broken")

    @Test func aModelThatFailsFirstIsRemoved() async throws {
        try await SimulatedCluster.with(faults: [Self.broken]) { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + "    onFailure: rollback\n", to: "one.yaml")
            let run = await cluster.run("bootstrap -f one.yaml")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.errors.contains("; what was made was removed"), "\(run.errors)")
            #expect(try await cluster.releases == ["dynamo-system/dynamo-platform"])
        }
    }

    @Test(arguments: ["fail", "hold"]) func otherwiseItStays(policy: String) async throws {
        try await SimulatedCluster.with(faults: [Self.broken]) { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel + "    onFailure: \(policy)\n", to: "one.yaml")
            let run = await cluster.run("bootstrap -f one.yaml")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(!run.errors.contains("was removed"), "\(run.errors)")
            #expect(try await cluster.releases.contains("models/qwen3"))
        }
    }
}

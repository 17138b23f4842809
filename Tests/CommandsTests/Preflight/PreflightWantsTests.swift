import ArgumentParser
import Bootstrap
import Models
import Operators
import Preflight
import Providers
import Settings
import Testing
import Value

@testable import Commands

/// What flags and files want of a cluster, before one is asked.
@Suite struct PreflightWantsTests {
    private static let context = CommandContext(
        environment: [:], currentFolder: "/", standardOutput: CapturedOutput(), standardError: CapturedOutput(),
        terminal: Terminal(), makeTransport: { NoNetwork() })

    private static func wants(_ line: String, namespace: String? = nil) async throws -> PreflightWants {
        let command = try await PreflightCommand.asyncParse(line.split(separator: " ").map(String.init))
        return try await PreflightWants(
            command.wanted, namespace: namespace, from: try ProviderRegistry.builtIn(), context)
    }

    private static func file(
        _ line: String, by settings: Settings = Settings()
    ) async throws -> BootstrapFile {
        try await wants(line).file(in: "default", by: settings, from: try ProviderRegistry.builtIn())
    }

    // MARK: - Providers and models

    @Test func providersAndModelsMakeAFile() async throws {
        let file = try await Self.file("--provider dynamo --provider vllm --provider dynamo")
        #expect(file.providers.map(\.name) == ["dynamo", "vllm"])
        #expect(file.models.isEmpty && file.operators.isEmpty && !file.wantsNothing)

        let models = try await Self.file(
            "--model Qwen/Qwen3-0.6B --model Qwen/Qwen3-8B --model Qwen/Qwen3-0.6B --gpus 2 --replicas 3")
        #expect(models.models.map(\.model.id) == ["Qwen/Qwen3-0.6B", "Qwen/Qwen3-8B"], "each once")
        for model in models.models {
            #expect(model[.gpu] == 2 && model[.replicas] == 3, "\(model.values)")
            #expect(model.provider == nil, "a cluster has a say in who serves it")
        }
    }

    @Test func aModelGoesToAProviderThatIsNamed() async throws {
        let one = try await Self.file("--provider kuberay --model Qwen/Qwen3-0.6B")
        #expect(one.models[0].provider == "kuberay")
        // Of several, to the one that fits it best.
        let best = try await Self.file("--provider vllm --provider dynamo --model Qwen/Qwen3-0.6B")
        let named = ["vllm", "dynamo"]
        let registry = try ProviderRegistry.builtIn()
        let expected = try ProviderSelection.select(
            for: DeploymentRequest(model: best.models[0].model, namespace: "default"),
            from: ProviderRegistry(registry.providers.filter { named.contains($0.name) }))
        #expect(best.models[0].provider == expected.provider.name)
        // Whatever the settings say.
        let other = try await Self.file(
            "--provider vllm --model Qwen/Qwen3-0.6B", by: try Self.settings(provider: "dynamo"))
        #expect(other.models[0].provider == "vllm")
    }

    @Test func servicesAndWordsGoWithThem() async throws {
        let wants = try await Self.wants(
            "--provider dynamo --nats-url nats://a:1 --etcd-url http://b:2 --existing dynamo-platform=reuse")
        let file = try wants.file(in: "default", by: Settings(), from: try ProviderRegistry.builtIn())
        #expect(file.preflight.natsURL == "nats://a:1" && file.preflight.etcdURL == "http://b:2")
        #expect(file.existing["dynamo-platform"] == .reuse)
        #expect(!wants.installs)
        let before = try await Self.wants("--provider dynamo --before-install")
        #expect(before.installs)
    }

    @Test(arguments: [
        ("--provider nope", "there is no provider 'nope'"), ("--model 'a", "''a' is not a model id"),
        ("--existing a", "--existing a is not NAME=WORD"),
        ("--model a/x --model b/x", "--model a/x and --model b/x would both be called x"),
        ("--provider vllm --operator-version 1.0.0", "provider vllm has no operator that a version"),
        (
            "--provider dynamo --provider kuberay --operator-version 1.0.0",
            "cannot be told: there are the providers dynamo, kuberay"
        ),
    ])
    func whatNoClusterCouldDoIsRefusedFirst(line: String, says: String) async throws {
        let error = await #expect(throws: (any Error).self) { try await Self.wants(line) }
        let failure = error.map { CommandFailure(describing: $0) }
        #expect(failure?.status == .usage)
        #expect(failure?.message?.contains(says) == true, "\(failure?.message ?? "")")
    }

    @Test(arguments: [
        ("-f a --provider dynamo", "--provider and --file exclude each other"),
        ("-f a --model b/c", "--model and --file exclude each other"),
        ("--file a --gpus 1", "--gpus and --file exclude each other"),
        ("-f a --replicas 1", "--replicas and --file exclude each other"),
        ("-f a --operator-version 1", "--operator-version and --file exclude each other"),
        ("-f a --nats-url b", "--nats-url and --file exclude each other"),
        ("-f a --etcd-url b", "--etcd-url and --file exclude each other"),
        ("-f a --set b=c", "--set and --values and --file exclude each other"),
        ("-f a --values b", "--set and --values and --file exclude each other"),
        ("--gpus 17", "--gpus is 17"), ("--replicas 1001", "--replicas is 1001"),
    ])
    func flagsThatContradictEachOther(line: String, says: String) async {
        let run = await CommandRun.of("preflight \(line) --sandbox")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    // MARK: - The operator

    @Test(arguments: ["--provider dynamo", "--provider dynamo --model Qwen/Qwen3-0.6B"])
    func aVersionAndValuesAreForTheOnlyOperator(line: String) async throws {
        let file = try await Self.file("\(line) --operator-version 1.6.1 --set a=1")
        #expect(Array(file.operators.keys) == ["dynamo-platform"])
        let override = try #require(file.operators["dynamo-platform"])
        #expect(override.version == "1.6.1" && override.values["a"] == 1)
    }

    @Test func ofSeveralOperatorsNobodyKnowsWhich() async throws {
        let failure = await #expect(throws: CommandFailure.self) {
            try await Self.wants("--provider kserve --set a=1")
        }
        #expect(failure?.status == .usage)
        #expect(failure?.message?.hasPrefix("provider kserve has the operators ") == true, "\(failure?.message ?? "")")
        #expect(failure?.hint?.contains("in a bootstrap file") == true)
    }

    @Test func whatAModelIsServedByWithoutAnyNameCountsToo() async throws {
        let registry = try ProviderRegistry.builtIn()
        let serving = try ProviderSelection.select(
            for: DeploymentRequest(model: try CatalogLookup.model("Qwen/Qwen3-0.6B"), namespace: "default"),
            from: registry)
        try #require(serving.provider.definition.operators.count == 1)
        let file = try await Self.file("--model Qwen/Qwen3-0.6B --operator-version 1.6.1")
        #expect(Array(file.operators.keys) == serving.provider.definition.operators.map(\.name))
    }

    @Test func withoutAProviderNobodyKnowsWhoseTheyAre() async throws {
        let wants = try await Self.wants("--operator-version 1.6.2")
        let registry = try ProviderRegistry.builtIn()
        let failure = #expect(throws: CommandFailure.self) {
            try wants.file(in: "default", by: Settings(), from: registry)
        }
        #expect(failure?.status == .usage && failure?.hint == "name one with --provider")
        // The settings may name one.
        let named = try wants.file(in: "default", by: Self.settings(provider: "dynamo"), from: registry)
        #expect(named.operators["dynamo-platform"]?.version == "1.6.2")
    }

    // MARK: - Settings and places

    /// As `config set` writes it.
    private static func settings(provider: String? = nil, namespace: String? = nil) throws -> Settings {
        var settings = Settings()
        if let provider { try settings.set(.string(provider), for: .provider) }
        if let namespace { try settings.set(.string(namespace), for: .namespace) }
        return settings
    }

    @Test func nothingNamedIsForTheProviderOfTheSettings() async throws {
        let wants = try await Self.wants("")
        let registry = try ProviderRegistry.builtIn()
        #expect(wants.heedsSettings)
        let bare = try wants.file(in: "default", by: Settings(), from: registry)
        #expect(bare.wantsNothing)
        let set = try wants.file(in: "default", by: Self.settings(provider: "kuberay"), from: registry)
        #expect(set.providers.map(\.name) == ["kuberay"])
        let error = #expect(throws: SettingsError.self) {
            try wants.file(in: "default", by: Self.settings(provider: "gone"), from: registry)
        }
        #expect(error?.message.contains("'gone', which is not known") == true)
        // What is named needs no settings, except for models.
        let provider = try await Self.wants("--provider dynamo")
        #expect(!provider.heedsSettings)
        let model = try await Self.wants("--provider dynamo --model Qwen/Qwen3-0.6B")
        #expect(model.heedsSettings)
    }

    @Test(
        arguments: [
            (nil, "default", nil, "default"), (nil, "mine", nil, "mine"), (nil, "default", "models", "models"),
            (nil, "mine", "models", "mine"), ("own", "mine", "models", "own"), ("default", "mine", "models", "default"),
        ] as [(String?, String, String?, String)])
    func modelsGoWhereDeployWouldPutThem(
        flag: String?, place: String, setting: String?, expected: String
    ) async throws {
        let wants = try await Self.wants("--model Qwen/Qwen3-0.6B", namespace: flag)
        let file = try wants.file(
            in: place, by: Self.settings(namespace: setting), from: try ProviderRegistry.builtIn())
        #expect(file.models[0].namespace == expected)
    }

    // MARK: - Files

    @Test func aFileIsTakenAsBootstrapTakesIt() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            TemporaryFolder.oneModel.replacing("    namespace: models\n", with: "")
                + "  - {id: Qwen/Qwen3-8B, namespace: own}\nexisting: {dynamo-platform: reuse}\n", to: "a.yaml")
        let wants = try await Self.wants(
            "-f \(path) --existing dynamo-platform=adopt", namespace: "team")
        let file = try wants.file(in: "default", by: Settings(), from: try ProviderRegistry.builtIn())
        #expect(file.models.map(\.namespace) == ["team", "own"])
        #expect(file.existing["dynamo-platform"] == .adopt, "flags win over files")
        #expect(wants.installs, "its operators come in the same run")
        let missing = await #expect(throws: CommandFailure.self) { try await Self.wants("-f \(folder.path)/no.yaml") }
        #expect(missing?.status == .usage)
    }

    // MARK: - Room

    @Test(
        arguments: [
            ("--gpus 4", 1, 4), ("--replicas 3", 3, 1), ("--gpus 2 --replicas 5", 5, 2),
        ] as [(String, Int64, Int64)])
    func numbersAloneAskForRoom(line: String, workers: Int64, perWorker: Int64) async throws {
        let wants = try await Self.wants(line)
        let registry = try ProviderRegistry.builtIn()
        let subject = try wants.withRoom(Subject(), for: [], from: registry)
        #expect(subject.deployments.map(\.name) == ["a deployment"])
        #expect(subject.deployments[0].workers == workers && subject.deployments[0].perWorker == perWorker)
        #expect(subject.providers.isEmpty && subject.operators.isEmpty, "nobody's operators are wanted")
        let none = try await Self.wants("\(line) --model Qwen/Qwen3-0.6B")
        #expect(try none.withRoom(Subject(), for: [], from: registry).deployments.isEmpty)
        let without = try await Self.wants("")
        #expect(try without.withRoom(Subject(), for: [], from: registry).deployments.isEmpty)
    }
}

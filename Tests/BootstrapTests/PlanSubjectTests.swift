import Bootstrap
import Deployments
import Models
import Operators
import Preflight
import Providers
import Testing
import Value

/// What checks are told of a plan, whatever made it: a file, flags, or a command of another kind.
@Suite(.timeLimit(.minutes(2)))
struct PlanSubjectTests {
    private static let fleet = """
        providers: [{name: kuberay}]
        models:
          - {id: Qwen/Qwen3-0.6B, name: one, namespace: models, provider: dynamo, resources: {gpu: 2}}
          - {id: Qwen/Qwen3-0.6B, name: two, namespace: team, provider: kuberay, replicas: 3}
        preflight: {skip: [nats, nats, helm], natsURL: "nats://a:1", etcdURL: "http://b:2"}

        """

    @Test func oneSubjectHoldsTheWholePlan() async throws {
        try await SandboxRun.with { sandbox in
            let plan = try await sandbox.run.plan(try SandboxRun.file(Self.fleet))
            let subject = try sandbox.run.subject(of: plan)
            #expect(subject.providers.map(\.name) == ["kuberay", "dynamo"])
            #expect(Set(subject.operators.map(\.name)) == ["kuberay-operator", "dynamo-platform"])
            let deployments = subject.deployments.sorted { $0.name < $1.name }
            #expect(deployments.map { "\($0.namespace)/\($0.name)" } == ["models/one", "team/two"])
            #expect(deployments.map(\.perWorker) == [2, 1] && deployments.map(\.workers) == [1, 3])
            #expect(deployments.map(\.provider) == ["dynamo", "kuberay"])
            #expect(subject.nats.map(\.url) == ["nats://a:1"] && subject.etcd.map(\.url) == ["http://b:2"])
            #expect(subject.driver == "native" && subject.installs && subject.routes.isEmpty)
        }
    }

    @Test func whatTheFileSaysOfTheChecksGoesWithIt() async throws {
        try await SandboxRun.with { sandbox in
            var plan = try await sandbox.run.plan(try SandboxRun.file(Self.fleet))
            plan.file.preflight.only = ["cluster", "crds"]
            plan.file.preflight.failOn = [.warning]
            let request = try sandbox.run.request(for: plan, driver: "helm", installs: false)
            #expect(Set(request.skip.keys) == ["nats", "helm"])
            #expect(request.only == ["cluster", "crds"] && request.failOn == [.warning])
            #expect(request.subject.driver == "helm" && !request.subject.installs)
            let plain = try sandbox.run.request(for: plan)
            #expect(plain.subject.installs && plain.subject.driver == "native")
        }
    }

    /// What is wrong with a field is told at the field.
    @Test(arguments: [
        ("provider: vllm, name: 3qwen", "models[0].name cannot be served: the name 3qwen does not begin with a letter"),
        (
            "provider: vllm, values: {autoscaling: {enabled: true, minReplicas: 3, maxReplicas: 2}}",
            "models[0].values.autoscaling.minReplicas cannot be served: autoscaling.minReplicas is 3"
        ),
        ("provider: vllm, engineArgs: {--x: 1}", "models[0].engineArgs.--x is wrong: "),
        (
            "provider: vllm, runtime: foo",
            "models[0].runtime is 'foo', and provider vllm takes no runtime by name"
        ),
    ])
    func aWrongFieldIsNamed(fields: String, words: String) async throws {
        try await SandboxRun.with { sandbox in
            let file = try SandboxRun.file("models:\n  - {id: Qwen/Qwen3-0.6B, \(fields)}\n")
            let error = try await #require(throws: BootstrapError.self) { try await sandbox.run.plan(file) }
            #expect(error.code == .invalidFile && error.message.contains(words), "\(error.message)")
            #expect(error.message.hasPrefix("test.yaml:4:"), "\(error.message)")
        }
    }

    @Test func aCheckThatThereIsNotIsNamedWithItsPlace() async throws {
        try await SandboxRun.with { sandbox in
            let file = try SandboxRun.file(SandboxRun.oneModel + "preflight: {skip: [nats, gpu-node]}\n")
            let error = try await #require(throws: BootstrapError.self) { try await sandbox.run.plan(file) }
            #expect(
                error.message.contains("preflight.skip[1] is 'gpu-node', which is no check")
                    && error.message.contains("gpu-nodes"), "\(error.message)")
        }
    }

    /// The values that a chart gets are what is judged, those among them that follow the operators.
    @Test func theValuesAreThoseOfThePlan() async throws {
        try await SandboxRun.with { sandbox in
            var plan = try await sandbox.run.plan(try SandboxRun.file(SandboxRun.oneModel))
            plan.models[0].values["replicas"] = 5
            #expect(try sandbox.run.subject(of: plan).deployments[0].workers == 5)
        }
    }

    @Test func aServerThatCannotBeAskedIsRefused() async throws {
        try await SandboxRun.with { sandbox in
            var plan = try await sandbox.run.plan(try SandboxRun.file(SandboxRun.oneModel))
            plan.file.preflight.natsURL = "ftp://a"
            #expect(throws: ProviderError.self) { try sandbox.run.subject(of: plan) }
        }
    }

    // MARK: - Made by others than files

    @Test func anOperatorOfNoProviderIsJudgedToo() async throws {
        try await SandboxRun.with { sandbox in
            let shared = try #require(sandbox.run.registry.sharedOperators.first { $0.name == "cert-manager" })
            let operators = try sandbox.run.planning.plans(for: [], sharing: [shared])
            let plan = BootstrapPlan(of: [], operators: operators)
            let subject = try sandbox.run.subject(of: plan)
            #expect(subject.operators.map(\.name) == operators.map(\.name))
            let one = try #require(subject.operators.first { $0.name == "cert-manager" })
            #expect(one.provider.isEmpty && one.namespace == shared.namespace && !one.version.isEmpty)
            #expect(one.crds == shared.crds.map(\.name))
            #expect(subject.providers.isEmpty && subject.deployments.isEmpty)
        }
    }

    @Test func aDeploymentAloneWantsNoOperators() async throws {
        try await SandboxRun.with { sandbox in
            let whole = try await sandbox.run.plan(try SandboxRun.file(SandboxRun.oneModel))
            let plan = BootstrapPlan(of: [whole.models[0].provider], models: whole.models)
            let subject = try sandbox.run.subject(of: plan, installs: false)
            #expect(subject.operators.isEmpty && subject.deployments.map(\.name) == ["qwen3"])
            #expect(subject.providers.map(\.name) == [whole.models[0].provider.name])
            #expect(plan.namespace == "models")
        }
    }

    @Test func aFileThatNobodyWroteIsPlannedAsOneThatSomebodyDid() async throws {
        try await SandboxRun.with { sandbox in
            let nothing = try await sandbox.run.plan(BootstrapFile())
            #expect(nothing.operators.isEmpty && nothing.models.isEmpty && nothing.providers.isEmpty)
            #expect(BootstrapFile().wantsNothing)
            let subject = try sandbox.run.subject(of: nothing)
            #expect(subject.providers.isEmpty && subject.operators.isEmpty)

            var request = DeploymentRequest(
                model: try #require(try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B")), namespace: "models")
            request.provider = "dynamo"
            var override = OperatorOverride()
            override.version = "1.6.1"
            let file = BootstrapFile(
                providers: [.init("kuberay")], models: [request], operators: ["dynamo-platform": override],
                existing: ["kuberay-operator": .reuse], preflight: .init(skip: ["nats"]))
            #expect(!file.wantsNothing)
            let plan = try await sandbox.run.plan(file)
            #expect(plan.providers.map(\.name) == ["kuberay", "dynamo"])
            #expect(plan.operators.first { $0.name == "dynamo-platform" }?.version == "1.6.1")
            #expect(try sandbox.run.request(for: plan).skip.keys.contains("nats"))
        }
    }

    @Test func mistakesInItAreToldWithoutAPlace() async throws {
        try await SandboxRun.with { sandbox in
            let wrong = [
                BootstrapFile(providers: [.init("nope")]),
                BootstrapFile(providers: [.init("dynamo")], existing: ["keda": .reuse]),
            ]
            for file in wrong {
                await #expect(throws: BootstrapError.self) { try await sandbox.run.plan(file) }
            }
        }
    }
}

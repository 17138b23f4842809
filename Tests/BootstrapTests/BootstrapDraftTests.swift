import Deployments
import HTTP
import Kubernetes
import Models
import Operators
import Preflight
import Providers
import Releases
import Sandbox
import TestSupport
import Testing
import Value
import YAML

@testable import Bootstrap

/// A bootstrap file for a cluster that was looked at.
@Suite(.timeLimit(.minutes(5)))
struct BootstrapDraftTests {
    private static func gpus(_ nodes: String = "[]") throws -> GPUOverview {
        let facts: [FactName: Fact] = [.nodes: .known(try YAML.decode(nodes, file: "nodes")), .pods: .known([])]
        return GPUOverview(Facts(facts: facts))
    }

    private static func model(_ id: String = "Qwen/Qwen3-0.6B", name: String = "qwen3") -> BootstrapDraft.Model {
        BootstrapDraft.Model(
            id: id, name: name, namespace: "models", hasNamespace: true, provider: "dynamo", engine: "vllm",
            reason: "serves it")
    }

    private static func draft(
        _ cluster: BootstrapDraft.Cluster = .init(server: "https://10.0.0.1:6443", context: "test", uid: "u-1")
    ) throws -> BootstrapDraft {
        BootstrapDraft(cluster: cluster, gpus: try gpus(), models: [model()])
    }

    private static func read(_ draft: BootstrapDraft) throws -> BootstrapFile {
        try BootstrapFile(yaml: Array(draft.text.utf8), file: "draft.yaml", catalog: try ModelCatalog.builtIn())
    }

    // MARK: - The text

    @Test func theWholeFile() throws {
        var draft = try Self.draft()
        draft.cluster.version = "v1.34.2"
        draft.gpus = try Self.gpus(
            """
            [{name: gpu-0, ready: true, labels: {nvidia.com/gpu.product: H100, nvidia.com/gpu.memory: '81559'},
              allocatable: {nvidia.com/gpu: 8}}]
            """)
        #expect(
            draft.text == """
                # A bootstrap file for the cluster at https://10.0.0.1:6443, Kubernetes v1.34.2, as groundcrew init
                #   found it.
                # See what it would do: groundcrew bootstrap -f FILE --plan
                apiVersion: groundcrew/v1
                kind: Bootstrap

                # The file is refused on any other cluster.
                cluster:
                  context: test
                  uid: u-1

                # GPUs: 8 nvidia.com/gpu (H100, 81559 MiB each) on gpu-0; 8 of them free

                models:
                  - id: Qwen/Qwen3-0.6B
                    name: qwen3
                    namespace: models
                    # Chosen: serves it.
                    provider: dynamo
                    engine: vllm

                """)
        let file = try Self.read(draft)
        #expect(file.cluster == .init(context: "test", uid: "u-1"))
        #expect(file.models[0].provider == "dynamo" && file.models[0][.engine] == "vllm")
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var what: String
        var change: @Sendable (inout BootstrapDraft) -> Void
        var says: [String]
        var testDescription: String { what }

        init(_ what: String, _ says: String..., change: @escaping @Sendable (inout BootstrapDraft) -> Void) {
            self.what = what
            self.says = says
            self.change = change
        }
    }

    private static let rows = [
        Row("a simulated cluster", "# A bootstrap file for a simulated cluster, as") { $0.cluster.isSimulated = true },
        Row("a cluster that is gone", "# The simulated cluster ended with the command, so that none is named here.") {
            $0.cluster.isEphemeral = true
        },
        Row("no uid", "without its uid, the file is carried out on any.\ncluster:\n  context: test\n\n") {
            $0.cluster.uid = nil
        },
        Row("no context", "cluster:\n  uid: u-1\n\n") { $0.cluster.context = nil },
        Row("a context with colons", "  context: \"arn:aws:eks:eu-1:7:cluster/gpu\"\n") {
            $0.cluster.context = "arn:aws:eks:eu-1:7:cluster/gpu"
        },
        Row("no GPU", "# No node offers GPUs: the preflight will say what is missing.\n") { _ in },
        Row("gaps", "# Not seen: namespace models: nobody knows\n") { $0.gaps = ["namespace models: nobody knows"] },
        Row("a namespace to come", "    # Not there yet: the run makes it.\n    namespace: models\n") {
            $0.models[0].hasNamespace = false
        },
        Row("a namespace that nobody saw", "    # Whether it is there could not be seen.\n    namespace: models\n") {
            $0.models[0].hasNamespace = nil
        },
        Row("a model that was chosen", "models:\n  # Chosen: the smallest.\n  - id: Qwen/Qwen3-0.6B\n") {
            $0.models[0].choice = "the smallest"
        },
        Row("a gated model", "with the key HF_TOKEN.\n", "    hfTokenSecret: hf-token\n") {
            $0.models[0].isGated = true
        },
        Row("two models", "    engine: vllm\n  - id: a/b\n    name: other\n") {
            $0.models.append(Self.model("a/b", name: "other"))
        },
        Row("words that would end a comment", "# Not seen: a kind: Pod\n") { $0.gaps = ["a\nkind: Pod"] },
    ]

    @Test(arguments: rows) func saysWhatWasSeen(row: Row) throws {
        var draft = try Self.draft()
        row.change(&draft)
        for part in row.says { #expect(draft.text.contains(part), "\(draft.text)") }
        let file = try Self.read(draft)
        #expect(file.models.map(\.name) == draft.models.map(\.name))
        #expect(file.cluster.uid == (draft.cluster.isEphemeral ? nil : draft.cluster.uid))
    }

    @Test func nodesThatTakeNoPodsAndWhatWasNotReadAreTold() throws {
        var draft = try Self.draft()
        draft.gpus = try Self.gpus("[{name: a, ready: true, cordoned: true, allocatable: {nvidia.com/gpu: 2}}]")
        #expect(
            draft.text.contains("# GPUs: 2 nvidia.com/gpu on a; 0 of them free\n# Takes no pods now: a: cordoned\n"))
        let reason = UnknownReason(.forbidden, "you may not list nodes")
        draft.gpus = GPUOverview(Facts(facts: [.nodes: .unknown(reason), .pods: .known([])]))
        #expect(draft.text.contains("# Not seen: the nodes could not be read: you may not list nodes\n"))
        #expect(!draft.text.contains("No node offers GPUs"))
        #expect(draft.unseen == ["the nodes could not be read: you may not list nodes"])
        _ = try Self.read(draft)
    }

    // MARK: - Looking

    /// - Parameter provider: the only one that there is; nil means all.
    private static func drafter(_ sandbox: SandboxRun, provider: String? = nil) throws -> BootstrapDrafter {
        BootstrapDrafter(
            run: try run(sandbox, provider: provider),
            gatherer: FactGatherer(
                client: sandbox.client, transport: NoNetwork(), processes: NoPrograms(), environment: [:],
                isSimulated: true),
            catalog: try ModelCatalog.builtIn())
    }

    private static func run(_ sandbox: SandboxRun, provider: String?) throws -> BootstrapRun {
        let run = sandbox.run
        guard let provider else { return run }
        let registry = ProviderRegistry(
            [try run.registry.provider(provider)], sharing: run.registry.sharedOperators)
        var planning = run.planning
        planning.registry = registry
        return BootstrapRun(
            client: run.client, driver: run.driver, registry: registry, preflight: run.preflight, planning: planning,
            charts: run.charts, clock: run.clock)
    }

    @Test func aClusterIsDraftedAndItsFileIsCarriedOut() async throws {
        try await SandboxRun.with { sandbox in
            let qwen = try #require(try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B"))
            let drafter = try Self.drafter(sandbox)
            let draft = try await drafter.draft(models: [qwen], namespace: "models")
            let identity = try await sandbox.client.identity()
            #expect(draft.cluster.uid == identity.kubeSystemUID && draft.cluster.uid != nil)
            #expect(draft.cluster.version == "v1.34.2+sandbox" && draft.cluster.isSimulated)
            #expect(draft.gpus.groups.map(\.count) == [16])
            #expect(draft.models.map(\.provider) == ["dynamo"] && draft.models[0].hasNamespace == false)
            #expect(draft.models[0].reason == "serves Qwen/Qwen3-0.6B with vllm on NVIDIA GPUs")
            #expect(draft.models[0].choice == nil)
            #expect(draft.operators.map(\.name) == ["dynamo-platform"])
            #expect(draft.operators[0].decision?.action == .install)
            #expect(draft.unseen.isEmpty)
            #expect(
                draft.text.contains(
                    "# What the models need, in the order in which it is installed:\n"
                        + "#   dynamo-platform 1.6.2 in namespace dynamo-system: install, because it is not there\n"))
            let first = try await sandbox.run.run(
                try await sandbox.run.plan(try Self.read(draft)), events: EventLog())
            #expect(first.deployments.map(\.change) == [.created])
            // Again, with all of it there.
            let again = try await drafter.draft(models: [qwen], namespace: "models")
            #expect(again.models[0].hasNamespace == true)
            #expect(again.operators[0].decision?.action == .keep)
            #expect(again.text.contains("keep, because it is groundcrew's, revision 1\n"))
        }
    }

    @Test func withoutAModelOneThatFitsIsChosenAndNamesStayApart() async throws {
        try await SandboxRun.with { sandbox in
            let drafter = try Self.drafter(sandbox)
            let chosen = try await drafter.draft(models: [], namespace: "models", isEphemeral: true)
            #expect(chosen.models.map(\.id) == ["deepseek-ai/DeepSeek-R1-Distill-Llama-8B"])
            #expect(
                chosen.text.contains("# Chosen: the largest public model of the catalog that fits one GPU: it needs"))
            #expect(try Self.read(chosen).cluster == .init())
            let two = [Model(unlisted: "a/chat"), Model(unlisted: "b/chat"), Model(unlisted: "c/chat")]
            let draft = try await drafter.draft(models: two, namespace: "models")
            #expect(draft.models.map(\.name) == ["chat", "chat-2", "chat-3"])
            #expect(try Self.read(draft).models.count == 3)
        }
    }

    @Test func aClusterWithoutGPUsGetsTheSmallestModel() async throws {
        try await SandboxRun.with(nodes: [SandboxFile.Node(name: "cpu-0")]) { sandbox in
            let draft = try await Self.drafter(sandbox).draft(models: [], namespace: "models")
            #expect(draft.models.map(\.id) == ["Qwen/Qwen3-0.6B"])
            #expect(draft.text.contains("# No node offers GPUs"))
        }
    }

    @Test func whoMayNotSeeMuchGetsAFileThatSaysSo() async throws {
        try await SandboxRun.with(token: "restricted") { sandbox in
            let qwen = try #require(try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B"))
            let draft = try await Self.drafter(sandbox).draft(models: [qwen], namespace: "models")
            #expect(draft.cluster.uid == nil)
            #expect(draft.models[0].hasNamespace == nil)
            #expect(draft.unseen.contains { $0.contains("the caller may not get namespace kube-system") })
            #expect(draft.unseen.contains { $0.hasPrefix("namespace models: ") })
            #expect(draft.unseen.contains { $0.hasPrefix("the nodes could not be read: ") })
            #expect(draft.unseen.contains { $0.hasPrefix("what there is of the operators: ") })
            #expect(draft.text.contains("#   dynamo-platform 1.6.2 in namespace dynamo-system: not seen\n"))
            #expect(try Self.read(draft).models.map(\.name) == ["qwen3-0-6b"])
        }
    }

    // MARK: - What a run would refuse

    private static let long = String(repeating: "x", count: 60)

    struct Wanted: Sendable, CustomTestStringConvertible {
        var what: String
        /// Ids of models.
        var models: [String]
        var provider: String?
        /// Of what is written down.
        var names: [String]
        /// What is left out, with a part of the reason.
        var leftOut: [String: String] = [:]
        var testDescription: String { what }
    }

    @Test(arguments: [
        Wanted(
            what: "long names that are the same", models: ["a/\(long)", "b/\(long)", "c/\(long)"],
            names: [String(long.prefix(37)), "\(long.prefix(35))-2", "\(long.prefix(35))-3"]),
        Wanted(
            what: "a gated model", models: ["meta-llama/Llama-3.2-1B-Instruct"],
            names: ["llama-3-2-1b-instruct"]),
        Wanted(
            what: "a name that the provider's chart refuses", models: ["a/chat-epp", "a/chat"], provider: "llm-d",
            names: ["chat"], leftOut: ["a/chat-epp": "ends as the parts of llm-d's deployments do"]),
        Wanted(
            what: "an id that the provider cannot ask for", models: ["a/chat", "chat"], provider: "kaito",
            names: ["chat"], leftOut: ["chat": "it knows models by owner and name"]),
        Wanted(
            what: "a model whose engines the provider has not", models: ["b/other", "a/chat"], provider: "llm-d",
            names: ["chat"], leftOut: ["b/other": "none of its engines serves b/other"]),
        Wanted(
            what: "a task that nobody does", models: ["b/picture", "a/chat"], names: ["chat"],
            leftOut: ["b/picture": "no provider can serve b/picture"]),
    ])
    func whatIsDraftedCanBePlanned(row: Wanted) async throws {
        let text = """
            - {id: b/other, task: text-generation, gated: false, engines: [trtllm], memory: 1Gi}
            - {id: b/picture, task: image, gated: false, memory: 1Gi}

            """
        let catalogs = [
            try ModelCatalog(yaml: Array(text.utf8), file: "catalog.yaml"), try ModelCatalog.builtIn(),
        ]
        let models = row.models.map { id in catalogs.lazy.compactMap { $0.model(id) }.first ?? Model(unlisted: id) }
        try await SandboxRun.with { sandbox in
            let draft = try await Self.drafter(sandbox, provider: row.provider)
                .draft(models: models, namespace: "models")
            #expect(draft.models.map(\.name) == row.names)
            #expect(Set(draft.refusals.map(\.model)) == Set(row.leftOut.keys))
            for refusal in draft.refusals {
                let reason = try #require(row.leftOut[refusal.model])
                #expect(refusal.reason.contains(reason), "\(refusal)")
                #expect(
                    draft.text.contains("  # Left out: \(refusal.model), which a run would refuse: "), "\(draft.text)")
            }
            let file = try Self.read(draft)
            #expect(file.models.map(\.name) == row.names)
            let plan = try await Self.run(sandbox, provider: row.provider).plan(file)
            #expect(plan.models.map(\.provider.name) == draft.models.map(\.provider))
            #expect(plan.models.map(\.selection.engine) == draft.models.map(\.engine))
        }
    }

    /// Nothing may take the place of what somebody else made, or a provider serves that is not known here.
    @Test(arguments: [
        ("groundcrew/provider", "harbor", "provider harbor"),
        ("groundcrew/role", "other", "groundcrew did not make it"),
    ])
    func aNameThatIsTakenIsLeftOut(label: String, value: String, words: String) async throws {
        try await SandboxRun.with { sandbox in
            let qwen = try #require(try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B"))
            _ = try await sandbox.bootstrap("models: [{id: Qwen/Qwen3-0.6B, namespace: models}]\n")
            _ = try await sandbox.client.patch(
                .secrets, "sh.helm.release.v1.qwen3-0-6b.v1", namespace: "models",
                with: .merge(["metadata": ["labels": .object([label: .string(value)])]]))
            let drafter = try Self.drafter(sandbox)
            let draft = try await drafter.draft(models: [qwen, Model(unlisted: "a/chat")], namespace: "models")
            #expect(draft.models.map(\.name) == ["chat"])
            #expect(draft.refusals.map(\.model) == ["Qwen/Qwen3-0.6B"])
            #expect(draft.refusals[0].reason.contains(words), "\(draft.refusals)")
            #expect(draft.text.contains("  #   next: "), "\(draft.text)")
            // Where nothing is left, it is an error.
            await #expect(throws: DeploymentError.self) {
                _ = try await drafter.draft(models: [qwen], namespace: "models")
            }
        }
    }

    @Test func aNamespaceThatCannotBeIsAnError() async throws {
        try await SandboxRun.with { sandbox in
            let drafter = try Self.drafter(sandbox)
            await #expect(throws: ProviderError.self) {
                _ = try await drafter.draft(models: [], namespace: "Not-a-label")
            }
        }
    }

    @Test func aModelThatNobodyServesIsAnError() async throws {
        try await SandboxRun.with { sandbox in
            let text = "- {id: a/b, task: image, gated: false, memory: 1Gi}\n"
            let models = try ModelCatalog(yaml: Array(text.utf8), file: "catalog.yaml").models
            let drafter = try Self.drafter(sandbox)
            await #expect(throws: ProviderError.self) {
                _ = try await drafter.draft(models: models, namespace: "models")
            }
        }
    }
}

/// What is asked of the cluster goes through its client.
private struct NoNetwork: HTTPTransport {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        throw HTTPError(.invalidRequest, "the test has no network")
    }
}

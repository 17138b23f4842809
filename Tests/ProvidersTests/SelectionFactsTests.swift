import Charts
import Models
import Providers
import Testing
import Value

/// What a cluster has already, and what was chosen before.
@Suite struct SelectionFactsTests {
    private let registry: ProviderRegistry
    private let model: Model

    init() throws {
        registry = try .builtIn()
        model = try #require(try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B"))
    }

    private func select(
        _ facts: SelectionFacts, _ edit: (inout DeploymentRequest) -> Void = { _ in }
    ) throws -> ProviderSelection {
        var request = DeploymentRequest(model: model, namespace: "models")
        edit(&request)
        return try ProviderSelection.select(for: request, from: registry, considering: facts)
    }

    private static func named(_ names: Set<String>, _ facts: SelectionFacts) -> SelectionFacts {
        var facts = facts
        facts.named = names
        return facts
    }

    /// Where nothing is installed, what needs something more comes after what needs nothing.
    @Test(
        arguments: [
            (true, [], "tls"), (false, [], "plain"), (false, ["tls"], "tls"),
        ] as [(Bool, Set<String>, String)])
    func whatNeedsAnOperatorIsNotPlain(installs: Bool, supplied: Set<String>, name: String) throws {
        func provider(_ name: String, _ more: String) throws -> Provider {
            let chart = try Chart.load(files: [
                ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: \(name)\nversion: 0.1.0\n")
            ])
            let definition = """
                apiVersion: groundcrew/v1
                kind: Provider
                name: \(name)
                resource: {kind: Deployment, name: deployments.apps, versions: [apps/v1]}
                capabilities: {engines: [vllm], modes: [aggregated], routers: [none], tasks: [text-generation]}
                readiness: {rules: [{when: "true", phase: Running}]}
                \(more)

                """
            return try Provider(definition: definition, chart: chart, folder: name)
        }
        let registry = ProviderRegistry(
            [
                try provider("plain", "selection: [{when: 'true', score: 10, reason: is plain}]"),
                try provider(
                    "tls", "selection: [{when: 'true', score: 20, reason: is safe}]\nneeds: [cert-manager]"),
            ], sharing: self.registry.sharedOperators)
        var facts = SelectionFacts(installed: [], installs: installs)
        facts.supplied = supplied
        let request = DeploymentRequest(model: model, namespace: "models")
        #expect(try ProviderSelection.select(for: request, from: registry, considering: facts).provider.name == name)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var facts: SelectionFacts
        var provider: String
        var reason: String
        var testDescription: String { "\(provider): \(facts)" }
    }

    @Test(arguments: [
        // Nothing is known: the highest score.
        Case(facts: .none, provider: "dynamo", reason: "serves"),
        // What is there wins over a higher score.
        Case(
            facts: SelectionFacts(installed: ["kuberay"]), provider: "kuberay",
            reason: "it is installed already, and serves"),
        Case(
            facts: SelectionFacts(installed: ["kuberay", "ome"]), provider: "kuberay", reason: "it is installed already"
        ),
        // Bare, and operators come along.
        Case(facts: SelectionFacts(installed: []), provider: "dynamo", reason: "serves"),
        // Bare, and they do not: what needs none.
        Case(
            facts: SelectionFacts(installed: [], installs: false), provider: "llm-d",
            reason: "nothing is missing that it needs, and serves"),
        Case(
            facts: SelectionFacts(installed: ["dynamo"], installs: false, accelerators: ["nvidia"]), provider: "dynamo",
            reason: "it is installed already"),
        // Without accelerators anything may be deployed; it waits for a node.
        Case(facts: SelectionFacts(installed: ["dynamo"], accelerators: []), provider: "dynamo", reason: ""),
        // An operator that the file says something of.
        Case(
            facts: named(["ome"], SelectionFacts()), provider: "ome", reason: "an operator of it is named, and serves"),
        Case(
            facts: named(["dynamo"], SelectionFacts(installed: ["kuberay"], kubernetes: "1.20.2")), provider: "dynamo",
            reason: "an operator of it is named"),
        // A cluster that is too old for most; what is there already works all the same.
        Case(facts: SelectionFacts(installed: [], kubernetes: "1.20.2"), provider: "vllm", reason: "serves"),
        Case(
            facts: SelectionFacts(installed: ["dynamo"], kubernetes: "1.20.2"), provider: "dynamo",
            reason: "it is installed already"),
        Case(facts: SelectionFacts(installed: [], kubernetes: "1.33.1+k3s1"), provider: "dynamo", reason: "serves"),
        Case(facts: SelectionFacts(installed: [], kubernetes: "unknown"), provider: "dynamo", reason: "serves"),
        Case(
            facts: SelectionFacts(installed: ["dynamo"], former: .init(provider: "vllm", engine: "sglang")),
            provider: "vllm", reason: "vllm serves it already"),
        // A provider that is no longer known.
        Case(
            facts: SelectionFacts(installed: ["dynamo"], former: .init(provider: "gone", engine: nil)),
            provider: "dynamo", reason: "it is installed already"),
    ])
    func whatIsThereComesFirst(_ test: Case) throws {
        let selection = try select(test.facts)
        #expect(selection.provider.name == test.provider, "\(selection.reason)")
        #expect(selection.reason.hasPrefix(test.reason), "\(selection.reason)")
        #expect(selection.candidates.map(\.name) == registry.providers.map(\.name))
    }

    @Test func whyAnotherWasPassedOverIsSaid() throws {
        let found = try select(SelectionFacts(installed: ["kuberay"], installs: false)).candidates
        let standing = Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0) })
        #expect(standing["dynamo"]?.standing == "it is not installed" && standing["dynamo"]?.presence == .missing)
        #expect(standing["vllm"]?.presence == .needsNothing)
        #expect(standing["kuberay"]?.presence == .installed)
        let offline = try select(.none).candidates
        #expect(offline.allSatisfy { $0.presence == nil && $0.standing == nil })
    }

    @Test func theProviderOfTheSettingsIsNotTheUsersWord() throws {
        let selection = try select(.none) {
            $0.provider = "vllm"
            $0.isProviderOfSettings = true
        }
        #expect(selection.reason.hasPrefix("the settings name vllm, which serves"), "\(selection.reason)")
    }

    @Test func theUsersWordIsFirstOfAll() throws {
        let facts = SelectionFacts(installed: ["kuberay"], former: .init(provider: "vllm", engine: "vllm"))
        #expect(try select(facts) { $0.provider = "dynamo" }.provider.name == "dynamo")
    }

    @Test func theFormerEngineIsKeptUnlessAnotherIsAskedFor() throws {
        let facts = SelectionFacts(former: .init(provider: "vllm", engine: "sglang"))
        #expect(try select(facts).engine == "sglang")
        #expect(try select(facts) { $0[.engine] = "vllm" }.engine == "vllm")
    }

    @Test func whatTheFormerCannotDoIsRefusedWithTheWayOut() throws {
        let facts = SelectionFacts(former: .init(provider: "vllm", engine: "vllm"))
        let error = try #require(throws: ProviderError.self) { try select(facts) { $0[.mode] = "disaggregated" } }
        #expect(error.code == .unsupported)
        #expect(
            error.message
                == "provider vllm, which serves it now, cannot do this: it has no mode disaggregated, only aggregated; "
                + "--reselect chooses again")
    }

    @Test func acceleratorsOfOtherVendorsRejectEveryProvider() throws {
        let error = try #require(throws: ProviderError.self) { try select(SelectionFacts(accelerators: ["amd"])) }
        #expect(error.code == .noProvider)
        #expect(error.message.contains("vllm: it serves on nvidia, and the cluster has amd"))
        #expect(try select(SelectionFacts(accelerators: ["amd", "nvidia"])).provider.name == "dynamo")
    }

    private static let small = "one accelerator needs 20 GiB, and the largest of the cluster have 16 GiB"

    /// A model that surely does not fit is not served by whoever would serve it so; the user's word stands.
    @Test func whatAcceleratorsDoNotHoldRejectsAProvider() throws {
        var facts = SelectionFacts(installed: ["dynamo"])
        facts.misfits = ["dynamo": Self.small]
        let chosen = try select(facts)
        #expect(chosen.provider.name == "kuberay", "\(chosen.reason)")
        #expect(chosen.candidates.first { $0.name == "dynamo" }?.reason == Self.small)
        #expect(try select(facts) { $0.provider = "dynamo" }.provider.name == "dynamo")
        facts.former = .init(provider: "dynamo", engine: "vllm")
        #expect(try select(facts).provider.name == "dynamo", "it is served so by now")
        facts = SelectionFacts()
        for provider in registry.providers { facts.misfits[provider.name] = Self.small }
        let best = try select(SelectionFacts()).provider.name
        let forced = try select(facts)
        #expect(forced.provider.name == best, "\(forced.reason)")
        #expect(forced.reason.hasSuffix("which preflight judges: \(Self.small)"), "\(forced.reason)")
    }

    @Test func candidatesComeInTheOrderInWhichTheyWouldBeChosen() throws {
        let request = DeploymentRequest(model: model, namespace: "models")
        var facts = SelectionFacts(installed: ["ome"], installs: false)
        facts.misfits = ["dynamo": Self.small]
        let names = ProviderSelection.candidates(for: request, from: registry, considering: facts).map(\.name)
        #expect(names.first == "ome" && names.last == "dynamo", "\(names)")
        #expect(names.prefix(2).last == "llm-d", "what needs nothing comes before what is not there: \(names)")
        let bare = ProviderSelection.candidates(for: request, from: registry).map(\.name)
        #expect(bare.first == "dynamo")
    }

    @Test func candidatesAreSortedTheBestFirst() throws {
        var request = DeploymentRequest(model: model, namespace: "models")
        request[.mode] = "disaggregated"
        let candidates = ProviderSelection.candidates(for: request, from: registry)
        #expect(candidates.count == registry.providers.count)
        let scores = candidates.map { $0.score ?? -1 }
        #expect(scores == scores.sorted(by: >))
        let vllm = try #require(candidates.first { $0.name == "vllm" })
        #expect(vllm.score == nil && vllm.reason == "it has no mode disaggregated, only aggregated")
        #expect(vllm.value["score"] == .null)
    }
}

import Models
import Providers
import Testing
import Value

@Suite struct ProviderSelectionTests {
    private let registry: ProviderRegistry
    private let qwen: Model

    init() throws {
        registry = try ProviderRegistry.builtIn()
        qwen = try #require(try ModelCatalog.builtIn().model("Qwen/Qwen3-0.6B"))
    }

    private func request(_ change: (inout DeploymentRequest) -> Void = { _ in }) -> DeploymentRequest {
        var request = DeploymentRequest(model: qwen, namespace: "models")
        change(&request)
        return request
    }

    @Test func choosesTheFirstEngineThatServesTheModelAndSaysWhy() throws {
        let selection = try ProviderSelection.select(for: request(), from: registry)
        #expect(selection.provider.name == "dynamo")
        #expect(selection.engine == "vllm")
        #expect(selection.reason == "serves Qwen/Qwen3-0.6B with vllm on NVIDIA GPUs")
    }

    @Test func theUsersEngineWins() throws {
        let selection = try ProviderSelection.select(for: request { $0[.engine] = "sglang" }, from: registry)
        #expect(selection.engine == "sglang")
    }

    @Test func theReasonNamesWhatTheProviderIsGoodAt() throws {
        let split = try ProviderSelection.select(for: request { $0[.mode] = "disaggregated" }, from: registry)
        #expect(split.reason.contains("prefill and decode"))
        let routed = try ProviderSelection.select(for: request { $0[.routerMode] = "kv" }, from: registry)
        #expect(routed.reason.contains("prefix"))
    }

    @Test func anAskedProviderIsNamedInTheReason() throws {
        let selection = try ProviderSelection.select(for: request { $0.provider = "dynamo" }, from: registry)
        #expect(selection.reason.hasPrefix("dynamo was asked for"))
    }

    @Test func refusesWhatTheAskedProviderCannotDo() throws {
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(
                for: request {
                    $0.provider = "dynamo"
                    $0[.engine] = "llamacpp"
                }, from: registry)
        }
        #expect(error.code == .unsupported)
        #expect(error.message.contains("no engine llamacpp, only vllm, sglang, trtllm"))
    }

    @Test func listsEveryRejectionWhenNothingFits() throws {
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request { $0[.engine] = "llamacpp" }, from: registry)
        }
        #expect(error.code == .noProvider)
        #expect(error.message.contains("dynamo: it has no engine llamacpp"))
    }

    @Test func anUnknownProviderListsTheKnownOnes() throws {
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request { $0.provider = "dynamic" }, from: registry)
        }
        #expect(error.code == .unknownProvider)
        #expect(error.message.contains("known are dynamo"))
    }

    @Test func modelsOutsideTheCatalogGetTheFirstEngine() throws {
        let request = DeploymentRequest(model: Model(unlisted: "me/model"), namespace: "models")
        #expect(try ProviderSelection.select(for: request, from: registry).engine == "vllm")
    }

    // MARK: - Rules that reject

    /// Providers whose file says `selection` so.
    private func docks(_ selections: [(String, String)]) throws -> ProviderRegistry {
        ProviderRegistry(
            try selections.map { name, rules in try Docks.provider(name, more: "selection:\n\(rules)") })
    }

    private static let alone = """
          - when: request.replicas != null && request.replicas > 1
            reject: ${request.replicas} replicas are asked for, and it has one
          - when: "true"
            score: 60
            reason: is small

        """
    private static let everything = "  - {when: 'true', score: 10, reason: takes everything}\n"

    struct Row: Sendable, CustomTestStringConvertible {
        var rules: [String]
        /// Why it is chosen, or why it is not.
        var words: String
        var isChosen: Bool
        var testDescription: String { rules.joined(separator: " then ") }
    }

    /// Whatever comes after the first rule that holds says nothing.
    @Test(arguments: [
        Row(rules: ["reject: closed", "score: 90, reason: open"], words: "closed", isChosen: false),
        Row(rules: ["score: 1, reason: open", "reject: closed"], words: "open", isChosen: true),
        Row(rules: ["reject: first", "reject: second"], words: "first", isChosen: false),
        Row(rules: ["reject: ${model.id} with ${request.engine}"], words: "me/model with vllm", isChosen: false),
        Row(rules: ["reject: $${model.id}"], words: "${model.id}", isChosen: false),
    ])
    func theFirstRuleThatHoldsDecides(row: Row) throws {
        let rules = row.rules.map { rule in
            "  - when: 'true'\n" + rule.split(separator: ", ").map { "    \($0)\n" }.joined()
        }
        let registry = try docks([("dock", rules.joined())])
        let request = DeploymentRequest(model: Model(unlisted: "me/model"), namespace: "models")
        guard row.isChosen else {
            let error = try #require(throws: ProviderError.self) {
                try ProviderSelection.select(for: request, from: registry)
            }
            #expect(error.message == "no provider can serve me/model: dock: \(row.words)")
            return
        }
        #expect(try ProviderSelection.select(for: request, from: registry).reason == row.words)
    }

    @Test func aRuleThatDoesNotHoldRejectsNothing() throws {
        let registry = try docks([("dock", Self.alone), ("pier", Self.everything)])
        for replicas in [nil, 0, 1] as [Int64?] {
            let request = request { $0[.replicas] = replicas.map(Value.integer) }
            let selection = try ProviderSelection.select(for: request, from: registry)
            #expect(selection.provider.name == "dock" && selection.reason == "is small")
        }
        let many = try ProviderSelection.select(for: request { $0[.replicas] = 3 }, from: registry)
        #expect(many.provider.name == "pier")
        #expect(many.reason == "takes everything")
    }

    @Test func anAskedProviderSaysWhyItCannot() throws {
        let registry = try docks([("dock", Self.alone), ("pier", Self.everything)])
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(
                for: request {
                    $0.provider = "dock"
                    $0[.replicas] = 3
                }, from: registry)
        }
        #expect(error.code == .unsupported)
        #expect(error.message == "provider dock cannot serve this: 3 replicas are asked for, and it has one")
    }

    @Test func everyRejectionIsListed() throws {
        let registry = try docks([
            ("dock", Self.alone), ("pier", "  - {when: 'true', reject: 'it is closed'}\n"), ("quay", "  []\n"),
        ])
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request { $0[.replicas] = 3 }, from: registry)
        }
        #expect(error.code == .noProvider)
        #expect(
            error.message == "no provider can serve Qwen/Qwen3-0.6B: dock: 3 replicas are asked for, and it has one; "
                + "pier: it is closed; quay: none of its selection rules holds")
    }

    /// Rules are not asked of a provider that lacks what is asked for.
    @Test func whatAProviderLacksComesFirst() throws {
        let registry = try docks([("dock", "  - {when: 'true', reject: 'it is closed'}\n")])
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request { $0[.mode] = "disaggregated" }, from: registry)
        }
        #expect(error.message.hasSuffix("dock: it has no mode disaggregated, only aggregated"), "\(error)")
    }

    @Test(arguments: ["{when: 'request.replicas > 1', reject: a}", "{when: 'true', reject: '${request.replicas + 1}'}"])
    func aRuleThatCannotBeJudgedIsTheProvidersFault(rule: String) throws {
        let registry = try docks([("dock", "  - \(rule)\n"), ("pier", Self.everything)])
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request { $0.provider = "dock" }, from: registry)
        }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.hasPrefix("a selection rule of provider dock cannot be judged: "), "\(error)")
        // Who does not name it is served by another, and told.
        let selection = try ProviderSelection.select(for: request(), from: registry)
        #expect(selection.provider.name == "pier" && selection.faults.count == 1)
        #expect(
            selection.faults[0].hasPrefix("a selection rule of provider dock cannot be judged: dock/provider.yaml:"))
        #expect(!selection.faults[0].contains("\n"))
        #expect(selection.candidates.map(\.isFaulty) == [true, false])
    }

    @Test func whereNothingElseFitsTheFaultIsAReason() throws {
        let registry = try docks([("dock", "  - {when: 'request.replicas > 1', reject: a}\n")])
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request(), from: registry)
        }
        #expect(error.code == .noProvider)
        #expect(error.message.contains("dock: a selection rule of provider dock cannot be judged: "), "\(error)")
    }

    /// Catalogs do not know every engine; who names a provider need not name its engine, too.
    @Test func aNamedProvidersEngineNeedNotBeInTheCatalog() throws {
        let definition = Docks.definition("dock", []).replacing("engines: [vllm]", with: "engines: [steam]")
        let chart = try Docks.provider("dock").chart
        let registry = ProviderRegistry([
            try Provider(definition: definition + "selection:\n" + Self.everything, chart: chart, folder: "dock")
        ])
        let selection = try ProviderSelection.select(for: request { $0.provider = "dock" }, from: registry)
        #expect(selection.engine == "steam")
        #expect(
            selection.reason == "dock was asked for and takes everything; steam because it is the provider's first")
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request(), from: registry)
        }
        #expect(error.message.hasSuffix("dock: none of its engines serves Qwen/Qwen3-0.6B"), "\(error)")
    }

    @Test(
        arguments: [
            ("when: 'true'\n    reject: a\n    score: 5", "10:5", "score stands beside reject, which says why"),
            ("when: 'true'\n    reject: a\n    reason: b", "10:5", "reason stands beside reject, which says why"),
            ("when: 'true'\n    reject: ''", "9:5", "reject is required"),
            ("when: 'true'\n    reject: 1", "9:5", "reject is an integer; it must be a string"),
            ("when: 'true'\n    reject: ${object.x}", "9:5", "unknown variable \"object\""),
            ("when: 'true'\n    rejects: a", "9:5", "rejects is not known here (did you mean 'reject'?)"),
            ("when: 'true'\n    reject: ~", "8:5", "reason is required"),
            ("reject: a", "8:5", "when is required"),
        ] as [(String, String, String)])
    func rulesAreCheckedWhenTheyAreRead(rule: String, place: String, words: String) throws {
        let error = try #require(throws: ProviderError.self) { try docks([("dock", "  - \(rule)\n")]) }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.hasPrefix("dock/provider.yaml:\(place):"), "\(error)")
        #expect(error.message.contains(words), "\(error)")
    }
}

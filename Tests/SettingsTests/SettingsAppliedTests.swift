import Models
import Providers
import Settings
import Testing
import Value

/// What a request leaves open, settings say; what it says stays.
@Suite struct SettingsAppliedTests {
    private let registry: ProviderRegistry
    private let catalog: ModelCatalog

    init() throws {
        registry = try ProviderRegistry.builtIn()
        catalog = try ModelCatalog.builtIn()
    }

    private func request(
        _ id: String = "Qwen/Qwen3-0.6B", _ values: Object = [:], provider: String? = nil
    ) -> DeploymentRequest {
        var request = DeploymentRequest(
            model: catalog.model(id) ?? Model(unlisted: id), namespace: "default", values: values)
        request.provider = provider
        return request
    }

    private func applied(
        _ settings: Object, to request: DeploymentRequest, choosesNamespace: Bool = true
    ) throws -> DeploymentRequest {
        try Settings(settings).applied(to: request, from: registry, choosesNamespace: choosesNamespace)
    }

    /// As the provider that serves it gets it.
    private func served(
        _ settings: Object, _ request: DeploymentRequest, considering facts: SelectionFacts = .none
    ) throws -> (provider: String, request: DeploymentRequest) {
        let found = try applied(settings, to: request)
        let name = try ProviderSelection.select(for: found, from: registry, considering: facts).provider.name
        return (name, found.settled(for: name))
    }

    @Test func noSettingsChangeNothing() throws {
        let found = try applied([:], to: request())
        #expect(found.provider == nil && found.values.isEmpty && found.namespace == "default")
    }

    @Test func theProviderIsTakenWhereNobodyNamesOne() throws {
        let taken = try applied(["activeProviderId": "vllm"], to: request())
        #expect(taken.provider == "vllm" && taken.isProviderOfSettings)
        #expect(try applied(["activeProviderId": "vllm"], to: request(provider: "dynamo")).provider == "dynamo")
    }

    @Test func aProviderThatIsNotKnownIsToldWithWhatToDo() throws {
        let error = try #require(throws: SettingsError.self) {
            try applied(["activeProviderId": "gone"], to: request())
        }
        #expect(error.code == .badValue)
        #expect(error.message == "the settings name the provider 'gone', which is not known")
        #expect(error.hint?.contains("groundcrew config set provider") == true)
        // Whoever names another is not kept from it.
        #expect(try applied(["activeProviderId": "gone"], to: request(provider: "vllm")).provider == "vllm")
    }

    @Test func theNamespaceIsTakenWhereItIsOnlyADefault() throws {
        #expect(try applied(["namespace": "team"], to: request()).namespace == "team")
        #expect(try applied(["namespace": "team"], to: request(), choosesNamespace: false).namespace == "default")
    }

    @Test func valuesAreTheProvidersAndTheRequestsWin() throws {
        let settings: Object = [
            "activeProviderId": "vllm",
            "providerConfigs": [
                "vllm": ["image": ["tag": "v1", "registry": "r"], "replicas": 3, "modelId": "me/other"],
                "dynamo": ["replicas": 9],
            ],
        ]
        let found = try served(settings, request("Qwen/Qwen3-0.6B", ["image": ["tag": "mine"]])).request
        #expect(found.values == ["image": ["tag": "mine", "registry": "r"], "replicas": 3])
        #expect(found.chartValues["modelId"] == "Qwen/Qwen3-0.6B")
        let other = try served(settings, request(provider: "dynamo")).request
        #expect(other.values == ["replicas": 9])
        let third = try served(settings, request(provider: "kuberay")).request
        #expect(third.values.isEmpty)
    }

    private static let each: Object = ["providerConfigs": ["dynamo": ["replicas": 2], "vllm": ["replicas": 7]]]

    /// The cluster has a say in who serves it, and so in whose values they are.
    @Test(
        arguments: [
            (SelectionFacts.none, "dynamo", ["replicas": 2]),
            (SelectionFacts(installed: ["kuberay"]), "kuberay", [:]),
            (SelectionFacts(installed: [], kubernetes: "1.20.2"), "vllm", ["replicas": 7]),
            (SelectionFacts(former: .init(provider: "vllm", engine: "vllm")), "vllm", ["replicas": 7]),
        ] as [(SelectionFacts, String, Object)])
    func valuesAreThoseOfTheProviderThatIsChosen(facts: SelectionFacts, provider: String, values: Object) throws {
        let found = try served(Self.each, request(), considering: facts)
        #expect(found.provider == provider)
        #expect(found.request.values == values)
    }

    /// Each provider is judged by what it would serve the model with.
    @Test func valuesOfOneProviderSpeakForNoOther() throws {
        let split: Object = ["providerConfigs": ["vllm": ["engine": "sglang"], "llm-d": ["mode": "disaggregated"]]]
        let facts = SelectionFacts(installed: [], kubernetes: "1.20.2")
        let found = try served(split, request(), considering: facts)
        #expect(found.provider == "vllm" && found.request[.engine] == "sglang")
        let asked = try applied(split, to: request(provider: "vllm"))
        let selection = try ProviderSelection.select(for: asked, from: registry)
        #expect(selection.engine == "sglang" && !selection.reason.contains("because"), "\(selection.reason)")
        let best = try ProviderSelection.select(for: try applied(split, to: request()), from: registry)
        #expect(best.provider.name == "llm-d", "what it would do scores higher: \(best.reason)")
    }

    @Test func aRequestThatNobodyCanServeIsLeftToWhoeverPlansIt() throws {
        let settings: Object = ["providerConfigs": ["dynamo": ["replicas": 2]]]
        let found = try applied(settings, to: request("Qwen/Qwen3-0.6B", ["engine": "nope"]))
        #expect(found.values == ["engine": "nope"] && found.provider == nil)
    }

    @Test(arguments: [
        ("meta-llama/Llama-3.2-1B-Instruct", "hf"), ("someone/unlisted", "hf"), ("Qwen/Qwen3-0.6B", nil),
    ])
    func theTokensSecretIsForModelsThatMayNeedOne(id: String, secret: String?) throws {
        let found = try served(["hfTokenSecret": "hf"], request(id)).request
        #expect(found[.hfTokenSecret]?.string == secret)
    }

    @Test func aSecretThatIsNamedWins() throws {
        let gated = "meta-llama/Llama-3.2-1B-Instruct"
        let named = try served(["hfTokenSecret": "hf"], request(gated, ["hfTokenSecret": "mine"])).request
        #expect(named[.hfTokenSecret] == "mine")
        let own: Object = [
            "hfTokenSecret": "hf", "activeProviderId": "vllm",
            "providerConfigs": ["vllm": ["hfTokenSecret": "vllm-hf"]],
        ]
        #expect(try served(own, request(gated)).request[.hfTokenSecret] == "vllm-hf")
    }

    // MARK: - How pods reach models

    private static let way: Object = [
        "hubEndpoint": "https://hub.example.com", "httpProxy": "", "httpsProxy": "http://proxy:3128",
        "noProxy": ".example.com", "caConfigMap": "trust",
    ]
    private static let values: Object = [
        "hub": ["endpoint": "https://hub.example.com"],
        "proxies": ["https": "http://proxy:3128", "noProxy": ".example.com"], "caBundle": ["configMap": "trust"],
    ]

    @Test func theWayToModelsIsForEveryProvider() throws {
        #expect(Settings(Self.way).commonValues == Self.values)
        #expect(Settings().commonValues.isEmpty)
        let found = try applied(Self.way, to: request())
        #expect(found.commonValues == Self.values && found.values.isEmpty && found.provider == nil)
        let own = try Settings(json: #"{"hubEndpoint": "https://a", "theme": 1}"#, place: "here")
        #expect(own.commonValues == ["hub": ["endpoint": "https://a"]])
        #expect(throws: SettingsError.self) { try Settings(json: #"{"noProxy": []}"#, place: "here") }
    }

    /// KAITO makes its pods as it likes.
    @Test func aProviderGetsWhatItsChartKnows() throws {
        for provider in registry.providers {
            let known = try provider.known(among: Self.values)
            #expect(known == (provider.name.hasPrefix("kaito") ? [:] : Self.values), "\(provider.name)")
        }
    }
}

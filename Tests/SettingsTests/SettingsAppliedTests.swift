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

    @Test func noSettingsChangeNothing() throws {
        let found = try applied([:], to: request())
        #expect(found.provider == nil && found.values.isEmpty && found.namespace == "default")
    }

    @Test func theProviderIsTakenWhereNobodyNamesOne() throws {
        #expect(try applied(["activeProviderId": "vllm"], to: request()).provider == "vllm")
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
        let found = try applied(settings, to: request("Qwen/Qwen3-0.6B", ["image": ["tag": "mine"]]))
        #expect(found.values == ["image": ["tag": "mine", "registry": "r"], "replicas": 3])
        #expect(found.chartValues["modelId"] == "Qwen/Qwen3-0.6B")
        let other = try applied(settings, to: request(provider: "dynamo"))
        #expect(other.values == ["replicas": 9])
        #expect(try applied(settings, to: request(provider: "kuberay")).values.isEmpty)
    }

    /// A provider that is chosen gets its own values, and stays the one that they are for.
    @Test func valuesOfTheProviderThatIsChosen() throws {
        let settings: Object = ["providerConfigs": ["dynamo": ["replicas": 2], "vllm": ["replicas": 7]]]
        let found = try applied(settings, to: request())
        #expect(found.values == ["replicas": 2])
        #expect(try ProviderSelection.select(for: found, from: registry).provider.name == "dynamo")
        // Values that would have another provider chosen: this one is kept.
        let engine = try applied(["providerConfigs": ["dynamo": ["mode": "aggregated"]]], to: request())
        #expect(try ProviderSelection.select(for: engine, from: registry).provider.name == "dynamo")
    }

    @Test func aRequestThatNobodyCanServeIsLeftToWhoeverPlansIt() throws {
        let settings: Object = ["providerConfigs": ["dynamo": ["replicas": 2]]]
        let found = try applied(settings, to: request("Qwen/Qwen3-0.6B", ["engine": "nope"]))
        #expect(found.values == ["engine": "nope"])
    }

    @Test(arguments: [
        ("meta-llama/Llama-3.2-1B-Instruct", "hf"), ("someone/unlisted", "hf"), ("Qwen/Qwen3-0.6B", nil),
    ])
    func theTokensSecretIsForModelsThatMayNeedOne(id: String, secret: String?) throws {
        let found = try applied(["hfTokenSecret": "hf"], to: request(id))
        #expect(found[.hfTokenSecret]?.string == secret)
    }

    @Test func aSecretThatIsNamedWins() throws {
        let gated = "meta-llama/Llama-3.2-1B-Instruct"
        let named = try applied(["hfTokenSecret": "hf"], to: request(gated, ["hfTokenSecret": "mine"]))
        #expect(named[.hfTokenSecret] == "mine")
        let own: Object = [
            "hfTokenSecret": "hf", "activeProviderId": "vllm",
            "providerConfigs": ["vllm": ["hfTokenSecret": "vllm-hf"]],
        ]
        #expect(try applied(own, to: request(gated))[.hfTokenSecret] == "vllm-hf")
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

import Settings
import Testing
import Value

/// The document of settings: read, changed, and written with all that others keep in it.
@Suite struct SettingsTests {
    private static let whole = #"""
        {"activeProviderId": "vllm", "namespace": "models", "hfTokenSecret": "hf", "theme": {"dark": true},
         "providerConfigs": {"vllm": {"image": {"tag": "v1"}, "env": [], "labels": {}}, "gone": {"a": 1}, "none": null}}
        """#

    private func settings(_ json: String) throws -> Settings { try Settings(json: json, place: "here") }

    @Test func says() throws {
        let settings = try settings(Self.whole)
        #expect(settings.provider == "vllm" && settings.namespace == "models" && settings.hfTokenSecret == "hf")
        #expect(settings.values(of: "vllm") == ["image": ["tag": "v1"], "env": [], "labels": [:]])
        #expect(settings.values(of: "none").isEmpty && settings.values(of: "other").isEmpty)
        #expect(settings[.provider] == "vllm")
        #expect(settings[.value(provider: "vllm", path: ["image", "tag"])] == "v1")
        #expect(settings[.value(provider: "vllm", path: ["image"])] == ["tag": "v1"])
        #expect(settings[.value(provider: "vllm", path: ["replicas"])] == nil)
        #expect(
            settings.all.map { "\($0.key)=\($0.value.json())" } == [
                #"provider="vllm""#, #"namespace="models""#, #"hfTokenSecret="hf""#, #"vllm.image.tag="v1""#,
                "vllm.env=[]", "vllm.labels={}", "gone.a=1",
            ])
    }

    /// Other programs write empty texts, or null, for nothing.
    @Test(arguments: ["{}", #"{"activeProviderId": "", "namespace": null, "providerConfigs": null}"#])
    func nothingIsNothing(json: String) throws {
        let settings = try settings(json)
        #expect(settings.provider == nil && settings.namespace == nil && settings.hfTokenSecret == nil)
        #expect(settings.values(of: "vllm").isEmpty)
    }

    @Test(arguments: [
        ("", "here: is not JSON: line 1, column 1"), ("{\n oops}", "here: is not JSON: line 2, column"),
        ("[]", "here: is an array; it must be an object"),
        (#"{"activeProviderId": 1}"#, "here: activeProviderId is an integer; it must be a string"),
        (#"{"namespace": {}}"#, "here: namespace is an object; it must be a string"),
        (#"{"hfTokenSecret": true}"#, "here: hfTokenSecret is a boolean; it must be a string"),
        (#"{"providerConfigs": []}"#, "here: providerConfigs is an array; it must be an object"),
        (#"{"providerConfigs": {"a": 1}}"#, "here: providerConfigs.a is an integer; it must be an object"),
    ])
    func whatIsNoneIsToldWithItsPlace(json: String, words: String) throws {
        let error = try #require(throws: SettingsError.self) { try settings(json) }
        #expect(error.code == .unreadable)
        #expect(error.message.hasPrefix(words), "\(error)")
        #expect(error.hint?.contains("it was left as it is") == true)
    }

    @Test func settingLeavesAllElse() throws {
        var settings = try settings(Self.whole)
        try settings.set("dynamo", for: .provider)
        try settings.set("v2", for: .value(provider: "vllm", path: ["image", "tag"]))
        try settings.set(2, for: .value(provider: "dynamo", path: ["resources", "gpu"]))
        #expect(settings.document["activeProviderId"] == "dynamo")
        #expect(settings.document["theme"] == ["dark": true])
        #expect(settings.document["providerConfigs"]?["vllm"]?["image"] == ["tag": "v2"])
        #expect(settings.document["providerConfigs"]?["dynamo"] == ["resources": ["gpu": 2]])
        #expect(settings.document["providerConfigs"]?["gone"] == ["a": 1])
        #expect(try Settings(json: settings.json, place: "again") == settings)
        #expect(settings.json.hasSuffix("\n}\n"))
    }

    @Test func theWayMayNotLeadThroughAValue() throws {
        var settings = try settings(Self.whole)
        let error = try #require(throws: SettingsError.self) {
            try settings.set(1, for: .value(provider: "vllm", path: ["image", "tag", "deeper"]))
        }
        #expect(error.code == .badValue)
        #expect(try settings == self.settings(Self.whole))
    }

    @Test func unsettingTakesWhatIsEmptyThenWithIt() throws {
        var settings = try settings(
            #"{"namespace": "a", "providerConfigs": {"vllm": {"image": {"tag": "v1"}}}, "x": 1}"#)
        let tag = SettingsKey.value(provider: "vllm", path: ["image", "tag"])
        let was = settings.unset(tag)
        #expect(was)
        #expect(settings.document == ["namespace": "a", "x": 1])
        for key in [tag, .provider] {
            let isSet = settings.unset(key)
            #expect(!isSet)
        }
        settings.unset(.namespace)
        #expect(settings.document == ["x": 1])
    }

    @Test func unsettingLeavesNeighbours() throws {
        var settings = try settings(#"{"providerConfigs": {"vllm": {"image": {"tag": "v1", "registry": "r"}}}}"#)
        settings.unset(.value(provider: "vllm", path: ["image", "tag"]))
        #expect(settings.values(of: "vllm") == ["image": ["registry": "r"]])
    }
}

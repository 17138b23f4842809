import Providers
import Settings
import Testing
import Value

/// What may be set to what: what the built-in charts say.
@Suite struct SettingsRulesTests {
    private func value(_ key: String, _ text: String) throws -> Value {
        try SettingsRules(ProviderRegistry.builtIn()).value(of: text, for: SettingsKey(key))
    }

    @Test(
        arguments: [
            ("provider", "dynamo", "dynamo"), ("namespace", "models", "models"),
            ("hfTokenSecret", "hf.token", "hf.token"),
            ("hubEndpoint", "https://hub.example.com", "https://hub.example.com"),
            ("httpProxy", "http://proxy:3128", "http://proxy:3128"), ("httpsProxy", "https://p", "https://p"),
            ("noProxy", ".example.com,10.0.0.0/8", ".example.com,10.0.0.0/8"), ("caConfigMap", "trust", "trust"),
            ("vllm.replicas", "2", 2), ("vllm.enforceEager", "true", true),
            ("vllm.enablePrefixCaching", "false", false),
            ("vllm.engine", "sglang", "sglang"), ("vllm.image.pullPolicy", "Always", "Always"),
            ("vllm.sharedMemory", "16Gi", "16Gi"), ("vllm.resources.cpu", "2", "2"),
            // Text stays text where the chart wants it.
            ("vllm.image.tag", "1.10", "1.10"), ("vllm.image.tag", "true", "true"), ("vllm.image.tag", "null", "null"),
            ("vllm.image.tag", "\"1\"", "\"1\""),
            // Below names of the user's own, what it looks like, as far as the chart takes that.
            ("vllm.engineArgs.max-num-seqs", "64", 64), ("vllm.engineArgs.enable-x", "true", true),
            ("vllm.engineArgs.dtype", "half", "half"), ("vllm.nodeSelector['a.b/c']", "1", "1"),
            ("vllm.labels.team", "true", "true"),
            // Lists and mappings, whole.
            ("vllm.engineArgs", #"{"max-num-seqs": 64}"#, ["max-num-seqs": 64]),
            ("vllm.env", #"[{"name": "A", "value": "b"}]"#, [["name": "A", "value": "b"]]),
            ("vllm.image", #"{"tag": "v1"}"#, ["tag": "v1"]), ("vllm.imagePullSecrets", #"["pull"]"#, ["pull"]),
        ] as [(String, String, Value)])
    func takes(key: String, text: String, expected: Value) throws {
        #expect(try value(key, text) == expected)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var key: String
        var text: String
        var code: SettingsError.Code
        var words: String
        var hint: String
        var testDescription: String { "\(key) \(text)" }
    }

    @Test(arguments: [
        Refusal(
            key: "provider", text: "dynamu", code: .badValue,
            words: "there is no provider 'dynamu' (did you mean 'dynamo'?)", hint: "known are dynamo, "),
        Refusal(
            key: "hubEndpoint", text: "hub.example.com", code: .badValue,
            words: "hubEndpoint is not an address that begins with http:// or https://",
            hint: "such as https://hub.example.com"),
        Refusal(
            key: "httpProxy", text: "http://", code: .badValue, words: "httpProxy is not an address",
            hint: "such as http://proxy.example.com:3128"),
        Refusal(
            key: "httpsProxy", text: "https://a b", code: .badValue, words: "httpsProxy is not an address", hint: ""),
        Refusal(
            key: "noProxy", text: "a, b", code: .badValue, words: "noProxy cannot be 'a, b'",
            hint: "such as .example.com,10.0.0.0/8"),
        Refusal(key: "noProxy", text: "", code: .badValue, words: "noProxy cannot be ''", hint: ""),
        Refusal(
            key: "caConfigMap", text: "No_Map", code: .badValue,
            words: "caConfigMap cannot be 'No_Map': it is not the name of a ConfigMap", hint: "such a name has"),
        Refusal(key: "namespace", text: "No_NS", code: .badValue, words: "namespace cannot be 'No_NS'", hint: ""),
        Refusal(
            key: "nope.replicas", text: "1", code: .unknownKey, words: "there is no provider 'nope'", hint: "known are"),
        Refusal(
            key: "vllm.replica", text: "1", code: .unknownKey,
            words: "'replica' is not a value of provider vllm (did you mean 'replicas'?)",
            hint: "groundcrew providers show vllm lists them"),
        Refusal(key: "vllm.image.tga", text: "1", code: .unknownKey, words: "(did you mean 'image.tag'?)", hint: ""),
        Refusal(
            key: "vllm.engine.deeper", text: "1", code: .unknownKey, words: "'engine.deeper' is not a value", hint: ""),
        Refusal(key: "vllm.modelId", text: "a/b", code: .unknownKey, words: "is what each deployment serves", hint: ""),
        Refusal(
            key: "vllm.replicas", text: "many", code: .badValue, words: "vllm.replicas is wrong: ",
            hint: "it takes integer from 0 to 1000"),
        Refusal(
            key: "vllm.replicas", text: "1001", code: .badValue, words: "vllm.replicas is wrong: ", hint: "it takes"),
        Refusal(
            key: "vllm.replicas", text: "1.5", code: .badValue, words: "vllm.replicas is wrong: ", hint: "it takes"),
        Refusal(
            key: "vllm.engine", text: "trtllm", code: .badValue, words: "vllm.engine is wrong: ",
            hint: "it takes one of vllm, sglang"),
        Refusal(key: "vllm.sharedMemory", text: "16GB", code: .badValue, words: "vllm.sharedMemory is wrong", hint: ""),
        Refusal(
            key: "vllm.image", text: "v1", code: .badValue, words: "vllm.image is wrong", hint: "groundcrew providers"),
        Refusal(
            key: "vllm.image", text: #"{"tga": "v1"}"#, code: .badValue,
            words: "vllm.image.tga is not a value of the chart", hint: ""),
        Refusal(key: "vllm.engineArgs.Max", text: "1", code: .badValue, words: "vllm.engineArgs", hint: ""),
    ])
    func refuses(row: Refusal) throws {
        let error = try #require(throws: SettingsError.self) { try value(row.key, row.text) }
        #expect(error.code == row.code)
        #expect(error.message.contains(row.words), "\(error)")
        #expect(row.hint.isEmpty || error.hint?.hasPrefix(row.hint) == true, "\(error.hint ?? "no hint")")
    }

    /// Somebody may take the setting for the token's own place.
    @Test(arguments: ["hf_sEcReT", "Hf-Token", "a..b", ""])
    func aTokenIsNeverRepeated(text: String) throws {
        let error = try #require(throws: SettingsError.self) { try value("hfTokenSecret", text) }
        #expect(error.code == .badValue)
        #expect(text.isEmpty || !"\(error) \(error.hint ?? "")".contains(text))
    }

    /// Proxies have passwords.
    @Test func aProxyThatIsRefusedIsNotRepeated() throws {
        let error = try #require(throws: SettingsError.self) { try value("httpProxy", "user:sEcReT@proxy:3128") }
        #expect(!"\(error) \(error.hint ?? "")".contains("sEcReT"))
    }

    /// Every value that a provider shows may be set to the chart's own.
    @Test func theChartsOwnValuesFit() throws {
        for provider in try ProviderRegistry.builtIn().providers {
            for setting in try provider.settings() where setting.name != "modelId" {
                guard let own = setting.defaultValue, !own.isNull else { continue }
                let key = SettingsKey.value(provider: provider.name, path: setting.path)
                let read = try value(key.description, own.string ?? own.json())
                // Where a chart takes text and numbers, a number is what looks like one.
                #expect(read == own || own.string != nil, "\(key)")
            }
        }
    }
}

import Settings
import Testing

/// Names of settings, as people write them.
@Suite struct SettingsKeyTests {
    @Test(arguments: [
        ("provider", SettingsKey.provider), ("namespace", .namespace), ("hfTokenSecret", .hfTokenSecret),
        ("hubEndpoint", .hubEndpoint), ("httpProxy", .httpProxy), ("httpsProxy", .httpsProxy), ("noProxy", .noProxy),
        ("caConfigMap", .caConfigMap),
        ("vllm.image.tag", .value(provider: "vllm", path: ["image", "tag"])),
        ("llm-d.replicas", .value(provider: "llm-d", path: ["replicas"])),
        (
            "dynamo.nodeSelector['a.b/c']",
            .value(provider: "dynamo", path: ["nodeSelector", "a.b/c"])
        ),
    ])
    func isReadAndWrittenAlike(text: String, key: SettingsKey) throws {
        #expect(try SettingsKey(text) == key)
        #expect(key.description == text)
    }

    @Test(arguments: [
        ("providr", "there is no setting 'providr' (did you mean 'provider'?)"),
        ("vllm", "there is no setting 'vllm'"), ("", "there is no setting ''"),
        ("vllm.", "'vllm.' is not the name of a setting: a key is missing"),
        ("vllm.env[0]", "a list is set whole, not by element"),
        ("vllm['a", "the quote is not closed"),
    ])
    func whatIsNoNameIsRefused(text: String, words: String) throws {
        let error = try #require(throws: SettingsError.self) { try SettingsKey(text) }
        #expect(error.code == .unknownKey)
        #expect(error.message.contains(words), "\(error)")
        #expect(
            error.hint
                == "settings are provider, namespace, hfTokenSecret, hubEndpoint, httpProxy, httpsProxy, noProxy, "
                + "caConfigMap, and PROVIDER.VALUE")
    }
}

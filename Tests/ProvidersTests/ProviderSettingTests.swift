import Charts
import Providers
import Testing
import Value

@Suite struct ProviderSettingTests {
    private func provider(schema: String?, values: String = "") throws -> Provider {
        var files = [
            ChartFile(path: "Chart.yaml", bytes: Array("apiVersion: v2\nname: mine\nversion: 0.1.0\n".utf8)),
            ChartFile(path: "values.yaml", bytes: Array(values.utf8)),
        ]
        if let schema { files.append(ChartFile(path: "values.schema.json", bytes: Array(schema.utf8))) }
        let definition = """
            apiVersion: groundcrew/v1
            kind: Provider
            name: mine
            capabilities: {engines: [vllm], modes: [aggregated], routers: [none], tasks: [text-generation]}
            readiness: {rules: [{when: "true", phase: Running}]}

            """
        return try Provider(definition: definition, chart: try Chart.load(files: files), folder: "mine")
    }

    private func setting(_ member: String, values: String = "") throws -> ProviderSetting {
        let schema = #"{"type": "object", "properties": {"a": \#(member)}}"#
        return try #require(try provider(schema: schema, values: values).settings().first)
    }

    struct Words: Sendable, CustomTestStringConvertible {
        var member: String
        var values = ""
        var words: String
        var testDescription: String { "\(member) \(values)" }
    }

    @Test(arguments: [
        Words(member: #"{"type": "string"}"#, words: "text"),
        Words(member: #"{"type": "string"}"#, values: "a: b", words: "text, b when not given"),
        Words(member: #"{"type": "string"}"#, values: #"a: """#, words: "text"),
        Words(member: #"{"type": "boolean"}"#, values: "a: false", words: "true or false, false when not given"),
        Words(member: #"{"type": "array"}"#, values: "a: []", words: "list"),
        Words(member: #"{"type": "array"}"#, values: "a: [1]", words: "list, [1] when not given"),
        Words(member: #"{"type": "object"}"#, values: "a: {}", words: "mapping"),
        Words(
            member: #"{"type": ["integer", "null"], "minimum": 0}"#, values: "a: null", words: "integer of at least 0"),
        Words(member: #"{"type": "number", "maximum": 1}"#, words: "number of at most 1"),
        Words(
            member: #"{"type": "integer", "minimum": 0, "maximum": 16}"#, values: "a: 1",
            words: "integer from 0 to 16, 1 when not given"),
        Words(member: #"{"type": ["integer", "string"]}"#, words: "integer or text"),
        Words(member: #"{"enum": ["x", "y", "", null]}"#, values: "a: x", words: "one of x, y, x when not given"),
        Words(member: #"{"const": 3}"#, words: "one of 3"),
        Words(member: "{}", words: "anything"),
        Words(member: #"{"type": "integer", "default": 4}"#, words: "integer, 4 when not given"),
    ])
    func saysWhatMayStandThere(row: Words) throws {
        #expect(try setting(row.member, values: row.values).words == row.words)
    }

    @Test func membersOfObjectsStandInTheirPlaceAndInOrder() throws {
        let schema = #"""
            {"properties": {
                "z": {"type": "string", "title": "Last."},
                "resources": {"type": "object", "properties": {"gpu": {"type": "integer"}, "memory": {}}},
                "a": {"description": "Without a title."}
            }}
            """#
        let settings = try provider(schema: schema, values: "resources: {gpu: 2}").settings()
        #expect(settings.map(\.name) == ["z", "resources.gpu", "resources.memory", "a"])
        #expect(settings.map(\.title) == ["Last.", "", "", "Without a title."])
        #expect(settings[1].defaultValue == 2)
        #expect(settings[2].defaultValue == nil)
    }

    @Test func referencesWithinTheSchemaAreFollowed() throws {
        let schema = #"""
            {"definitions": {"env": {"type": "array", "title": "Environment."}},
             "properties": {
                "env": {"$ref": "#/definitions/env"},
                "more": {"$ref": "#/definitions/env", "title": "More of it."},
                "lost": {"$ref": "#/definitions/nothing"},
                "far": {"$ref": "https://example.com/schema"}
            }}
            """#
        let settings = try provider(schema: schema).settings()
        #expect(settings.map(\.title) == ["Environment.", "More of it.", "", ""])
        #expect(settings.map(\.types) == [["array"], ["array"], [], []])
    }

    /// It refers to itself, and would never end.
    @Test func aSchemaWithoutEndIsShownToADepth() throws {
        let schema = ##"{"properties": {"a": {"$ref": "#"}}}"##
        let settings = try provider(schema: schema).settings()
        #expect(settings.map(\.path.count) == [8])
    }

    @Test func withoutASchemaThereIsNothingToShow() throws {
        #expect(try provider(schema: nil).settings().isEmpty)
        #expect(try provider(schema: "{}").settings().isEmpty)
    }

    @Test func aSchemaThatIsNotJSONIsNamed() throws {
        let provider = try provider(schema: "{")
        let error = try #require(throws: ProviderError.self) { try provider.settings() }
        #expect(error.code == .invalidChart)
        #expect(error.message.hasPrefix("the values.schema.json of provider mine cannot be read: "))
    }

    @Test func outputsHaveOnlyWhatTheSchemaSays() throws {
        let plain = try setting(#"{"type": "string"}"#)
        #expect(plain.value == ["name": "a", "title": "", "types": ["string"]])
        let full = try setting(
            #"{"title": "T.", "type": "integer", "minimum": 1, "maximum": 2, "enum": [1, 2]}"#, values: "a: 1")
        #expect(
            full.value == [
                "name": "a", "title": "T.", "types": ["integer"], "allowed": [1, 2], "minimum": 1, "maximum": 2,
                "default": 1,
            ])
    }

    /// The way to models, as settings of a cluster say it for all providers.
    private static let way: Object = [
        "hub": ["endpoint": "https://hub"], "proxies": ["https": "http://proxy", "noProxy": ".local"],
        "caBundle": ["configMap": "ca"],
    ]

    /// KAITO's presets take no environment and no volume.
    @Test(arguments: (try? ProviderRegistry.builtIn().providers.map(\.name)) ?? [])
    func aProviderSaysWhatItHasNoPlaceFor(name: String) throws {
        let provider = try ProviderRegistry.builtIn().provider(name)
        let unknown = try provider.unknown(among: Self.way)
        let all = ["hub.endpoint", "proxies.https", "proxies.noProxy", "caBundle.configMap"]
        #expect(unknown == (["kaito", "kaito-set"].contains(name) ? all : []))
        #expect(try provider.known(among: Self.way) == (unknown.isEmpty ? Self.way : [:]))
    }

    @Test func whatLeadsIntoNamesOfTheUsersIsKnown() throws {
        let provider = try provider(schema: #"{"properties": {"env": {"type": "object"}, "a": {"type": "string"}}}"#)
        let values: Object = ["env": ["A": "1"], "a": "x", "b": ["c": 1, "d": [:]]]
        #expect(try provider.unknown(among: values) == ["b.c", "b.d"])
        #expect(try provider.unknown(among: [:]).isEmpty)
    }

    /// Whoever reads the list is told what each value is for.
    @Test func builtInProvidersSayWhatEachValueIsFor() throws {
        for provider in try ProviderRegistry.builtIn().providers {
            let settings = try provider.settings()
            #expect(settings.count > 20, "\(provider.name)")
            for setting in settings {
                #expect(setting.title.hasSuffix("."), "\(provider.name): \(setting.name)")
                #expect(setting.title.count <= 120, "\(provider.name): \(setting.name)")
            }
            let names = settings.map(\.name)
            for knob in DeploymentKnob.all {
                let name = knob.path.joined(separator: ".")
                #expect(names.contains(name), "\(provider.name) has no \(name)")
            }
        }
    }
}

import Charts
import Formats
import Testing
import Value
import Versions
import YAML

@testable import Providers

/// What is known of an operator's versions: how it is read, looked up and contradicted.
@Suite struct VersionDataTests {
    /// Of which every key that may be there is there.
    private static let full = """
        asOf: 2026-11-29
        source: https://example.com/releases
        annotation: example.com/version
        known:
          - version: "1.5"
            latest: 1.5.1
            endOfSupport: 2026-06-30
          - version: 1.6.2
            kubernetes: ">=1.30.0-0 <1.37.0-0"
            needs: {chain: ">=1.15.0", winch: ~2.1}
            engines:
              vllm: {version: 0.31.0, image: example.com/vllm}
              sglang: {image: "example.com/sglang:v1"}
            driver: 580
            cuda: "13"
            source: https://example.com/1.6.2
        upgrades:
          - {from: "<1.5.0", to: ">=1.6.0", via: 1.5.1, before: pray, source: https://example.com/up}
          - step: minor

        """

    private static func read(_ text: String) throws -> VersionData {
        try VersionData(YAMLFields(try #require(try YAML.decodeAll(text, file: "a.yaml").first)))
    }

    @Test func everyKeyIsRead() throws {
        let data = try Self.read(Self.full)
        #expect("\(data.asOf)" == "2026-11-29" && data.source == "https://example.com/releases")
        #expect(data.annotation == "example.com/version")
        #expect(data.known.map(\.version) == ["1.5", "1.6.2"])
        #expect(data.known.map(\.isLine) == [true, false])
        #expect(data.known.map(\.latest) == ["1.5.1", nil])
        #expect(data.known[0].endOfSupport == CalendarDay("2026-06-30") && data.known[0].driver == nil)
        let release = data.known[1]
        #expect(release.kubernetes?.source == ">=1.30.0-0 <1.37.0-0")
        #expect(
            release.needs == [.init(name: "chain", versions: ">=1.15.0"), .init(name: "winch", versions: "~2.1")])
        #expect(
            release.engines == [
                .init(name: "vllm", version: "0.31.0", image: "example.com/vllm"),
                .init(name: "sglang", version: nil, image: "example.com/sglang:v1"),
            ])
        #expect(release.driver == 580 && release.cuda == "13" && release.source == "https://example.com/1.6.2")
        #expect(data.upgrades[0].from?.source == "<1.5.0" && data.upgrades[0].to?.source == ">=1.6.0")
        #expect(data.upgrades[0].via == "1.5.1" && data.upgrades[0].before == "pray" && data.upgrades[0].step == nil)
        #expect(data.upgrades[1].step == .minor && data.upgrades[1].from == nil)
    }

    @Test func aFewKeysAreEnough() throws {
        let data = try Self.read("{asOf: 2026-11-29, known: [{version: 1.0.0}]}\n")
        #expect(data.source == nil && data.annotation == nil && data.upgrades.isEmpty)
        #expect(data.known == [VersionData.Release(version: "1.0.0", needs: [], engines: [])])
        #expect(data.contradictions(installing: "1.0.0").isEmpty)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        var from: String
        var to: String
        var words: String

        init(_ from: String, _ to: String, _ words: String) {
            self.from = from
            self.to = to
            self.words = words
        }

        var testDescription: String { to.isEmpty ? "without \(from)" : to }
    }

    @Test(arguments: [
        Fault("asOf: 2026-11-29\n", "\n", "a.yaml:2:1: asOf is required"),
        Fault("asOf: 2026-11-29", "asOf: ''", "a.yaml:1:1: asOf is required"),
        Fault("asOf: 2026-11-29", "asOf: 2026-02-30", "a.yaml:1:1: asOf is '2026-02-30', which is no day; write YYYY-"),
        Fault("asOf: 2026-11-29", "asOf: 2026", "a.yaml:1:1: asOf is an integer; it must be a string"),
        Fault("asOf:", "asof:", "a.yaml:1:1: asof is not known here (did you mean 'asOf'?)"),
        Fault("source: https://example.com/releases", "source: ''", "a.yaml:2:1: source is empty"),
        Fault("annotation: example.com/version", "annotation: []", "a.yaml:3:1: annotation is an array"),
        Fault("version: \"1.5\"", "version: 1.5", "a.yaml:5:5: known[0].version is a number; it must be a string"),
        Fault(
            "version: \"1.5\"", "version: '1'",
            "a.yaml:5:5: known[0].version is '1', which is no version; write 1.6.2, or \"1.6\" for all of it"),
        Fault("version: 1.6.2", "version: newest", "a.yaml:8:5: known[1].version is 'newest', which is no version"),
        Fault("version: 1.6.2", "name: 1.6.2", "a.yaml:8:5: known[1].name is not known here"),
        Fault("latest: 1.5.1", "latest: ''", "a.yaml:6:5: known[0].latest is empty"),
        Fault("endOfSupport: 2026-06-30", "endOfSupport: June", "known[0].endOfSupport is 'June', which is no day"),
        Fault("\">=1.30.0-0 <1.37.0-0\"", "new", "a.yaml:9:5: known[1].kubernetes is not a version range: "),
        Fault("winch: ~2.1", "winch: new", "a.yaml:10:32: known[1].needs.winch is not a version range: "),
        Fault("winch: ~2.1", "winch: ~", "a.yaml:10:32: known[1].needs.winch is not a version range"),
        Fault("winch: ~2.1", "winch: 2.1", "a.yaml:10:32: known[1].needs.winch is a number; it must be a string"),
        Fault("{image: \"example.com/sglang:v1\"}", "v1", "known[1].engines.sglang is a string; it must be an object"),
        Fault("{image: \"example.com/sglang:v1\"}", "~", "known[1].engines.sglang is not an object"),
        Fault("{image: \"example.com/sglang:v1\"}", "{tag: v1}", "known[1].engines.sglang.tag is not known here"),
        Fault("driver: 580", "driver: 580.95", "known[1].driver is a number; it must be an integer"),
        Fault("driver: 580", "driver: 0", "known[1].driver is 0; it must be from 1 to 9999"),
        Fault("cuda: \"13\"", "cuda: 13", "known[1].cuda is an integer; it must be a string"),
        Fault("from: \"<1.5.0\"", "from: old", "upgrades[0].from is not a version range: "),
        Fault("via: 1.5.1", "via: soon", "upgrades[0].via is 'soon', which is no version"),
        Fault("via: 1.5.1", "step: major", "upgrades[0].step is 'major'; it must be one of minor"),
        Fault("before: pray", "step: minor", "upgrades[0].via stands beside step; a rule has one of them"),
        Fault("step: minor", "source: a", "upgrades[1].step is missing: say step, via, or what has to be done before"),
        Fault("upgrades:", "ways:", "ways is not known here"),
    ])
    func faultsAreLocated(fault: Fault) throws {
        let changed = Self.full.replacing(fault.from, with: fault.to)
        try #require(changed != Self.full)
        let error = try #require(throws: YAMLFieldError.self) { try Self.read(changed) }
        #expect("\(error)".contains(fault.words), "\(error)")
    }

    @Test(arguments: ["known: []", "known: ~", "source: a"]) func withoutVersionsThereIsNoData(line: String) throws {
        let error = try #require(throws: YAMLFieldError.self) { try Self.read("asOf: 2026-11-29\n\(line)\n") }
        #expect("\(error)".contains("known needs at least one version"), "\(error)")
    }

    // MARK: - Looking up

    @Test(
        arguments: [
            ("1.5.0", "1.5"), ("1.5.9", "1.5"), ("v1.5.1", "1.5"), ("1.5", "1.5"), ("1.6.2", "1.6.2"),
            ("v1.6.2", "1.6.2"), ("1.6.1", nil), ("1.6.3", nil), ("1.7.0", nil), ("2.5.0", nil), ("main", nil),
            ("", nil),
        ] as [(String, String?)])
    func aVersionIsFoundByItselfOrByItsMinor(version: String, found: String?) throws {
        #expect(try Self.read(Self.full).release(of: version)?.version == found)
    }

    @Test func oneVersionIsMoreThanItsMinor() throws {
        let data = try Self.read("{asOf: 2026-11-29, known: [{version: '1.6', cuda: a}, {version: 1.6.2, cuda: b}]}\n")
        #expect(data.release(of: "1.6.2")?.cuda == "b")
        #expect(data.release(of: "1.6.1")?.cuda == "a")
    }

    @Test(
        arguments: [
            ("1.6.3", true), ("1.7.0", true), ("2.0.0", true), ("1.6.2", false), ("1.6.1", false), ("1.5.9", false),
            ("0.1.0", false), ("main", false),
        ] as [(String, Bool)])
    func whatCameAfterTheDataIsTold(version: String, isNewer: Bool) throws {
        #expect(try Self.read(Self.full).isOlder(than: version) == isNewer)
    }

    // MARK: - Showing

    @Test func programsSeeAllOfIt() throws {
        let value = try Self.read(Self.full).value
        #expect(value["asOf"] == "2026-11-29")
        #expect(value["known"]?[0] == ["version": "1.5", "latest": "1.5.1", "endOfSupport": "2026-06-30"])
        #expect(value["known"]?[1]?["needs"] == ["chain": ">=1.15.0", "winch": "~2.1"])
        #expect(value["known"]?[1]?["engines"]?["vllm"] == ["version": "0.31.0", "image": "example.com/vllm"])
        #expect(value["known"]?[1]?["driver"] == 580)
        #expect(value["upgrades"]?[1] == ["step": "minor"])
        #expect(try Self.read("{asOf: 2026-11-29, known: [{version: 1.0.0}]}\n").value["upgrades"] == nil)
    }

    @Test func peopleReadALine() throws {
        let data = try Self.read(Self.full)
        #expect(
            data.known.map(\.words) == [
                "newest 1.5.1, looked after until 2026-06-30",
                "Kubernetes >=1.30.0-0 <1.37.0-0, chain >=1.15.0, winch ~2.1, vllm 0.31.0, NVIDIA driver 580 or newer "
                    + "for CUDA 13",
            ])
        #expect(
            data.upgrades.map(\.words) == [
                "from <1.5.0 to >=1.6.0: by 1.5.1; before it, pray", "one minor version after another, in order",
            ])
        let rule = try Self.read(
            "{asOf: 2026-11-29, known: [{version: 1.0.0}], upgrades: [{to: '>=2.0.0', before: pray}]}\n")
        #expect(rule.upgrades[0].words == "to >=2.0.0: before it, pray")
    }

    // MARK: - Contradictions

    @Test(
        arguments: [
            ("known: [{version: 1.0.0}]", "1.1.0", "known has not 1.1.0, which is the version that is used"),
            ("known: [{version: '1.0', latest: 1.0.3}]", "v1.1.0", "known has not v1.1.0"),
            ("known: [{version: 1.1.0}, {version: 1.0.0}]", nil, "known[1].version is 1.0.0, after 1.1.0: the oldest"),
            ("known: [{version: 1.0.0}, {version: 1.0.0}]", nil, "known[1].version is 1.0.0, which is there already"),
            ("known: [{version: '1.0'}, {version: '1.0'}]", nil, "known[1].version is 1.0, which is there already"),
            (
                "known: [{version: 1.0.0, latest: 1.0.1}]", nil,
                "known[0].latest stands beside 1.0.0, which is one version"
            ),
            ("known: [{version: '1.0', latest: 1.1.0}]", nil, "known[0].latest is 1.1.0, which is not of 1.0"),
            (
                "known: [{version: 1.0.0}]\nupgrades: [{from: <1.0.0, via: 0.9.0}]", nil,
                "upgrades[0].via is 0.9.0, which is not known"
            ),
            (
                "known: [{version: 1.0.0}]\nupgrades: [{via: 1.0.0}]", nil,
                "upgrades[0].via is 1.0.0, which the step itself is about: it never ends"
            ),
        ] as [(String, String?, String)])
    func whatCannotBeTrueIsTold(text: String, version: String?, words: String) throws {
        let found = try Self.read("asOf: 2026-11-29\n\(text)\n").contradictions(installing: version)
        #expect(found.contains { "\($0.path) \($0.message)".hasPrefix(words) }, "\(found)")
    }

    @Test(arguments: [nil, "", "~1.6", "1.6.2", "v1.5.0"] as [String?])
    func whatMayBeTrueIsNot(version: String?) throws {
        #expect(try Self.read(Self.full).contradictions(installing: version).isEmpty)
        let line = try Self.read("{asOf: 2026-11-29, known: [{version: '1.6'}, {version: 1.6.0}]}\n")
        #expect(line.contradictions(installing: nil).isEmpty)
    }

    // MARK: - What groundcrew comes with

    /// Every operator says what is known of its versions, the one that is installed among them.
    @Test func builtInOperatorsKnowTheirVersions() throws {
        let registry = try ProviderRegistry.builtIn()
        for item in registry.providers.flatMap(\.definition.operators) + registry.sharedOperators {
            let data = try #require(item.versions, "\(item.name)")
            #expect(data.contradictions(installing: item.version).isEmpty, "\(item.name)")
            #expect(data.source != nil || data.known.allSatisfy { $0.source != nil }, "\(item.name) says no source")
        }
        for provider in registry.providers where provider.definition.operators.isEmpty {
            let data = try #require(provider.definition.versions, "\(provider.name)")
            #expect(data.contradictions(installing: provider.chart.metadata.appVersion).isEmpty, "\(provider.name)")
        }
    }

    @Test(
        arguments: [
            ("1.3.0", "0.23.0", "0.5.14", "1.3.0rc19"), ("1.4.2", "0.26.0", "0.5.16", "1.3.0rc22"),
            ("1.5.1", "0.28.0", "0.5.18", "1.3.0rc25"), ("1.6.2", "0.31.0", "0.5.21", "1.3.0rc29"),
            ("1.7.0", "0.33.0", "0.5.23", "1.4.0rc2"),
        ] as [(String, String, String, String)])
    func dynamosEnginesAreKnown(version: String, vllm: String, sglang: String, trtllm: String) throws {
        let platform = try #require(try ProviderRegistry.builtIn().provider("dynamo").definition.ownOperator)
        let release = try #require(platform.versions?.release(of: version))
        #expect(release.engines.map(\.name) == ["vllm", "sglang", "trtllm"])
        #expect(release.engines.map(\.version) == [vllm, sglang, trtllm])
        #expect(release.driver == 580 && release.cuda == "13", "images for CUDA 13 need 580")
    }

    /// Up to 1.2 its usual images are for CUDA 12.9.
    @Test(arguments: ["1.0.0", "1.1.1", "1.2.0"])
    func dynamosOlderImagesRunWithAnOlderDriver(version: String) throws {
        let platform = try #require(try ProviderRegistry.builtIn().provider("dynamo").definition.ownOperator)
        let release = try #require(platform.versions?.release(of: version))
        #expect(release.driver == 575 && release.cuda == "12.9")
    }

    /// Where upstream says how long it looks after a version, the day is known.
    @Test(
        arguments: [
            ("cert-manager", "1.17.0", "2025-10-07"), ("cert-manager", "1.17.2", "2025-10-07"),
            ("cert-manager", "1.18.2", "2026-03-10"), ("cert-manager", "1.21.1", nil),
            ("gpu-operator", "25.10.1", "2026-08-20"), ("gpu-operator", "26.3.3", nil),
            ("gpu-operator", "26.7.0", nil), ("keda", "2.20.2", nil),
        ] as [(String, String, String?)])
    func theEndOfSupportIsKnownWhereASourceSpeaks(name: String, version: String, day: String?) throws {
        let item = try #require(try ProviderRegistry.builtIn().sharedOperators.first { $0.name == name })
        let release = try #require(item.versions?.release(of: version))
        #expect(release.endOfSupport == day.flatMap { CalendarDay($0) })
        #expect(day == nil || release.source != nil)
    }

    @Test func whereNoSourceSpeaksNothingIsSaid() throws {
        let registry = try ProviderRegistry.builtIn()
        let platform = try #require(try registry.provider("dynamo").definition.ownOperator?.versions)
        #expect(platform.release(of: "0.9.1")?.driver == nil && platform.release(of: "1.2.0")?.engines == [])
        #expect(platform.known.allSatisfy { $0.endOfSupport == nil })
    }

    // MARK: - Linting

    @Test func lintNamesContradictionsInTheirPlace() throws {
        let old = "versions: {asOf: 2026-11-29, known: [{version: 0.9.0}]}"
        let shared = try OperatorReader.shared(
            yaml: Docks.file("anchor").replacing("needs: []", with: old), file: "folder/operators/anchor.yaml")
        let winch = Docks.item("winch", needs: "anchor").replacing("needs:", with: "\(old), needs:")
        let provider = try Docks.provider(
            "tower", Docks.item("crane"), winch,
            more: "versions: {asOf: 2026-11-29, known: [{version: 1.1.0}, {version: 1.0.0}]}\n")
        let report = ProviderLint(registry: ProviderRegistry([provider], sharing: [shared])).report(of: provider)
        let found = report.findings.filter { $0.path?.contains("versions") == true }
        #expect(found.allSatisfy { $0.severity == .error })
        #expect(
            found.map { "\($0.place.prefix { $0 != ":" }) \($0.path ?? "") \($0.message)" } == [
                "tower/provider.yaml versions.known[1].version is 1.0.0, after 1.1.0: the oldest comes first",
                "folder/operators/anchor.yaml versions.known has not 1.0.0, which is the version that is used",
                "tower/provider.yaml operators[1].versions.known has not 1.0.0, which is the version that is used",
            ])
    }
}

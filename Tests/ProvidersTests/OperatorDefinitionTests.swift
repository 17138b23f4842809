import FoundationEssentials
import Testing
import Value
import YAML

@testable import Providers

/// What is read of an operator's file, and what is refused.
@Suite struct OperatorDefinitionTests {
    private static let digest = String(repeating: "9b", count: 32)
    private static let other = String(repeating: "0f", count: 32)

    /// Of which every key that may be there is there.
    private static let full = """
        apiVersion: groundcrew/v1
        kind: Operator
        name: anchor
        title: The anchor
        namespace: anchor-system
        repository: https://charts.example.com
        chart: hook
        version: v1.2.3
        values: {a: {b: 1}}
        pods: {selector: app=anchor}
        onFailure: hold
        crds:
          - {name: hooks.example.com, versions: [v1, v1beta1]}
          - {name: ropes.example.com}
        needs: [chain, winch]
        sandbox: {operators: []}
        gatewayController: example.com/anchors
        mustRun: [anchor-agent, anchor-probe]
        toldBy: [{crd: knots.example.com, namespace: ropes}, {crd: bights.example.com}]

        """

    private static let files = """
        apiVersion: groundcrew/v1
        kind: Operator
        name: gate
        namespace: gate-system
        version: v1.5.1
        manifests:
          - url: https://example.com/gates.yaml
            sha256: \(digest)
          - {url: ./more.yaml, sha256: \(other)}

        """

    private func read(_ text: String) throws -> OperatorDefinition {
        try OperatorReader.shared(yaml: text, file: "operators/a.yaml")
    }

    // MARK: - What is read

    @Test func everyKeyIsRead() throws {
        let item = try read(Self.full)
        #expect(item.name == "anchor" && item.title == "The anchor" && item.namespace == "anchor-system")
        #expect(item.source == .chart("hook", repository: "https://charts.example.com"))
        #expect(item.chartTitle == "hook")
        #expect(item.version == "v1.2.3")
        #expect(item.values == ["a": ["b": 1]])
        #expect(item.podSelector == "app=anchor")
        #expect(item.gatewayController == "example.com/anchors")
        #expect(item.onFailure == .hold)
        #expect(item.crds.map(\.name) == ["hooks.example.com", "ropes.example.com"])
        #expect(item.crds.map(\.versions) == [["v1", "v1beta1"], []])
        #expect(item.crds.map(\.isSelfMade) == [false, false])
        #expect(item.needs == [.init(name: "chain", versions: nil), .init(name: "winch", versions: nil)])
        #expect(item.mustRun == ["anchor-agent", "anchor-probe"])
        #expect(item.signs.map(\.crd) == ["knots.example.com", "bights.example.com"])
        #expect(item.signs.map(\.namespace) == ["ropes", nil])
        #expect(item.isShared)
        #expect(item.sandbox?.object["operators"] == [])
    }

    @Test func aFewKeysAreEnough() throws {
        let item = try read(
            "{apiVersion: groundcrew/v1, kind: Operator, name: a, namespace: b, chart: 'oci://c/d', version: '1'}\n")
        #expect(item.title == "a")
        #expect(item.source == .chart("oci://c/d", repository: nil))
        #expect(item.values.isEmpty && item.crds.isEmpty && item.needs.isEmpty)
        #expect(item.gatewayController == nil && item.mustRun.isEmpty && item.signs.isEmpty)
        #expect(item.podSelector == nil && item.onFailure == nil && item.sandbox == nil)
    }

    @Test func filesAreReadWithWhatTheyHold() throws {
        let item = try read(Self.files)
        let manifests = [
            OperatorDefinition.Manifest(url: "https://example.com/gates.yaml", sha256: Self.digest),
            OperatorDefinition.Manifest(url: "./more.yaml", sha256: Self.other),
        ]
        #expect(item.source == .manifests(manifests))
        #expect(item.chartTitle == "https://example.com/gates.yaml, ./more.yaml")
        #expect(item.values.isEmpty)
    }

    @Test(arguments: ["https://example.com/a.yaml", "a.yaml", "./a.yaml", "../charts/a.yaml", "/srv/a.yaml"])
    func aFileLiesBehindAURLOrOnThisMachine(url: String) throws {
        let text = Self.files.replacing("https://example.com/gates.yaml", with: url)
        guard case .manifests(let files) = try read(text).source else {
            Issue.record("\(url) is no file")
            return
        }
        #expect(files[0].url == url)
    }

    @Test(
        arguments: [
            ("needs: []", []), ("needs: [chain]", [.init(name: "chain", versions: nil)]),
            (
                "needs: [{name: chain}, {name: winch, versions: '>=1.4.0 <1.6.0'}]",
                [.init(name: "chain", versions: nil), .init(name: "winch", versions: ">=1.4.0 <1.6.0")]
            ),
            ("needs: [{name: chain, versions: ~}]", [.init(name: "chain", versions: nil)]),
            ("needs: [{name: chain, versions: '~1.5'}]", [.init(name: "chain", versions: "~1.5")]),
            (
                "needs: [{name: chain, versions: '1.2 - 2.0 || 3.x'}]",
                [.init(name: "chain", versions: "1.2 - 2.0 || 3.x")]
            ),
        ] as [(String, [OperatorDefinition.Need])])
    func needsAreNamesOrHaveAVersion(line: String, needs: [OperatorDefinition.Need]) throws {
        #expect(try read(Self.full.replacing("needs: [chain, winch]", with: line)).needs == needs)
    }

    // MARK: - What is shown

    @Test func outputHasWhatIsThere() throws {
        #expect(
            try read(Self.full).value == [
                "name": "anchor", "namespace": "anchor-system", "chart": "hook",
                "repository": "https://charts.example.com", "version": "v1.2.3", "values": ["a": ["b": 1]],
                "onFailure": "hold",
                "crds": [
                    ["name": "hooks.example.com", "versions": ["v1", "v1beta1"]],
                    ["name": "ropes.example.com", "versions": []],
                ],
                "mustRun": ["anchor-agent", "anchor-probe"],
                "toldBy": [
                    ["crd": "knots.example.com", "namespace": "ropes"],
                    ["crd": "bights.example.com", "namespace": .null],
                ],
                "needs": [["name": "chain", "versions": .null], ["name": "winch", "versions": .null]],
            ])
        let ranged = Self.full.replacing("[chain, winch]", with: "[{name: chain, versions: '>=1'}]")
        #expect(try read(ranged).value["needs"] == [["name": "chain", "versions": ">=1"]])
        let made = try read(Self.full.replacing("ropes.example.com}", with: "ropes.example.com, selfMade: true}"))
        #expect(made.crds.map(\.isSelfMade) == [false, true])
        #expect(made.value["crds"]?[1] == ["name": "ropes.example.com", "versions": [], "selfMade": true])
        let new = try read(Self.full.replacing("ropes.example.com}", with: "ropes.example.com, optional: true}"))
        #expect(new.crds.map(\.isOptional) == [false, true])
        #expect(new.value["crds"]?[1] == ["name": "ropes.example.com", "versions": [], "optional": true])
    }

    @Test func objectsThatTellOfAnOperatorMayHaveNames() throws {
        let item = try read(Self.full.replacing("namespace: ropes}", with: "namespace: ropes, names: [reef, bowline]}"))
        #expect(item.signs.map(\.names) == [["reef", "bowline"], []])
        #expect(item.signs[0].isMeant("reef") && item.signs[0].isMeant("bowline") && !item.signs[0].isMeant("granny"))
        #expect(item.signs[1].isMeant("granny"))
        #expect(
            item.value["toldBy"]?[0]
                == ["crd": "knots.example.com", "namespace": "ropes", "names": ["reef", "bowline"]])
    }

    /// What came with a late version only is not asked of one that is there already.
    @Test func onlyWhatEveryVersionBringsIsAskedOfTheGateway() throws {
        let fabric = try #require(Self.builtIn.first { $0.name == "nginx-gateway-fabric" })
        #expect(
            fabric.crds.filter { !$0.isOptional }.map(\.name)
                == ["nginxgateways.gateway.nginx.org", "nginxproxies.gateway.nginx.org"])
    }

    @Test func outputLeavesOutWhatIsNot() throws {
        let smallest = Docks.file("crane")
        #expect(
            try read(smallest).value == [
                "name": "crane", "namespace": "crane-system", "chart": "oci://charts.example.com/crane",
                "version": "1.0.0",
            ])
        #expect(
            try read(Self.files).value == [
                "name": "gate", "namespace": "gate-system", "version": "v1.5.1",
                "manifests": [
                    ["url": "https://example.com/gates.yaml", "sha256": .string(Self.digest)],
                    ["url": "./more.yaml", "sha256": .string(Self.other)],
                ],
            ])
    }

    // MARK: - What is refused

    struct Fault: Sendable, CustomTestStringConvertible {
        var from: String
        var to: String
        /// Of line and column.
        var place: String
        var words: String

        init(_ from: String, _ to: String, _ place: String, _ words: String) {
            self.from = from
            self.to = to
            self.place = place
            self.words = words
        }

        var testDescription: String { to.isEmpty ? "without \(from)" : to }
    }

    @Test(arguments: [
        Fault("groundcrew/v1", "groundcrew/v2", "1:1", "apiVersion must be groundcrew/v1"),
        Fault("apiVersion: groundcrew/v1", "", "2:1", "apiVersion is required"),
        Fault("kind: Operator", "kind: Provider", "2:1", "kind must be Operator"),
        Fault("kind: Operator", "", "1:1", "kind is required"),
        Fault("name: anchor\n", "\n", "1:1", "name is required"),
        Fault("title: The anchor", "title: 7", "4:1", "title is an integer; it must be a string"),
        Fault("namespace: anchor-system", "namespace: ''", "5:1", "namespace is required"),
        Fault("namespace:", "nmespace:", "5:1", "nmespace is not known here (did you mean 'namespace'?); known are"),
        Fault("repository: https://charts.example.com", "repository: []", "6:1", "repository is an array"),
        Fault("chart: hook", "", "1:1", "chart is required"),
        Fault("chart: hook", "chart: [hook]", "7:1", "chart is an array; it must be a string"),
        Fault("version: v1.2.3", "", "1:1", "version is required"),
        Fault("version: v1.2.3", "version: 1.2", "8:1", "version is a number; it must be a string"),
        Fault("values: {a: {b: 1}}", "values: [a]", "9:1", "values is an array; it must be an object"),
        Fault("{selector: app=anchor}", "app=anchor", "10:1", "pods is a string; it must be an object"),
        Fault("{selector:", "{labels:", "10:8", "pods.labels is not known here"),
        Fault("app=anchor", "{app: anchor}", "10:8", "pods.selector is an object; it must be a string"),
        Fault("onFailure: hold", "onFailure: undo", "11:1", "onFailure is 'undo'; it may be fail, hold, rollback"),
        Fault("{name: ropes.example.com}", "ropes.example.com", "14:5", "crds[1] is a string; it must be an object"),
        Fault("{name: ropes.example.com}", "{versions: [v1]}", "14:5", "crds[1].name is required"),
        Fault("[v1, v1beta1]", "v1", "13:31", "crds[0].versions is a string; it must be a list of strings"),
        Fault("[v1, v1beta1]", "[v1, 2]", "13:46", "crds[0].versions[1] is an integer; it must be a string"),
        Fault("versions: [v1, v1beta1]", "scope: Cluster", "13:31", "crds[0].scope is not known here"),
        Fault(
            "versions: [v1, v1beta1]", "selfMade: 1", "13:31",
            "crds[0].selfMade is an integer; it must be true or false"),
        Fault(
            "versions: [v1, v1beta1]", "optional: 1", "13:31",
            "crds[0].optional is an integer; it must be true or false"),
        Fault(
            "namespace: ropes", "names: reef", "19:35", "toldBy[0].names is a string; it must be a list of strings"),
        Fault(
            "namespace: ropes", "names: [Reef_Knot]", "19:43",
            "toldBy[0].names[0] is 'Reef_Knot', which cannot be the name of an object"),
        Fault("[chain, winch]", "chain", "15:1", "needs is not a list"),
        Fault("[chain, winch]", "{name: chain}", "15:1", "needs is not a list"),
        Fault("[chain, winch]", "[chain, 1]", "15:9", "needs[0] is a string; it must be an object"),
        Fault("[chain, winch]", "[1]", "15:9", "needs[0] is an integer; it must be an object"),
        Fault("[chain, winch]", "[chain, {name: winch}]", "15:9", "needs[0] is a string; it must be an object"),
        Fault("[chain, winch]", "[{versions: '>=1'}]", "15:9", "needs[0].name is required"),
        Fault("[chain, winch]", "[{name: chain, version: '1'}]", "15:23", "needs[0].version is not known here"),
        Fault("[chain, winch]", "[{name: chain, versions: 1.5}]", "15:23", "needs[0].versions is a number"),
        Fault(
            "[chain, winch]", "[{name: chain, versions: newest}]", "15:23",
            "needs[0].versions is not a version range: "),
        Fault(
            "[chain, winch]", "[{name: chain, versions: '>='}]", "15:23", "needs[0].versions is not a version range: "),
        Fault(
            "name: anchor\n", "name: Anchor\n", "3:1",
            "name is 'Anchor', which cannot be a release's name: use at most 53"),
        Fault(
            "name: anchor\n", "name: \(String(repeating: "a", count: 54))\n", "3:1", "which cannot be a release's name"),
        Fault("namespace: anchor-system", "namespace: a.b", "5:1", "namespace is 'a.b', which cannot be a name"),
        Fault(
            "version: v1.2.3", "version: newest", "8:1",
            "version is 'newest', which is neither a version nor a range of versions: "),
        Fault("selector: app=anchor", "selector: a b", "10:8", "pods.selector is 'a b', which is not a label selector"),
        Fault("selector: app=anchor", "selector: app=", "10:8", "pods.selector wants the label app without a value"),
        Fault("selector: app=anchor", "selector: ''", "10:8", "pods.selector is empty, which means every object"),
        Fault(
            "name: ropes.example.com", "name: ropes", "14:6", "crds[1].name is 'ropes', which cannot be a CRD's name"),
        Fault("[v1, v1beta1]", "[v1, a/v1]", "13:46", "crds[0].versions[1] is 'a/v1', which cannot be the version"),
        Fault(
            "[anchor-agent, anchor-probe]", "anchor-agent", "18:1", "mustRun is a string; it must be a list of strings"),
        Fault(
            "[anchor-agent, anchor-probe]", "[Anchor_Agent, anchor-probe]", "18:11",
            "mustRun[0] is 'Anchor_Agent', which cannot be the name of a DaemonSet"),
        Fault(
            "crd: bights.example.com", "crd: bights", "19:55",
            "toldBy[1].crd is 'bights', which cannot be a CRD's name"),
        Fault(
            "namespace: ropes", "namespace: Ropes", "19:35",
            "toldBy[0].namespace is 'Ropes', which cannot be a name"),
        Fault("{operators: []}", "[]", "16:1", "sandbox is an array; it must be an object"),
        Fault("sandbox:", "manifests: []\nsandbox:", "7:1", "chart stands beside manifests"),
    ])
    func faultsOfAnOperatorAreLocated(fault: Fault) throws { try expect(fault, in: Self.full) }

    @Test(arguments: [
        Fault(
            "version:", "chart: gate\nversion:", "5:1", "chart stands beside manifests, which are applied as they are"),
        Fault("version:", "repository: https://a\nversion:", "5:1", "repository stands beside manifests"),
        Fault("version:", "values: {}\nversion:", "5:1", "values stands beside manifests"),
        Fault(
            "sha256: \(digest)", "sha256: \(digest.uppercased())", "8:5",
            "manifests[0].sha256 is not 64 hexadecimal digits in lower case"),
        Fault("sha256: \(digest)", "sha256: \(digest)00", "8:5", "manifests[0].sha256 is not 64 hexadecimal digits"),
        Fault("sha256: \(digest)", "sha256: sha256:\(digest)", "8:5", "manifests[0].sha256 is not 64"),
        Fault("sha256: \(digest)", "sha256: \(digest.dropLast())g", "8:5", "manifests[0].sha256 is not 64"),
        Fault("sha256: \(digest)", "sha256: ''", "8:5", "manifests[0].sha256 is required"),
        Fault("    sha256: \(digest)\n", "", "7:5", "manifests[0].sha256 is required"),
        Fault("url: ./more.yaml, ", "", "9:5", "manifests[1].url is required"),
        Fault(
            "https://example.com", "http://example.com", "7:5",
            "manifests[0].url is 'http://example.com/gates.yaml'; give https://, or the path of a file"),
        Fault("https://example.com", "file:///srv", "7:5", "manifests[0].url is 'file:///srv/gates.yaml'; give"),
        Fault("./more.yaml", "'oci://example.com/a'", "9:6", "manifests[1].url is 'oci://example.com/a'; give"),
        Fault("url: ./more.yaml", "uri: ./more.yaml", "9:6", "manifests[1].uri is not known here"),
        Fault("{url: ./more.yaml, sha256: \(other)}", "./more.yaml", "9:5", "manifests[1] is a string"),
        Fault("version: v1.5.1\n", "\n", "1:1", "version is required"),
    ])
    func faultsOfFilesAreLocated(fault: Fault) throws { try expect(fault, in: Self.files) }

    private func expect(_ fault: Fault, in text: String) throws {
        let changed = text.replacing(fault.from, with: fault.to)
        try #require(changed != text)
        let error = try #require(throws: ProviderError.self) { try read(changed) }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.hasPrefix("operators/a.yaml:\(fault.place): "), "\(error)")
        #expect(error.message.contains(fault.words), "\(error)")
    }

    @Test(
        arguments: [
            ("", "operators/a.yaml: is empty"), ("- a\n", "operators/a.yaml:1:1: "), ("a: [\n", "operators/a.yaml:"),
            ("name: a\nname: b\n", "operators/a.yaml:2:1: "), ("anchor\n", "operators/a.yaml:1:1: "),
            ("apiVersion: groundcrew/v1\nkind: Operator\nmanifests: []\n", "operators/a.yaml:1:1: name is required"),
            (
                "apiVersion: groundcrew/v1\nkind: Operator\nname: a\nnamespace: b\nmanifests: []\nversion: v1\n",
                "operators/a.yaml:5:1: manifests needs at least one file"
            ),
        ] as [(String, String)])
    func whatIsNoOperatorIsRefused(text: String, words: String) throws {
        let error = try #require(throws: ProviderError.self) { try read(text) }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.hasPrefix(words), "\(error)")
    }

    // MARK: - Operators of a provider

    /// What is a file's own has no place in a list.
    @Test(arguments: ["kind: Operator", "apiVersion: groundcrew/v1", "sandbox: {}"])
    func aProvidersOperatorIsNoFile(key: String) throws {
        let item = "{name: crane, namespace: a, chart: b, version: '1', \(key)}"
        let error = try #require(throws: ProviderError.self) { try Docks.provider("dock", item) }
        #expect(error.message.hasPrefix("dock/provider.yaml:6:"), "\(error)")
        #expect(error.message.contains("operators[0].\(key.prefix { $0 != ":" }) is not known here"), "\(error)")
    }

    @Test func aProvidersOperatorsArePlayedAsTheProviderSays() throws {
        let dock = try Docks.provider(
            "dock", Docks.item("crane"), Docks.item("winch"), more: "sandbox: {operators: [], speed: 2}\n")
        for item in dock.definition.operators {
            #expect(!item.isShared)
            #expect(item.sandbox?.object["speed"] == 2)
        }
        let registry = try ProviderRegistry(
            [dock], sharing: [OperatorReader.shared(yaml: Self.full, file: "a.yaml"), Docks.shared("buoy")])
        #expect(registry.sandboxSections.map(\.object.keys) == [["operators", "speed"], ["operators"]])
    }

    @Test func theCRDsOfAProviderAreThoseOfItsOperators() throws {
        let dock = try Docks.provider(
            "dock", "{name: a, namespace: a, chart: a, version: '1', crds: [{name: a.b}, {name: c.d}]}",
            "{name: e, namespace: e, chart: e, version: '1', crds: [{name: e.f}]}")
        #expect(dock.definition.crds.map(\.name) == ["a.b", "c.d", "e.f"])
    }

    @Test(
        arguments: [
            ([("a", nil)], "a"), ([("a", nil), ("b", nil)], "b"), ([("a", "x=y"), ("b", nil)], "a"),
            ([("a", "x=y"), ("b", "x=z"), ("c", nil)], "b"), ([], nil),
        ] as [([(String, String?)], String?)])
    func aProviderIsAboutTheOperatorThatHasPods(items: [(String, String?)], name: String?) throws {
        let list = items.map { Docks.item($0.0, pods: $0.1) }.joined(separator: ", ")
        #expect(try Docks.provider("dock", list).definition.ownOperator?.name == name)
    }

    // MARK: - The built-in ones

    private static let builtIn = (try? ProviderRegistry.builtIn().sharedOperators) ?? []

    /// Nobody needs them yet; users name them.
    private static let forUsers = ["gpu-operator", "keda", "lws", "nginx-gateway-fabric"]

    @Test func everyFileIsRead() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "charts/operators").path()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        let read = try ProviderFolder.sharedOperators(in: "\(folder)/..")
        #expect(read.map { "\($0.name).yaml" }.sorted() == files.sorted())
        #expect(Self.builtIn.map { "\($0.name).yaml" }.sorted() == files.sorted())
    }

    @Test(arguments: builtIn.map(\.name))
    func everyOneIsNeededOrForUsers(name: String) throws {
        let registry = try ProviderRegistry.builtIn()
        let item = try #require(registry.sharedOperators.first { $0.name == name })
        let others = registry.sharedOperators.filter { $0.needs.contains { $0.name == name } }
        let providers = try registry.providers(needing: item)
        #expect(!providers.isEmpty || !others.isEmpty || Self.forUsers.contains(name))
    }

    /// What is installed is waited for, whatever it consists of, and the sandbox can play it.
    @Test(arguments: builtIn.map(\.name))
    func everyOneSaysWhatItBrings(name: String) throws {
        let item = try #require(Self.builtIn.first { $0.name == name })
        #expect(!item.crds.isEmpty && !item.title.isEmpty && item.isShared)
        for crd in item.crds { #expect(!crd.versions.isEmpty, "\(crd.name)") }
        // CRDs alone have no pods; everything else has some, by which it is found.
        if case .manifests = item.source {
            #expect(item.podSelector == nil)
        } else {
            #expect(item.podSelector != nil)
        }
        var played: [String: [String]] = [:]
        for simulated in item.sandbox?.object["operators"]?.array ?? [] {
            for definition in simulated["definitions"]?.array ?? [] {
                played[definition["metadata"]?["name"]?.string ?? ""] = (definition["spec"]?["versions"]?.array ?? [])
                    .filter { $0["served"] == true }.compactMap { $0["name"]?.string }
            }
        }
        for crd in item.crds {
            #expect(Set(played[crd.name] ?? []).isSuperset(of: crd.versions), "\(crd.name) is not played")
        }
    }
}

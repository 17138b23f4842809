import FoundationEssentials
import TestParts
import Testing
import Value

@testable import Providers

/// What has to be installed for a provider, and in which order.
@Suite struct ProviderNeedsTests {
    private func names(_ provider: Provider, in registry: ProviderRegistry) throws -> [String] {
        try registry.operators(of: provider).map(\.name)
    }

    // MARK: - Order

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        /// Each with what it needs.
        var own: [(String, String)]
        var shared: [(String, String)]
        var order: [String]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Row(name: "no operator", own: [], shared: [("anchor", "")], order: []),
        Row(name: "no need", own: [("b", ""), ("a", "")], shared: [("anchor", "")], order: ["b", "a"]),
        Row(
            name: "a shared one", own: [("b", ""), ("a", "anchor")], shared: [("anchor", "")],
            order: ["b", "anchor", "a"]),
        Row(
            name: "one of its own that comes later", own: [("c", "a"), ("b", ""), ("a", "")], shared: [],
            order: ["a", "c", "b"]),
        Row(
            name: "one of its own that comes before", own: [("a", ""), ("b", "a"), ("c", "a, b")], shared: [],
            order: ["a", "b", "c"]),
        Row(
            name: "in the order in which they are named", own: [("a", "two, one")], shared: [("one", ""), ("two", "")],
            order: ["two", "one", "a"]),
        Row(
            name: "what needs need", own: [("a", "up")], shared: [("up", "mid"), ("mid", "low"), ("low", "")],
            order: ["low", "mid", "up", "a"]),
        Row(
            name: "a diamond", own: [("a", "b, c"), ("b", "d"), ("c", "d"), ("d", "")], shared: [],
            order: ["d", "b", "c", "a"]),
        Row(
            name: "a diamond of shared ones", own: [("a", "left, right")],
            shared: [("left", "base"), ("right", "base"), ("base", "")], order: ["base", "left", "right", "a"]),
        Row(name: "the same twice", own: [("a", "up, up")], shared: [("up", "")], order: ["up", "a"]),
    ])
    func whatIsNeededComesFirstAndOnce(row: Row) throws {
        let dock = try Docks.provider("dock", row.own.map { Docks.item($0.0, needs: $0.1) }.joined(separator: ", "))
        let shared = try row.shared.map { try Docks.shared($0.0, needs: $0.1) }
        let registry = ProviderRegistry([dock], sharing: shared)
        #expect(try names(dock, in: registry) == row.order)
    }

    @Test func whatNobodyNeedsIsKnownNevertheless() throws {
        let registry = try ProviderRegistry([], sharing: [Docks.shared("winch"), Docks.shared("anchor")])
        #expect(registry.sharedOperators.map(\.name) == ["anchor", "winch"])
        #expect(registry.providers.isEmpty)
    }

    // MARK: - What is refused

    struct Fault: Sendable, CustomTestStringConvertible {
        var own: [(String, String)] = []
        var shared: [(String, String)] = []
        var words: String
        /// Nil for operators that need each other: there is no one place for that.
        var place: String?
        var testDescription: String { words }
    }

    private static let unknown = "which is not an operator of the provider's and not one of those that are shared"

    @Test(arguments: [
        Fault(own: [("a", "a")], words: "provider dock: operators need each other: a needs a"),
        Fault(own: [("a", "b"), ("b", "a")], words: "provider dock: operators need each other: a needs b needs a"),
        // The way to the circle is no part of it.
        Fault(
            own: [("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")],
            words: "provider dock: operators need each other: b needs c needs d needs b"),
        Fault(
            own: [("a", "up")], shared: [("up", "low"), ("low", "up")],
            words: "provider dock: operators need each other: up needs low needs up"),
        // Those that no provider needs, too.
        Fault(shared: [("up", "low"), ("low", "up")], words: "operators need each other: low needs up needs low"),
        Fault(
            own: [("a", "b")], words: "operators[0].needs[0] is not there: operator a needs b, \(unknown)",
            place: "dock/provider.yaml:6:105"),
        Fault(
            own: [("a", "anker")], shared: [("winch", ""), ("anchor", "")],
            words: "operator a needs anker, \(unknown): anchor, winch"),
        Fault(shared: [("up", "b")], words: ": needs[0] is not there: operator up needs b, \(unknown): up"),
        // What is shared knows nothing of providers.
        Fault(
            own: [("a", "up"), ("b", "")], shared: [("up", "b")],
            words: ": needs[0] is not there: operator up needs b, \(unknown): up"),
        Fault(own: [("b", "")], shared: [("up", "b")], words: "operator up needs b, \(unknown): up"),
        Fault(
            own: [("a", ""), ("up", "")], shared: [("up", "")],
            words: "operators[1].name is up, which is shared by all (up.yaml): name it in needs"),
    ])
    func whatCannotBeInstalledIsRefused(fault: Fault) throws {
        let dock = try Docks.provider("dock", fault.own.map { Docks.item($0.0, needs: $0.1) }.joined(separator: ", "))
        let shared = try fault.shared.map { try Docks.shared($0.0, needs: $0.1) }
        let registry = ProviderRegistry([dock], sharing: shared)
        let error = try #require(throws: ProviderError.self) { try registry.checkNeeds() }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.contains(fault.words), "\(error)")
        #expect(fault.place.map { error.message.hasPrefix("\($0): ") } ?? true, "\(error)")
    }

    // MARK: - What deployments need

    @Test(
        arguments: [
            ("needs: [up]", "", ["low", "up"]), ("needs: [low, up]", "", ["low", "up"]),
            ("needs: [{name: up, versions: '>=1'}]", "", ["low", "up"]), ("needs: []", "", []), ("needs:", "", []),
            ("needs: [up]", "low", ["low", "up", "crane"]), ("needs: [other]", "up", ["other", "low", "up", "crane"]),
        ] as [(String, String, [String])])
    func whatDeploymentsNeedComesFirst(needs: String, ofOperator: String, order: [String]) throws {
        let shared = try [("up", "low"), ("low", ""), ("other", "")].map { try Docks.shared($0.0, needs: $0.1) }
        let item = ofOperator.isEmpty ? "" : Docks.item("crane", needs: ofOperator)
        let dock = try Docks.provider("dock", item, more: needs + "\n")
        let registry = ProviderRegistry([dock], sharing: shared)
        try registry.checkNeeds()
        #expect(try names(dock, in: registry) == order)
        let own = try registry.needs(of: dock).map(\.name)
        #expect(own == (needs.contains("up") ? ["low", "up"] : needs.contains("other") ? ["other"] : []))
        let needing = try registry.providers(needing: try #require(shared.first { $0.name == "low" })).map(\.name)
        #expect(needing == (order.contains("low") ? ["dock"] : []))
    }

    // MARK: - What some deployments need

    private static func scaling(_ name: String, crd: String = "ups.up.test") throws -> Provider {
        try Docks.provider(
            "dock",
            more: "requirements: {oneOf: [{needed: to scale, when: deployment.?scales.orValue(false), crds: [\(crd)], "
                + "operator: \(name), hint: h}]}\n")
    }

    private static func up() throws -> OperatorDefinition {
        try OperatorReader.shared(
            yaml: Docks.file("up").replacing("needs: []", with: "crds: [{name: ups.up.test, versions: [v1]}]"),
            file: "up.yaml")
    }

    @Test(arguments: [([:], []), (["scales": true], ["up"]), (["scales": false], [])] as [(Object, [String])])
    func whatADeploymentNeedsHangsOnItsValues(values: Object, names: [String]) throws {
        let dock = try Self.scaling("up")
        let registry = ProviderRegistry([dock], sharing: [try Self.up()])
        try registry.checkNeeds()
        let found = try registry.prerequisites(of: dock, for: values)
        #expect(found.map(\.definition.name) == names)
        #expect(found.allSatisfy { $0.crds == ["ups.up.test"] })
        // It comes with no provider.
        #expect(try registry.operators(of: dock).isEmpty)
        #expect(dock.definition.value["requirements"]?["oneOf"]?[0]?["operator"] == "up")
    }

    @Test(arguments: [
        ("upp", "ups.up.test", "is upp, which is not one of those that are shared: up (did you mean 'up'?)"),
        ("up", "downs.up.test", "is up, which brings none of downs.up.test"),
    ])
    func whatBringsNothingIsRefused(name: String, crd: String, words: String) throws {
        let dock = try Self.scaling(name, crd: crd)
        let registry = ProviderRegistry([dock], sharing: [try Self.up()])
        let error = try #require(throws: ProviderError.self) { try registry.checkNeeds() }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.contains("requirements.oneOf[0].operator \(words)"), "\(error)")
    }

    @Test func whatDeploymentsNeedIsShown() throws {
        let dock = try Docks.provider("dock", more: "needs: [{name: up, versions: '>=1'}]\n")
        #expect(dock.definition.needs == [.init(name: "up", versions: ">=1")])
        #expect(dock.definition.value["needs"] == [["name": "up", "versions": ">=1"]])
        #expect(try Docks.provider("dock").definition.value["needs"] == nil)
    }

    @Test(
        arguments: [
            ("needs: [upp]", "needs[0] is not there: provider dock needs upp, which is not one of those that"),
            ("needs: [up, crane]", "needs[1] is not there: provider dock needs crane, which is not one of those"),
            ("needs: up", "needs is not a list"),
            ("needs: [{name: up, versions: newest}]", "needs[0].versions is not a version range"),
            ("needs: [{name: up, colour: red}]", "needs[0].colour is not known here"),
        ] as [(String, String)])
    func needsThatNobodyHasAreRefused(needs: String, words: String) throws {
        let error = try #require(throws: ProviderError.self) {
            let dock = try Docks.provider("dock", Docks.item("crane"), more: needs + "\n")
            try ProviderRegistry([dock], sharing: [Docks.shared("up")]).checkNeeds()
        }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.hasPrefix("dock/provider.yaml:7:"), "\(error)")
        #expect(error.message.contains(words), "\(error)")
    }

    @Test func aBrokenNeedSaysWhatIsWrongWithIt() throws {
        var contents = ProviderFolder.Contents([try Docks.provider("dock", more: "needs: [anchor]\n")])
        contents.broken = [
            BrokenDefinition(
                kind: .sharedOperator, name: "anchor", place: "/mine/operators/anchor.yaml",
                error: ProviderError(.invalidDefinition, "/mine/operators/anchor.yaml: is empty"))
        ]
        let registry = try ProviderRegistry.builtIn().adding(contents)
        let error = try #require(throws: ProviderError.self) { try registry.provider("dock") }
        #expect(error.message == "/mine/operators/anchor.yaml: is empty")
    }

    @Test func anOperatorOfASharedNameBreaksItsProviderAlone() throws {
        let dock = try Docks.provider("dock", Docks.item("cert-manager"))
        let registry = try ProviderRegistry.builtIn().adding(ProviderFolder.Contents([dock, Docks.provider("pier")]))
        let error = try #require(throws: ProviderError.self) { try registry.provider("dock") }
        #expect(error.message.hasPrefix("dock/provider.yaml:6:"), "\(error)")
        #expect(
            error.message.contains(
                "operators[0].name is cert-manager, which is shared by all (charts/operators/cert-manager.yaml): name it "
                    + "in needs"), "\(error)")
        #expect(try registry.provider("pier").name == "pier")
        // A shared one of the user's is one for all.
        let mine = try ProviderRegistry.builtIn()
            .adding(ProviderFolder.Contents([try Docks.provider("quay")], sharing: [Docks.shared("cert-manager")]))
        #expect(mine.broken.isEmpty, "\(mine.broken)")
    }

    @Test func twoOperatorsOfOneNameAreRefused() throws {
        let error = try #require(throws: ProviderError.self) {
            try Docks.provider("dock", [Docks.item("crane"), Docks.item("crane")].joined(separator: ", "))
        }
        #expect(error.message.contains("'crane' is used twice"), "\(error.message)")
    }

    // MARK: - Who needs one

    @Test func whoeverNeedsAnOperatorIsFound() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", needs: "gate"))
        let pier = try Docks.provider(
            "pier", Docks.item("lift", needs: "anchor"), Docks.item("crane", namespace: "pier"))
        let quay = try Docks.provider("quay", Docks.item("crane"))
        let raft = try Docks.provider("raft")
        let registry = ProviderRegistry(
            [raft, quay, pier, dock],
            sharing: try [("gate", "anchor"), ("anchor", ""), ("buoy", "")].map { try Docks.shared($0.0, needs: $0.1) })
        func needing(_ name: String, of operators: [OperatorDefinition]) throws -> [String] {
            let item = try #require(operators.first { $0.name == name })
            return try registry.providers(needing: item).map(\.name)
        }
        #expect(try needing("anchor", of: registry.sharedOperators) == ["dock", "pier"])
        #expect(try needing("gate", of: registry.sharedOperators) == ["dock"])
        #expect(try needing("buoy", of: registry.sharedOperators).isEmpty)
        // The same name in another namespace is another operator.
        #expect(try needing("crane", of: dock.definition.operators) == ["dock", "quay"])
        #expect(try needing("crane", of: pier.definition.operators) == ["pier"])
    }

    @Test func operatorsAreTheSameByNameAndNamespace() throws {
        let crane = try Docks.shared("crane")
        let winch = try Docks.shared("winch")
        var other = crane
        other.version = "2.0.0"
        other.isShared = false
        #expect(crane.isSame(as: other))
        other.namespace = "elsewhere"
        #expect(!crane.isSame(as: other))
        #expect(!crane.isSame(as: winch))
    }

    @Test func theBuiltInOnesHoldTogether() throws {
        let registry = try ProviderRegistry.builtIn()
        for provider in registry.providers {
            let operators = try registry.operators(of: provider)
            #expect(Set(operators.map(\.name)).count == operators.count, "\(provider.name)")
            for (index, item) in operators.enumerated() {
                let before = Set(operators[..<index].map(\.name))
                #expect(before.isSuperset(of: item.needs.map(\.name)), "\(provider.name): \(item.name)")
            }
            #expect(operators.filter { !$0.isShared }.count == provider.definition.operators.count)
        }
    }

    // MARK: - Adding

    @Test func aUsersProviderMayNeedABuiltInOne() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", needs: "cert-manager"))
        let registry = try ProviderRegistry.builtIn().adding(ProviderFolder.Contents([dock]))
        #expect(try names(dock, in: registry) == ["cert-manager", "crane"])
    }

    // MARK: - Folders

    private static let dock = [
        ("dock/Chart.yaml", "apiVersion: v2\nname: dock\nversion: 0.1.0\n"),
        ("dock/provider.yaml", Docks.definition("dock", [Docks.item("crane", needs: "anchor")])),
    ]

    @Test func operatorsLieBesideProviders() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try Docks.write(
                Self.dock + [
                    ("operators/b.yaml", Docks.file("anchor", needs: "chain")),
                    ("operators/a.yml", Docks.file("chain")), ("operators/README.md", "# Nothing to read\n"),
                    ("operators/more/c.yaml", "not read"),
                ], to: folder)
            let shared = try ProviderFolder.sharedOperators(in: folder)
            #expect(shared.map(\.name) == ["chain", "anchor"], "in the order of files")
            let contents = try ProviderFolder.contents(of: folder)
            #expect(contents.providers.map(\.name) == ["dock"])
            let registry = ProviderRegistry([]).adding(contents)
            #expect(try names(contents.providers[0], in: registry) == ["chain", "anchor", "crane"])
        }
    }

    @Test func withoutAFolderThereAreNone() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try Docks.write(Self.dock, to: folder)
            #expect(try ProviderFolder.sharedOperators(in: folder).isEmpty)
            #expect(try ProviderFolder.sharedOperators(in: "\(folder)/dock").isEmpty)
            #expect(try ProviderFolder.sharedOperators(in: "\(folder)/missing").isEmpty)
            try FileManager.default.createDirectory(
                atPath: "\(folder)/operators", withIntermediateDirectories: false)
            #expect(try ProviderFolder.sharedOperators(in: folder).isEmpty)
        }
    }

    @Test(
        arguments: [
            ("operators/a.yaml", "kind: Operator\n", "/operators/a.yaml:1:1: apiVersion is required"),
            ("operators/a.yaml", "", "/operators/a.yaml: is empty"),
            ("operators/a.yaml/b", "", "/operators/a.yaml: cannot be read: "),
            ("operators", "", "/operators: cannot be read: "),
        ] as [(String, String, String)])
    func aBrokenFileIsNamed(path: String, text: String, words: String) async throws {
        try await TestParts.withTemporaryFolder { folder in
            try Docks.write([(path, text)], to: folder)
            let error = try #require(throws: ProviderError.self) { try ProviderFolder.sharedOperators(in: folder) }
            #expect(error.code == .invalidDefinition)
            #expect(error.message.hasPrefix("\(folder)\(words)"), "\(error)")
        }
    }
}

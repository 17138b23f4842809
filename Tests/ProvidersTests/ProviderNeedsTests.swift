import FoundationEssentials
import TestParts
import Testing

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
        Row(
            name: "its own rather than a shared one of the name", own: [("a", "up"), ("up", "")],
            shared: [("up", "low"), ("low", "")], order: ["up", "a"]),
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

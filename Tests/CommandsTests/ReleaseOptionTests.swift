import ArgumentParser
import Kubernetes
import Releases
import Testing
import Value

@testable import Commands

/// Helm's arguments of `release`, each as what the engine is asked for.
@Suite struct ReleaseOptionTests {
    private static func parsed<Command: ParsableCommand>(_ line: String, as type: Command.Type) throws -> Command {
        let words = ArgumentRewriting.rewritten(line.split(separator: " ").map(String.init))
        return try #require(try GroundcrewCommand.parseAsRoot(words) as? Command)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var flags: String
        var change: @Sendable (inout ReleaseOptions) -> Void
        var testDescription: String { flags }

        init(_ flags: String, _ change: @escaping @Sendable (inout ReleaseOptions) -> Void) {
            self.flags = flags
            self.change = change
        }
    }

    static let changes = [
        Case("--wait-for-jobs") { $0.waitsForJobs = true },
        Case("--idle-timeout 90s") { $0.idleTimeout = .seconds(90) },
        Case("--cleanup-on-fail") { $0.cleansUpOnFailure = true },
        Case("--force-replace") { $0.replacesObjects = true },
        Case("--force") { $0.replacesObjects = true },
        Case("--server-side") { $0.serverSide = .always },
        Case("--server-side=true") { $0.serverSide = .always },
        Case("--server-side auto") { $0.serverSide = .auto },
        Case("--server-side=false --force-replace") {
            $0.serverSide = .never
            $0.replacesObjects = true
        },
        Case("--server-side=false --driver helm") { $0.serverSide = .never },
        Case("--no-hooks") { $0.runsHooks = false },
        Case("--history-max 3") { $0.historyLimit = 3 },
        Case("--force-conflicts") { $0.fieldChoices.takesAll = true },
        Case("--description why") { $0.description = "why" },
    ]

    @Test(
        arguments: changes + [
            Case("--render-subchart-notes") { $0.includesSubchartNotes = true },
            Case("--skip-schema-validation") { $0.skipsSchema = true },
            Case("--enable-dns") { $0.asksDNS = true },
            Case("--take-ownership") { $0.takesOwnership = true },
            Case("--skip-crds") { $0.crds = .skip },
            Case("--disable-openapi-validation") { $0.fieldValidation = .warn },
            Case("--rollback-on-failure") { $0.onFailure = .rollback },
            Case("--atomic") { $0.onFailure = .rollback },
            Case("--install") { $0.mode = .upgradeOrInstall },
            Case("--reset-then-reuse-values") { $0.formerValues = .resetThenReuse },
            Case("--hide-notes") { _ in },
        ])
    func eachFlagOfAnUpgradeReachesTheEngine(_ example: Case) throws {
        let line = "release upgrade web ./chart"
        var expected = try Self.parsed(line, as: ReleaseUpgrade.self).asked()
        example.change(&expected)
        let asked = try Self.parsed("\(line) \(example.flags)", as: ReleaseUpgrade.self).asked()
        #expect(asked == expected)
    }

    @Test(arguments: changes)
    func eachFlagOfARollbackReachesTheEngine(_ example: Case) throws {
        let line = "release rollback web 2"
        var expected = try Self.parsed(line, as: ReleaseRollback.self).asked()
        example.change(&expected)
        let asked = try Self.parsed("\(line) \(example.flags)", as: ReleaseRollback.self).asked()
        #expect(asked == expected)
    }

    @Test(arguments: [
        Case("--replace") { $0.reusesName = true }, Case("--force-replace") { $0.replacesObjects = true },
        Case("--wait-for-jobs") { $0.waitsForJobs = true },
        Case("--render-subchart-notes") { $0.includesSubchartNotes = true },
    ])
    func eachFlagOfAnInstallReachesTheEngine(_ example: Case) throws {
        let line = "release install web ./chart"
        var expected = try Self.parsed(line, as: ReleaseInstall.self).asked()
        #expect(expected.mode == .install)
        example.change(&expected)
        let asked = try Self.parsed("\(line) \(example.flags)", as: ReleaseInstall.self).asked()
        #expect(asked == expected)
    }

    typealias Removal = (String, RemovalOptions)

    @Test(
        arguments: [
            ("", RemovalOptions()), ("--keep-history", RemovalOptions(keepsHistory: true)),
            ("--no-hooks", RemovalOptions(runsHooks: false)),
            ("--cascade foreground", RemovalOptions(cascade: .foreground)),
            ("--cascade=orphan", RemovalOptions(cascade: .orphan)),
            ("--cascade background", RemovalOptions()), ("--description why", RemovalOptions(description: "why")),
            ("--wait", RemovalOptions()), ("--wait=legacy", RemovalOptions()),
            ("--wait=hookOnly", RemovalOptions(waits: false)), ("--wait=false", RemovalOptions(waits: false)),
        ] as [Removal])
    func eachFlagOfAnUninstallReachesTheEngine(_ flags: String, _ options: RemovalOptions) throws {
        let command = try Self.parsed("release uninstall web \(flags)", as: ReleaseUninstall.self)
        #expect(command.asked == options)
    }

    @Test(arguments: ["del", "delete", "un"])
    func uninstallHasHelmsOtherNames(_ name: String) throws {
        let command = try Self.parsed("release \(name) web", as: ReleaseUninstall.self)
        #expect(command.names == ["web"])
    }

    @Test(arguments: [
        ("", false), ("--dry-run", true), ("--dry-run=client", true), ("--dry-run=server", true),
        ("--dry-run=true", true), ("--dry-run=none", false), ("--dry-run=false", false),
    ])
    func aRehearsalIsAskedForInAllOfHelmsWays(_ flags: String, _ isRehearsal: Bool) throws {
        let upgrade = try Self.parsed("release upgrade web ./chart \(flags)", as: ReleaseUpgrade.self)
        #expect(upgrade.making.isRehearsal == isRehearsal)
        let rollback = try Self.parsed("release rollback web \(flags)", as: ReleaseRollback.self)
        #expect(RehearsalKind.isRehearsal(rollback.dryRun, rollback.dryRunKind) == isRehearsal)
        let uninstall = try Self.parsed("release uninstall web \(flags)", as: ReleaseUninstall.self)
        #expect(RehearsalKind.isRehearsal(uninstall.dryRun, uninstall.dryRunKind) == isRehearsal)
    }

    struct Listing: Sendable, CustomTestStringConvertible {
        var flags: String
        var states: Set<ListQuery.State> = []
        var limit: Int? = 256
        var offset = 0
        var isByDate = false
        var isReversed = false
        var selector: String?
        var testDescription: String { flags }
    }

    @Test(arguments: [
        Listing(flags: ""), Listing(flags: "--deployed", states: [.deployed]),
        Listing(flags: "--failed --pending", states: [.failed, .pending]),
        Listing(flags: "--superseded", states: [.superseded]), Listing(flags: "--uninstalled", states: [.uninstalled]),
        Listing(flags: "--uninstalling", states: [.uninstalling]), Listing(flags: "-m 0", limit: nil),
        Listing(flags: "--max 3 --offset 2", limit: 3, offset: 2),
        Listing(flags: "-d -r", isByDate: true, isReversed: true),
        Listing(flags: "-l a=b,c!=d", selector: "a=b,c!=d"), Listing(flags: "--selector a", selector: "a"),
    ])
    func eachFlagOfAListReachesTheEngine(_ example: Listing) throws {
        let query = try Self.parsed("release list \(example.flags)", as: ReleaseList.self).query()
        #expect(query.states == example.states)
        #expect(query.limit == example.limit)
        #expect(query.offset == example.offset)
        #expect(query.isByDate == example.isByDate)
        #expect(query.isReversed == example.isReversed)
        let selector = try example.selector.map { try LabelSelector($0) }
        #expect(query.selector == selector)
    }
}

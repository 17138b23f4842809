import Testing
import Value

@testable import Releases

/// What states of revisions tell: values in, values out.
@Suite struct RevisionKeysTests {
    struct Past: Sendable, CustomTestStringConvertible {
        var statuses: String
        var deployed: Int?
        var whole: Int?
        var outdone: [Int] = []
        var testDescription: String { statuses }
    }

    private static func keys(_ statuses: String) -> [ReleaseStorage.Key] {
        statuses.split(separator: " ").enumerated().map { index, status in
            ReleaseStorage.Key(
                object: "sh.helm.release.v1.demo.v\(index + 1)", namespace: "apps", release: "demo",
                revision: index + 1, status: String(status))
        }
    }

    @Test(arguments: [
        Past(statuses: ""), Past(statuses: "failed failed"), Past(statuses: "pending-install"),
        Past(statuses: "deployed", deployed: 1, whole: 1),
        Past(statuses: "superseded deployed failed", deployed: 2, whole: 2),
        // A run that died between its last two writes, as Helm orders them, and as groundcrew does.
        Past(statuses: "superseded superseded failed", whole: 2),
        Past(statuses: "superseded deployed deployed", deployed: 3, whole: 3, outdone: [2]),
        Past(statuses: "deployed deployed failed", deployed: 2, whole: 2, outdone: [1]),
        // What was uninstalled does not come back by itself.
        Past(statuses: "superseded uninstalled failed"), Past(statuses: "superseded uninstalled"),
        Past(statuses: "superseded uninstalled deployed failed", deployed: 3, whole: 3),
        Past(statuses: "deployed uninstalled failed", deployed: 1),
    ])
    func whatIsDeployedAndWhatCanComeBack(_ past: Past) {
        let keys = Self.keys(past.statuses)
        #expect(keys.lastDeployed?.revision == past.deployed)
        #expect(keys.lastWhole?.revision == past.whole)
        #expect(keys.outdone.map(\.revision) == past.outdone)
    }

    // MARK: - The way back

    @Test(
        arguments: [
            (.install, "", .removal), (.install, "superseded uninstalled", .removal),
            (.upgrade, "deployed", .revision(1)), (.upgrade, "superseded superseded failed", .revision(2)),
            (.rollback(1), "superseded deployed", .revision(2)),
            // It may serve, although its record says that it failed.
            (.upgrade, "failed", nil), (.rollback(1), "failed failed", nil),
        ] as [(ReleaseVerb, String, WayBack?)])
    func onlyAFirstInstallIsRemoved(_ verb: ReleaseVerb, _ statuses: String, _ way: WayBack?) throws {
        var plan = try ReleasePlan.plain(verb)
        plan.history.keys = Self.keys(statuses)
        #expect(plan.wayBack == way)
    }

    // MARK: - What may go

    private static func map(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
    }

    private static func record(
        _ revision: Int, _ manifest: String, crds: [String] = [], status: ReleaseStatus = .failed,
        isServerSide: Bool = true
    ) -> StoredRelease {
        StoredRelease(body: [
            "version": .integer(Int64(revision)), "manifest": .string(manifest),
            "info": ["status": .string(status.rawValue)], "crds": .array(crds.map(Value.string)),
            "apply_method": isServerSide ? "ssa" : "csa",
        ])
    }

    struct Room: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var records: [StoredRelease]
        var kept: Int?
        var count = 9
        var gone: [Int]
    }

    static let rooms: [Room] = [
        Room(
            testDescription: "all alike", records: (1...4).map { record($0, map("a")) }, kept: 1, gone: [2, 3, 4]),
        Room(testDescription: "none is kept", records: (1...4).map { record($0, map("a")) }, gone: [1, 2, 3]),
        Room(testDescription: "so many", records: (1...4).map { record($0, map("a")) }, count: 2, gone: [1, 2]),
        Room(
            testDescription: "one is all alone with it",
            records: [record(1, map("a")), record(2, map("x")), record(3, map("a"))], kept: 1, gone: [3]),
        Room(
            testDescription: "two tell all that a third does",
            records: [record(1, map("a")), record(2, map("a") + "---\n" + map("b")), record(3, map("b"))], kept: 1,
            gone: [2]),
        Room(
            testDescription: "a CRD of its own",
            records: [record(1, map("a")), record(2, map("a"), crds: ["gears.example.com"])], kept: 1, gone: []),
        Room(
            testDescription: "applied client-side",
            records: [record(1, map("a")), record(2, map("a"), isServerSide: false)], kept: 1, gone: []),
        Room(
            testDescription: "uninstalled",
            records: [record(1, map("x"), status: .uninstalled), record(2, map("a"))], kept: 2, gone: [1]),
        Room(
            testDescription: "told by what is gone alone",
            records: [record(1, map("a"), status: .uninstalled), record(2, map("a"))], gone: [1]),
        Room(
            testDescription: "nobody can read it", records: [record(1, map("a")), record(2, "{{")], kept: 1, gone: []),
        Room(
            testDescription: "a name that the server makes",
            records: [record(1, map("a")), record(2, "kind: Job\nmetadata: {generateName: a-}\n")], kept: 1, gone: []),
    ]

    @Test(arguments: rooms)
    func onlyWhatOthersTellMayGo(_ room: Room) {
        #expect(StoredRelease.expendable(room.records, besides: room.kept, upTo: room.count) == room.gone)
    }
}

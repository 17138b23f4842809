import Testing
import Value

@testable import Releases

/// Whether a revision under work still keeps others away, from the metadata of all records.
@Suite struct RecordClaimTests {
    private static let own = RunIdentity(id: "own", command: "groundcrew upgrade", host: "h", processID: 7)
    private static let other = RunIdentity(id: "other", command: "groundcrew uninstall", host: "g", processID: 8)

    private static func record(
        _ revision: Int, _ status: String, of run: RunIdentity? = nil
    ) -> StoredRelease {
        var record = StoredRelease(body: [
            "name": "demo", "namespace": "apps", "version": .integer(Int64(revision)),
            "info": ["status": .string(status)],
        ])
        record.mark = run.map { RunMark($0, hasLease: false) }
        return record
    }

    /// As the server lists it.
    private static func metadata(_ record: StoredRelease) throws -> Value {
        try #require(try ReleaseStorage.object(record, modified: nil)["metadata"])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var records: [(revision: Int, status: String, run: RunIdentity?)]
        var problem: String?
        var testDescription: String { problem ?? "it holds: \(records.map(\.status))" }
    }

    /// Of a run that makes revision 3.
    @Test(arguments: [
        Case(records: [(2, "deployed", nil), (3, "pending-upgrade", own)]),
        // What somebody left in the history long ago is no sign of life.
        Case(records: [(1, "uninstalling", nil), (2, "failed", nil), (3, "pending-upgrade", own)]),
        Case(records: [(1, "pending-upgrade", nil), (2, "deployed", nil), (3, "pending-upgrade", own)]),
        Case(records: [(2, "deployed", nil)], problem: "revision 3 is gone"),
        Case(records: [], problem: "revision 3 is gone"),
        Case(
            records: [(2, "deployed", nil), (3, "failed", nil)],
            problem: "revision 3 is failed, and no longer this run's"),
        Case(
            records: [(2, "deployed", nil), (3, "pending-upgrade", other)],
            problem: "revision 3 is pending-upgrade, and no longer this run's"),
        Case(
            records: [(3, "pending-upgrade", own), (4, "pending-rollback", other)],
            problem: "revision 4 was begun by groundcrew uninstall (process 8 on g)"),
        Case(
            records: [(3, "pending-upgrade", own), (4, "pending-upgrade", nil)],
            problem: "revision 4 was begun by Helm"),
        Case(
            records: [(2, "uninstalling", other), (3, "pending-upgrade", own)],
            problem: "revision 2 is being removed by groundcrew uninstall (process 8 on g)"),
    ])
    func itHoldsAsLongAsNobodyElseIsAtWork(_ example: Case) throws {
        let claim = try #require(RecordClaim(Self.record(3, "pending-upgrade", of: Self.own)))
        let records = try example.records.map { try Self.metadata(Self.record($0.revision, $0.status, of: $0.run)) }
        #expect(claim.problem(among: records) == example.problem)
        #expect(claim.problem(among: records.reversed()) == example.problem)
    }

    /// A removal marks the last revision, and an upgrade makes a new one: of two that begin at once, each sees the other.
    @Test func aRemovalSeesTheUpgradeThatBeganBesideIt() throws {
        let removed = Self.record(2, "uninstalling", of: Self.own)
        let claim = try #require(RecordClaim(removed))
        let alone = try [Self.metadata(removed)]
        #expect(claim.problem(among: alone) == nil)
        let made = try Self.metadata(Self.record(3, "pending-upgrade", of: Self.other))
        #expect(
            claim.problem(among: alone + [made])
                == "revision 3 was begun by groundcrew uninstall (process 8 on g)")
    }

    @Test func onlyARunsOwnWorkIsAClaim() {
        #expect(RecordClaim(Self.record(3, "pending-upgrade")) == nil)
        #expect(RecordClaim(Self.record(3, "deployed", of: Self.own)) == nil)
        #expect(RecordClaim(Self.record(3, "uninstalling", of: Self.own))?.revision == 3)
    }

    /// Objects that only look like records say nothing.
    @Test func whatDoesNotSayItsRevisionIsLeftOut() throws {
        let own = Self.record(3, "pending-upgrade", of: Self.own)
        let claim = try #require(RecordClaim(own))
        let strange: [Value] = [["labels": ["version": "many"]], ["labels": ["status": "uninstalling"]], [:]]
        let records = try [Self.metadata(own)] + strange
        #expect(claim.problem(among: records) == nil)
    }
}

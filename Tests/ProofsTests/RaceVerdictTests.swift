import Testing
import Value

@testable import Proofs

/// Histories as the API server records them, one change after the other.
@Suite struct RaceVerdictTests {
    private func lease(_ version: Int, _ holder: String?, deleted: Bool = false) -> HistoryEvent {
        HistoryEvent(
            deleted ? .deleted : .stored,
            [
                "kind": "Lease",
                "metadata": ["name": "groundcrew.web", "resourceVersion": .string(String(version))],
                "spec": ["holderIdentity": .string(holder ?? "")],
            ])
    }

    private func record(
        _ version: Int, _ revision: Int, _ status: String, run: String? = nil, side: String = "left",
        deleted: Bool = false
    ) -> HistoryEvent {
        HistoryEvent(
            deleted ? .deleted : .stored,
            [
                "kind": "Secret",
                "metadata": [
                    "name": .string("sh.helm.release.v1.web.v\(revision)"),
                    "resourceVersion": .string(String(version)),
                    "labels": ["status": .string(status), "side": .string(side)],
                    "annotations": run.map { ["groundcrew/run": .string($0)] } ?? [:],
                ],
            ])
    }

    private func map(_ version: Int, _ text: String) -> HistoryEvent {
        HistoryEvent(
            .stored,
            [
                "kind": "ConfigMap", "metadata": ["name": "web-0", "resourceVersion": .string(String(version))],
                "data": ["text": .string(text)],
            ])
    }

    private func problems(_ events: [HistoryEvent], mayTakeOver: Bool = false) -> [String] {
        var verdict = RaceVerdict(mayTakeOver: mayTakeOver)
        // The watches of the types come in any order.
        verdict.judge(events.reversed())
        return verdict.problems
    }

    private var oneAfterTheOther: [HistoryEvent] {
        [
            lease(1, "r1"), record(2, 1, "pending-install", run: "r1"), map(3, "left"), lease(4, "r1"),
            record(5, 1, "deployed"), lease(6, "r1", deleted: true), lease(7, "r2"),
            record(8, 2, "pending-upgrade", run: "r2", side: "right"), map(9, "right"), map(10, "same"),
            record(11, 1, "superseded"), record(12, 2, "deployed", side: "right"), lease(13, "r2", deleted: true),
        ]
    }

    @Test func oneAfterTheOtherIsFine() {
        #expect(problems(oneAfterTheOther).isEmpty)
        var verdict = RaceVerdict()
        verdict.judge(oneAfterTheOther)
        #expect(verdict.handovers == 2)
    }

    @Test func aLockIsNotTakenFromWhoHoldsIt() {
        let events = [lease(1, "r1"), lease(2, "r2")]
        #expect(problems(events) == ["r2 took the lock from r1, which held it"])
        #expect(problems(events, mayTakeOver: true).isEmpty)
    }

    @Test func noTwoRevisionsAreUnderWork() {
        let events = [
            lease(1, "r1"), record(2, 1, "pending-install", run: "r1"), record(3, 2, "pending-upgrade", run: "r1"),
        ]
        #expect(
            problems(events) == [
                "two revisions are under work at once: sh.helm.release.v1.web.v1, sh.helm.release.v1.web.v2"
            ])
    }

    @Test func recordsChangeUnderTheLockAlone() {
        #expect(
            problems([record(1, 1, "pending-install", run: "r1")])
                == ["sh.helm.release.v1.web.v1 became pending-install while nobody held the lock"])
        #expect(
            problems([lease(1, "r2"), record(2, 1, "pending-install", run: "r1")])
                == ["sh.helm.release.v1.web.v1 is under work by r1 while r2 holds the lock"])
        // Who takes over marks it failed, which is its own work.
        #expect(
            problems(
                [
                    lease(1, "r1"), record(2, 1, "pending-install", run: "r1"), lease(3, "r2"), record(4, 1, "failed"),
                    record(5, 2, "pending-upgrade", run: "r2", side: "right"),
                ], mayTakeOver: true
            ).isEmpty)
    }

    @Test func objectsAreWrittenByTheHolderAlone() {
        var events = oneAfterTheOther
        events.append(map(14, "left"))
        #expect(problems(events) == ["web-0 was written by left while nobody held the lock"])
        events = oneAfterTheOther.filter { $0.version != 10 } + [map(10, "left")]
        #expect(problems(events) == ["web-0 was written by left while r2 held the lock"])
    }
}

@Suite struct RaceTests {
    @Test func halfOfThemWaitAndSomeHaveOtherClocks() {
        let races = Race.all(4)
        #expect(Set(races.map(\.id)).count == 12)
        #expect(races.filter { $0.kind == .plain }.map(\.number) == [1, 3])
        #expect(races.filter { $0.kind == .waiting }.map(\.number) == [2, 4])
        #expect(races.filter { $0.kind == .skewed }.map(\.waits) == [false, true, false, true])
        #expect(races.count { $0.kind == .stopped && $0.waits } == 4)
    }

    @Test(arguments: [
        (Race.Kind.plain, 1, [0, 5], true), (.plain, 1, [5, 0], true), (.plain, 1, [0, 0], true),
        (.plain, 1, [5, 5], false), (.plain, 1, [0, 4], false), (.waiting, 2, [0, 0], true),
        (.waiting, 2, [0, 5], false), (.skewed, 1, [5, 0], true), (.skewed, 2, [5, 0], false),
        (.skewed, 2, [0, 0], true), (.stopped, 1, [5, 0], true), (.stopped, 1, [4, 0], true),
        (.stopped, 1, [0, 0], false), (.stopped, 1, [5, 5], false), (.stopped, 1, [137, 0], false),
    ])
    func twoProcessesEndInFewWays(kind: Race.Kind, number: Int, codes: [Int32], isFine: Bool) {
        #expect((Race(kind: kind, number: number).exitProblem(codes) == nil) == isFine)
    }
}

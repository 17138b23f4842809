import Kubernetes
import Testing
import Value

@testable import Releases

/// What has become of a run, as far as can be told from here.
@Suite struct RunSummaryTests {
    struct Probe: RunProbing {
        var gone: Bool?
        func isGone(_ run: RunIdentity) -> Bool? { gone }
    }

    private func summary(_ number: Int, _ status: RunJournal.Status = .done, gone: Bool? = true) -> RunSummary {
        var run = RunJournalTests.run
        run.id = "r\(number)"
        return RunSummary(
            run, namespace: "apps", status: status, started: "2026-01-01T00:00:\(number < 10 ? "0" : "")\(number)Z",
            ended: nil, subjects: [], isSimulated: false, place: "p", probe: Probe(gone: gone))
    }

    @Test(
        arguments: [
            (.done, nil, .done), (.failed, true, .failed), (.interrupted, false, .interrupted), (.running, true, .died),
            (.running, false, .running), (.running, nil, .unknown),
        ] as [(RunJournal.Status, Bool?, RunSummary.State)])
    func aRunThatNeverSaidHowItEndedIsJudgedByItsProcess(
        _ status: RunJournal.Status, _ gone: Bool?, _ state: RunSummary.State
    ) {
        #expect(summary(1, status, gone: gone).state == state)
    }

    @Test func theOldestGo() {
        let runs = [3, 1, 5, 4, 2].map { summary($0) }
        #expect(runs.surplus(keeping: 3).map(\.id) == ["r2", "r1"])
        #expect(runs.surplus(keeping: 5).isEmpty)
        #expect(runs.surplus(keeping: 0).count == 5)
    }

    @Test func aRunThatLivesHereStaysAndOneThatMayLiveElsewhereGoes() {
        let runs = [
            summary(1, .running, gone: false), summary(2, .running, gone: nil), summary(3, .running), summary(4),
        ]
        #expect(runs.surplus(keeping: 1).map(\.id) == ["r3", "r2"])
    }

    @Test(arguments: [("k3f9", true), ("", false), ("A", false), ("a/b", false), ("a.b", false), ("é", false)])
    func idsNameObjectsAndFiles(_ id: String, _ isID: Bool) {
        #expect(RunIdentity.isID(id) == isID)
        #expect(!RunIdentity.isID(String(repeating: "a", count: 41)))
    }
}

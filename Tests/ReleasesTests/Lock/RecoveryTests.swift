import Testing
import Value

@testable import Releases

/// What becomes of a revision that somebody left under work.
@Suite struct RecoveryTests {
    private let run = RunIdentity(id: "abc", command: "groundcrew install", host: "build-3", processID: 7)
    private let leased = Recovery.Hold(hasLease: true)
    private let unleased = Recovery.Hold(hasLease: false)

    private func record(_ status: String = "pending-upgrade", mark: RunMark? = nil) -> StoredRelease {
        var record = StoredRelease(body: [
            "name": "web", "namespace": "apps", "version": 4,
            "info": ["status": .string(status), "last_deployed": "2026-01-02T03:04:05Z"],
        ])
        record.mark = mark
        return record
    }

    private func isRecovered(
        _ mark: RunMark?, _ hold: Recovery.Hold, isGone: Bool?, status: String = "pending-upgrade"
    ) -> Bool {
        if case .recover = Recovery(of: record(status, mark: mark), hold: hold, isGone: { _ in isGone }) { return true }
        return false
    }

    @Test func whoeverHoldsTheLeaseKnowsThatAFormerHolderIsDead() {
        for isGone in [true, false, nil] {
            #expect(isRecovered(RunMark(run, hasLease: true), leased, isGone: isGone))
        }
    }

    @Test func withoutALeaseOnlyTheProcessTells() {
        for mark in [RunMark(run, hasLease: true), RunMark(run, hasLease: false)] {
            #expect(isRecovered(mark, unleased, isGone: true))
            #expect(!isRecovered(mark, unleased, isGone: false))
            #expect(!isRecovered(mark, unleased, isGone: nil))
        }
        // It never had the Lease, so having it proves nothing.
        #expect(!isRecovered(RunMark(run, hasLease: false), leased, isGone: nil))
    }

    @Test func whatHelmLeftIsNotTouchedUnlessADeadRunDroveIt() {
        #expect(!isRecovered(nil, leased, isGone: true))
        #expect(isRecovered(nil, Recovery.Hold(hasLease: true, interrupted: HelmRevision(4)), isGone: nil))
        #expect(!isRecovered(nil, Recovery.Hold(hasLease: true, interrupted: HelmRevision(3)), isGone: nil))
    }

    /// A note that outlived its Helm must not condemn a Helm by hand, which makes a revision of the same number.
    @Test(arguments: [(0, true), (40, true), (-1, false), (41, false)] as [(Int64, Bool)])
    func onlyWhatHelmDidWithinTheAttemptIsOfTheRunF1(_ second: Int64, _ isOurs: Bool) throws {
        let begun: Int64 = 1_767_323_045  // 2026-01-02T03:04:05Z
        let noted = HelmRevision(4, attempt: (begun - second)...(begun - second + 40))
        #expect(isRecovered(nil, Recovery.Hold(hasLease: true, interrupted: noted), isGone: nil) == isOurs)
    }

    @Test func aRecordWithoutATimeIsNotOfAnAttempt() {
        var timeless = record()
        timeless.setInfo("last_deployed", .null)
        #expect(!HelmRevision(4, attempt: 0...4_000_000_000).isOf(timeless))
        #expect(HelmRevision(4).isOf(timeless))
    }

    @Test func helmsRevisionsAreReadBackAsTheyWereNoted() {
        for noted in [HelmRevision(4), HelmRevision(4, attempt: 7...9)] {
            #expect(HelmRevision(annotations: noted.annotations) == noted)
        }
        #expect(HelmRevision(annotations: ["groundcrew/attempt": "7-9"]) == nil)
    }

    @Test func theWordsNameWhatWasFoundAndWhatToDo() {
        func words(_ mark: RunMark?, _ isGone: Bool?) -> [String] {
            switch Recovery(of: record(mark: mark), hold: unleased, isGone: { _ in isGone }) {
            case .recover(let reason): [reason]
            case .leave(let reason, let hint): [reason, hint]
            }
        }
        let since = "revision 4 is pending-upgrade since 2026-01-02T03:04:05Z: "
        let mark = RunMark(run, hasLease: false)
        #expect(words(mark, true) == [since + "groundcrew install (process 7 on build-3) died at it"])
        #expect(
            words(mark, false) == [
                since + "groundcrew install (process 7 on build-3) is at work on it", "wait until that run has ended",
            ])
        #expect(
            words(mark, nil) == [
                since
                    + "groundcrew install (process 7 on build-3) is at work on it, or died at it, which cannot be told "
                    + "from here",
                "wait for that run; if it does not run any more: groundcrew release recover web --namespace apps",
            ])
        #expect(
            words(nil, nil) == [
                since + "Helm is at work on it, or died at it",
                "wait for that Helm; if none runs any more: groundcrew release recover web --namespace apps",
            ])
    }

    @Test func aRemovalIsDatedByItsOwnTime() {
        var removed = record("uninstalling")
        #expect(removed.lastChange == "2026-01-02T03:04:05Z")
        removed.setInfo("deleted", "2026-05-06T07:08:09Z")
        #expect(removed.lastChange == "2026-05-06T07:08:09Z")
    }

    @Test func marksAreReadBackAsTheyWereWritten() {
        let full = RunIdentity(
            id: "abc", command: "groundcrew install", host: "h", processID: 7, bootID: "b", processNamespace: "pid:[4]",
            startTime: "123")
        for identity in [run, full] {
            for hasLease in [true, false] {
                let mark = RunMark(identity, hasLease: hasLease)
                #expect(RunMark(annotations: mark.annotations) == mark)
            }
        }
        #expect(RunMark(annotations: [:]) == nil)
        #expect(RunMark(annotations: ["groundcrew/run": "abc", "groundcrew/process": "many"]) == nil)
    }
}

import Testing
import Value

@testable import Releases

/// Who has a release's lock, from looks at its Lease alone.
@Suite struct LeaseJudgeTests {
    private func lease(_ version: String, holder: String = "other", duration: Int64 = 15) -> LeaseRecord {
        LeaseRecord([
            "metadata": ["resourceVersion": .string(version), "uid": "u"],
            "spec": ["holderIdentity": .string(holder), "leaseDurationSeconds": .integer(duration)],
        ])
    }

    @Test func noLeaseIsFree() {
        var judge = LeaseJudge(patience: .zero)
        #expect(judge.saw(nil, isGone: nil, at: .zero) == .create)
    }

    @Test func aLeaseWithoutHolderIsFree() {
        var judge = LeaseJudge(patience: .zero)
        let free = lease("1", holder: "")
        #expect(judge.saw(free, isGone: nil, at: .zero) == .takeOver(free, because: "it was given back"))
    }

    @Test func aHolderWhoseProcessHasEndedIsDeadAtOnceF1() {
        var judge = LeaseJudge(patience: .zero)
        let left = lease("1")
        #expect(judge.saw(left, isGone: true, at: .zero) == .takeOver(left, because: "that process has ended"))
    }

    @Test func aLivingProcessOfThisMachineIsNotWaitedForWithoutPatience() {
        var judge = LeaseJudge(patience: .zero)
        #expect(judge.saw(lease("1"), isGone: false, at: .zero) == .busy(lease("1")))
    }

    @Test func aHolderElsewhereIsLookedAtUntilItsLeaseHasNotChangedForItsDuration() {
        var judge = LeaseJudge(patience: .zero)
        let held = lease("1")
        #expect(judge.saw(held, isGone: nil, at: .zero) == .look(after: .seconds(1)))
        #expect(judge.saw(held, isGone: nil, at: .seconds(14)) == .look(after: .seconds(1)))
        #expect(judge.saw(held, isGone: nil, at: .milliseconds(14_950)) == .look(after: .milliseconds(100)))
        #expect(
            judge.saw(held, isGone: nil, at: .seconds(15))
                == .takeOver(held, because: "it has not renewed its lease for 15 s"))
    }

    @Test func aHolderElsewhereThatRenewsIsAlive() {
        var judge = LeaseJudge(patience: .zero)
        #expect(judge.saw(lease("1"), isGone: nil, at: .zero) == .look(after: .seconds(1)))
        #expect(judge.saw(lease("2"), isGone: nil, at: .seconds(5)) == .busy(lease("2")))
    }

    @Test func theDurationCountsAnewFromEachRenewal() {
        var judge = LeaseJudge(patience: .seconds(600))
        _ = judge.saw(lease("1"), isGone: nil, at: .zero)
        _ = judge.saw(lease("2"), isGone: nil, at: .seconds(10))
        #expect(judge.saw(lease("2"), isGone: nil, at: .seconds(24)) == .look(after: .seconds(1)))
        #expect(
            judge.saw(lease("2"), isGone: nil, at: .seconds(25))
                == .takeOver(lease("2"), because: "it has not renewed its lease for 15 s"))
    }

    @Test func aLiveHolderIsWaitedForAsLongAsAsked() {
        var judge = LeaseJudge(patience: .seconds(30))
        #expect(judge.saw(lease("1"), isGone: false, at: .zero) == .look(after: .seconds(1)))
        #expect(judge.saw(lease("3"), isGone: false, at: .seconds(29)) == .look(after: .seconds(1)))
        #expect(judge.saw(lease("4"), isGone: false, at: .seconds(30)) == .busy(lease("4")))
    }

    /// It lives, but it has been stopped: its own gate keeps it from writing when it wakes.
    @Test func aLivingProcessThatDoesNotRenewLosesTheLockToWhoWaits() {
        var judge = LeaseJudge(patience: .seconds(60))
        _ = judge.saw(lease("1"), isGone: false, at: .zero)
        #expect(
            judge.saw(lease("1"), isGone: false, at: .seconds(15))
                == .takeOver(lease("1"), because: "it has not renewed its lease for 15 s"))
    }

    @Test(arguments: [(0, 1), (-5, 1), (30, 30), (86_400, 3600)])
    func aLeasesDurationHasBounds(_ stated: Int64, _ taken: Int64) {
        #expect(lease("1", duration: stated).duration == .seconds(taken))
    }

    @Test func timesInTheLeaseDecideNothing() {
        var judge = LeaseJudge(patience: .zero)
        let old = LeaseRecord([
            "metadata": ["resourceVersion": "1"],
            "spec": [
                "holderIdentity": "other", "leaseDurationSeconds": 15, "acquireTime": "1999-01-01T00:00:00.000000Z",
                "renewTime": "1999-01-01T00:00:00.000000Z",
            ],
        ])
        #expect(judge.saw(old, isGone: nil, at: .zero) == .look(after: .seconds(1)))
    }
}

import Kubernetes
import Readiness
import Testing
import Value

@testable import Waiting

/// What has come and goes away again while others are still waited for.
@Suite struct WaitRelapseTests {
    private let ready = Objects.deployment("web", ready: 1)
    private let broken = Objects.deployment("web", version: "2")

    /// Two objects of which the first has come and the second is waited for, after two seconds.
    private func half(_ first: Awaited = .deployment(), _ object: Value) -> MachineRun {
        var run = MachineRun([first, .deployment("b")], WaitLimits(.seconds(1000)))
        _ = run.settle()
        _ = run.see([0: object, 1: Objects.deployment("b")])
        run.pass(to: 2)
        _ = run.settle()
        _ = run.see([1: Objects.deployment("b")])
        return run
    }

    private func words(_ run: MachineRun) -> [String] { run.texts.filter { $0.contains("is not any more") } }

    // MARK: - Turning

    @Test func whatStopsBeingReadyIsWaitedForAgain() {
        var run = half(.deployment(), ready)
        run.machine.saw(0, Sight(broken), isLook: false)
        _ = run.settle()
        #expect(run.machine.reports.map(\.isMet) == [false, false])
        #expect(words(run) == ["Deployment.apps ns/web was ready, and is not any more: available 0/1"])
        #expect(run.news.contains { $0.isWarning })
        // The other one has come; that is not the end.
        run.machine.saw(1, Sight(Objects.deployment("b", ready: 1)), isLook: false)
        #expect(run.settle().isSleep, "the wait ended well")
        run.machine.saw(0, Sight(Objects.deployment("web", ready: 1, version: "3")), isLook: false)
        #expect(run.settle() == .done)
        #expect(words(run).count == 1)
    }

    @Test func whatIsDeletedIsNotReadyAnyMore() {
        var run = half(.deployment(), ready)
        run.machine.deleted(0, last: ready)
        _ = run.settle()
        #expect(run.machine.reports[0].status == .notFound)
        run.machine.saw(1, Sight(Objects.deployment("b", ready: 1)), isLook: false)
        #expect(run.settle().isSleep, "the wait ended well")
        run.machine.saw(0, Sight(ready), isLook: false)
        #expect(run.settle() == .done)
    }

    @Test func aModelThatRanAndIsDeletedEndsTheWait() {
        var run = half(.model(), Objects.model("Running"))
        run.machine.deleted(0, last: Objects.model("Running"))
        #expect(run.settle() == .fail)
        #expect(run.error?.fault?.cause == .deleted)
    }

    @Test func aListWithoutItTellsTheSame() {
        var run = half(.deployment(), ready)
        run.machine.synced([0], present: [])
        _ = run.settle()
        #expect(!run.machine.reports[0].isMet)
    }

    /// It is ready for a moment after each start.
    @Test func aCrashLoopThatIsReadyInBetweenEndsTheWait() {
        let crash = Findings(causes: [
            PodDiagnosis(cause: .crashLoop, message: "exit code 1", object: "pod/web-1", container: "main")
        ])
        var run = MachineRun([.deployment(), .deployment("b")], WaitLimits(.seconds(1000)))
        var end: Int?
        for second in 0..<400 where end == nil {
            // Ten seconds of every forty it is ready.
            let now = second % 40 < 10 ? ready : broken
            run.pass(to: Double(second))
            for _ in 0..<3 {
                _ = run.settle()
                _ = run.see([0: now, 1: Objects.deployment("b")])
                run.machine.saw(0, Sight(now), isLook: false)
                for action in run.take(\.isDiagnose) {
                    guard case .diagnose(let index) = action else { continue }
                    run.machine.diagnosed(index, index == 0 ? crash : Findings())
                }
                for case .quote(let index, _) in run.take(\.isQuote) {
                    run.machine.quoted(index, "; its log ends:\nboom")
                }
                if run.settle() == .fail { end = second }
            }
        }
        #expect((180...240).contains(end ?? 0), "\(String(describing: end))")
        #expect(run.error?.fault?.cause == .crashLoop)
        #expect(run.error?.log == "; its log ends:\nboom")
    }

    // MARK: - What has ended

    @Test func aJobThatWasCompleteAndIsRemovedStaysSo() {
        let complete = Objects.run(["conditions": [["type": "Complete", "status": "True"]]])
        var run = half(.run(), complete)
        run.machine.deleted(0, last: complete)
        _ = run.settle()
        #expect(run.machine.reports[0].isMet)
        run.machine.saw(1, Sight(Objects.deployment("b", ready: 1)), isLook: false)
        #expect(run.settle() == .done)
        #expect(words(run).isEmpty)
    }

    /// Its end and its removal are seen at once.
    @Test func aJobThatRanAndIsRemovedWithItsEndHasEnded() {
        var run = half(.run(), Objects.run(["startTime": "t", "active": 1]))
        run.machine.deleted(0, last: Objects.run(["conditions": [["type": "Complete", "status": "True"]]]))
        _ = run.settle()
        #expect(run.machine.reports[0].isMet)
    }

    @Test(arguments: [true, false])
    func aJobThatRanAndIsGoneHasEndedWhereThatIsItsWay(isRemovedAtItsEnd: Bool) {
        var run = half(
            .run(isRemovedAtItsEnd: isRemovedAtItsEnd), Objects.run(["startTime": "t", "active": 1]))
        run.machine.synced([0], present: [])
        _ = run.settle()
        #expect(run.machine.reports[0].isMet == isRemovedAtItsEnd)
        #expect(run.texts.contains { $0.contains("before anybody saw how it ended") } == isRemovedAtItsEnd)
    }

    @Test func aJobThatFailsAfterItHasStartedEndsTheWait() {
        var run = half(.run(), Objects.run(["startTime": "t", "active": 1]))
        let failed = Objects.run(["conditions": [["type": "Failed", "status": "True", "message": "too often"]]])
        run.machine.saw(0, Sight(failed), isLook: false)
        _ = run.settle()
        for case .quote(let index, _) in run.take(\.isQuote) { run.machine.quoted(index, "") }
        #expect(run.settle() == .fail)
        #expect(run.error?.message == "Job.batch ns/setup failed: too often")
        #expect(run.error?.hint?.hasSuffix("kubectl delete job setup --namespace ns") == true)
    }

    @Test func aHookThatHasEndedStaysSo() {
        var run = half(.job(), Objects.job("setup", "Complete"))
        run.machine.deleted(0, last: Objects.job("setup", "Complete"))
        run.machine.saw(0, Sight(Objects.job("setup", "Failed")), isLook: false)
        _ = run.settle()
        #expect(run.machine.reports[0].isMet)
        #expect(run.error == nil)
    }

    @Test(arguments: ["gone", "served"])
    func whatIsGoneOrServedIsNotLookedAfter(what: String) {
        var run =
            what == "gone"
            ? half(.gone(), Objects.configMap(uid: "u")) : half(.crd(), Objects.crd())
        if what == "gone" {
            run.machine.missed(0)
        } else {
            run.machine.saw(0, Sight(Objects.crd(), missingVersions: []))
        }
        _ = run.settle()
        #expect(run.machine.reports[0].isMet)
        run.machine.saw(0, Sight(what == "gone" ? Objects.configMap() : Objects.crd(established: nil)), isLook: false)
        _ = run.settle()
        #expect(run.machine.reports[0].isMet)
    }

    // MARK: - A last look

    @Test func whatCameLongAgoIsLookedAtOnceMore() {
        var run = half(.deployment(), ready)
        run.machine.cannotWatch([0, 1], KubernetesError(.forbidden, "no"))
        run.pass(to: 60)
        _ = run.settle()
        #expect(!run.asked.contains(.look(0)), "it is looked at while others are waited for")
        #expect(
            run.see([1: Objects.deployment("b", ready: 1)]).isSleep, "it ended by what was seen a minute ago")
        #expect(run.asked.contains(.look(0)))
        var turned = run
        #expect(run.see([0: ready]) == .done)
        #expect(turned.see([0: broken]).isSleep, "it ended well")
        #expect(words(turned).count == 1)
    }

    @Test func whatIsWatchedNeedsNoLastLook() {
        var run = half(.deployment(), ready)
        run.machine.synced([0], present: [0])
        run.machine.saw(1, Sight(Objects.deployment("b")))
        run.pass(to: 60)
        _ = run.settle()
        run.machine.saw(1, Sight(Objects.deployment("b", ready: 1)))
        #expect(run.settle() == .done)
    }

    @Test func whatCameJustNowNeedsNoLastLook() {
        var run = half(.deployment(), ready)
        run.pass(to: 5)
        run.machine.saw(1, Sight(Objects.deployment("b", ready: 1)))
        #expect(run.settle() == .done)
    }

    /// Nothing is known of it that was not known before.
    @Test(arguments: [(KubernetesError.Code.unavailable, false), (.forbidden, true)])
    func aLastLookThatFailsIsNoSign(code: KubernetesError.Code, isDone: Bool) {
        var run = half(.deployment(), ready)
        run.machine.cannotWatch([0], KubernetesError(.forbidden, "no"))
        run.pass(to: 60)
        run.machine.saw(1, Sight(Objects.deployment("b", ready: 1)))
        _ = run.settle()
        run.machine.failedToRead(0, KubernetesError(code, "words"))
        let next = run.settle()
        #expect((next == .done) == isDone)
        #expect(run.error == nil && run.machine.error == nil)
        // At the end of its time, what was seen last counts.
        run.pass(to: 1000)
        #expect(run.settle() == .done)
    }

    @Test func whatHasNoLifeOfItsOwnIsLookedAtOnce() {
        let map = Awaited(.configMaps, "map", namespace: "ns", .ready(mustRun: false))
        var run = half(map, Objects.configMap())
        run.pass(to: 60)
        run.machine.saw(1, Sight(Objects.deployment("b", ready: 1)))
        #expect(run.settle() == .done)
    }

    // MARK: - Watches and activity

    @Test func whatHasComeIsWatchedAfterWhatHasNot() {
        var entries = [Awaited.deployment("a"), .deployment("b"), .gone()].map { WaitEntry($0, firstDiagnosis: .zero) }
        entries[0].judgement = Judgement(ResourceStatus(.current, "ready 1/1"))
        #expect(WatchPlan.next(entries) == [1])
        entries[1].watch = .opening
        entries[2].judgement = Judgement(.notFound, isMet: true)
        #expect(WatchPlan.next(entries) == [0])
        entries[0].watch = .live
        #expect(WatchPlan.next(entries) == nil)
    }

    @Test func aSharedWatchTakesThemIn() {
        var entries = (0..<7).map { WaitEntry(.deployment("d\($0)"), firstDiagnosis: .zero) }
        entries[0].judgement = Judgement(ResourceStatus(.current, "ready 1/1"))
        #expect(WatchPlan.next(entries) == [0, 1, 2, 3, 4, 5, 6])
    }

    @Test func whatGoesOnInWhatHasComeIsNoActivity() {
        var run = MachineRun([.deployment(), .deployment("b")], WaitLimits(.seconds(600), idle: .seconds(60)))
        var end: Int?
        for second in 0..<200 where end == nil {
            run.pass(to: Double(second))
            _ = run.settle()
            let busy = Objects.deployment("web", ready: 1, version: "\(second)")
            _ = run.see([0: busy, 1: Objects.deployment("b")])
            run.machine.saw(0, Sight(busy), isLook: false)
            if run.find(Findings()) == .fail { end = second }
        }
        #expect(end == 60)
        #expect(run.error?.reason == .idle)
    }
}

extension WaitMachine.Action {
    fileprivate var isDiagnose: Bool { if case .diagnose = self { true } else { false } }
    fileprivate var isQuote: Bool { if case .quote = self { true } else { false } }
}

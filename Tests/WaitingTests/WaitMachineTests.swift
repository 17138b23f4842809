import Events
import HTTP
import Kubernetes
import Readiness
import Testing
import Value

@testable import Waiting

/// What a wait does, step by step, without a cluster and without time.
@Suite struct WaitMachineTests {
    private func error(_ code: KubernetesError.Code, _ words: String = "no") -> KubernetesError {
        KubernetesError(code, words)
    }

    // MARK: - The way to the end

    @Test func aWaitForNothingIsDone() {
        var run = MachineRun([])
        #expect(run.settle() == .done)
    }

    @Test func whatHasComeAtTheFirstLookIsDone() {
        var run = MachineRun([.deployment("a"), .deployment("b")])
        _ = run.settle()
        #expect(run.asked == [.look(0), .look(1)])
        #expect(run.see([0: Objects.deployment("a", ready: 1), 1: Objects.deployment("b", ready: 1)]) == .done)
        #expect(run.machine.reports.map(\.isMet) == [true, true])
        #expect(run.machine.reports.map(\.status.message) == ["ready 1/1", "ready 1/1"])
        #expect(!run.texts.contains { $0.hasPrefix("waiting") })
    }

    @Test func looksComeAtLongerAndLongerTimes() {
        var run = MachineRun([.crd()])
        var times: [Double] = []
        _ = run.settle()
        for _ in 0..<9 {
            #expect(run.see([0: Objects.crd(established: nil)]).isSleep)
            while run.asked.isEmpty {
                guard case .sleep(let time) = run.settle() else { break }
                run.machine.passed(to: time)
                _ = run.settle()
            }
            times.append(
                Double(run.machine.now.components.attoseconds) / 1e18 + Double(run.machine.now.components.seconds))
        }
        #expect(times.map { ($0 * 100).rounded() / 100 } == [0.05, 0.15, 0.35, 0.75, 1.55, 3.15, 5.15, 7.15, 9.15])
    }

    @Test func aFewObjectsAreLookedAtAtOnce() {
        var run = MachineRun((0..<20).map { .deployment("d\($0)") })
        _ = run.settle()
        #expect(run.asked.count == 8)
    }

    // MARK: - Watching

    private func watched(_ awaited: Awaited = .deployment(), _ object: Value = Objects.deployment()) -> MachineRun {
        var run = MachineRun([awaited])
        _ = run.settle()
        _ = run.see([0: object])
        run.pass(to: 0.3)
        _ = run.settle()
        _ = run.see([0: object])
        return run
    }

    @Test func whatIsNotOverSoonIsWatched() {
        var run = watched()
        #expect(run.asked == [.watch([0])])
        // Until the watch has told all that is there, it is polled.
        run.pass(to: 1)
        _ = run.settle()
        #expect(run.asked.contains(.look(0)))
        _ = run.see([0: Objects.deployment()])
        run.machine.saw(0, Sight(Objects.deployment()), isLook: false)
        run.machine.synced([0], present: [0])
        _ = run.find(Findings())
        run.pass(to: 4)
        _ = run.settle()
        _ = run.find(Findings())
        #expect(!run.asked.contains(.look(0)))
        run.machine.saw(0, Sight(Objects.deployment(ready: 1, version: "2")), isLook: false)
        #expect(run.settle() == .done)
    }

    @Test func aWatchThatMayHaveGoneDeafIsLookedAfter() {
        var run = watched()
        run.machine.synced([0], present: [0])
        run.pass(to: 10)
        _ = run.settle()
        #expect(!run.asked.contains(.look(0)))
        run.pass(to: 10.4)
        _ = run.settle()
        #expect(run.asked.contains(.look(0)))
        #expect(run.see([0: Objects.deployment(ready: 1)]) == .done)
    }

    @Test func aWatchThatLostContactIsPolledAroundUntilItIsHeardAgain() {
        var run = watched()
        run.machine.synced([0], present: [0])
        run.pass(to: 2)
        run.machine.interrupted([0])
        _ = run.settle()
        #expect(run.asked.contains(.look(0)))
        _ = run.see([0: Objects.deployment()])
        run.machine.heard([0])
        run.pass(to: 3)
        _ = run.settle()
        #expect(!run.asked.contains(.look(0)))
    }

    @Test func whoMayNotWatchPollsAndSaysSo() {
        var run = watched()
        run.machine.cannotWatch([0], error(.forbidden, "deployments.apps is forbidden: cannot watch"))
        _ = run.settle()
        #expect(
            run.texts.last
                == "changes cannot be watched, so they are looked for every few seconds: "
                + "deployments.apps is forbidden: cannot watch")
        #expect(run.news.last?.isWarning == true)
        run.pass(to: 3)
        _ = run.settle()
        #expect(run.asked.contains(.look(0)))
        _ = run.see([0: Objects.deployment()])
        // A server that had just come up lets one watch after all.
        run.machine.synced([0], present: [0])
        run.pass(to: 6)
        _ = run.settle()
        #expect(!run.asked.contains(.look(0)))
        run.machine.saw(0, Sight(Objects.deployment(ready: 1)), isLook: false)
        #expect(run.settle() == .done)
    }

    @Test func anObjectThatIsNotInTheListOfAWatchIsGone() {
        var run = watched(.gone(), Objects.configMap(deleted: true))
        run.machine.synced([0], present: [])
        #expect(run.settle() == .done)
    }

    // MARK: - Going away

    @Test func goneIsDoneWhenAWatchSaysSo() {
        var run = watched(.gone(), Objects.configMap(deleted: true))
        run.machine.deleted(0, last: Objects.configMap())
        #expect(run.settle() == .done)
    }

    @Test func aModelThatSomebodyDeletesEndsItsWait() {
        var run = watched(.model(), Objects.model("Pending"))
        run.machine.deleted(0, last: Objects.model("Pending"))
        #expect(run.settle() == .fail)
        #expect(run.error?.fault?.cause == .deleted)
        #expect(run.error?.message == "Model.example.com ns/qwen was deleted by someone else while it was waited for")
    }

    @Test func aReleasesObjectMayBeMadeAnew() {
        var run = watched()
        run.machine.deleted(0, last: Objects.deployment())
        #expect(run.settle().isSleep, "the wait ended")
        #expect(run.machine.reports[0].status == .notFound)
        run.machine.saw(0, Sight(Objects.deployment(ready: 1)), isLook: false)
        #expect(run.settle() == .done)
    }

    @Test func aJobThatCleansUpAfterItselfHasEnded() {
        var run = watched(.job(), Objects.job())
        run.machine.deleted(0, last: Objects.job("setup", "Complete"))
        #expect(run.settle() == .done)
        var other = watched(.job(), Objects.job())
        other.machine.deleted(0, last: Objects.job())
        #expect(other.settle() == .fail)
        #expect(other.error?.message == "pre-install hook Job.batch ns/setup was deleted by someone else while it ran")
    }

    // MARK: - Failures to read

    @Test(arguments: [
        (KubernetesError.Code.unavailable, false), (.serverError, false), (.timeout, false), (.tooManyRequests, false),
        (.unreachable, false), (.webhookFailed, false), (.forbidden, true), (.unauthorized, true), (.badRequest, true),
        (.resourceTypeNotFound, true), (.untrusted, true), (.configuration, true),
    ])
    func f30onlyWhatMayPassIsBorne(code: KubernetesError.Code, ends: Bool) {
        var run = MachineRun([.deployment()])
        _ = run.settle()
        run.machine.failedToRead(0, error(code, "words"))
        #expect((run.settle() == .fail) == ends)
        #expect((run.machine.error as? KubernetesError)?.code == (ends ? code : nil))
    }

    @Test func aHandshakeThatIsCutMayPass() {
        let cut = KubernetesError(.untrusted, "cut", underlying: HTTPError(.tlsFailed, "cut"))
        #expect(cut.mayPass)
        #expect(!KubernetesError(.untrusted, "unknown authority").mayPass)
    }

    // MARK: - Time

    @Test func timeIsOverWithWhatIsMissing() {
        var run = MachineRun([.deployment()], WaitLimits(.seconds(20)))
        let pull = PodDiagnosis(cause: .pullingImage, message: "Pulling image \"x\"", object: "pod/web-1")
        let end = run.show(Objects.deployment(), Findings(causes: [pull], unread: ["cannot list events"]))
        #expect(end?.seconds == 20)
        #expect(run.error?.reason == .timedOut)
        #expect(
            run.error?.message
                == "not ready after 20 s: Deployment.apps ns/web available 0/1: Pulling image \"x\""
                + "; not looked at: cannot list events")
        #expect(run.error?.hint == pull.hint)
        #expect(run.error?.pending.map(\.title) == ["Deployment.apps ns/web"])
    }

    @Test func timeSpentBeforeCounts() {
        var run = MachineRun([.deployment()], WaitLimits(.seconds(60), spent: .seconds(50)))
        #expect(run.show(Objects.deployment())?.seconds == 10)
        #expect(run.error?.message.hasPrefix("not ready after 60 s: ") == true)
    }

    @Test func aWaitWithoutTimeLooksOnceAndExplains() {
        var run = MachineRun([.deployment(), .deployment("b")], WaitLimits(.zero))
        _ = run.settle()
        #expect(run.asked == [.look(0), .look(1)])
        #expect(
            run.see([0: Objects.deployment(), 1: Objects.deployment("b", ready: 1)]).isSleep,
            "it did not wait for the diagnosis")
        #expect(run.asked == [.diagnose(0)])
        let crash = PodDiagnosis(cause: .crashLoop, message: "exit code 1", object: "pod/web-1")
        #expect(run.find(Findings(causes: [crash])) == .fail)
        #expect(run.error?.message == "not ready after 0 s: Deployment.apps ns/web available 0/1: exit code 1")
    }

    @Test func aWaitWithoutTimeEndsAlthoughNobodyAnswers() {
        var run = MachineRun([.deployment()], WaitLimits(.zero))
        #expect(run.settle().isSleep)
        run.pass(to: 9.9)
        #expect(run.settle().isSleep)
        run.pass(to: 10)
        #expect(run.settle() == .fail)
    }

    // MARK: - No activity

    @Test func aWaitInWhichNothingChangesEnds() {
        var run = MachineRun([.deployment()], WaitLimits(.seconds(600), idle: .seconds(120)))
        #expect(run.show(Objects.deployment())?.seconds == 120)
        #expect(run.error?.reason == .idle)
        #expect(
            run.error?.message
                == "nothing has changed for 120 s, since 0.0 s after the wait began; seen last: "
                + "Deployment.apps ns/web available 0/1")
        #expect(run.error?.isTimeout == true)
        #expect(run.error?.hint?.contains("--idle-timeout") == true)
    }

    @Test func anyChangeIsActivity() {
        var run = MachineRun([.deployment()], WaitLimits(.seconds(600), idle: .seconds(120)))
        _ = run.show(Objects.deployment(), until: 100)
        _ = run.show(Objects.deployment(version: "2"), until: 200)
        // A pod restarts.
        let end = run.show(Objects.deployment(version: "2"), Findings(pods: [Objects.pod("web-1")]))
        #expect((319...325).contains(end?.seconds ?? 0), "\(String(describing: end))")
    }

    /// What was seen last is told, and where everything stands that is still waited for.
    @Test func whatChangedLastIsToldWithItsTime() {
        var run = MachineRun([.deployment(), .deployment("b")], WaitLimits(.seconds(600), idle: .seconds(60)))
        func look(_ second: Int, _ version: String) -> WaitMachine.Action {
            run.pass(to: Double(second))
            _ = run.settle()
            _ = run.see([0: Objects.deployment(), 1: Objects.deployment("b", version: version)])
            return run.find(Findings())
        }
        for second in 0..<30 { #expect(look(second, "1").isSleep) }
        run.pass(to: 30)
        run.machine.saw(1, Sight(Objects.deployment("b", version: "2")), isLook: false)
        for second in 30..<90 { #expect(look(second, "2").isSleep, "it ended after \(second) s") }
        #expect(look(90, "2") == .fail)
        #expect(
            run.error?.message
                == "nothing has changed for 60 s, since 30 s after the wait began; seen last: Deployment.apps ns/b "
                + "available 0/1; still waited for: Deployment.apps ns/web available 0/1; Deployment.apps ns/b "
                + "available 0/1")
    }

    @Test func f44anImageOnItsWayIsActivity() {
        var run = MachineRun([.deployment()], WaitLimits(.seconds(600), idle: .seconds(60)))
        let pull = PodDiagnosis(cause: .pullingImage, message: "Pulling", object: "pod/web-1")
        #expect(run.show(Objects.deployment(), Findings(causes: [pull]), until: 500) == nil)
        let end = run.show(Objects.deployment())
        #expect(run.error?.reason == .idle)
        #expect((560...566).contains(end?.seconds ?? 0))
    }

    @Test func withoutThatLimitNothingNeedChange() {
        var run = MachineRun([.deployment()])
        #expect(run.show(Objects.deployment(), until: 599) == nil)
    }

    // MARK: - News

    @Test func whatIsWaitedForIsSaidAtOnceAndThenWhenItDiffers() {
        var run = MachineRun([.deployment("a"), .deployment("b"), .deployment("c"), .deployment("d")])
        _ = run.settle()
        let waiting = Dictionary(
            uniqueKeysWithValues: ["a", "b", "c", "d"].enumerated().map { ($0, Objects.deployment($1)) })
        _ = run.see(waiting)
        let all = run.texts.filter { $0.hasPrefix("waiting for") }
        #expect(
            all == [
                "waiting for Deployment.apps ns/a available 0/1, Deployment.apps ns/b available 0/1, "
                    + "Deployment.apps ns/c available 0/1 and 1 more"
            ])
        run.pass(to: 0.5)
        _ = run.settle()
        var less = waiting
        less[3] = Objects.deployment("d", ready: 1)
        _ = run.see(less)
        #expect(run.texts.count { $0.hasPrefix("waiting for") } == 1)
        run.pass(to: 1)
        _ = run.settle()
        #expect(run.texts.last?.hasSuffix("Deployment.apps ns/c available 0/1") == true, "\(run.texts)")
        run.pass(to: 5)
        _ = run.settle()
        #expect(run.texts.count { $0.hasPrefix("waiting for") } == 2)
    }

    @Test func whatGoesAwayAtOnceNeedsNoWord() {
        var run = MachineRun([.gone()])
        _ = run.settle()
        _ = run.see([0: Objects.configMap(deleted: true)])
        #expect(!run.texts.contains { $0.hasPrefix("waiting") })
        run.pass(to: 2)
        _ = run.settle()
        #expect(run.texts.last == "waiting for ConfigMap ns/map is being deleted")
    }

    @Test func restartsAreShownWithWhatIsWaitedFor() {
        var run = MachineRun([.deployment()])
        let pods = [Objects.pod("web-1", waiting: "CrashLoopBackOff", restarts: 2), Objects.pod("web-2")]
        _ = run.show(Objects.deployment(), Findings(pods: pods), until: 10)
        #expect(run.texts.last == "waiting for Deployment.apps ns/web available 0/1 (2 restarts)")
    }

    @Test func eachThingAboutPodsIsSaidOnce() {
        var run = MachineRun([.deployment()])
        let pull = PodDiagnosis(cause: .pullingImage, message: "Pulling image \"x\"", object: "pod/web-1")
        _ = run.show(Objects.deployment(), Findings(causes: [pull]), until: 20)
        #expect(run.texts.count { $0 == "Deployment.apps ns/web: pod/web-1: Pulling image \"x\"" } == 1)
    }

    @Test func onlyWhatAPersonReadsDifferentlyIsNews() {
        var run = MachineRun([.model()])
        func changes() -> Int { run.news.count { if case .changed = $0 { true } else { false } } }
        _ = run.show(Objects.model("Pending"), until: 1)
        #expect(changes() == 1)
        _ = run.show(Objects.model("Pending", version: "2"), until: 15)
        #expect(changes() == 1)
        // The same words, another phase.
        _ = run.show(Objects.model("Deploying", version: "3"), until: 30)
        #expect(changes() == 2)
        let volume = PodDiagnosis(cause: .volume, message: "not bound", object: "pod/qwen-1")
        _ = run.show(Objects.model("Deploying", version: "3"), Findings(causes: [volume]), until: 40)
        #expect(changes() == 3)
        #expect(run.show(Objects.model("Running", version: "4"))?.action == .done)
        #expect(changes() == 4)
        guard case .changed(let last) = run.news.last else {
            Issue.record("the end is no news")
            return
        }
        #expect(last.label == "Running")
        #expect(last.isMet)
        #expect(last.object == Objects.model("Running", version: "4"))
    }

    @Test func aRemarkIsAWarningAndHoldsNothingUp() {
        let object: Value = [
            "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": ["name": "plugin", "generation": 1],
            "spec": ["template": ["spec": ["nodeSelector": ["gpu": "true"]]]],
            "status": ["observedGeneration": 1, "desiredNumberScheduled": 0],
        ]
        var run = MachineRun([Awaited(.daemonSets, "plugin", namespace: "ns", .ready(mustRun: false))])
        _ = run.settle()
        #expect(run.see([0: object]) == .done)
        let words = "DaemonSet.apps ns/plugin wants 0 pods: no node fits its nodeSelector gpu=true"
        #expect(run.news.contains(.remark(words)))
        let event = WaitNews.remark(words).event(.operators, step: "s")
        #expect(event.kind == .warning)
        #expect(event.message == words)
        #expect(event.outcome == .warned)
        #expect(WaitNews.readable.event(.models, step: nil).kind == .progress)
    }
}

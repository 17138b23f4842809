import Kubernetes
import Readiness
import Testing
import Value

@testable import Waiting

/// When a wait is in vain, and what it says then.
@Suite struct WaitFaultTests {
    private func cause(_ cause: PodDiagnosis.Cause, _ message: String, _ object: String = "pod/web-1") -> Findings {
        Findings(causes: [PodDiagnosis(cause: cause, message: message, object: object)])
    }

    private let unready = Objects.deployment()

    // MARK: - Pods

    struct Case: CustomTestStringConvertible, Sendable {
        var cause: PodDiagnosis.Cause
        var message = "words"
        var object = "pod/web-1"
        /// In seconds.
        var end: ClosedRange<Int>?
        var testDescription: String { cause.rawValue }
    }

    @Test(arguments: [
        Case(cause: .imagePull, end: 60...66), Case(cause: .containerConfiguration, end: 60...66),
        Case(cause: .outOfMemory, end: 60...66), Case(cause: .crashLoop, end: 180...186),
        Case(cause: .notCreated, object: "deployment/web", end: 20...26),
        Case(
            cause: .unschedulable, message: "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity.",
            end: 300...306),
        // F26: events of a former attempt live for an hour.
        Case(cause: .notCreated, object: "replicaset/web-old"),
        // F37, F44: nodes, volumes and images come by waiting.
        Case(cause: .unschedulable, message: "0/1 nodes are available: 1 Insufficient nvidia.com/gpu."),
        Case(cause: .volume), Case(cause: .evicted), Case(cause: .failingProbe), Case(cause: .pullingImage),
    ])
    func f47aFaultOfPodsMustLast(_ row: Case) {
        var run = MachineRun([.deployment()], WaitLimits(.seconds(1000)))
        let end = run.show(unready, cause(row.cause, row.message, row.object), until: 900)
        guard let expected = row.end else {
            #expect(end == nil)
            return
        }
        #expect(end?.action == .fail)
        #expect(expected.contains(end?.seconds ?? 0), "\(String(describing: end))")
        #expect(
            run.error?.message.hasPrefix(
                "Deployment.apps ns/web cannot become ready: \(row.object): \(row.message)") == true)
        #expect(run.error?.hint?.isEmpty == false)
        #expect(run.error?.isTimeout == false)
    }

    @Test func anotherPatienceIsTheCallers() {
        let policy = FaultPolicy.standard.with(patience: .seconds(2))
        var run = MachineRun([.deployment()], policy: policy)
        #expect((2...4).contains(run.show(unready, cause(.crashLoop, "exit code 1"))?.seconds ?? 0))
        var first = MachineRun([.deployment()], policy: FaultPolicy.standard.with(patience: .zero))
        #expect(first.show(unready, cause(.imagePull, "no such image"))?.seconds == 1)
    }

    @Test func aCrashLoopQuotesTheEndOfItsLog() {
        var run = MachineRun([.deployment()])
        _ = run.show(unready, cause(.crashLoop, "the container ended with exit code 1, 5 restarts"))
        #expect(
            run.error?.message
                == "Deployment.apps ns/web cannot become ready: pod/web-1: the container ended with exit code 1, "
                + "5 restarts; its log ends:\nboom")
        #expect(run.error?.log == "; its log ends:\nboom")
        var pull = MachineRun([.deployment()])
        _ = pull.show(unready, cause(.imagePull, "no such image"))
        #expect(pull.error?.log.isEmpty == true)
    }

    /// It had a node in the end, whatever was found before.
    @Test func aPodThatHasFailedIsNotSaidToNeedNodes() {
        func pod(_ phase: String) -> Value {
            [
                "apiVersion": "v1", "kind": "Pod",
                "metadata": ["name": "setup", "namespace": "ns", "resourceVersion": .string(phase)],
                "status": ["phase": .string(phase), "message": "Boom"],
            ]
        }
        let waits = cause(.unschedulable, "0/4 nodes are available: 4 Insufficient cpu.", "pod/setup")
        var run = MachineRun([Awaited(.pods, "setup", namespace: "ns", .ended)])
        let before = run.show(pod("Pending"), waits, until: 30)
        #expect(before == nil)
        let end = run.show(pod("Failed"), waits, until: 60)
        #expect(end?.action == .fail)
        #expect(run.error?.reason == .fault(.runFailed), "\(String(describing: run.error))")
        #expect(run.error?.hint?.hasPrefix("read its log") == true, "\(String(describing: run.error?.hint))")
    }

    @Test func readyWinsOverAFaultOfAPod() {
        var run = MachineRun([.deployment()])
        _ = run.show(unready, cause(.imagePull, "no such image"), until: 59)
        #expect(run.show(Objects.deployment(ready: 1), cause(.imagePull, "no such image"))?.action == .done)
    }

    @Test func whatCouldNotBeReadFollowsTheCause() {
        var run = MachineRun([.deployment()])
        var findings = cause(.notCreated, "exceeded quota", "deployment/web")
        findings.unread = ["cannot list events in namespace \"ns\""]
        _ = run.show(unready, findings)
        #expect(
            run.error?.message
                == "Deployment.apps ns/web cannot become ready: deployment/web: exceeded quota"
                + "; not looked at: cannot list events in namespace \"ns\"")
    }

    @Test func anAutoscalerAtWorkIsWaitedFor() {
        var findings = cause(.unschedulable, "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity.")
        findings.scalesUpFor = ["pod/web-1"]
        var run = MachineRun([.deployment()], WaitLimits(.seconds(1000)))
        #expect(run.show(unready, findings, until: 900) == nil)
    }

    // MARK: - Objects

    @Test func aDeploymentPastItsDeadlineHasFailed() {
        var run = MachineRun([.deployment()])
        let end = run.show(Objects.stuckDeployment(), cause(.failingProbe, "probe failed"))
        #expect(end?.seconds == 20)
        #expect(
            run.error?.message
                == "Deployment.apps ns/web has failed: progress deadline exceeded, ready 0/1: probe failed")
        #expect(run.error?.hint == PodDiagnosis(cause: .failingProbe, message: "", object: "").hint)
    }

    @Test func f47anObjectThatFailedForAMomentIsWaitedFor() {
        var run = MachineRun([.deployment()])
        _ = run.show(Objects.stuckDeployment(), until: 15)
        _ = run.show(unready, until: 25)
        #expect((45...48).contains(run.show(Objects.stuckDeployment())?.seconds ?? 0))
    }

    @Test func aProvidersFailureEndsTheWaitOnceItIsExplained() {
        var run = MachineRun([.model()])
        _ = run.settle()
        #expect(run.see([0: Objects.model("Failed")]).isSleep, "the wait ended unexplained")
        #expect(run.asked.contains(.diagnose(0)))
        #expect(run.find(cause(.imagePull, "no such image")) == .fail)
        #expect(run.error?.message == "Model.example.com ns/qwen has failed: no license: no such image")
        #expect(run.error?.pending.first?.label == "Failed")
        #expect(run.error?.pending.first?.findings.causes.count == 1)
    }

    @Test func aStateThatMostlyPassesEndsTheWaitOnceItLasts() {
        var run = MachineRun([.model()], WaitLimits(.seconds(2000)))
        _ = run.show(Objects.model("Trouble"), until: 290)
        _ = run.show(Objects.model("Pending"), until: 310)
        let end = run.show(Objects.model("Trouble"), until: 1000)
        #expect((611...622).contains(end?.seconds ?? 0), "\(String(describing: end))")
        #expect(run.error?.fault?.cause == .trouble)
    }

    @Test func whatAModelsPodsAreRefusedCountsWhoeverMakesThem() {
        var run = MachineRun([.model()])
        let end = run.show(Objects.model("Pending"), cause(.notCreated, "exceeded quota", "replicaset/qwen-abc"))
        #expect((20...26).contains(end?.seconds ?? 0))
    }

    // MARK: - Webhooks and APIServices

    private static let guardian = Awaited(.validatingWebhookConfigurations, "guard", .ready(mustRun: false))

    /// What is behind it may still be starting.
    @Test func f24aWebhookIsGivenUpOnceNothingElseIsWaitedFor() {
        var run = MachineRun([Self.guardian, .deployment()], WaitLimits(.seconds(1000)))
        let dead = Sight(Objects.webhooks(), services: ["ns/hook": .withoutAddress])
        func step(_ second: Int, _ deployment: Value) -> WaitMachine.Action {
            run.pass(to: Double(second))
            _ = run.settle()
            run.machine.saw(0, dead)
            run.machine.saw(1, Sight(deployment))
            _ = run.find(Findings())
            return run.settle()
        }
        for second in 0...200 {
            #expect(step(second, unready).isSleep, "the wait ended after \(second) s")
        }
        for second in 201...400 {
            guard step(second, Objects.deployment(ready: 1)) == .fail else { continue }
            #expect(second == 261)
            break
        }
        #expect(
            run.error?.message
                == "ValidatingWebhookConfiguration.admissionregistration.k8s.io guard cannot become ready: "
                + "the Service ns/hook of its webhook a.example.com has no ready address")
    }

    /// A watch shows the configuration alone, which says nothing of the Services behind it.
    @Test(
        arguments: [
            Sight(Objects.webhooks(), services: ["ns/hook": .withoutAddress]),
            Sight(Objects.webhooks(), services: ["ns/hook": .ready]),
            Sight(Objects.webhooks(), services: ["ns/hook": .ready], unasked: ["a.example.com": "no rights"]),
        ])
    func whatAWatchDoesNotShowOfWebhooksIsAsItWas(look: Sight) {
        var run = MachineRun([Self.guardian])
        _ = run.settle()
        run.machine.saw(0, look)
        let judgement = run.machine.entries[0].judgement
        run.machine.saw(0, Sight(Objects.webhooks()), isLook: false)
        #expect(run.machine.entries[0].judgement == judgement)
    }

    @Test func f24aCertificateThatNobodyPutsInIsToldSo() {
        var run = MachineRun([Self.guardian])
        var end: Int?
        for second in 0...100 where end == nil {
            run.pass(to: Double(second))
            _ = run.settle()
            run.machine.saw(0, Sight(Objects.webhooks(caBundle: ""), services: ["ns/hook": .ready]))
            if run.settle() == .fail { end = second }
        }
        #expect(end == 60)
        #expect(run.error?.fault?.cause == .certificateMissing)
        #expect(run.error?.hint?.contains("cert-manager") == true)
    }

    @Test func anAPIServiceThatStaysAwayIsGivenUp() {
        let object: Value = [
            "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": ["name": "v1.x"],
            "status": ["conditions": [["type": "Available", "status": "False", "message": "no endpoints"]]],
        ]
        var run = MachineRun([Awaited(.apiServices, "v1.x", .ready(mustRun: false))])
        #expect(run.show(object)?.seconds == 60)
        #expect(
            run.error?.message == "APIService.apiregistration.k8s.io v1.x cannot become ready: no endpoints")
    }

    // MARK: - CRDs

    @Test func namesThatAreTakenEndTheWaitAtOnce() {
        var run = MachineRun([.crd()])
        _ = run.settle()
        let refused = Objects.crd(established: "False", names: "False", message: "\"Gear\" is already in use")
        #expect(run.see([0: refused]) == .fail)
        #expect(run.error?.message == "CRD gears.example.com was refused its names: \"Gear\" is already in use")
        #expect(run.error?.fault?.cause == .namesNotAccepted)
    }

    @Test func f14aCRDThatIsNotServedInTimeSaysSo() {
        var run = MachineRun([.crd()], WaitLimits(.seconds(5)))
        #expect(run.show(Objects.crd(established: nil))?.seconds == 5)
        #expect(run.error?.message == "CRD gears.example.com is not established after 5 s")
        #expect(run.error?.hint == "look at its conditions: kubectl describe crd gears.example.com")
    }

    // MARK: - Gone

    @Test func f21whatStaysSaysWhatHoldsIt() {
        var run = MachineRun([.gone()], WaitLimits(.seconds(5)))
        #expect(run.show(Objects.configMap(finalizers: ["example.com/never"], deleted: true))?.seconds == 5)
        #expect(
            run.error?.message
                == "still being deleted after 5 s: ConfigMap ns/map (waits for finalizers example.com/never)")
        #expect(run.error?.hint?.contains("finalizers") == true)
        var other = MachineRun([.gone()], WaitLimits(.seconds(5)))
        _ = other.show(Objects.configMap(deleted: true))
        #expect(other.error?.message == "still being deleted after 5 s: ConfigMap ns/map")
    }

    // MARK: - Runs

    @Test func aHookThatFailedQuotesItsLog() {
        var run = MachineRun([.job()])
        let failed = Objects.job("setup", "Failed", reason: "BackoffLimitExceeded", message: "too often")
        #expect(run.show(failed)?.seconds == 0)
        #expect(
            run.error?.message
                == "pre-install hook Job.batch ns/setup failed: BackoffLimitExceeded: too often; its log ends:\nboom")
        #expect(run.error?.hint == "read its log, then run again: it starts afresh")
    }

    @Test func aHookThatDoesNotEndSaysWhy() {
        var run = MachineRun([.job()], WaitLimits(.seconds(5)))
        _ = run.show(Objects.job(), cause(.volume, "claim is not bound", "pod/setup-1"))
        #expect(
            run.error?.message
                == "pre-install hook Job.batch ns/setup has not ended after 5 s: claim is not bound")
        var silent = MachineRun([.job()], WaitLimits(.seconds(5)))
        _ = silent.show(Objects.job())
        #expect(silent.error?.hint == "give it more time with --timeout")
    }

    @Test func aJobWhosePodsAreRefusedCannotEndF26() {
        var run = MachineRun([.job()])
        let end = run.show(Objects.job(), cause(.notCreated, "exceeded quota", "job/setup"))
        #expect((20...26).contains(end?.seconds ?? 0))
        #expect(run.error?.fault?.cause == .jobCannotStart)
        #expect(
            run.error?.message
                == "pre-install hook Job.batch ns/setup cannot end: job/setup: exceeded quota")
    }

    @Test func aSuspendedJobIsGivenUp() throws {
        var job = try #require(Objects.job().object)
        job["spec"] = ["suspend": true]
        var run = MachineRun([.job()])
        #expect(run.show(.object(job))?.seconds == 20)
        #expect(
            run.error?.message
                == "pre-install hook Job.batch ns/setup cannot start: is suspended, so that it never starts")
    }
}

import Kubernetes
import Readiness
import Testing
import Value

@testable import Waiting

/// What a wait makes of times in which the cluster cannot be read.
@Suite struct WaitOutageTests {
    private func error(_ code: KubernetesError.Code, _ words: String = "no") -> KubernetesError {
        KubernetesError(code, words)
    }

    @Test func eachOutageIsSaidOnceF30() {
        var run = MachineRun([.deployment()])
        _ = run.settle()
        run.machine.failedToRead(0, error(.unreachable, "connection refused"))
        _ = run.settle()
        run.pass(to: 1)
        _ = run.settle()
        run.machine.failedToRead(0, error(.unavailable, "503"))
        _ = run.settle()
        let outages = run.texts.filter { $0.hasPrefix("the cluster") }
        #expect(outages == ["the cluster cannot be read, and the wait goes on: connection refused"])
        #expect(run.news.first?.isWarning == true)
        run.pass(to: 2)
        _ = run.settle()
        _ = run.see([0: Objects.deployment()])
        #expect(run.texts.contains("the cluster can be read again"))
        run.pass(to: 5)
        _ = run.settle()
        run.machine.failedToRead(0, error(.unavailable, "503"))
        _ = run.settle()
        #expect(run.texts.last == "the cluster cannot be read, and the wait goes on: 503")
    }

    @Test func anOutageIsToldWhenTimeIsOver() {
        var run = MachineRun([.deployment()], WaitLimits(.seconds(30)))
        _ = run.settle()
        run.machine.failedToRead(0, error(.unreachable, "connection refused"))
        _ = run.settle()
        run.pass(to: 30)
        #expect(run.settle() == .fail)
        #expect(
            run.error?.message
                == "not ready after 30 s: Deployment.apps ns/web has not been seen; "
                + "at the end the cluster could not be read: connection refused")
        #expect(run.error?.unreadable == "connection refused")
    }

    /// While nothing can be read, nothing is known to last.
    @Test func f47anOutageMakesNoFaultLast() {
        var run = MachineRun([.deployment()])
        _ = run.settle()
        _ = run.see([0: Objects.stuckDeployment()])
        run.pass(to: 1)
        _ = run.settle()
        run.machine.failedToRead(0, error(.unreachable))
        run.pass(to: 100)
        #expect(run.settle().isSleep, "the wait ended")
    }

    /// What a look at pods tells meanwhile may be over for the object, which nobody has seen since.
    @Test func f47aFaultOfPodsEndsNothingDuringAnOutage() {
        var run = MachineRun([.deployment()], WaitLimits(.seconds(1000)))
        let pull = Findings(causes: [PodDiagnosis(cause: .imagePull, message: "no such image", object: "pod/web-1")])
        let early = run.show(Objects.deployment(), pull, until: 50)
        #expect(early == nil)
        run.machine.failedToRead(0, error(.unreachable))
        run.pass(to: 120)
        _ = run.settle()
        #expect(run.asked.contains(.diagnose(0)) && run.asked.contains(.look(0)))
        #expect(run.find(pull).isSleep, "the wait ended")
        var healed = run
        #expect(healed.see([0: Objects.deployment(ready: 1)]) == .done)
        #expect(run.see([0: Objects.deployment()]) == .fail)
        #expect(run.error?.fault?.cause == .imagePull)
    }

    @Test func aFailureThatIsExplainedDuringAnOutageIsReadAgainFirst() {
        var run = MachineRun([.model()])
        _ = run.settle()
        _ = run.see([0: Objects.model("Failed")])
        #expect(run.asked.contains(.diagnose(0)))
        run.machine.failedToRead(0, error(.unavailable))
        #expect(run.find(Findings()).isSleep, "the wait ended")
        run.pass(to: 3)
        _ = run.settle()
        var healed = run
        #expect(healed.see([0: Objects.model("Running", version: "2")]) == .done)
        #expect(run.see([0: Objects.model("Failed", version: "2")]) == .fail)
        #expect(run.error?.fault?.cause == .reported)
    }

    /// One object that cannot be read says nothing of the others, and nothing of it is known to last.
    @Test(arguments: [(unread: 0, stuck: 1), (unread: 1, stuck: 0)])
    func f47whatCannotBeReadKeepsNoOtherFromFailing(unread: Int, stuck: Int) {
        let names = ["web", "api"]
        var run = MachineRun(names.map { .deployment($0) })
        _ = run.settle()
        _ = run.see([0: Objects.stuckDeployment(names[0]), 1: Objects.stuckDeployment(names[1])])
        run.pass(to: 1)
        _ = run.settle()
        run.machine.failedToRead(unread, error(.unavailable, "503"))
        var both = run
        both.machine.failedToRead(stuck, error(.unavailable, "503"))
        both.pass(to: 100)
        #expect(both.settle().isSleep, "the wait ended though nothing can be read")
        run.pass(to: 100)
        _ = run.settle()
        #expect(run.find(Findings()) == .fail)
        #expect(run.error?.fault?.cause == .progressDeadline)
        #expect(run.error?.message.contains("ns/\(names[stuck])") == true, "\(run.error?.message ?? "")")
    }
}

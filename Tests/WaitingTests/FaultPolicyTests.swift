import Readiness
import Testing
import Value

@testable import Waiting

/// The one table: what ends a wait, and after how long.
@Suite struct FaultPolicyTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var cause: Fault.Cause
        /// In seconds; nil never ends a wait.
        var patience: Int64?
        var testDescription: String { cause.rawValue }
    }

    private static let table: [Case] = [
        Case(cause: .reported, patience: 0), Case(cause: .trouble, patience: 60), Case(cause: .runFailed, patience: 0),
        Case(cause: .deleted, patience: 0), Case(cause: .namesNotAccepted, patience: 0),
        Case(cause: .failed, patience: 20), Case(cause: .progressDeadline, patience: 20),
        Case(cause: .notCreated, patience: 20), Case(cause: .jobCannotStart, patience: 20),
        Case(cause: .imagePull, patience: 60), Case(cause: .containerConfiguration, patience: 60),
        Case(cause: .outOfMemory, patience: 60), Case(cause: .crashLoop, patience: 180),
        Case(cause: .unschedulable, patience: 300), Case(cause: .awaitsCapacity, patience: nil),
        Case(cause: .webhookUnanswered, patience: 60), Case(cause: .certificateMissing, patience: 60),
        Case(cause: .apiServiceUnavailable, patience: 60), Case(cause: .volume, patience: nil),
        Case(cause: .evicted, patience: nil), Case(cause: .failingProbe, patience: nil),
        Case(cause: .pullingImage, patience: nil),
    ]

    @Test func everyCauseIsInTheTable() {
        #expect(Self.table.map(\.cause) == Fault.Cause.allCases)
    }

    @Test(arguments: table)
    func aFaultEndsAWaitOnceItHasLasted(_ row: Case) {
        #expect(FaultPolicy.standard[row.cause]?.patience == row.patience.map(Duration.seconds))
        var ledger = FaultLedger(.standard)
        let fault = Fault(row.cause, "words")
        let patience = row.patience ?? 3600
        for second in stride(from: 0, to: patience, by: 10) {
            ledger.note([fault], of: 0, from: .status, at: .seconds(second))
            #expect(ledger.ripe() == nil || patience == 0)
        }
        ledger.note([fault], of: 0, from: .status, at: .seconds(patience))
        #expect((ledger.ripe()?.fault == fault) == (row.patience != nil))
    }

    @Test func anotherPatienceIsForFaultsOfPodsAlone() {
        let policy = FaultPolicy.standard.with(patience: .milliseconds(500))
        for cause in [
            Fault.Cause.notCreated, .jobCannotStart, .imagePull, .containerConfiguration, .outOfMemory, .crashLoop,
        ] {
            #expect(policy[cause]?.patience == .milliseconds(500))
        }
        #expect(policy[.failed]?.patience == .seconds(20))
        #expect(policy[.unschedulable]?.patience == .seconds(300))
        #expect(policy[.awaitsCapacity] == nil)
        #expect(policy.shortest == .milliseconds(500))
        #expect(FaultPolicy.standard.with(patience: nil)[.crashLoop] == FaultPolicy.standard[.crashLoop])
    }

    // MARK: - The ledger

    private func note(_ ledger: inout FaultLedger, _ causes: [Fault.Cause], at second: Int64) {
        ledger.note(causes.map { Fault($0, "words") }, of: 0, from: .pods, at: .seconds(second))
    }

    @Test func f47aFaultThatWentAwayStartsAnew() {
        var ledger = FaultLedger(.standard)
        note(&ledger, [.imagePull], at: 0)
        note(&ledger, [], at: 50)
        note(&ledger, [.imagePull], at: 70)
        note(&ledger, [.imagePull], at: 129)
        #expect(ledger.ripe() == nil)
        note(&ledger, [.imagePull], at: 130)
        #expect(ledger.ripe()?.fault.cause == .imagePull)
    }

    /// Between two crashes a container runs for a moment.
    @Test func aCrashLoopThatRunsInBetweenGoesOn() {
        var ledger = FaultLedger(.standard)
        for second in stride(from: Int64(0), through: 170, by: 50) {
            note(&ledger, [.crashLoop], at: second)
            note(&ledger, [], at: second + 20)
            #expect(ledger.ripe() == nil)
        }
        note(&ledger, [.crashLoop], at: 185)
        #expect(ledger.ripe()?.fault.cause == .crashLoop)
    }

    @Test func f41aCrashLoopThatHasEndedIsForgotten() {
        var ledger = FaultLedger(.standard)
        note(&ledger, [.crashLoop], at: 0)
        note(&ledger, [.crashLoop], at: 170)
        note(&ledger, [], at: 180)
        #expect(ledger.ripe() == nil)
        note(&ledger, [], at: 240)
        note(&ledger, [.crashLoop], at: 260)
        #expect(ledger.ripe() == nil)
    }

    @Test func aFaultsOwnPatienceGoesFirst() {
        var ledger = FaultLedger(.standard)
        let fault = Fault(.trouble, "words", patience: .seconds(300))
        ledger.note([fault], of: 0, from: .status, at: .zero)
        ledger.note([fault], of: 0, from: .status, at: .seconds(299))
        #expect(ledger.ripe() == nil)
        #expect(ledger.nextRipe() == .seconds(300))
        ledger.note([fault], of: 0, from: .status, at: .seconds(300))
        #expect(ledger.ripe()?.fault == fault)
    }

    @Test func theFirstObjectAndTheWorstCauseSpeak() {
        var ledger = FaultLedger(FaultPolicy.standard.with(patience: .zero))
        ledger.note([Fault(.imagePull, "b")], of: 1, from: .pods, at: .zero)
        ledger.note([Fault(.crashLoop, "a"), Fault(.imagePull, "c")], of: 0, from: .pods, at: .zero)
        #expect(ledger.ripe()?.index == 0)
        #expect(ledger.ripe()?.fault.message == "c")
        ledger.note([], of: 0, from: .pods, at: .zero)
        #expect(ledger.ripe()?.index == 1)
    }

    // MARK: - What pods show

    private func fault(
        _ cause: PodDiagnosis.Cause, _ message: String = "m", kind: String = "Deployment", isAdding: Bool = false
    ) -> Fault.Cause {
        Fault(PodDiagnosis(cause: cause, message: message, object: "pod/a"), kind: kind, isAdding: isAdding).cause
    }

    @Test(arguments: [
        (PodDiagnosis.Cause.notCreated, Fault.Cause.notCreated), (.imagePull, .imagePull),
        (.containerConfiguration, .containerConfiguration), (.volume, .volume), (.outOfMemory, .outOfMemory),
        (.crashLoop, .crashLoop), (.evicted, .evicted), (.failingProbe, .failingProbe), (.pullingImage, .pullingImage),
    ])
    func aDiagnosisIsAFault(diagnosis: PodDiagnosis.Cause, cause: Fault.Cause) {
        #expect(fault(diagnosis) == cause)
    }

    @Test func aJobWhosePodsAreRefusedCannotStart() {
        #expect(fault(.notCreated, kind: "Job") == .jobCannotStart)
    }

    @Test(arguments: [
        ("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.", false),
        ("0/1 nodes are available: 1 node(s) had untolerated taint {gpu: true}.", false),
        // F37: room may come free.
        ("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.", true),
        (
            "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 2 node(s) didn't match Pod's node "
                + "affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
            true
        ),
        ("0/2 nodes are available: 2 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.", true),
        ("no nodes available to schedule pods", true),
        ("0/2 nodes are available: 2 node(s) were unschedulable.", true),
        ("0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.", true),
        ("m", true),
    ])
    func f37onlyAPodThatNoNodeCanEverTakeIsAFault(message: String, mayPass: Bool) {
        #expect(fault(.unschedulable, message) == (mayPass ? .awaitsCapacity : .unschedulable))
        #expect(fault(.unschedulable, message, isAdding: true) == .awaitsCapacity)
    }
}

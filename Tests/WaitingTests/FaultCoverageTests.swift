import FoundationEssentials
import TestParts
import Testing

@testable import Waiting

/// What ends a wait is shown on the real API server, each cause by a test of its own, here or where releases wait.
@Suite struct FaultCoverageTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var cause: Fault.Cause
        /// Below `Tests`.
        var file: String
        var function: String
        var testDescription: String { cause.rawValue }

        init(_ cause: Fault.Cause, _ function: String, in file: String) {
            self.cause = cause
            self.file = file
            self.function = function
        }
    }

    private static let here = "WaitingTests/RealServerWaitTests"
    private static let pods = "ReleasesTests/Waits/PodWaitTests"
    private static let webhooks = "ReleasesTests/Waits/WebhookWaitTests"

    static let cases = [
        Case(.reported, "whatTheOperatorReportsEndsTheWait", in: here),
        Case(.trouble, "troubleThatLastsEndsTheWait", in: here),
        Case(.runFailed, "aRunThatFailedEndsTheWait", in: here),
        Case(.deleted, "whatSomebodyDeletesIsNotWaitedFor", in: here),
        Case(.namesNotAccepted, "aCRDWhoseNamesAreTakenIsRefused", in: webhooks),
        Case(.failed, "whatHasFailedByItsKindsRulesEndsTheWait", in: here),
        Case(.progressDeadline, "aDeploymentPastItsDeadlineHasFailed", in: "ReleasesTests/Waits/WorkloadWaitTests"),
        Case(.notCreated, "quotaIsTheReasonF26", in: "ReleasesTests/NativeFaultTests"),
        Case(.jobCannotStart, "aHookWhosePodsAreRefusedFailsF26", in: "ReleasesTests/Waits/HookWaitTests"),
        Case(.imagePull, "aContainerThatCannotStartEndsTheWait", in: pods),
        Case(.containerConfiguration, "aContainerThatCannotStartEndsTheWait", in: pods),
        Case(.outOfMemory, "aContainerWithoutMemoryEndsTheWait", in: pods),
        Case(.crashLoop, "aCrashLoopEndsTheWaitWithItsLogF41", in: pods),
        Case(.unschedulable, "f38APodThatNoNodeCanTakeEndsTheWait", in: here),
        Case(.webhookUnanswered, "aWebhookWithoutAnyoneBehindItIsNotReadyF24", in: webhooks),
        Case(.certificateMissing, "aWebhookWithoutACertificateIsNotReadyF24", in: webhooks),
        Case(.apiServiceUnavailable, "anAPIServiceThatDoesNotAnswerIsNotReadyF22", in: webhooks),
    ]

    /// Whoever gives a cause a patience shows it on the real server, too; what never ends a wait has nothing to show.
    @Test func noCauseIsWithoutACase() {
        let fatal = Set(Fault.Cause.allCases.filter { FaultPolicy.standard[$0] != nil })
        #expect(Set(Self.cases.map(\.cause)) == fatal)
    }

    @Test(arguments: cases) func itsTestIsThere(_ row: Case) throws {
        let text = try String(
            contentsOfFile: "\(TestParts.projectRoot)/Tests/\(row.file).swift", encoding: .utf8)
        #expect(text.contains("func \(row.function)("), "\(row.file) has no \(row.function)")
    }
}

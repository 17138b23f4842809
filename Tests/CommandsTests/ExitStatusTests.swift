import Bootstrap
import Deployments
import HTTP
import Kubernetes
import Processes
import Providers
import Releases
import Repositories
import Testing
import Value

@testable import Commands

@Suite struct ExitStatusTests {
    typealias Status = Commands.ExitStatus

    @Test func theNumbersStay() {
        #expect(Status.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 130])
    }

    /// The rule: every kind of failure, before and after something was changed.
    @Test(arguments: [
        (FailureKind.usage, Status.usage, Status.incomplete), (.undecided, .undecided, .incomplete),
        (.failed, .failed, .incomplete), (.notReady, .failed, .failed), (.busy, .busy, .incomplete),
        (.interrupted, .interrupted, .interrupted), (.unexpected, .failed, .incomplete),
    ])
    func aRunThatStopsAfterAChangeIsPartWay(kind: FailureKind, before: Status, after: Status) {
        #expect(kind.status(hasChanged: false) == before)
        #expect(kind.status(hasChanged: true) == after)
    }

    /// No right helps where nothing new can be made.
    @Test func aNamespaceOnItsWayOutIsWaitedForF20() {
        var error = KubernetesError(.forbidden, "words")
        #expect(FailureCause(error as any Error).hint == "ask for the right, or use another context")
        error.status = ["details": ["causes": [["reason": "NamespaceTerminating"]]]]
        let hint = FailureCause(error as any Error).hint
        #expect(hint == "wait until the namespace is gone and make it again, or use another one")
    }

    private struct Unforeseen: Error {}

    @Test func theKindsOfErrors() {
        let cases: [(any Error, FailureKind)] = [
            (CancellationError(), .interrupted),
            (KubernetesError(.unreachable, "words"), .undecided), (KubernetesError(.forbidden, "words"), .undecided),
            (KubernetesError(.configuration, "words"), .usage), (KubernetesError(.conflict, "words"), .failed),
            (ReleaseError(.invalidRequest, "words"), .usage), (ReleaseError(.chartNotFound, "words"), .usage),
            (ReleaseError(.invalidChart, "words"), .usage), (ReleaseError(.invalidValues, "words"), .usage),
            (ReleaseError(.helmNotFound, "words"), .usage), (ReleaseError(.helmFailed, "words"), .failed),
            (ReleaseError(.notOwned, "words"), .failed), (ReleaseError(.locked, "words"), .busy),
            (ReleaseError(.forbidden, "words"), .undecided), (ReleaseError(.applyFailed, "words"), .failed),
            (ReleaseError(.hookFailed, "words"), .failed), (ReleaseError(.recordUnreadable, "words"), .undecided),
            (ReleaseError(.recordTooLarge, "words"), .usage), (ReleaseError(.notReady, "words"), .notReady),
            (ReleaseError(.timedOut, "words"), .notReady),
            (
                ReleaseError(.applyFailed, "words", underlying: KubernetesError(.unreachable, "words")),
                .undecided
            ),
            (DeploymentError(.invalidRequest, "words"), .usage), (DeploymentError(.operatorMissing, "words"), .failed),
            (DeploymentError(.unseen, "words"), .undecided),
            (DeploymentError(.tokenMissing, "words"), .failed), (DeploymentError(.notFound, "words"), .failed),
            (DeploymentError(.failed, "words"), .notReady), (DeploymentError(.timedOut, "words"), .notReady),
            (DeploymentError(.silent, "words"), .notReady), (ProviderError(.unsupported, "words"), .usage),
            (BootstrapError(.invalidFile, "words"), .usage), (BootstrapError(.unknownOperator, "words"), .usage),
            (BootstrapError(.wrongCluster, "words"), .usage), (BootstrapError(.unknownCluster, "words"), .undecided),
            (BootstrapError(.forbidden, "words"), .undecided),
            (HTTPError(.invalidRequest, "words"), .undecided), (ProcessError(.notFound, "words"), .undecided),
            (Unforeseen(), .unexpected),
        ]
        for (error, kind) in cases { #expect(FailureCause(error).kind == kind, "\(error)") }
        let malformed = #expect(throws: JSONError.self) { try Value(json: [0x7B]) }
        #expect(malformed.map { FailureCause($0).kind } == .usage)
    }

    @Test(arguments: [
        (RepositoryError.Code.unreachable, Status.undecided), (.timedOut, .undecided),
        (.rateLimited, .undecided), (.unauthorized, .undecided), (.forbidden, .undecided), (.notFound, .usage),
        (.noMatchingVersion, .usage), (.digestMismatch, .usage), (.invalidReference, .usage),
    ])
    func repositories(code: RepositoryError.Code, status: Status) {
        let error = RepositoryError(code, "words", hint: "next")
        #expect(CommandFailure(describing: error).status == status)
        // A driver that could not fetch a chart ends as the fetch itself would; so does a run that changed nothing.
        let wrapped = ReleaseError(.chartNotFound, "no chart", underlying: error)
        #expect(CommandFailure(describing: wrapped).status == status)
        #expect(CommandFailure(describing: wrapped).hint == "next")
        #expect(CommandFailure(describing: ChangedFailure(underlying: wrapped)).status == .incomplete)
    }

    @Test func aFailureSaysWhatToDoNext() {
        let error = ReleaseError(.forbidden, "words", hint: "ask for these rights; nothing was changed", release: "a/b")
        let before = CommandFailure(describing: error)
        #expect(before.message == "release a/b: words")
        #expect(before.hint == "ask for these rights; nothing was changed")
        let after = CommandFailure(describing: ChangedFailure(underlying: error))
        #expect(
            after.hint == "ask for these rights; what was done stays; run the same command again to go on")
        let interrupted = CommandFailure(describing: CancellationError())
        #expect(interrupted.hint == "nothing was changed; run the same command again to go on")
        let late = CommandFailure(describing: ChangedFailure(underlying: CancellationError()))
        #expect(late.hint == "what was done stays; run the same command again to go on")
    }

    @Test func whatNobodyForesawIsNotBlamedOnTheUser() {
        let failure = CommandFailure(describing: Unforeseen())
        #expect(failure.status == .failed)
        #expect(failure.message?.hasPrefix("unexpected: ") == true)
        #expect(failure.hint?.contains("report it") == true)
    }

    /// What stops a run before its last step has stopped it half-way, also when the step itself was only slow.
    @Test func anOperatorThatIsNotReadyStopsARunHalfWay() {
        let error = PartialFailure(underlying: ReleaseError(.timedOut, "words"))
        #expect(CommandFailure(describing: error).status == .failed)
        #expect(CommandFailure(describing: ChangedFailure(underlying: error)).status == .incomplete)
        let last = ReleaseError(.timedOut, "words")
        #expect(CommandFailure(describing: ChangedFailure(underlying: last)).status == .failed)
    }

    @Test func aCommandsOwnVerdictStands() {
        #expect(CommandFailure(describing: CommandFailure(.busy, "words")).status == .busy)
        let after = ChangedFailure(underlying: CommandFailure(.failed, "words"))
        #expect(CommandFailure(describing: after).status == .failed)
    }
}

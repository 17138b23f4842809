import Bootstrap
import Deployments
import HTTP
import Kubernetes
import Processes
import Releases
import Repositories
import Testing

@testable import Commands

@Suite struct ExitStatusTests {
    @Test func theNumbersStay() {
        #expect(Commands.ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 130])
    }

    @Test(arguments: [
        (ReleaseError.Code.invalidRequest, Commands.ExitStatus.usage), (.chartNotFound, .usage),
        (.invalidChart, .usage),
        (.invalidValues, .usage), (.helmNotFound, .usage), (.helmFailed, .failed), (.notOwned, .failed),
        (.locked, .busy), (.forbidden, .undecided), (.applyFailed, .failed), (.hookFailed, .failed),
        (.recordUnreadable, .undecided), (.notReady, .failed), (.timedOut, .failed),
    ])
    func releases(code: ReleaseError.Code, status: Commands.ExitStatus) {
        let failure = CommandFailure(describing: ReleaseError(code, "words", hint: "next", release: "a/b"))
        #expect(failure.status == status)
        #expect(failure.message == "release a/b: words")
        #expect(failure.hint == "next")
    }

    @Test(arguments: [
        (DeploymentError.Code.invalidRequest, Commands.ExitStatus.usage), (.operatorMissing, .failed),
        (.tokenMissing, .failed),
        (.failed, .failed), (.timedOut, .failed), (.notFound, .failed), (.silent, .failed),
    ])
    func deployments(code: DeploymentError.Code, status: Commands.ExitStatus) {
        #expect(CommandFailure(describing: DeploymentError(code, "words")).status == status)
    }

    @Test(arguments: [
        (BootstrapError.Code.invalidFile, Commands.ExitStatus.usage), (.unknownOperator, .usage),
        (.wrongCluster, .usage),
        (.unknownCluster, .undecided),
    ])
    func bootstraps(code: BootstrapError.Code, status: Commands.ExitStatus) {
        #expect(CommandFailure(describing: BootstrapError(code, "words")).status == status)
    }

    @Test(arguments: [
        (RepositoryError.Code.unreachable, Commands.ExitStatus.undecided), (.timedOut, .undecided),
        (.rateLimited, .undecided), (.unauthorized, .undecided), (.forbidden, .undecided), (.notFound, .usage),
        (.noMatchingVersion, .usage), (.digestMismatch, .usage), (.invalidReference, .usage),
    ])
    func repositories(code: RepositoryError.Code, status: Commands.ExitStatus) {
        let error = RepositoryError(code, "words", hint: "next")
        #expect(CommandFailure(describing: error).status == status)
        // A driver that could not fetch a chart ends as the fetch itself would; so does a run that changed nothing.
        let wrapped = ReleaseError(.chartNotFound, "no chart", underlying: error)
        #expect(CommandFailure(describing: wrapped).status == status)
        #expect(CommandFailure(describing: wrapped).hint == "next")
    }

    @Test func othersAreJudgedByWhatTheySay() {
        #expect(CommandFailure(describing: CancellationError()).status == .interrupted)
        #expect(CommandFailure(describing: HTTPError(.invalidRequest, "words")).status == .undecided)
        #expect(CommandFailure(describing: ProcessError(.notFound, "words")).status == .undecided)
        #expect(CommandFailure(describing: CommandFailure(.busy, "words")).status == .busy)
    }
}

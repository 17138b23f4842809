import Deployments
import Kubernetes
import Operators
import Releases
import Testing
import Value

@testable import Bootstrap

/// What of a plan fails, and what nobody can tell.
@Suite struct ForecastProblemTests {
    private struct Odd: Error {}

    @Test(
        arguments: [
            (ReleaseError(.notOwned, "words"), false), (ReleaseError(.unsafeCRD, "words"), false),
            (ReleaseError(.invalidValues, "words"), false), (ReleaseError(.recordTooLarge, "words"), false),
            (ReleaseError(.forbidden, "words"), true), (ReleaseError(.chartNotFound, "words"), true),
            (ReleaseError(.locked, "words"), true), (ReleaseError(.recordUnreadable, "words"), true),
            (DeploymentError(.tokenMissing, "words"), false),
            (DeploymentError(.unseen, "words"), true), (BootstrapError(.forbidden, "words"), true),
            (BootstrapError(.unknownOperator, "words"), false), (OperatorError(.existing, "words"), false),
            (KubernetesError(.forbidden, "words"), true), (KubernetesError(.unreachable, "words"), true),
            (KubernetesError(.webhookFailed, "words"), true), (KubernetesError(.invalid, "words"), false),
            (KubernetesError(.admissionDenied, "words"), false), (Odd(), true),
        ] as [(any Error, Bool)])
    func whatKeepsARunFromItsEndFails(error: any Error, isUnknown: Bool) {
        let problem = BootstrapForecast.Problem("model a/b", error)
        #expect(problem.isUnknown == isUnknown, "\(error)")
        #expect(problem.subject == "model a/b")
        if !(error is Odd) { #expect(problem.message.contains("words")) }
    }

    @Test func programsSeeThem() {
        let problem = BootstrapForecast.Problem("model a/b", DeploymentError(.tokenMissing, "words", hint: "make it"))
        #expect(
            problem.value == ["subject": "model a/b", "message": "words", "next": "make it", "unknown": false])
    }

    @Test func anErrorIsAProblemAndWhatIsNotServedYetIsNone() async throws {
        let none = try await BootstrapForecast.problems("a") { [] }
        #expect(none.isEmpty)
        let one = try await BootstrapForecast.problems("a") { throw DeploymentError(.tokenMissing, "words") }
        #expect(one.map(\.message) == ["words"])
        let later = try await BootstrapForecast.problems("a") { throw KubernetesError(.resourceTypeNotFound, "words") }
        #expect(later.isEmpty)
        await #expect(throws: CancellationError.self) {
            _ = try await BootstrapForecast.problems("a") { throw CancellationError() }
        }
    }
}

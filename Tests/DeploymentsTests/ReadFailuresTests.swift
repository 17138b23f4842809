import HTTP
import Kubernetes
import Testing

@testable import Deployments

@Suite struct ReadFailuresTests {
    @Test(arguments: [
        (KubernetesError.Code.unavailable, false), (.serverError, false), (.timeout, false), (.tooManyRequests, false),
        (.unreachable, false), (.webhookFailed, false), (.forbidden, true), (.unauthorized, true), (.notFound, true),
        (.resourceTypeNotFound, true), (.untrusted, true), (.configuration, true), (.badRequest, true),
    ])
    func onlyWhatMayPassIsBorne(code: KubernetesError.Code, ends: Bool) {
        var failures = ReadFailures()
        let verdict = failures.failed(KubernetesError(code, "words"))
        #expect((verdict == .ends) == ends)
        #expect((failures.current == nil) == ends)
    }

    @Test func otherErrorsAreNoFailuresToRead() {
        var failures = ReadFailures()
        let verdicts = [failures.failed(CancellationError()), failures.failed(DeploymentError(.failed, "gone"))]
        #expect(verdicts == [.ends, .ends])
    }

    @Test func eachOutageIsSaidOnce() {
        var failures = ReadFailures()
        let refused = KubernetesError(.unreachable, "connection refused")
        let isNewsAtFirst = failures.succeeded()
        #expect(!isNewsAtFirst)
        let first = failures.failed(refused)
        let second = failures.failed(KubernetesError(.unavailable, "503"))
        #expect([first, second] == [.news("connection refused"), .known])
        #expect(failures.current == "503")
        let recoveries = [failures.succeeded(), failures.succeeded()]
        #expect(recoveries == [true, false])
        #expect(failures.current == nil)
        let anew = failures.failed(refused)
        #expect(anew == .news("connection refused"))
    }
}

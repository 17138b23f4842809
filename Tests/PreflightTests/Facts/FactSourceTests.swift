import HTTP
import Kubernetes
import Processes
import Testing
import Value

@testable import Preflight

/// What becomes of a source that fails, and what a source is handed.
@Suite struct FactSourceTests: FactGathering {
    private struct Odd: Error, CustomStringConvertible {
        var description: String { "the moon is full" }
    }

    struct Failure: Sendable {
        var error: any Error
        var code: UnknownReason.Code
        var says: String

        init(_ error: any Error, _ code: UnknownReason.Code, says: String) {
            self.error = error
            self.code = code
            self.says = says
        }
    }

    static let failures: [Failure] = [
        Failure(UnknownReason(.notGathered, "nobody looked"), .notGathered, says: "nobody looked"),
        Failure(KubernetesError(.forbidden, "no"), .forbidden, says: "no"),
        Failure(KubernetesError(.timeout, "late"), .timeout, says: "late"),
        Failure(KubernetesError(.unauthorized, "who"), .unauthorized, says: "who"),
        Failure(KubernetesError(.untrusted, "tls"), .untrusted, says: "tls"),
        Failure(KubernetesError(.unavailable, "503"), .failed, says: "503"),
        Failure(HTTPError(.nameNotResolved, "no such name"), .unreachable, says: "no such name"),
        Failure(HTTPError(.idleTimedOut, "silent"), .timeout, says: "silent"),
        Failure(ProcessError(.timedOut, "slow"), .timeout, says: "slow"),
        Failure(Odd(), .failed, says: "the moon is full"),
    ]

    @Test(arguments: failures.indices)
    func aFailureIsAReason(_ index: Int) async throws {
        let failure = Self.failures[index]
        let source = FactSource("a", "a fact") { _ in throw failure.error }
        let context = FactContext(subject: Subject(), gatherer: try gatherer().0)
        let fact = try await source.fact(context)
        guard case .unknown(let reason) = fact else {
            Issue.record("\(fact)")
            return
        }
        #expect(reason.code == failure.code)
        #expect(reason.message.contains(failure.says), "\(reason)")
    }

    @Test func aCancelledSourceIsNoReason() async throws {
        let source = FactSource("a", "a fact") { _ in throw CancellationError() }
        let context = FactContext(subject: Subject(), gatherer: try gatherer().0)
        await #expect(throws: CancellationError.self) { try await source.fact(context) }
    }

    @Test func aContextHandsOnWhatBecameOfNeeds() throws {
        let reason = UnknownReason(.forbidden, "no")
        let context = FactContext(
            subject: Subject(), gatherer: try gatherer().0,
            facts: ["a": .known(1), "b": .absent, "c": .unknown(reason)])
        #expect(try context.known("a") == 1)
        #expect(try context.known("b") == .null)
        #expect(context.fact("c") == .unknown(reason))
        #expect(throws: reason) { try context.known("c") }
        let error = #expect(throws: UnknownReason.self) { try context.known("d") }
        #expect(error?.code == .notGathered)
        #expect(error?.message.contains("'d'") == true)
    }

    @Test func aReadOfTheClusterIsAReasonToo() async throws {
        let context = FactContext(
            subject: Subject(), gatherer: try gatherer(["/api/v1/nodes": StubTransport.refusal(403, "Forbidden")]).0)
        let error = await #expect(throws: UnknownReason.self) {
            try await context.reading { try await $0.listAll(.nodes).items }
        }
        #expect(error?.code == .forbidden)
        #expect(error?.verb == "list" && error?.resource == "nodes")
    }
}

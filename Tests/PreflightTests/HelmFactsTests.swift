import Processes
import Testing

@testable import Preflight

/// Which Helm is there.
@Suite struct HelmFactsTests: FactGathering {
    struct Slow: ProcessRunning {
        func run(_ command: ProcessCommand, timeout: Duration?) async throws -> ProcessResult {
            throw ProcessError(.timedOut, "\(command.executable) did not end within 10 s")
        }
    }

    @Test func helmThatIsNotThereIsAbsent() async throws { #expect(try await gather(.helm) == .absent) }

    @Test func f32helmThatDoesNotEndIsUnknown() async throws {
        let facts = try await gatherer(processes: Slow()).0.gather([.helm], for: Subject())
        #expect(
            facts[.helm]
                == .unknown(UnknownReason(.timeout, "helm did not end within 10 s")))
    }
}

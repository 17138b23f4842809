import Bootstrap
import Deployments
import Kubernetes
import Testing

@testable import Commands

/// What is planned of a cluster that answers and cannot be planned with.
@Suite struct UnseenPlanTests {
    private static func asked(
        _ clock: any Clock<Duration>, _ plan: @escaping @Sendable () async throws -> BootstrapPlan
    ) async throws -> String? {
        switch try await PreflightJob.unlessUnseen(clock, plan) {
        case .plan: nil
        case .unseen(let reason): reason
        }
    }

    static let failures: [(any Error, String)] = [
        (KubernetesError(.forbidden, "may not list crds"), "may not list crds"),
        (KubernetesError(.timeout, "no answer"), "no answer"),
        (BootstrapError(.forbidden, "may not see releases"), "may not see releases"),
        (DeploymentError(.unseen, "the Gateway may not be seen"), "the Gateway may not be seen"),
    ]

    @Test(arguments: failures.indices) func whatKeepsFromPlanningIsTold(_ index: Int) async throws {
        let (error, words) = Self.failures[index]
        let reason = try await Self.asked(ContinuousClock()) { throw error }
        #expect(reason?.contains(words) == true, "\(reason ?? "nothing")")
        let text = PreflightJob.unplanned(try #require(reason))
        #expect(text.contains(words) && text.contains("another provider"), "\(text)")
    }

    @Test func aClusterThatIsTooSlowIsTold() async throws {
        let reason = try await Self.asked(FastClock()) {
            try await Task.sleep(for: .seconds(600))
            throw CancellationError()
        }
        #expect(reason == "there was no answer within 15 s")
    }

    /// What is wrong with flags and files stops everything.
    @Test func otherFailuresAreNotOfTheCluster() async throws {
        await #expect(throws: BootstrapError.self) {
            try await Self.asked(ContinuousClock()) { throw BootstrapError(.wrongCluster, "another cluster") }
        }
    }
}

import Deployments
import Kubernetes
import Sandbox
import TestSupport
import Testing

@testable import Bootstrap

/// The rights that asking models for an answer takes.
@Suite(.timeLimit(.minutes(3)))
struct AskingRightsTests {
    private func unaskable(token: String) async throws -> BootstrapForecast.Problem? {
        try await SandboxRun.with(token: token) { sandbox in
            let file = try SandboxRun.file(SandboxRun.oneModel)
            let plan = try DeploymentPlan(file.models[0], from: sandbox.run.registry)
            return try await BootstrapRights(client: sandbox.client).unaskable([plan, plan])
        }
    }

    @Test func whatIsMissingIsNamedOnceAndStopsNothing() async throws {
        let found = try await unaskable(token: "restricted")
        let problem = try #require(found)
        #expect(problem.isUnknown)
        let words = "whether they answer will be unknown: the caller may not get services/proxy "
        #expect(problem.message.hasPrefix(words), "\(problem.message)")
        #expect(problem.message.contains("; create services/proxy in namespace "))
        #expect(problem.message.ranges(of: "services/proxy").count == 2, "\(problem.message)")
        #expect(problem.hint == "ask for these rights, or do not have them asked: smokeTest: false")
    }

    @Test func whoMayAskIsToldNothing() async throws {
        let found = try await unaskable(token: Sandbox.adminToken)
        #expect(found == nil)
    }
}

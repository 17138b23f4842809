import Exposure
import Providers
import Releases
import Sandbox
import Testing

@testable import Deployments

/// What decides over a route and may not be seen is no bad request.
@Suite(.timeLimit(.minutes(3)))
struct UnseenGatewayTests {
    @Test(arguments: [
        (ExposureError.Reason.unseen, DeploymentError.Code.unseen), (.invalid, .invalidRequest),
        (.operatorMissing, .operatorMissing),
    ])
    func reasonsKeepTheirMeaning(reason: ExposureError.Reason, code: DeploymentError.Code) {
        #expect(DeploymentError(ExposureError(reason, nil, "words")).code == code)
    }

    @Test func whoMayNotListClassesIsToldBeforeAnythingIsChanged() async throws {
        let tina = SandboxUser(
            name: "tina", token: "tina",
            rules: [.init(apiGroups: ["*"], resources: ["*"], verbs: ["*"], namespaces: ["models"])])
        try await GatewayCluster.with(users: [tina], token: "tina") { cluster in
            let error = try await #require(throws: DeploymentError.self) {
                try await cluster.serve(.gateway(GatewayRequest()))
            }
            #expect(error.code == .unseen)
            #expect(error.message.hasSuffix("which GatewayClasses there are cannot be seen"), "\(error)")
            #expect(error.hint?.contains("the right to list gatewayclasses") == true)
            #expect(try await cluster.driver.record("qwen3", namespace: "models") == nil)
        }
    }
}

import HTTP
import Kubernetes
import Testing
import Value

@Suite struct AccessTests {
    @Test func aReviewWithoutStatusIsNoRefusal() async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([.json(["kind": "SelfSubjectAccessReview"])]))
        let error = try await #require(throws: KubernetesError.self) {
            try await client.review(AccessRequest(verb: "get", .pods))
        }
        #expect(error.code == .unreadable)
    }
}

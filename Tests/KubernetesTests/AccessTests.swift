import HTTP
import Kubernetes
import Testing
import Value

@Suite struct AccessTests {
    private func rules(_ rules: Value, incomplete: Bool = false) async throws -> AccessRules {
        let answer: Value = ["status": ["resourceRules": rules, "incomplete": .bool(incomplete)]]
        return try await KubernetesClient.scripted(ScriptedTransport([.json(answer, status: 201)])).accessRules()
    }

    struct Question: Sendable {
        var request: AccessRequest
        var isAllowed: Bool
    }

    @Test(arguments: [
        Question(request: AccessRequest(verb: "get", group: "", resource: "pods"), isAllowed: true),
        Question(request: AccessRequest(verb: "get", group: "apps", resource: "pods"), isAllowed: false),
        Question(request: AccessRequest(verb: "delete", group: "", resource: "pods"), isAllowed: false),
        Question(
            request: AccessRequest(verb: "get", group: "", resource: "pods", subresource: "log"), isAllowed: true),
        Question(
            request: AccessRequest(verb: "get", group: "", resource: "pods", subresource: "exec"), isAllowed: false),
        Question(
            request: AccessRequest(verb: "patch", group: "apps", resource: "deployments", subresource: "scale"),
            isAllowed: true),
        Question(
            request: AccessRequest(verb: "patch", group: "apps", resource: "deployments"), isAllowed: false),
        Question(
            request: AccessRequest(verb: "update", group: "", resource: "configmaps", name: "mine"), isAllowed: true),
        Question(request: AccessRequest(verb: "update", group: "", resource: "configmaps"), isAllowed: false),
        Question(request: AccessRequest(verb: "any", group: "x.io", resource: "widgets"), isAllowed: true),
        Question(
            request: AccessRequest(verb: "any", group: "x.io", resource: "widgets", subresource: "status"),
            isAllowed: true),
    ])
    func rulesMatchAsRBACDoes(_ question: Question) async throws {
        let rules = try await rules([
            ["verbs": ["get", "list"], "apiGroups": [""], "resources": ["pods", "pods/log"]],
            ["verbs": ["patch"], "apiGroups": ["apps"], "resources": ["*/scale"]],
            ["verbs": ["update"], "apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["mine"]],
            ["verbs": ["*"], "apiGroups": ["x.io"], "resources": ["*"]],
        ])
        #expect(rules.allows(question.request) == question.isAllowed)
    }

    @Test func f32anIncompleteListSaysSo() async throws {
        #expect(try await rules([], incomplete: true).isIncomplete)
    }

    @Test func aReviewWithoutStatusIsNoRefusal() async throws {
        let client = try KubernetesClient.scripted(ScriptedTransport([.json(["kind": "SelfSubjectAccessReview"])]))
        let error = try await #require(throws: KubernetesError.self) {
            try await client.review(AccessRequest(verb: "get", .pods))
        }
        #expect(error.code == .unreadable)
    }
}

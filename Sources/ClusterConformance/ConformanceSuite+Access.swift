import Kubernetes
import Value

extension ConformanceSuite {
    static let accessCases = [
        ConformanceCase("who may do everything is told so") { context in
            let review = try await context.client.review(
                AccessRequest(verb: "create", .deployments, namespace: context.namespace))
            try expect(review.isAllowed, "not allowed: \(review)")
            let rules = try await rules(of: context.client, in: context.namespace)
            try expect(rules.contains { $0["verbs"] == ["*"] && $0["resources"] == ["*"] }, "rules: \(rules)")
        },
        ConformanceCase("who may do nothing is told so", needs: [.nobody]) { context in
            guard let nobody = context.nobody else { throw missingNobody }
            let review = try await nobody.review(
                AccessRequest(verb: "create", .deployments, namespace: context.namespace))
            try expect(!review.isAllowed, "allowed: \(review)")
            let rules = try await rules(of: nobody, in: context.namespace)
            let secrets = rules.filter { rule in
                rule["resources"]?.array?.contains { ["*", "secrets"].contains($0.string) } == true
            }
            try expect(secrets.isEmpty, "rules: \(rules)")
        },
        ConformanceCase("F32 a forbidden read is forbidden, and never absent", needs: [.nobody]) { context in
            guard let nobody = context.nobody else { throw missingNobody }
            let error = try await expectError(.forbidden) {
                _ = try await nobody.getIfPresent(.configMaps, "missing", namespace: context.namespace)
            }
            try expect(error.isMissingPermission, "not a missing permission: \(error)")
            try expectEqual(error.request?.verb, "get", "the verb")
            try expectEqual(error.request?.resource, "configmaps", "the resource")
            try expectEqual(error.request?.namespace, context.namespace, "the namespace")
            try expect(error.message.contains("cannot get resource \"configmaps\""), "message: \(error.message)")
            let list = try await expectError(.forbidden) { _ = try await nobody.listAll(.nodes) }
            try expectEqual(list.request?.permission, "verb \"list\" on nodes in the whole cluster", "the permission")
            try await expectError(.forbidden) {
                _ = try await nobody.create(context.configMap("a"), as: .configMaps)
            }
        },
        ConformanceCase("who may not see kube-system still knows the server", needs: [.nobody]) { context in
            guard let nobody = context.nobody else { throw missingNobody }
            let identity = try await nobody.identity()
            try expectEqual(identity.kubeSystemUID, nil, "the uid")
            try expect(identity.note?.contains("may not get namespace kube-system") == true, "note: \(identity)")
        },
    ]

    /// What `kubectl auth can-i --list` asks for.
    private static func rules(of client: KubernetesClient, in namespace: String) async throws -> [Value] {
        let type = ResourceType(
            group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectRulesReview",
            plural: "selfsubjectrulesreviews", isNamespaced: false)
        let answer = try await client.create(
            [
                "apiVersion": .string(type.apiVersion), "kind": .string(type.kind),
                "spec": ["namespace": .string(namespace)],
            ], as: type)
        return answer["status"]?["resourceRules"]?.array ?? []
    }
}

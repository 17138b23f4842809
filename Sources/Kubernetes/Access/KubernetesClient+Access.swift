import HTTP
import Value

/// Questions about the caller's own rights; they store nothing in the cluster.
extension KubernetesClient {
    /// Asks whether the caller may do one thing (SelfSubjectAccessReview).
    public func review(_ request: AccessRequest) async throws -> AccessReview {
        var attributes: Object = [
            "verb": .string(request.verb), "group": .string(request.group), "resource": .string(request.resource),
        ]
        if let subresource = request.subresource { attributes["subresource"] = .string(subresource) }
        if let namespace = request.namespace { attributes["namespace"] = .string(namespace) }
        if let name = request.name { attributes["name"] = .string(name) }
        let answer = try await answer(to: "SelfSubjectAccessReview", ["resourceAttributes": .object(attributes)])
        return AccessReview(
            isAllowed: answer["allowed"]?.bool ?? false, isDenied: answer["denied"]?.bool ?? false,
            reason: answer["reason"]?.string ?? "", evaluationError: answer["evaluationError"]?.string ?? "")
    }

    /// Asks for all that the caller may do in a namespace (SelfSubjectRulesReview).
    ///
    /// - Parameter namespace: nil asks for what the caller may do in the whole cluster.
    public func reviewRules(in namespace: String?) async throws -> AccessRules {
        // The review wants a namespace. No binding can be in one of this name, so that the cluster's rules are left.
        let answer = try await answer(to: "SelfSubjectRulesReview", ["namespace": .string(namespace ?? "-")])
        let rules = ["resourceRules", "nonResourceRules"].flatMap { answer[$0]?.array ?? [] }
        return AccessRules(
            rules: rules.map { PolicyRule($0) },
            isIncomplete: answer["incomplete"]?.bool ?? false || answer["evaluationError"]?.string?.isEmpty == false)
    }

    /// The status of a review.
    private func answer(to kind: String, _ spec: Object) async throws -> Value {
        let type = ResourceType(
            group: "authorization.k8s.io", version: "v1", kind: kind, plural: "\(kind.lowercased())s",
            isNamespaced: false)
        var call = try APICall(.post, verb: "create", type, isIdempotent: true)
        let review: Value = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "spec": .object(spec),
        ]
        call.body = review.jsonBytes()
        let answer = try await connection.value(call)
        guard let status = answer["status"], status.object != nil else {
            throw connection.unreadable("the \(type.kind) came back without a status", call)
        }
        return status
    }
}

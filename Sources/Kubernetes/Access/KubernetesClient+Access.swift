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
        let type = ResourceType(
            group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectAccessReview",
            plural: "selfsubjectaccessreviews", isNamespaced: false)
        var call = try APICall(.post, verb: "create", type, isIdempotent: true)
        let review: Value = [
            "apiVersion": .string(type.apiVersion), "kind": .string(type.kind),
            "spec": ["resourceAttributes": .object(attributes)],
        ]
        call.body = review.jsonBytes()
        let answer = try await connection.value(call)
        guard let status = answer["status"], status.object != nil else {
            throw connection.unreadable("the \(type.kind) came back without a status", call)
        }
        return AccessReview(
            isAllowed: status["allowed"]?.bool ?? false, isDenied: status["denied"]?.bool ?? false,
            reason: status["reason"]?.string ?? "", evaluationError: status["evaluationError"]?.string ?? "")
    }
}

import Deployments
import Exposure
import Kubernetes
import Providers
import Releases

/// What a run's models need the right to do, asked before the first change: by the time a model is deployed, operators
/// have been installed.
///
/// Operators' rights follow from their charts, which the release driver knows.
struct BootstrapRights {
    let client: KubernetesClient

    /// - Throws: `BootstrapError` with code `forbidden` that names all that is missing.
    func check(_ models: [DeploymentPlan]) async throws {
        let all = AccessRequest(verb: "*", group: "*", resource: "*")
        if try await client.review(all).isAllowed { return }
        let refused = try await refused(try await requests(models))
        guard refused.isEmpty else {
            throw BootstrapError(
                .forbidden, "the caller may not \(refused.joined(separator: "; "))",
                hint: "ask for these rights, or run as somebody who has them; nothing was changed")
        }
    }

    /// What asking models for an answer takes and the caller may not; nil where that is nothing.
    ///
    /// It stops no run: the models are served, and nobody knows whether they answer.
    func unaskable(_ models: [DeploymentPlan]) async throws -> BootstrapForecast.Problem? {
        var asked: [AccessRequest] = []
        for model in models {
            asked += ["get", "create"].map { verb in
                AccessRequest(
                    verb: verb, group: "", resource: "services", subresource: "proxy",
                    namespace: model.request.namespace)
            }.filter { !asked.contains($0) }
        }
        let refused = try await refused(asked)
        guard !refused.isEmpty else { return nil }
        return BootstrapForecast.Problem(
            "the models", "whether they answer will be unknown: the caller may not \(refused.joined(separator: "; "))",
            hint: "ask for these rights, or do not have them asked: smokeTest: false", isUnknown: true)
    }

    private func refused(_ requests: [AccessRequest]) async throws -> [String] {
        var refused: [String] = []
        for request in requests {
            let review = try await client.review(request)
            // A refusal of an authorizer that failed proves nothing.
            if !review.isAllowed, review.evaluationError.isEmpty { refused.append(request.description) }
        }
        return refused
    }

    private func requests(_ models: [DeploymentPlan]) async throws -> [AccessRequest] {
        var requests: [AccessRequest] = []
        for model in models {
            let namespace = model.request.namespace
            let records = try await RecordKind.chosen(in: namespace, by: client)
            var wanted = ["create", "update"].map { AccessRequest(verb: $0, records.type, namespace: namespace) }
            if let resource = model.provider.definition.resource {
                wanted += ["create", "patch"].map {
                    AccessRequest(
                        verb: $0, group: resource.group, resource: resource.plural, namespace: namespace)
                }
            }
            if case .gateway? = model.request.exposure {
                wanted += ["httproutes", "gateways"].flatMap { resource in
                    ["create", "patch"].map {
                        AccessRequest(
                            verb: $0, group: "gateway.networking.k8s.io", resource: resource, namespace: namespace)
                    }
                }
            }
            if try await isMissing(namespace) { wanted.append(AccessRequest(verb: "create", .namespaces)) }
            requests += wanted.filter { !requests.contains($0) }
        }
        return requests
    }

    /// Users of one namespace may not look at it; what follows will tell.
    private func isMissing(_ namespace: String) async throws -> Bool {
        do {
            return try await client.getIfPresent(.namespaces, namespace) == nil
        } catch let error as KubernetesError where error.code == .forbidden {
            return false
        }
    }
}

import Events
import Exposure
import Kubernetes
import Providers
import Readiness
import Value
import Waiting

extension DeploymentEngine {
    /// What becomes of requests through a route that the provider's operator makes: like one of groundcrew's, it counts once
    /// its Gateway has taken it and the model has answered through it.
    ///
    /// One of which the provider does not say which it is stays the operator's own business.
    /// - Throws: `DeploymentError` with code `timedOut`, `failed` or `silent` for one that does not come up.
    func ownRoute(_ own: OwnRoute, _ work: RouteWork) async throws -> RouteResult {
        guard let name = own.name, work.waits else { return RouteResult(.own, own.reason) }
        work.say(.stepStarted, "looking at its route \(name): \(own.reason)")
        var result: RouteResult
        switch try await standingRoute(own, name, work) {
        case .unseen(let words): result = RouteResult(.unknown, words)
        case .standing(let route):
            result = try await proven(route, work)
            result.plan = route.plan
        }
        result.backend = "as the provider's own route says: \(own.reason)"
        work.say(.stepFinished, result.message, outcome: result.state == .unknown ? .unknown : .ready)
        return result
    }

    private enum OwnRouteSight: Sendable {
        case standing(ExposedRoute)
        /// Why nobody can say anything of it.
        case unseen(String)
    }

    /// The route once it is there; its operator may still be at work on it.
    private func standingRoute(_ own: OwnRoute, _ name: String, _ work: RouteWork) async throws -> OwnRouteSight {
        let (namespace, id) = (work.plan.request.namespace, work.plan.id)
        let deployment = work.plan.request.name
        let api = work.endpoint?.path ?? "/v1"
        let title = "HTTPRoute \(namespace)/\(name)"
        do {
            return try await waiter().ask(AskLimits(work.left)) { () -> Verdict<OwnRouteSight> in
                let type: ResourceType
                do {
                    type = try await client.resourceType(group: GatewayAPI.group, resource: "httproutes")
                } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                    return .wrong("the cluster serves no HTTPRoute")
                }
                guard let object = try await client.getIfPresent(type, name, namespace: namespace) else {
                    return .notYet("\(title) is not there")
                }
                let gateway = try await gateway(of: object, in: type.version)
                guard let route = own.standing(object, through: gateway, to: deployment, api: api) else {
                    return .notYet("\(title) names no Gateway")
                }
                return .proven(.standing(route))
            }
        } catch let error as AskError {
            throw DeploymentError(
                error.reason == .timedOut ? .timedOut : .failed,
                "\(id) runs, but the route that its operator makes does not come up: "
                    + (error.words ?? "nothing was heard of \(title)"),
                hint: "see what the operator says of it, then run the same command again", underlying: error)
        } catch let error as KubernetesError where error.code == .forbidden {
            return .unseen("whether the model answers through its Gateway is unknown: \(error.message)")
        }
    }

    /// Nil where it is not there, or may not be seen.
    private func gateway(of route: Value, in version: String) async throws -> Value? {
        guard let name = OwnRoute.gateway(of: route) else { return nil }
        let found = try await unlessForbidden {
            let type = try await client.resourceType(apiVersion: "\(GatewayAPI.group)/\(version)", kind: "Gateway")
            return try await client.getIfPresent(type, name.name, namespace: name.namespace)
        }
        return found.flatMap(\.self)
    }
}

import Events
import Exposure
import Kubernetes
import Providers
import Readiness
import Releases
import Value
import Waiting

extension DeploymentEngine {
    /// Asks the model through the Gateway's own Service, by the API server's proxy.
    ///
    /// What cannot be reached from here is unknown in the result.
    /// - Throws: `DeploymentError` with code `silent` where the Gateway answers, and not as the model would.
    func ask(through route: ExposedRoute, _ result: inout RouteResult, _ work: RouteWork) async throws {
        let name = work.plan.request.name
        let endpoint: DeploymentStatus.Endpoint
        switch try await gatewayService(of: route) {
        case .unreachable(let words): return Self.leaveOpen(&result, words)
        case .found(let service):
            endpoint = DeploymentStatus.Endpoint(
                service: service, namespace: route.plan.gateway.namespace, port: route.plan.port,
                scheme: route.plan.scheme, path: route.plan.prefix + route.api)
        }
        let host = route.plan.askedHost
        work.say(.progress, "asking \(endpoint.url)\(host.map { " for \($0)" } ?? "")")
        let limit = min(work.left, SmokeLimits.time)
        do {
            let answer = try await ask(endpoint, served: work.plan.servedName, limit: limit, host: host)
            result.state = .answered
            result.answer = answer
            result.message = "\(work.plan.servedName) answered through Gateway \(route.plan.gateway)"
        } catch let error as AskError {
            let words = error.words ?? "nothing was heard"
            // What stands before the API server may look at the name, too.
            if host != nil { return Self.leaveOpen(&result, "\(endpoint.url) was asked in vain: \(words)") }
            // Not what the Gateway says: nobody came as far as that.
            if error.reason == .timedOut, !SmokeJudge.isAnswer(words, of: endpoint.url) {
                return Self.leaveOpen(&result, "\(endpoint.url) cannot be reached through the API server: \(words)")
            }
            throw DeploymentError(
                .silent,
                "\(work.plan.id) answers by itself, but not through Gateway \(route.plan.gateway): \(words)",
                hint: "kubectl describe httproute \(route.name) --namespace \(route.plan.namespace); "
                    + "groundcrew deployments show \(name) --namespace \(route.plan.namespace) says how it stands",
                underlying: error)
        } catch let error as KubernetesError where error.code == .forbidden {
            Self.leaveOpen(&result, "the caller may not ask \(endpoint.url): \(error.message)")
        }
    }

    private static func leaveOpen(_ result: inout RouteResult, _ words: String) {
        result.state = .unknown
        result.message = "whether the model answers through the Gateway is unknown: \(words)"
        if !result.conditions.isEmpty { result.message += "; \(result.conditions.joined(separator: "; "))" }
    }

    private enum GatewayService {
        case found(String)
        /// Why there is nobody to ask.
        case unreachable(String)
    }

    /// The Service that the Gateway's controller made for it.
    private func gatewayService(of route: ExposedRoute) async throws -> GatewayService {
        let gateway = route.plan.gateway
        let listed = try await unlessForbidden {
            try await client.listAll(
                .services, namespace: gateway.namespace,
                options: ListOptions(labelSelector: "\(GatewayAPI.nameLabel)=\(gateway.name)")
            ).items
        }
        guard let listed else {
            return .unreachable("the caller may not list Services in namespace \(gateway.namespace)")
        }
        let services = listed.sorted { Self.name($0) < Self.name($1) }
        guard !services.isEmpty else {
            return .unreachable("Gateway \(gateway) has no Service in its namespace that it could be asked by")
        }
        guard let service = services.first(where: { Self.has(route.plan.port, $0) }) else {
            return .unreachable(
                "Service \(Self.name(services[0])) of Gateway \(gateway) has no port \(route.plan.port)")
        }
        return .found(Self.name(service))
    }

    private static func name(_ object: Value) -> String { object["metadata"]?["name"]?.string ?? "" }

    private static func has(_ port: Int64, _ service: Value) -> Bool {
        (service["spec"]?["ports"]?.array ?? []).contains { $0["port"]?.integer == port }
    }
}

extension DeploymentEngine {
    /// How the route of a deployment stands; nil where groundcrew made none, and where releases may not be seen.
    ///
    /// - Throws: `KubernetesError` for a cluster that cannot be asked.
    public func routeStatus(of name: String, namespace: String) async throws -> RouteResult? {
        guard let route = try await route(heldFor: name, namespace: namespace) else { return nil }
        let judge = RouteJudge(route.plan)
        let gateway = try await found("Gateway", route.plan.gateway, route.plan.apiVersion)
        let object = try await found(
            "HTTPRoute", GatewayName(namespace: namespace, name: route.name), route.plan.apiVersion)
        let parts = [("Gateway", gateway.object), ("HTTPRoute", object.object)].compactMap { kind, object in
            object.map { RoutePart(kind: kind, object: $0) }
        }
        var result = Self.taken(parts, route)
        for (kind, found, judged) in [
            ("Gateway \(route.plan.gateway)", gateway, gateway.object.map(judge.gateway)),
            ("HTTPRoute \(namespace)/\(route.name)", object, object.object.map(judge.route)),
        ] {
            if let judged {
                guard !judged.isMet else { continue }
                result.state = .pending
                result.message = "\(kind) \(judged.status.message)"
            } else {
                result.state = found.isHidden ? .unknown : .pending
                result.message = "\(kind) \(found.isHidden ? "cannot be seen" : "is not there")"
            }
            return result
        }
        return result
    }

    /// `show`, with the route.
    ///
    /// - Throws: what `show` throws; a record of the route that is damaged leaves the route out.
    public func showRouted(
        _ name: String, namespace: String, provider: String? = nil
    ) async throws -> DeploymentStatus {
        var status = try await show(name, namespace: namespace, provider: provider)
        do {
            status.route = try await routeStatus(of: name, namespace: namespace)
        } catch let error as ReleaseError where error.code == .recordUnreadable {
            status.unseen.append(Unseen(unreadable: "the route of \(status.id)", error))
        }
        return status
    }

    private func found(
        _ kind: String, _ name: GatewayName, _ apiVersion: String
    ) async throws -> (object: Value?, isHidden: Bool) {
        do {
            let type = try await client.resourceType(apiVersion: apiVersion, kind: kind)
            return (try await client.getIfPresent(type, name.name, namespace: name.namespace), false)
        } catch let error as KubernetesError where error.code == .forbidden {
            return (nil, true)
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return (nil, false)
        }
    }
}

import Value

extension SimulatedBackend {
    /// What the proxy of a Gateway answers: as the route says that fits best, or that there is none.
    ///
    /// - Returns: nil for a Service that is no Gateway's.
    func throughGateway(_ request: ProxyRequest, in cluster: Cluster) throws -> APIResponse? {
        guard request.isService, let name = request.target.labels[GatewayTypes.nameLabel]?.string,
            let types = GatewayTypes(cluster)
        else { return nil }
        guard let gateway = cluster.object(types.gateways, request.target.namespace, name) else { return nil }
        var best: (match: GatewayMatch, route: Value)?
        for route in cluster.list(types.routes) where Self.isTaken(route, gateway) {
            guard let match = GatewayMatch(route, request) else { continue }
            if best.map({ match.isBetter(than: $0.match) }) ?? true { best = (match, route) }
        }
        guard let best else { return .text("simulated: no route for \(request.path)\n", status: 404) }
        return try pass(request, best.match, best.route, types, cluster)
    }

    private static func isTaken(_ route: Value, _ gateway: Value) -> Bool {
        (route[at: "status", "parents"]?.array ?? []).contains { parent in
            parent["parentRef"]?.isParent(gateway, in: route.namespace) == true
                && (parent["conditions"]?.array ?? []).contains { $0["type"] == "Accepted" && $0["status"] == "True" }
        }
    }

    private func pass(
        _ request: ProxyRequest, _ match: GatewayMatch, _ route: Value, _ types: GatewayTypes, _ cluster: Cluster
    ) throws -> APIResponse {
        let backend = match.backend
        let name = backend["name"]?.string ?? ""
        var passed = request
        passed.path = match.path
        let nobody = APIResponse.text("simulated: no server behind \(name)\n", status: 503)
        if backend["kind"]?.string == "InferencePool" {
            guard let pools = types.pools, let pool = cluster.object(pools, route.namespace, name) else {
                return .text("simulated: no pool \(name)\n", status: 500)
            }
            let selector: Value = ["matchLabels": pool[at: "spec", "selector", "matchLabels"] ?? [:]]
            let pods = cluster.list(.pods, namespace: route.namespace)
            guard let pod = pods.first(where: { selector.selects($0.labels) && PodState.isReady($0) }) else {
                return nobody
            }
            passed.target = pod
            passed.isService = false
            passed.port = String(pool[at: "spec", "targetPorts"]?.array?.first?["number"]?.integer ?? 0)
            return try answer(passed, in: cluster)
        }
        guard let service = cluster.object(.services, route.namespace, name) else {
            return .text("simulated: no Service \(name)\n", status: 500)
        }
        guard EndpointController.pods(of: service, in: cluster).contains(where: PodState.isReady) else {
            return nobody
        }
        passed.target = service
        passed.port = String(backend["port"]?.integer ?? 0)
        return try answer(passed, in: cluster)
    }
}

/// How a request fits a route.
struct GatewayMatch {
    /// Of the path.
    var prefix: String
    /// How well a name fits: none is the least, one without a star the most.
    private var hostRank: Int
    /// As the server behind the route sees it.
    var path: String
    var backend: Value

    init?(_ route: Value, _ request: ProxyRequest) {
        let hostnames = (route[at: "spec", "hostnames"]?.array ?? []).compactMap(\.string)
        let host = Self.name(request.host ?? "")
        let ranks = hostnames.filter { Self.covers($0, host) }.map { $0.hasPrefix("*.") ? $0.utf8.count : Int.max }
        guard hostnames.isEmpty || !ranks.isEmpty else { return nil }
        hostRank = ranks.max() ?? 0
        var best: (prefix: String, rule: Value)?
        for rule in route[at: "spec", "rules"]?.array ?? [] {
            for item in rule["matches"]?.array ?? [] {
                let prefix = item[at: "path", "value"]?.string ?? "/"
                guard Self.begins(request.path, prefix) else { continue }
                if best.map({ prefix.utf8.count > $0.prefix.utf8.count }) ?? true { best = (prefix, rule) }
            }
        }
        guard let best, let backend = best.rule["backendRefs"]?.array?.first else { return nil }
        prefix = best.prefix
        self.backend = backend
        path = request.path
        for filter in best.rule["filters"]?.array ?? [] {
            guard let replacement = filter[at: "urlRewrite", "path", "replacePrefixMatch"]?.string else { continue }
            let rest = prefix == "/" ? path[...] : path.dropFirst(prefix.utf8.count)
            path = replacement == "/" && rest.hasPrefix("/") ? String(rest) : replacement + rest
        }
    }

    /// The name that fits best comes first, then the longest prefix, as the Gateway API has it.
    func isBetter(than other: GatewayMatch) -> Bool {
        (hostRank, prefix.utf8.count) > (other.hostRank, other.prefix.utf8.count)
    }

    /// Without a port, in lower case.
    private static func name(_ host: String) -> String {
        String(host.lowercased().prefix { $0 != ":" })
    }

    private static func covers(_ pattern: String, _ host: String) -> Bool {
        pattern.hasPrefix("*.") ? host.hasSuffix(pattern.dropFirst()) : pattern == host
    }

    /// By whole segments.
    private static func begins(_ path: String, _ prefix: String) -> Bool {
        prefix == "/" || path == prefix || path.hasPrefix(prefix + "/")
    }
}

import Value

extension ExposurePlan {
    /// Chooses, deterministically: the user's word first, then what the route goes through by now, then a Gateway that is
    /// there and takes it, then a class that is accepted, the standard one before others; where there is none, the standard
    /// Gateway is to be installed.
    ///
    /// - Throws: `ExposureError` for a Gateway or class of the user's that takes no requests, and where the caller may not
    ///   see what there is to choose from.
    public init(
        _ request: GatewayRequest, of deployment: String, in namespace: String, considering facts: ExposureFacts
    ) throws(ExposureError) {
        let choice = ExposureChoice(request: request, deployment: deployment, namespace: namespace, facts: facts)
        self = try choice.plan()
    }
}

/// One choice on its way.
private struct ExposureChoice {
    let request: GatewayRequest
    let deployment: String
    let namespace: String
    let facts: ExposureFacts
    var rejected: [ExposurePlan.Rejection] = []

    func plan() throws(ExposureError) -> ExposurePlan {
        if let name = request.gateway { return try named(name) }
        if let name = request.gatewayClass { return try named(class: name) }
        guard facts.wasAsked else {
            return made(
                StandardGateway.className, StandardGateway.controller,
                "\(StandardGateway.title) by default; no cluster was asked")
        }
        if let kept = try kept() { return kept }
        return try found()
    }

    // MARK: - The user's word

    private func named(_ name: GatewayName) throws(ExposureError) -> ExposurePlan {
        guard let gateways = facts.gateways else {
            return existing(name, nil, facts.wasAsked ? "as asked for; it cannot be seen from here" : "as asked for")
        }
        guard let gateway = gateways.first(where: { $0.id == name }) else {
            let others = gateways.map { "\($0.id)" }.sorted()
            throw ExposureError(
                .invalid, .gateway, "is \(name), and there is no such Gateway",
                hint: others.isEmpty
                    ? "leave it out: one is made" : "there are \(others.prefix(10).joined(separator: ", "))")
        }
        let (listener, refusals) = listener(of: gateway)
        guard let listener else {
            throw ExposureError(
                .invalid, .gateway, "is \(name), which takes no route of namespace \(namespace): \(refusals)",
                hint: "allow it in the Gateway's listeners (allowedRoutes), or leave it out: another way is found")
        }
        let state = gateway.isProgrammed == true ? "" : "; it is not programmed yet"
        return existing(gateway.id, (listener, gateway), "as asked for\(state)")
    }

    private func named(class name: String) throws(ExposureError) -> ExposurePlan {
        guard let classes = facts.classes else {
            return made(name, nil, facts.wasAsked ? "as asked for; it cannot be seen from here" : "as asked for")
        }
        guard let found = facts.gatewayClass(name) else {
            guard name != StandardGateway.className else { return toInstall("as asked for") }
            let others = classes.map(\.name).sorted()
            throw ExposureError(
                .invalid, .gatewayClass, "is \(name), and there is no such GatewayClass",
                hint: others.isEmpty
                    ? "the cluster has none; leave it out: \(StandardGateway.title) is what is installed then"
                    : "there are \(others.joined(separator: ", "))")
        }
        if found.isAccepted == false, let refusal = found.refusal {
            throw ExposureError(
                .invalid, .gatewayClass, "is \(name), which \(refusal)",
                hint: "see to its controller, or name another one")
        }
        let state = found.isAccepted == nil ? "; nobody has accepted it yet" : ""
        return made(name, found.controller, "as asked for\(state)")
    }

    // MARK: - What there is

    /// The way that the route takes by now, as long as it can.
    private func kept() throws(ExposureError) -> ExposurePlan? {
        let reason = "as it was chosen first"
        switch facts.former {
        case .existing(let name, _)?:
            guard let gateway = facts.gateways?.first(where: { $0.id == name }),
                let listener = listener(of: gateway).listener
            else { return nil }
            return existing(name, (listener, gateway), reason)
        case .made(let name)?:
            guard let found = facts.gatewayClass(name) else {
                return facts.classes == nil ? made(name, nil, reason) : nil
            }
            return found.isAccepted == false ? nil : made(name, found.controller, reason)
        case nil: return nil
        }
    }

    private func found() throws(ExposureError) -> ExposurePlan {
        var copy = self
        for gateway in gatewaysInOrder {
            let name = "Gateway \(gateway.id)"
            if let refusal = refusal(of: gateway) {
                copy.rejected.append(.init(name: name, reason: refusal))
            } else if let listener = listener(of: gateway).listener {
                return copy.existing(
                    gateway.id, (listener, gateway), "\(name) is programmed and takes routes of namespace \(namespace)")
            }
        }
        guard let classes = facts.classes else {
            throw ExposureError(
                .unseen, .gatewayClass, "is not given, and which GatewayClasses there are cannot be seen",
                hint: "name a class, or a Gateway of yours, or ask for the right to list gatewayclasses")
        }
        for item in Self.inOrder(classes) {
            if let refusal = item.refusal {
                copy.rejected.append(.init(name: "GatewayClass \(item.name)", reason: refusal))
            } else {
                return copy.made(item.name, item.controller, "GatewayClass \(item.name) is accepted")
            }
        }
        return copy.toInstall("nothing in the cluster takes requests from outside")
    }

    /// Those of the deployment's namespace first, then those of the standard class.
    private var gatewaysInOrder: [GatewayFact] {
        (facts.gateways ?? []).sorted { first, second in
            func key(_ gateway: GatewayFact) -> (Int, Int, String) {
                (
                    gateway.id.namespace == namespace ? 0 : 1,
                    facts.gatewayClass(gateway.className)?.isStandard == true ? 0 : 1, "\(gateway.id)"
                )
            }
            return key(first) < key(second)
        }
    }

    private static func inOrder(_ classes: [GatewayClassFact]) -> [GatewayClassFact] {
        classes.sorted { ($0.isStandard ? 0 : 1, $0.name) < ($1.isStandard ? 0 : 1, $1.name) }
    }

    private func refusal(of gateway: GatewayFact) -> String? {
        if let owner = gateway.owner { return "belongs to release \(gateway.id.namespace)/\(owner), and goes with it" }
        guard gateway.isProgrammed == true else {
            return "is not programmed\(gateway.message.isEmpty ? "" : ": \(gateway.message)")"
        }
        let (listener, refusals) = listener(of: gateway)
        return listener == nil ? "takes no route of namespace \(namespace): \(refusals)" : nil
    }

    /// The first that takes the route, those without encryption before others: they can be asked from here.
    private func listener(of gateway: GatewayFact) -> (listener: GatewayFact.Listener?, refusals: String) {
        var refusals: [String] = []
        let order = gateway.listeners.filter { $0.proto == "HTTP" } + gateway.listeners.filter { $0.proto != "HTTP" }
        for listener in order {
            let refusal = listener.refusal(
                of: namespace, labels: facts.namespaceLabels, gateway: gateway.id.namespace, hostname: request.hostname)
            guard let refusal else { return (listener, "") }
            refusals.append("listener \(listener.name) \(refusal)")
        }
        return (nil, refusals.isEmpty ? "it has no listeners" : refusals.joined(separator: "; "))
    }

    // MARK: - Plans

    private func existing(
        _ name: GatewayName, _ found: (listener: GatewayFact.Listener, gateway: GatewayFact)?, _ reason: String
    ) -> ExposurePlan {
        // Others' routes go through it, too, so that a path of its own keeps them apart.
        let path = request.path ?? (request.hostname == nil ? "/\(namespace)/\(deployment)" : "/")
        var plan = plan(.existing(name, listener: found?.listener.name), reason, path: path)
        let gatewayClass = found.flatMap { facts.gatewayClass($0.gateway.className) }
        plan.controller = gatewayClass?.controller
        plan.settleTimeout(by: gatewayClass)
        plan.hostname = request.hostname ?? found?.listener.hostname
        plan.port = found?.listener.port ?? plan.port
        plan.scheme = found?.listener.scheme ?? plan.scheme
        return plan
    }

    private func made(_ name: String, _ controller: String?, _ reason: String) -> ExposurePlan {
        var plan = plan(.made(gatewayClass: name), reason, path: request.path ?? "/")
        plan.controller = controller
        // The standard class need not be there yet.
        if controller != StandardGateway.controller { plan.settleTimeout(by: facts.gatewayClass(name)) }
        return plan
    }

    private func toInstall(_ reason: String) -> ExposurePlan {
        var plan = made(
            StandardGateway.className, StandardGateway.controller,
            "\(reason): \(StandardGateway.title) has to be installed")
        plan.needsOperator = true
        return plan
    }

    private func plan(_ parent: ExposurePlan.Parent, _ reason: String, path: String) -> ExposurePlan {
        let version = ["v1", "v1beta1"].first(where: facts.routeVersions.contains) ?? "v1"
        return ExposurePlan(
            namespace: namespace, deployment: deployment, parent: parent, reason: reason, rejected: rejected,
            hostname: request.hostname, path: path, port: 80, scheme: "http", needsOperator: false,
            apiVersion: "gateway.networking.k8s.io/\(version)", controller: nil, timeout: nil)
    }
}

extension ExposurePlan {
    /// Says how long a request may take where the Gateway's class is known to take that, else why not: a route that is not
    /// accepted is worse than one that leaves it to the controller.
    ///
    /// - Parameter gatewayClass: nil where it is not seen.
    fileprivate mutating func settleTimeout(by gatewayClass: GatewayClassFact?) {
        guard gatewayClass?.isStandard != true else { return }
        switch gatewayClass?.takesTimeouts {
        case true?: timeout = Self.unlimited
        case false?: reason += "; the route sets no time for requests: its class takes none"
        case nil: reason += "; the route sets no time for requests: whether its class takes one is not known"
        }
    }
}

import Value

/// Plays what looks after Gateways: accepts its classes, gives each Gateway a Service and an address, and takes routes.
struct GatewayController: Controller {
    let operators: [SimulatedOperator]

    /// Of every simulated Gateway: one that is for documentation.
    static let address = "203.0.113.10"

    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        for simulated in operators {
            guard let gateways = simulated.gateways, OperatorController.isRunning(simulated, cluster),
                time.isDue("operator/\(simulated.name)", after: time.delays.applyDefinitions),
                let types = GatewayTypes(cluster)
            else { continue }
            var play = GatewayPlay(gateways: gateways, types: types, date: time.date)
            play.acceptClasses(&cluster, time)
            play.program(&cluster, &time)
            play.takeRoutes(&cluster)
        }
    }
}

/// One look of one controller.
private struct GatewayPlay {
    let gateways: SimulatedGateways
    let types: GatewayTypes
    let date: Timestamp
    /// Those that are programmed.
    var programmed: [Value] = []

    // MARK: - Classes and Gateways

    func acceptClasses(_ cluster: inout Cluster, _ time: ControllerTime) {
        if cluster.object(types.classes, "", gateways.className) == nil {
            cluster.createAsController(
                [
                    "metadata": ["name": .string(gateways.className)],
                    "spec": ["controllerName": .string(gateways.controller)],
                ], types.classes, time)
        }
        for var item in classes(cluster) {
            item.setCondition(
                "Accepted", true, reason: "Accepted", message: "simulated: the GatewayClass is accepted", at: date,
                extra: generation(item))
            cluster.update(types.classes, item)
        }
    }

    private func classes(_ cluster: Cluster) -> [Value] {
        cluster.list(types.classes).filter { $0[at: "spec", "controllerName"]?.string == gateways.controller }
    }

    mutating func program(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        let names = classes(cluster).map(\.name)
        for var gateway in cluster.list(types.gateways) where !gateway.isBeingDeleted {
            guard names.contains(gateway[at: "spec", "gatewayClassName"]?.string ?? ""),
                time.isDue("gateway/\(gateway.uid)", after: time.delays.notice)
            else { continue }
            serve(gateway, &cluster, time)
            for (type, words) in [("Accepted", "is accepted"), ("Programmed", "is programmed")] {
                gateway.setCondition(
                    type, true, reason: type, message: "simulated: the Gateway \(words)", at: date,
                    extra: generation(gateway))
            }
            gateway[at: "status", "addresses"] = [
                ["type": "IPAddress", "value": .string(GatewayController.address)]
            ]
            cluster.update(types.gateways, gateway)
            programmed.append(gateway)
        }
    }

    /// The Service of the proxy, which needs no pods here.
    private func serve(_ gateway: Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        let name = "\(gateway.name)-\(gateway[at: "spec", "gatewayClassName"]?.string ?? "")"
        let ports = (gateway[at: "spec", "listeners"]?.array ?? []).map { listener -> Value in
            let port = listener["port"]?.integer ?? 80
            return [
                "name": .string("port-\(port)"), "port": .integer(port), "targetPort": .integer(port),
                "protocol": "TCP",
            ]
        }
        if var live = cluster.object(.services, gateway.namespace, name) {
            guard live[at: "spec", "ports"]?.array?.map({ $0["port"] }) != ports.map({ $0["port"] }) else { return }
            live[at: "spec", "ports"] = .array(ports)
            cluster.replaceAsController(live, .services, time)
            return
        }
        cluster.createAsController(
            [
                "metadata": [
                    "name": .string(name), "namespace": .string(gateway.namespace),
                    "labels": [
                        GatewayTypes.nameLabel: .string(gateway.name), "app.kubernetes.io/name": .string(name),
                    ],
                    "ownerReferences": [gateway.ownerReference(types.gateways)],
                ],
                "spec": ["type": "LoadBalancer", "ports": .array(ports)],
            ], .services, time)
    }

    // MARK: - Routes and pools

    func takeRoutes(_ cluster: inout Cluster) {
        var pools: [(name: String, namespace: String, gateway: Value)] = []
        for route in cluster.list(types.routes) where !route.isBeingDeleted {
            var own: [Value] = []
            for reference in route[at: "spec", "parentRefs"]?.array ?? [] {
                let parent = programmed.first { reference.isParent($0, in: route.namespace) }
                guard let gateway = parent else { continue }
                let refusal = refusal(of: route, reference, gateway)
                let lost = lost(route, cluster)
                own.append(
                    entry(
                        of: route, reference,
                        [
                            ("Accepted", refusal, "the route is accepted"),
                            ("ResolvedRefs", lost, "all references are resolved"),
                        ]))
                guard refusal == nil else { continue }
                for backend in route.backendReferences where backend["kind"]?.string == "InferencePool" {
                    pools.append((backend["name"]?.string ?? "", route.namespace, gateway))
                }
            }
            write(own, to: route, types.routes, &cluster)
        }
        guard let type = types.pools else { return }
        for object in cluster.list(type) where !object.isBeingDeleted {
            let leading = pools.filter { $0.name == object.name && $0.namespace == object.namespace }
            write(leading.map { entry(of: object, below: $0.gateway, cluster) }, to: object, type, &cluster)
        }
    }

    private func entry(of pool: Value, below gateway: Value, _ cluster: Cluster) -> Value {
        let picker = pool[at: "spec", "endpointPickerRef", "name"]?.string ?? ""
        let lost: Refusal? =
            cluster.object(.services, pool.namespace, picker) == nil
            ? Refusal(reason: "InvalidExtensionRef", message: "Service \(picker) is not there") : nil
        return entry(
            of: pool,
            [
                "group": .string(GatewayTypes.group), "kind": "Gateway", "name": .string(gateway.name),
                "namespace": .string(gateway.namespace),
            ], [("Accepted", nil, "the pool is accepted"), ("ResolvedRefs", lost, "all references are resolved")])
    }

    private struct Refusal {
        var reason: String
        var message: String
    }

    private func refusal(of route: Value, _ reference: Value, _ gateway: Value) -> Refusal? {
        let section = reference["sectionName"]?.string
        let listeners = (gateway[at: "spec", "listeners"]?.array ?? []).filter {
            section == nil || $0["name"]?.string == section
        }
        guard !listeners.isEmpty else {
            return Refusal(reason: "NoMatchingParent", message: "the Gateway has no listener \(section ?? "")")
        }
        let isAllowed = listeners.contains { listener in
            switch listener[at: "allowedRoutes", "namespaces", "from"]?.string {
            case "All": true
            case "None", "Selector": false
            default: route.namespace == gateway.namespace
            }
        }
        return isAllowed
            ? nil : Refusal(reason: "NotAllowedByListeners", message: "no listener takes routes of its namespace")
    }

    private func lost(_ route: Value, _ cluster: Cluster) -> Refusal? {
        for backend in route.backendReferences {
            let name = backend["name"]?.string ?? ""
            let type: ResourceDefinition?
            switch backend["kind"]?.string ?? "Service" {
            case "Service": type = .services
            case "InferencePool": type = types.pools
            default: type = nil
            }
            guard let type else {
                return Refusal(reason: "InvalidKind", message: "\(backend["kind"]?.string ?? "") is not known here")
            }
            guard cluster.object(type, route.namespace, name) != nil else {
                return Refusal(reason: "BackendNotFound", message: "\(type.kind) \(name) is not there")
            }
        }
        return nil
    }

    /// The controller's own words about an object as a child of a Gateway.
    private func entry(
        of object: Value, _ reference: Value, _ conditions: [(type: String, refusal: Refusal?, message: String)]
    ) -> Value {
        let former = (object[at: "status", "parents"]?.array ?? []).first {
            $0["controllerName"]?.string == gateways.controller && $0["parentRef"] == reference
        }
        var holder: Value = ["status": ["conditions": former?["conditions"] ?? []]]
        for condition in conditions {
            holder.setCondition(
                condition.type, condition.refusal == nil, reason: condition.refusal?.reason ?? condition.type,
                message: "simulated: \(condition.refusal?.message ?? condition.message)", at: date,
                extra: generation(object))
        }
        return [
            "parentRef": reference, "controllerName": .string(gateways.controller),
            "conditions": holder[at: "status", "conditions"] ?? [],
        ]
    }

    private func write(
        _ own: [Value], to object: Value, _ type: ResourceDefinition, _ cluster: inout Cluster
    ) {
        var object = object
        let others = (object[at: "status", "parents"]?.array ?? []).filter {
            $0["controllerName"]?.string != gateways.controller
        }
        guard !own.isEmpty || object[at: "status", "parents"] != nil else { return }
        object[at: "status", "parents"] = .array(others + own)
        cluster.update(type, object)
    }

    private func generation(_ object: Value) -> Object { ["observedGeneration": .integer(object.generation)] }
}

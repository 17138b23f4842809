import Value

/// Services know their ready pods; claims get volumes.
struct EndpointController: Controller {
    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        for service in cluster.list(.services) where !service.isBeingDeleted { publish(service, &cluster, time) }
        for claim in cluster.list(.claims) where !claim.isBeingDeleted { bind(claim, &cluster, &time) }
    }

    /// The pods behind a service, ready or not.
    static func pods(of service: Value, in cluster: Cluster) -> [Value] {
        guard let selector = service[at: "spec", "selector"]?.object, !selector.isEmpty else { return [] }
        return cluster.list(.pods, namespace: service.namespace).filter { pod in
            selector.allSatisfy { pod.labels[$0.key] == $0.value } && !pod.isBeingDeleted
        }
    }

    private func publish(_ service: Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        guard service[at: "spec", "selector"]?.object?.isEmpty == false else { return }
        let pods = Self.pods(of: service, in: cluster).filter { $0[at: "status", "podIP"] != nil }
        let ports = (service[at: "spec", "ports"]?.array ?? []).map { port -> Value in
            var result: Object = [:]
            if let name = port["name"] { result["name"] = name }
            result["port"] = .integer(port["targetPort"]?.integer ?? port["port"]?.integer ?? 0)
            result["protocol"] = port["protocol"] ?? "TCP"
            return .object(result)
        }
        func addresses(ready: Bool) -> [Value] {
            pods.filter { PodState.isReady($0) == ready }.map { pod in
                [
                    "ip": pod[at: "status", "podIP"] ?? "", "nodeName": pod[at: "spec", "nodeName"] ?? "",
                    "targetRef": [
                        "kind": "Pod", "name": .string(pod.name), "namespace": .string(pod.namespace),
                        "uid": .string(pod.uid),
                    ],
                ]
            }
        }
        var subset: Object = [:]
        if !addresses(ready: true).isEmpty { subset["addresses"] = .array(addresses(ready: true)) }
        if !addresses(ready: false).isEmpty { subset["notReadyAddresses"] = .array(addresses(ready: false)) }
        subset["ports"] = .array(ports)
        let subsets: Value = pods.isEmpty ? .array([]) : .array([.object(subset)])
        put(
            service, .endpoints, name: service.name,
            ["subsets": subsets], &cluster, time)
        let endpoints = pods.map { pod -> Value in
            [
                "addresses": [pod[at: "status", "podIP"] ?? ""],
                "conditions": [
                    "ready": .bool(PodState.isReady(pod)), "serving": .bool(PodState.isReady(pod)),
                    "terminating": false,
                ],
                "nodeName": pod[at: "spec", "nodeName"] ?? "",
                "targetRef": ["kind": "Pod", "name": .string(pod.name), "namespace": .string(pod.namespace)],
            ]
        }
        put(
            service, .endpointSlices, name: "\(service.name)-sandbox",
            ["addressType": "IPv4", "endpoints": .array(endpoints), "ports": .array(ports)], &cluster, time)
    }

    private func put(
        _ service: Value, _ definition: ResourceDefinition, name: String, _ content: Object, _ cluster: inout Cluster,
        _ time: ControllerTime
    ) {
        if var live = cluster.object(definition, service.namespace, name) {
            for (key, value) in content { live[at: key] = value }
            cluster.update(definition, live)
            return
        }
        var object: Value = [
            "metadata": [
                "name": .string(name), "namespace": .string(service.namespace),
                "labels": ["kubernetes.io/service-name": .string(service.name)],
                "ownerReferences": [service.ownerReference(.services)],
            ]
        ]
        for (key, value) in content { object[at: key] = value }
        cluster.createAsController(object, definition, time)
    }

    private func bind(_ claim: Value, _ cluster: inout Cluster, _ time: inout ControllerTime) {
        guard claim[at: "status", "phase"]?.string != "Bound" else { return }
        let className = claim[at: "spec", "storageClassName"]?.string ?? ""
        guard let storage = cluster.object(.storageClasses, "", className) else { return }
        guard time.isDue("claim/\(claim.uid)", after: time.delays.bindVolume) else { return }
        let name = "pvc-\(claim.uid)"
        let capacity = claim[at: "spec", "resources", "requests"] ?? [:]
        cluster.createAsController(
            [
                "metadata": ["name": .string(name)],
                "spec": [
                    "capacity": capacity, "accessModes": claim[at: "spec", "accessModes"] ?? [],
                    "storageClassName": .string(className),
                    "persistentVolumeReclaimPolicy": storage["reclaimPolicy"] ?? "Delete",
                    "claimRef": [
                        "kind": "PersistentVolumeClaim", "namespace": .string(claim.namespace),
                        "name": .string(claim.name),
                        "uid": .string(claim.uid),
                    ],
                ], "status": ["phase": "Bound"],
            ], .volumes, time)
        var claim = claim
        claim[at: "spec", "volumeName"] = .string(name)
        claim[at: "status"] = [
            "phase": "Bound", "accessModes": claim[at: "spec", "accessModes"] ?? [], "capacity": capacity,
        ]
        cluster.update(.claims, claim)
    }
}

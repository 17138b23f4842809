import Expressions
import Value

/// Plays the operators: applies their definitions and moves their custom resources.
struct OperatorController: Controller {
    let operators: [SimulatedOperator]
    let faults: FaultBook

    static let annotation = "sandbox.groundcrew/simulated"

    func reconcile(_ cluster: inout Cluster, _ time: inout ControllerTime) {
        for simulated in operators {
            guard Self.isRunning(simulated, cluster),
                time.isDue("operator/\(simulated.name)", after: time.delays.applyDefinitions)
            else { continue }
            for definition in simulated.definitions { apply(definition, &cluster, time) }
            for resource in simulated.resources {
                guard let type = cluster.definition(group: resource.group, plural: resource.plural) else { continue }
                for object in cluster.list(type) where !object.isBeingDeleted {
                    advance(object, resource, type, &cluster, &time)
                }
            }
        }
    }

    static func isRunning(_ simulated: SimulatedOperator, _ cluster: Cluster) -> Bool {
        cluster.list(.deployments).contains { deployment in
            deployment.labels["app.kubernetes.io/name"]?.string == simulated.name
                && deployment[at: "status", "readyReplicas"]?.integer ?? 0 > 0
        }
    }

    private func apply(_ definition: Value, _ cluster: inout Cluster, _ time: ControllerTime) {
        guard cluster.object(.customResourceDefinitions, "", definition.name) == nil else { return }
        var crd = definition
        crd[at: "metadata", "annotations", Self.annotation] = "true"
        cluster.createAsController(crd, .customResourceDefinitions, time)
    }

    // MARK: - One custom resource

    private struct Outcome {
        var phase: String
        var message: String
        var components: [Value]
    }

    private func advance(
        _ object: Value, _ resource: SimulatedResource, _ type: ResourceDefinition, _ cluster: inout Cluster,
        _ time: inout ControllerTime
    ) {
        let (fault, faultMessage) = fault(of: object, resource.kind)
        let factor = fault == .slow ? 10 : 1
        guard time.isDue("resource/\(object.uid)", after: time.delays.notice * factor) else { return }
        let outcome: Outcome
        do {
            let components = try resource.components.evaluate(["object": object]).array ?? []
            let message = faultMessage ?? "simulated failure of \(resource.kind) \(object.name)"
            if fault == .failed {
                outcome = Outcome(phase: "failed", message: message, components: components.map { counted($0) })
            } else if fault == .reconcileError,
                !time.isDue("resource/\(object.uid)/failing", after: time.delays.notice * 10)
            {
                outcome = Outcome(phase: "failing", message: message, components: components.map { counted($0) })
            } else if !time.isDue("resource/\(object.uid)/start", after: time.delays.notice * factor) {
                outcome = Outcome(
                    phase: "initializing", message: "simulated operator has seen the resource",
                    components: components.map { counted($0) })
            } else {
                try makeParts(of: object, components, resource, type, fault, &cluster, time)
                outcome = judge(object, components, cluster)
            }
        } catch {
            outcome = Outcome(phase: "failed", message: "simulated operator: \(error)", components: [])
        }
        report(outcome, object, resource, type, &cluster, time)
    }

    private func fault(of object: Value, _ kind: String) -> (ResourceFault?, String?) {
        if let text = object.annotations[PodFault.annotation]?.string { return (ResourceFault(rawValue: text), nil) }
        let found = faults.first(for: object, kind: kind)
        return (found.flatMap { ResourceFault(rawValue: $0.fault) }, found?.message)
    }

    private func name(_ object: Value, _ component: Value) -> String {
        "\(object.name)-\((component["name"]?.string ?? "").lowercased())"
    }

    private func counted(_ component: Value, pods: Int64 = 0, ready: Int64 = 0) -> Value {
        var component = component
        component[at: "pods"] = .integer(pods)
        component[at: "ready"] = .integer(ready)
        if component["replicas"]?.integer == nil { component[at: "replicas"] = 1 }
        return component
    }

    private func model(_ components: [Value], _ resource: SimulatedResource) -> String? {
        SimulatedModelServer.model(
            in: components.map { $0["args"]?.array?.compactMap(\.string) ?? [] }, named: resource.modelArguments)
    }

    private func makeParts(
        of object: Value, _ components: [Value], _ resource: SimulatedResource, _ type: ResourceDefinition,
        _ fault: ResourceFault?, _ cluster: inout Cluster, _ time: ControllerTime
    ) throws {
        let model = model(components, resource)
        let owner: Value = object.ownerReference(type)
        var wanted: Set<String> = []
        for component in components {
            let name = name(object, component)
            wanted.insert(name)
            let variables = ["object": object, "component": component]
            var labels = try resource.podLabels.render(variables).object ?? [:]
            labels["sandbox.groundcrew/component"] = .string(name)
            let workload = deployment(
                name, object, component, labels, owner, resource.gpuResource, model: model, fault: fault)
            if var live = cluster.object(.deployments, object.namespace, name) {
                live[at: "spec", "replicas"] = workload[at: "spec", "replicas"]
                if live.annotations[Self.templateAnnotation] != workload.annotations[Self.templateAnnotation] {
                    live[at: "metadata", "annotations", Self.templateAnnotation] =
                        workload.annotations[Self.templateAnnotation]
                    live[at: "spec", "template"] = workload[at: "spec", "template"]
                }
                if live != cluster.object(.deployments, object.namespace, name) {
                    cluster.replaceAsController(live, .deployments, time)
                }
            } else {
                cluster.createAsController(workload, .deployments, time)
            }
            for service in resource.services where try service.when.isTrue(["component": component]) {
                let name = try service.name.render(variables).string ?? name
                guard cluster.object(.services, object.namespace, name) == nil else { continue }
                cluster.createAsController(
                    [
                        "metadata": [
                            "name": .string(name), "namespace": .string(object.namespace), "labels": .object(labels),
                            "ownerReferences": [owner],
                        ],
                        "spec": [
                            "selector": ["sandbox.groundcrew/component": labels["sandbox.groundcrew/component"] ?? ""],
                            "ports": [
                                ["name": "http", "port": .integer(service.port), "targetPort": .integer(service.port)]
                            ],
                        ],
                    ], .services, time)
            }
        }
        for old in cluster.controlled(.deployments, by: object) where !wanted.contains(old.name) {
            cluster.deleteAsController(old, .deployments, time)
        }
        try makeObjects(of: object, resource, owner, &cluster, time)
    }

    /// Those whose types the cluster has.
    private func makeObjects(
        of object: Value, _ resource: SimulatedResource, _ owner: Value, _ cluster: inout Cluster,
        _ time: ControllerTime
    ) throws {
        let variables = ["object": object]
        for made in resource.objects where try made.when.isTrue(variables) {
            var wanted = try made.value.render(variables)
            let apiVersion = wanted["apiVersion"]?.string ?? ""
            guard let type = cluster.definition(apiVersion: apiVersion, kind: wanted["kind"]?.string ?? "") else {
                continue
            }
            wanted[at: "metadata", "namespace"] = .string(object.namespace)
            wanted[at: "metadata", "ownerReferences"] = [owner]
            guard var live = cluster.object(type, object.namespace, wanted.name) else {
                cluster.createAsController(wanted, type, time)
                continue
            }
            guard live["spec"] != wanted["spec"] else { continue }
            live[at: "spec"] = wanted["spec"]
            cluster.replaceAsController(live, type, time)
        }
    }

    private static let templateAnnotation = "sandbox.groundcrew/template"

    private func deployment(
        _ name: String, _ object: Value, _ component: Value, _ labels: Object, _ owner: Value, _ gpuResource: String,
        model: String?, fault: ResourceFault?
    ) -> Value {
        var annotations: Object = [Self.annotation: "true"]
        if let model { annotations[SimulatedOperator.loadAnnotation] = .string(model) }
        if fault == .neverReady { annotations[PodFault.annotation] = .string(PodFault.neverReady.rawValue) }
        if fault == .slow { annotations[PodFault.annotation] = .string(PodFault.slow.rawValue) }
        var container: Object = [
            "name": component["container"] ?? "main",
            "image": component["image"] ?? "sandbox.invalid/simulated/model-server:0",
        ]
        if let args = component["args"]?.array, !args.isEmpty { container["args"] = .array(args) }
        if let gpus = component["gpus"]?.integer, gpus > 0 {
            container["resources"] = ["limits": [gpuResource: .string(String(gpus))]]
        }
        var spec: Object = ["containers": [.object(container)]]
        for key in ["tolerations", "nodeSelector"] { spec[key] = component[key] }
        let template: Value = [
            "metadata": ["labels": .object(labels), "annotations": .object(annotations)], "spec": .object(spec),
        ]
        return [
            "metadata": [
                "name": .string(name), "namespace": .string(object.namespace), "labels": .object(labels),
                "annotations": [Self.templateAnnotation: .string(ReplicaController.hash(template))],
                "ownerReferences": [owner],
            ],
            "spec": [
                "replicas": component["replicas"] ?? 1,
                "selector": ["matchLabels": ["sandbox.groundcrew/component": .string(name)]], "template": template,
            ],
        ]
    }

    private func judge(_ object: Value, _ components: [Value], _ cluster: Cluster) -> Outcome {
        var waiting: [String] = []
        var unschedulable: String?
        let counted = components.map { component -> Value in
            let name = name(object, component)
            let workload = cluster.object(.deployments, object.namespace, name)
            let ready = workload?[at: "status", "readyReplicas"]?.integer ?? 0
            let pods = workload?[at: "status", "replicas"]?.integer ?? 0
            let result = self.counted(component, pods: pods, ready: ready)
            let wanted = result["replicas"]?.integer ?? 1
            let isSeen = workload.map { $0[at: "status", "observedGeneration"]?.integer == $0.generation } ?? false
            if ready < wanted || !isSeen {
                waiting.append("\(component["name"]?.string ?? ""): \(ready)/\(wanted) pods ready")
                let pods = cluster.list(.pods, namespace: object.namespace).filter {
                    $0.labels["sandbox.groundcrew/component"]?.string == name
                }
                let refused = pods.first { $0.condition("PodScheduled")?["reason"]?.string == "Unschedulable" }
                unschedulable = unschedulable ?? refused?.condition("PodScheduled")?["message"]?.string
            }
            return result
        }
        if let unschedulable {
            return Outcome(phase: "unschedulable", message: unschedulable, components: counted)
        }
        if waiting.isEmpty {
            return Outcome(phase: "ready", message: "all simulated components are ready", components: counted)
        }
        return Outcome(phase: "pending", message: waiting.joined(separator: ", "), components: counted)
    }

    private func report(
        _ outcome: Outcome, _ object: Value, _ resource: SimulatedResource, _ type: ResourceDefinition,
        _ cluster: inout Cluster, _ time: ControllerTime
    ) {
        guard var live = cluster.object(type, object.namespace, object.name) else { return }
        let hasFailed = ["failing", "failed"].contains(outcome.phase)
        let seen = hasFailed ? live[at: "status", "observedGeneration"] : .integer(object.generation)
        var variables: [String: Value] = [
            "object": object, "phase": .string(outcome.phase), "message": .string(outcome.message),
            "components": .array(outcome.components), "seen": seen ?? .null,
        ]
        do {
            var status = try resource.status.render(variables)
            status[at: "conditions"] = live[at: "status", "conditions"]
            if let part = resource.componentStatus {
                let base = try part.path.render(["object": object]).string ?? "components"
                for component in outcome.components {
                    variables["component"] = component
                    let path = base.split(separator: ".").map(String.init) + [component["name"]?.string ?? ""]
                    status.set(try part.value.render(variables), at: path[...])
                }
            }
            live[at: "status"] = status
            for template in resource.conditions {
                let condition = try template.render(variables)
                var extra: Object = [:]
                if let generation = condition["observedGeneration"] { extra["observedGeneration"] = generation }
                live.setCondition(
                    condition["type"]?.string ?? "Ready", condition["status"]?.string == "True",
                    reason: condition["reason"]?.string ?? "", message: condition["message"]?.string ?? "",
                    at: time.date, extra: extra)
            }
        } catch {
            live[at: "status", "message"] = .string("simulated operator: \(error)")
        }
        cluster.update(type, live)
    }
}

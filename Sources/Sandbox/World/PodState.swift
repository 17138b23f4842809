import Value

/// What controllers ask of pods, and how they make them.
enum PodState {
    static func isReady(_ pod: Value) -> Bool {
        pod.condition("Ready")?["status"]?.string == "True" && !pod.isBeingDeleted
    }

    static func isFinished(_ pod: Value) -> Bool {
        ["Succeeded", "Failed"].contains(pod[at: "status", "phase"]?.string ?? "")
    }

    /// A pod from a workload's template; without a name the owner's is the prefix.
    @discardableResult
    static func create(
        from template: Value, name: String?, owner: Value, _ type: ResourceDefinition, _ cluster: inout Cluster,
        _ time: ControllerTime, change: (inout Value) -> Void = { _ in }
    ) -> Value? {
        var pod: Value = ["metadata": template["metadata"] ?? [:], "spec": template["spec"] ?? [:]]
        pod[at: "metadata", "namespace"] = .string(owner.namespace)
        pod[at: "metadata", "ownerReferences"] = [owner.ownerReference(type)]
        if let name {
            pod[at: "metadata", "name"] = .string(name)
        } else {
            pod[at: "metadata", "generateName"] = .string("\(owner.name)-")
        }
        change(&pod)
        return cluster.createAsController(pod, .pods, time)
    }

    /// What the pod asks for: the larger of its init containers and the sum of its containers.
    static func requests(_ pod: Value) -> [String: Quantity] {
        func amounts(_ container: Value) -> [String: Quantity] {
            var result: [String: Quantity] = [:]
            for (name, amount) in container[at: "resources", "requests"]?.object ?? [:] {
                // An amount that is not a quantity asks for nothing; the server's validation is where it is told.
                if case .success(let quantity) = Result(catching: { try Quantity(amount) }) { result[name] = quantity }
            }
            return result
        }
        var total: [String: Quantity] = [:]
        for container in pod[at: "spec", "containers"]?.array ?? [] {
            total.merge(amounts(container)) { $0 + $1 }
        }
        for container in pod[at: "spec", "initContainers"]?.array ?? [] {
            total.merge(amounts(container)) { max($0, $1) }
        }
        return total
    }
}

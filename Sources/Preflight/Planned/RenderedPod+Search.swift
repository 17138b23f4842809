import Value

/// Pods of objects that are not Kubernetes' own: what has the form of a pod's spec is likely to become one, wherever it
/// stands.
extension RenderedPod {
    /// What the parts around a spec say of its pods; the nearest counts.
    private struct Surroundings {
        var path = ValuePath().appending(key: "spec")
        var replicas: Int64 = 1
        var annotations: Object = [:]
        /// Those of a part whose container stands further down.
        var resources: Value?

        func within(_ members: Object) -> Surroundings {
            var inner = self
            let stated = members["replicas"] ?? members["minReplicas"] ?? members["scaling"]?["minReplicas"]
            if let count = stated?.integer { inner.replicas = max(0, count) }
            // Each replica is a group of pods on as many nodes.
            if let nodes = members["multinode"]?["nodeCount"]?.integer, nodes > 1 {
                inner.replicas = inner.replicas.times(nodes)
            }
            for key in ["metadata", "extraPodMetadata"] {
                if let annotations = members[key]?["annotations"]?.object { inner.annotations = annotations }
            }
            if let resources = members["resources"], resources.object != nil { inner.resources = resources }
            return inner
        }
    }

    static func searched(_ object: Value) -> [RenderedPod] {
        var found: [RenderedPod] = []
        search(object["spec"] ?? .null, Surroundings(), &found)
        return found
    }

    private static func search(_ value: Value, _ around: Surroundings, _ found: inout [RenderedPod]) {
        switch value {
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                var inner = around
                inner.path = around.path.appending(index: index)
                search(element, inner, &found)
            }
        case .object(let members):
            let around = around.within(members)
            if let spec = podSpec(members, around.resources) {
                found.append(
                    RenderedPod(
                        replicas: around.replicas, isExact: false, path: around.path, annotations: around.annotations,
                        spec: spec))
                return
            }
            for (key, member) in members {
                var inner = around
                inner.path = around.path.appending(key: key)
                if key == "worker" { inner.replicas = inner.replicas.times(max(1, workers(members["parallelism"]))) }
                search(member, inner, &found)
            }
        default: return
        }
    }

    /// How many pods of `worker` each replica of KServe's has beside the one that leads, by what is divided.
    private static func workers(_ parallelism: Value?) -> Int64 {
        if let all = parallelism?["data"]?.integer, let local = parallelism?["dataLocal"]?.integer, local > 0 {
            return all / local - 1
        }
        return (parallelism?["pipeline"]?.integer ?? 1) - 1
    }

    // MARK: - Forms

    /// Nil for what is no pod's spec.
    private static func podSpec(_ members: Object, _ resources: Value?) -> Value? {
        if let main = members["mainContainer"], main["image"]?.string != nil {
            return spec(members, main: main, resources)
        }
        guard let containers = members["containers"]?.array, containers.contains(where: isContainer) else { return nil }
        return Value.object(members)
    }

    /// The image of one that an operator fills in is not said.
    private static func isContainer(_ value: Value) -> Bool {
        if value["image"]?.string != nil { return true }
        guard value["name"]?.string != nil else { return false }
        return ["resources", "args", "env", "volumeMounts"].contains { value[$0]?.isNull == false }
    }

    /// Of Dynamo's older API, whose main container stands apart from others, and its resources with the component.
    private static func spec(_ members: Object, main: Value, _ resources: Value?) -> Value {
        var container = main.object ?? [:]
        if container["name"] == nil { container["name"] = "main" }
        if container["resources"] == nil, let resources { container["resources"] = plain(resources) }
        var spec = members
        spec["mainContainer"] = nil
        spec["containers"] = .array([.object(container)] + (members["containers"]?.array ?? []))
        return .object(spec)
    }

    /// As a container has them: there, devices go by `gpu` and `gpuType`, and what has no name of its own by `custom`.
    private static func plain(_ resources: Value) -> Value {
        var plain = resources.object ?? [:]
        for list in ["requests", "limits"] {
            guard let amounts = plain[list]?.object else { continue }
            var named: Object = [:]
            for (name, amount) in amounts {
                switch name {
                case "gpu": named[amounts["gpuType"]?.string ?? "nvidia.com/gpu"] = amount
                case "gpuType": continue
                case "custom": named = named.merged(with: amount.object ?? [:])
                default: named[name] = amount
                }
            }
            plain[list] = .object(named)
        }
        return .object(plain)
    }
}

extension Int64 {
    /// The product, or the largest or least number where it is beyond.
    func times(_ count: Int64) -> Int64 {
        let (product, overflowed) = multipliedReportingOverflow(by: count)
        guard overflowed else { return product }
        return (self < 0) == (count < 0) ? .max : .min
    }
}

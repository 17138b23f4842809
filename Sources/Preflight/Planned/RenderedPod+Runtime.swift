import Value

/// Pods that an operator makes of two objects: OME's service says how many there are and what they are given, and the
/// runtime that it names how they run.
extension RenderedPod {
    /// A service's part, and what its runtime calls the same.
    private static let components = [
        ("engine", "engineConfig"), ("decoder", "decoderConfig"), ("router", "routerConfig"),
    ]

    /// Nil for objects of another kind. Of a runtime that is there already, nothing is known from here.
    static func ofRuntime(_ object: Value, beside others: [Value]) -> [RenderedPod]? {
        guard isOfOME(object, "InferenceService") else { return nil }
        let name = object["spec"]?["runtime"]?["name"]
        let runtime = others.first { other in
            isOfOME(other, "ServingRuntime") && other["metadata"]?["name"] == name
                && other["metadata"]?["namespace"] == object["metadata"]?["namespace"]
        }
        guard let runtime, name != nil else { return [] }
        return components.flatMap { part, config -> [RenderedPod] in
            guard let own = object["spec"]?[part], let base = runtime["spec"]?[config] else { return [] }
            return pods(base.merged(with: own), in: part)
        }
    }

    private static func isOfOME(_ object: Value, _ kind: String) -> Bool {
        object["kind"]?.string == kind && object["apiVersion"]?.string?.hasPrefix("ome.io/") == true
    }

    /// One for each replica, or a leader and its workers.
    private static func pods(_ merged: Value, in part: String) -> [RenderedPod] {
        let replicas = max(0, merged["minReplicas"]?.integer ?? 1)
        let path = ValuePath([.key("spec"), .key(part)])
        guard let leader = merged["leader"] else { return [pod(merged, replicas, path)].compactMap { $0 } }
        let workers = merged["worker"].flatMap { worker in
            pod(worker, replicas.times(max(0, worker["size"]?.integer ?? 1)), path.appending(key: "worker"))
        }
        return [pod(leader, replicas, path.appending(key: "leader")), workers].compactMap { $0 }
    }

    private static func pod(_ merged: Value, _ replicas: Int64, _ path: ValuePath) -> RenderedPod? {
        guard var spec = merged.object, let runner = spec.removeValue(forKey: "runner") else { return nil }
        spec["containers"] = .array([runner] + (merged["containers"]?.array ?? []))
        return RenderedPod(
            replicas: replicas, isExact: false, path: path, annotations: merged["annotations"]?.object ?? [:],
            spec: .object(spec))
    }
}

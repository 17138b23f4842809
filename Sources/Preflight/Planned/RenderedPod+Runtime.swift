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
        return components.compactMap { part, config in
            guard let own = object["spec"]?[part], let base = runtime["spec"]?[config] else { return nil }
            return pod(base.merged(with: own), in: part)
        }
    }

    private static func isOfOME(_ object: Value, _ kind: String) -> Bool {
        object["kind"]?.string == kind && object["apiVersion"]?.string?.hasPrefix("ome.io/") == true
    }

    private static func pod(_ merged: Value, in part: String) -> RenderedPod? {
        guard var spec = merged.object, let runner = spec.removeValue(forKey: "runner") else { return nil }
        spec["containers"] = .array([runner] + (merged["containers"]?.array ?? []))
        return RenderedPod(
            replicas: max(0, merged["minReplicas"]?.integer ?? 1), isExact: false,
            path: ValuePath([.key("spec"), .key(part)]), annotations: merged["annotations"]?.object ?? [:],
            spec: .object(spec))
    }
}

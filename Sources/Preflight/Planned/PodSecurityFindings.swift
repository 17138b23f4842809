import Value

/// Pods that are about to come and that their namespaces' Pod Security level does not take; pure.
struct PodSecurityFindings: Sendable {
    /// The variable's value: `[{namespace, level, object, exact, findings}]`.
    let value: Value

    private static let label = "pod-security.kubernetes.io/enforce"

    /// - Parameters:
    ///   - rendered: as `RenderedView` gives it; null where nothing is planned.
    ///   - namespaces: with `metadata.labels`.
    init(rendered: Value, namespaces: Value) {
        var levels: [String: String] = [:]
        for namespace in namespaces.array ?? [] {
            let metadata = namespace["metadata"]
            guard let name = metadata?["name"]?.string, let level = metadata?["labels"]?[Self.label]?.string else {
                continue
            }
            levels[name] = level
        }
        var found: [Value] = []
        for pod in rendered["pods"]?.array ?? [] {
            let namespace = pod["namespace"]?.string ?? ""
            guard let level = levels[namespace] else { continue }
            let findings = Self.findings(of: pod, at: level)
            guard !findings.isEmpty else { continue }
            found.append([
                "namespace": .string(namespace), "level": .string(level), "object": pod["object"] ?? "",
                "exact": pod["exact"] ?? false, "findings": .array(findings),
            ])
        }
        for deployment in rendered["unseen"]?.array ?? [] {
            let namespace = deployment["namespace"]?.string ?? ""
            guard let level = levels[namespace], ["baseline", "restricted"].contains(level) else { continue }
            found.append([
                "namespace": .string(namespace), "level": .string(level), "object": deployment["owner"] ?? "",
                "exact": false, "findings": ["pods that only its operator knows"],
            ])
        }
        value = .array(found)
    }

    private static func findings(of pod: Value, at level: String) -> [Value] {
        let baseline = pod["baseline"]?.array ?? []
        switch level {
        case "baseline": return baseline
        case "restricted": return baseline + (pod["restricted"]?.array ?? [])
        default: return []
        }
    }
}

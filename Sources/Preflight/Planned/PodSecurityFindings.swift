import Value

/// Pods that are about to come and that their namespaces' Pod Security level does not take; pure.
struct PodSecurityFindings: Sendable {
    /// The variable's value: `[{namespace, level, object, exact, findings}]`.
    let value: Value

    /// - Parameters:
    ///   - rendered: as `RenderedView` gives it; null where nothing is planned.
    ///   - namespaces: those of its pods, which are still to come where they are not here.
    /// - Throws: why the level of one is not known, where no other refuses a pod for certain.
    init(rendered: Value, namespaces: [PodNamespace]) throws(UnknownReason) {
        let levels = Dictionary(namespaces.map { ($0.name, $0.level) }, uniquingKeysWith: { first, _ in first })
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
        if let reason = namespaces.lazy.compactMap(\.unknown).first, !found.contains(where: { $0["exact"] == true }) {
            throw reason
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

public import Value

/// One rule of RBAC: verbs on resources, or on paths that are not resources.
public struct PolicyRule: Sendable, Hashable {
    public var verbs: [String]
    /// An empty text is the core group.
    public var apiGroups: [String]
    /// Plurals, a subresource after a slash.
    public var resources: [String]
    /// Empty for any name.
    public var resourceNames: [String]
    /// Paths such as `/metrics`, with a star at their end perhaps.
    public var nonResourceURLs: [String]

    public init(
        verbs: [String], apiGroups: [String] = [], resources: [String] = [], resourceNames: [String] = [],
        nonResourceURLs: [String] = []
    ) {
        self.verbs = verbs
        self.apiGroups = apiGroups
        self.resources = resources
        self.resourceNames = resourceNames
        self.nonResourceURLs = nonResourceURLs
    }

    /// As a role or a rules review writes it; what is missing is empty.
    public init(_ value: Value) {
        func texts(_ key: String) -> [String] { (value[key]?.array ?? []).compactMap(\.string) }
        self.init(
            verbs: texts("verbs"), apiGroups: texts("apiGroups"), resources: texts("resources"),
            resourceNames: texts("resourceNames"), nonResourceURLs: texts("nonResourceURLs"))
    }

    /// The rule that allows one request.
    public init(allowing request: AccessRequest) {
        self.init(
            verbs: [request.verb], apiGroups: [request.group], resources: [request.resourceText],
            resourceNames: request.name.map { [$0] } ?? [])
    }

    /// Everything: what `cluster-admin` holds.
    public static let everything = [
        PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]),
        PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
    ]

    /// As a role writes it.
    public var value: Value {
        var fields: Object = [:]
        func add(_ key: String, _ texts: [String]) {
            if !texts.isEmpty { fields[key] = .array(texts.map(Value.string)) }
        }
        add("apiGroups", apiGroups)
        add("resources", resources)
        add("resourceNames", resourceNames)
        add("nonResourceURLs", nonResourceURLs)
        add("verbs", verbs)
        return .object(fields)
    }
}

extension PolicyRule: CustomStringConvertible {
    /// Such as `get, list deployments.apps "web"`.
    public var description: String {
        let verbs = verbs.joined(separator: ", ")
        guard nonResourceURLs.isEmpty else { return "\(verbs) \(nonResourceURLs.joined(separator: ", "))" }
        let types = apiGroups.flatMap { group in resources.map { group.isEmpty ? $0 : "\($0).\(group)" } }
        let names = resourceNames.map(quoted).joined(separator: ", ")
        return "\(verbs) \(types.joined(separator: ", "))" + (names.isEmpty ? "" : " \(names)")
    }
}

// MARK: - Covering

/// Whether somebody who holds some rules holds others: the question of `escalate` and `bind`, as upstream's
/// `component-helpers/auth/rbac/validation` answers it.
extension PolicyRule {
    /// The smallest parts of `wanted` that no single one of `held` covers; empty when all is held.
    public static func uncovered(_ wanted: [PolicyRule], by held: [PolicyRule]) -> [PolicyRule] {
        wanted.flatMap(\.parts).filter { part in !held.contains { $0.covers(part) } }
    }

    /// One group, resource, name and verb each; or one path and verb each.
    public var parts: [PolicyRule] {
        var parts: [PolicyRule] = []
        for group in apiGroups {
            for resource in resources {
                for verb in verbs {
                    let names = resourceNames.isEmpty ? [[]] : resourceNames.map { [$0] }
                    parts += names.map {
                        PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: $0)
                    }
                }
            }
        }
        for url in nonResourceURLs { parts += verbs.map { PolicyRule(verbs: [$0], nonResourceURLs: [url]) } }
        return parts
    }

    private func covers(_ part: PolicyRule) -> Bool {
        func has(_ held: [String], _ wanted: [String]) -> Bool {
            held.contains("*") || wanted.allSatisfy(held.contains)
        }
        return has(verbs, part.verbs) && has(apiGroups, part.apiGroups)
            && part.resources.allSatisfy(coversResource) && part.nonResourceURLs.allSatisfy(coversPath)
            // A right on some names is no right on all.
            && (resourceNames.isEmpty
                || !part.resourceNames.isEmpty && part.resourceNames.allSatisfy(resourceNames.contains))
    }

    private func coversResource(_ resource: String) -> Bool {
        if resources.contains("*") || resources.contains(resource) { return true }
        guard let slash = resource.firstIndex(of: "/") else { return false }
        return resources.contains("*\(resource[slash...])")
    }

    private func coversPath(_ path: String) -> Bool {
        nonResourceURLs.contains { held in
            guard held.hasSuffix("*") else { return held == path }
            return path.hasPrefix(String(held.reversed().drop { $0 == "*" }.reversed()))
        }
    }
}

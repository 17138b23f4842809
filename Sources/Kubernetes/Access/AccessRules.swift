import Value

/// All that the caller may do in one namespace, as `SelfSubjectRulesReview` lists it.
public struct AccessRules: Sendable, Hashable {
    public struct Rule: Sendable, Hashable {
        public var verbs: [String]
        public var groups: [String]
        /// Plurals, with a subresource after a slash.
        public var resources: [String]
        /// Empty means any.
        public var names: [String]
    }

    public var rules: [Rule]
    /// True when an authorizer cannot list its rules: what is not in the list may still be allowed.
    public var isIncomplete: Bool
    public var evaluationError: String

    /// Whether the listed rules allow it; false proves nothing when `isIncomplete`.
    public func allows(_ request: AccessRequest) -> Bool {
        rules.contains { rule in
            Self.matches(rule.verbs, request.verb) && Self.matches(rule.groups, request.group)
                && rule.resources.contains { Self.matches($0, request) }
                && (rule.names.isEmpty || request.name.map(rule.names.contains) == true)
        }
    }

    private static func matches(_ patterns: [String], _ text: String) -> Bool {
        patterns.contains { $0 == "*" || $0 == text }
    }

    /// Mirrors RBAC's `ResourceMatches`: `*`, `pods`, `pods/log` and `*/log`.
    private static func matches(_ pattern: String, _ request: AccessRequest) -> Bool {
        let full = request.subresource.map { "\(request.resource)/\($0)" } ?? request.resource
        if pattern == "*" || pattern == full { return true }
        guard let subresource = request.subresource else { return false }
        return pattern == "*/\(subresource)"
    }

    init(status: Value) {
        func strings(_ value: Value?) -> [String] { (value?.array ?? []).compactMap(\.string) }
        rules = (status["resourceRules"]?.array ?? []).map { rule in
            Rule(
                verbs: strings(rule["verbs"]), groups: strings(rule["apiGroups"]),
                resources: strings(rule["resources"]), names: strings(rule["resourceNames"]))
        }
        isIncomplete = status["incomplete"]?.bool ?? false
        evaluationError = status["evaluationError"]?.string ?? ""
    }
}

public import Value

/// A document that runs at a point of a release's life instead of belonging to it.
public struct Hook: Sendable, Hashable {
    public var name: String
    public var kind: String
    public var path: String
    public var text: String
    public var value: Value
    public var events: [HookEvent]
    public var weight: Int
    public var deletePolicies: [HookDeletePolicy]
    public var outputLogPolicies: [String]

    public init(
        name: String, kind: String, path: String, text: String, value: Value, events: [HookEvent], weight: Int = 0,
        deletePolicies: [HookDeletePolicy] = [], outputLogPolicies: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.path = path
        self.text = text
        self.value = value
        self.events = events
        self.weight = weight
        self.deletePolicies = deletePolicies
        self.outputLogPolicies = outputLogPolicies
    }

    public var isTest: Bool { events.contains(.test) }
}

/// When a hook runs.
public enum HookEvent: String, Sendable, Hashable, CaseIterable {
    case preInstall = "pre-install"
    case postInstall = "post-install"
    case preDelete = "pre-delete"
    case postDelete = "post-delete"
    case preUpgrade = "pre-upgrade"
    case postUpgrade = "post-upgrade"
    case preRollback = "pre-rollback"
    case postRollback = "post-rollback"
    case test

    /// Helm 2's `test-success` is `test`; nil for what no Helm knows.
    init?(annotation: String) {
        if annotation == "test-success" { self = .test } else { self.init(rawValue: annotation) }
    }
}

/// When a hook's object is deleted. Helm keeps unknown policies as they are and never acts on them; so do we.
public struct HookDeletePolicy: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let hookSucceeded = HookDeletePolicy(rawValue: "hook-succeeded")
    public static let hookFailed = HookDeletePolicy(rawValue: "hook-failed")
    public static let beforeHookCreation = HookDeletePolicy(rawValue: "before-hook-creation")
}

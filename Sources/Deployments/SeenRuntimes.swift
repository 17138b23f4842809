public import Providers
public import Value

/// The runtimes of a provider's types that are in a cluster, judged for a model.
public struct SeenRuntimes: Sendable, Equatable {
    /// The best first.
    public var matches: [RuntimeMatch] = []
    /// Types that could not be listed.
    public var unseen: [Unseen] = []
    /// Kinds that the cluster does not serve, since their operator is not there.
    public var unserved: [String] = []

    /// The one that the operator takes by that name: of the first of the provider's types that has one.
    func match(named name: String, of rules: RuntimeRules) -> RuntimeMatch? {
        rules.kinds.lazy.compactMap { kind in matches.first { $0.kind == kind.kind && $0.name == name } }.first
    }

    /// What JSON and YAML output shows.
    public var value: Value {
        [
            "found": .array(matches.map(\.value)), "unseen": .array(unseen.map(\.value)),
            "notServed": .array(unserved.map(Value.string)),
        ]
    }
}

/// Why a deployment cannot use the runtime that it names.
public struct RuntimeRefusal: Error, Sendable, Equatable {
    public enum Reason: String, Sendable { case absent, mismatch }

    public var reason: Reason
}

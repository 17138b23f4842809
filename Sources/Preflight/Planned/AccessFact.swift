public import Value

/// Which of the rights are missing that carrying something out takes.
public struct AccessFact: Sendable, Hashable {
    public struct Gap: Sendable, Hashable {
        /// Who needs it, separated by commas.
        public var owner: String
        /// Such as `create, patch deployments.apps "web" in namespace "models"`.
        public var line: String
        /// Empty for the whole cluster.
        public var namespace: String

        public init(owner: String, line: String, namespace: String = "") {
            self.owner = owner
            self.line = line
            self.namespace = namespace
        }

        var value: Value {
            ["owner": .string(owner), "line": .string(line), "namespace": .string(namespace)]
        }
    }

    public var gaps: [Gap]
    /// Rights that are made use of where they are there.
    public var wishes: [Gap]
    /// What nobody has told, each with why.
    public var unasked: [String]
    /// ClusterRole and Roles that close the gaps, as `kubectl apply` takes them.
    public var roles: String

    public init(gaps: [Gap] = [], wishes: [Gap] = [], unasked: [String] = [], roles: String = "") {
        self.gaps = gaps
        self.wishes = wishes
        self.unasked = unasked
        self.roles = roles
    }

    public var value: Value {
        [
            "gaps": .array(gaps.map(\.value)), "wishes": .array(wishes.map(\.value)),
            "unasked": .array(unasked.map(Value.string)), "role": .string(roles),
        ]
    }

    /// The roles of recorded facts; nil where they do not tell.
    public static func roles(in facts: Facts) -> String? { facts[.access].value?["role"]?.string }
}

public import Expressions
public import Readiness
public import Value
public import Versions
public import YAML

/// What `provider.yaml` says of a provider.
public struct ProviderDefinition: Sendable {
    public var name: String
    public var title: String
    public var summary: String
    public var operators: [Operator]
    public var resource: Resource?
    public var crds: [CRD]
    public var requirements: Requirements
    public var capabilities: Capabilities
    public var selection: [SelectionRule]
    public var gpus: GPUNeed?
    /// Values of the chart that follow what is installed, in the order of the file.
    public var defaults: [Default]
    public var readiness: ReadinessContract
    /// The `sandbox` section, which only the sandbox reads.
    public var sandbox: YAMLFields?

    /// The operator that the provider is about: the one that brings its resource, else the last. The others are its
    /// prerequisites, which other providers may have, too.
    public var ownOperator: Operator? {
        let bringing = crds.first { $0.name == resource?.crd }?.operatorName
        return operators.first { $0.name == bringing } ?? operators.last
    }

    /// An operator's chart, installed as a release of its own.
    public struct Operator: Sendable {
        /// The release's name.
        public var name: String
        public var namespace: String
        /// A folder, an archive, an `oci://` or `https://…tgz` reference, or a chart's name within `repository`.
        public var chart: String
        public var repository: String?
        public var version: String
        public var values: Object
        public var podSelector: String?

        /// Whether another provider means the same release.
        public func isSame(as other: Operator) -> Bool { name == other.name && namespace == other.namespace }
    }

    /// The kind of object that a deployment is.
    public struct Resource: Sendable {
        public var kind: String
        /// `plural.group`.
        public var crd: String
        /// `group/version`, the preferred first.
        public var versions: [String]
    }

    public struct CRD: Sendable {
        /// `plural.group`.
        public var name: String
        /// Versions that the provider can use, the preferred first; any when empty.
        public var versions: [String]
        /// The operator that brings it.
        public var operatorName: String?
    }

    public struct Requirements: Sendable {
        public var kubernetes: VersionConstraint?
        public var helm: VersionConstraint?
        public var nats: Service?
        public var etcd: Service?
        /// What some deployments need besides.
        public var oneOf: [Alternatives] = []
    }

    /// CRDs of which one is enough.
    public struct Alternatives: Sendable {
        /// What they are for, in words that follow "needed".
        public var words: String
        /// Whether a deployment needs one; sees `deployment`, the chart's merged values.
        public var when: Expression
        /// Whether an operator's chart brings one; sees `operator`.
        public var bundled: Expression
        /// `plural.group`.
        public var crds: [String]
        /// How to get one.
        public var hint: String
    }

    /// A server that some versions or values of the operator need.
    public struct Service: Sendable {
        /// When it is needed, in words that follow "needed".
        public var words: String?
        /// Whether it is needed at all; sees `operator`.
        public var when: Expression
        /// Whether the operator's chart brings it; sees `operator`.
        public var bundled: Expression
        public var url: MessageTemplate
        public var needsJetStream: Bool
        public var monitor: Monitor?
    }

    /// Where the server's HTTP port is reached through the API server.
    public struct Monitor: Sendable, Equatable {
        public var namespace: String
        public var podSelector: String
        public var port: Int64
    }

    public struct Capabilities: Sendable, Equatable {
        public var engines: [String]
        public var modes: [String]
        public var routers: [String]
        public var accelerators: [String]
        public var tasks: [String]
    }

    public struct SelectionRule: Sendable {
        /// Sees `request`, `model`, `capabilities`.
        public var when: Expression
        /// The higher wins; ties go to the provider whose name sorts first.
        public var score: Int64
        public var reason: MessageTemplate
    }

    /// A value that a deployment takes over where the user gives none.
    public struct Default: Sendable {
        /// A top-level key of the chart's values.
        public var key: String
        /// Sees `operators`: by name, each with its `version`; those whose version is not known are left out. An empty
        /// text leaves the chart's own default.
        public var value: MessageTemplate
    }

    /// Both see `deployment`, the chart's merged values.
    public struct GPUNeed: Sendable {
        public var perWorker: Expression
        public var workers: Expression
    }
}

public import Expressions
public import Readiness
import Value
public import Versions
public import YAML

/// What `provider.yaml` says of a provider.
public struct ProviderDefinition: Sendable {
    public var name: String
    public var title: String
    public var summary: String
    /// What is installed for it, in this order; what they need besides is shared with other providers.
    public var operators: [OperatorDefinition]
    /// What its deployments need of what is shared; that is installed first.
    public var needs: [OperatorDefinition.Need] = []
    public var resource: Resource?
    public var requirements: Requirements
    public var capabilities: Capabilities
    public var selection: [SelectionRule]
    public var gpus: GPUNeed?
    /// Values of the chart that follow what is installed, in the order of the file.
    public var defaults: [Default]
    public var readiness: ReadinessContract
    /// The `sandbox` section, which only the sandbox reads.
    public var sandbox: YAMLFields?
    /// What is known of the versions of what its chart runs, as the chart's appVersion counts them.
    public var versions: VersionData?
    /// Ways to its deployments through a route of a Gateway, the first choice first; empty means to their Service.
    public var exposures: [ExposureRule] = []
    /// How runtimes that are in the cluster are matched; nil where a deployment takes none.
    public var runtimes: RuntimeRules?

    /// What was read, for the places of what turns out to be wrong later.
    var fields: YAMLFields?

    /// What its operators bring, and a deployment cannot do without.
    public var crds: [OperatorDefinition.CRD] { operators.flatMap(\.crds) }

    /// The operator that the provider is about: the one whose pods look after its resource, else the last.
    public var ownOperator: OperatorDefinition? {
        operators.last { $0.podSelector != nil } ?? operators.last
    }

    /// The kind of object that a deployment is: of a CRD, or one that Kubernetes brings.
    public struct Resource: Sendable {
        public var kind: String
        /// `plural.group`, which is the name of the CRD where there is one.
        public var name: String
        /// Whether an operator brings it, rather than Kubernetes.
        public var isCustom: Bool
        /// `group/version`, the preferred first.
        public var versions: [String]
        /// Which objects of the kind are deployments of the provider; nil for all.
        public var selector: String?

        /// Of the name.
        public var group: String { String(name.drop { $0 != "." }.dropFirst()) }
        public var plural: String { String(name.prefix { $0 != "." }) }
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
        /// The shared operator that brings one, which a bootstrap installs where there is none.
        public var operatorName: String?
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
        public var verdict: Verdict
    }

    public enum Verdict: Sendable {
        /// The higher score wins; ties go to the provider whose name sorts first.
        case fits(score: Int64, reason: MessageTemplate)
        /// Why the provider cannot do it.
        case rejected(MessageTemplate)
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

import Models
public import Preflight
public import Providers
public import Value

/// What a bootstrap file asks for.
public struct BootstrapFile: Sendable {
    public var cluster: Cluster
    public var driver: String?
    public var operators: [String: OperatorOverride]
    /// At least one.
    public var models: [DeploymentRequest]
    public var preflight: Preflight
    public var timeouts: Timeouts
    /// Whether a model has to answer before it counts as served.
    public var smokeTest: Bool
    /// Nil for files that were not read from text.
    public var source: BootstrapSource?

    public struct Cluster: Sendable, Equatable {
        public var context: String?
        /// Refuses any other cluster: the UID of its namespace kube-system.
        public var uid: String?
    }

    /// What to install instead of what the provider's definition says; nil leaves it.
    public struct OperatorOverride: Sendable {
        public var chart: String?
        public var repository: String?
        /// One version, or a range of them as Helm reads it.
        public var version: String?
        /// What `version` is to conditions once its chart was found; nil before, and for a version that needs no looking up.
        var settledVersion: String?
        public var namespace: String?
        /// Merged over the provider's.
        public var values: Object

        public init(values: Object = [:]) { self.values = values }
    }

    public struct Preflight: Sendable, Equatable {
        /// Ids of checks to leave out.
        public var skip: [String]
        /// Only these checks are run; nil means all. Files cannot ask for it.
        public var only: [String]?
        /// What ends the run besides checks that fail. Files cannot ask for it.
        public var failOn: Set<FailOn>
        public var natsURL: String?
        public var etcdURL: String?

        public init(skip: [String] = [], natsURL: String? = nil, etcdURL: String? = nil) {
            self.skip = skip
            self.natsURL = natsURL
            self.etcdURL = etcdURL
            failOn = []
        }
    }

    public struct Timeouts: Sendable, Equatable {
        public var operators: Duration
        public var models: Duration

        public init(operators: Duration = .seconds(600), models: Duration = .seconds(1800)) {
            self.operators = operators
            self.models = models
        }
    }
}

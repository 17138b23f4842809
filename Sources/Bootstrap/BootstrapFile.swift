import Models
public import Operators
public import Preflight
public import Providers
public import Repositories
import Value

/// What a bootstrap file asks for.
public struct BootstrapFile: Sendable {
    public var cluster: Cluster
    public var driver: String?
    public var operators: [String: OperatorOverride]
    /// What is to become of operators that are there already, by name.
    public var existing: [String: ExistingWord] = [:]
    /// Whether providers are chosen anew for models that are served already. Files cannot ask for it.
    public var reselects = false
    /// Whose operators are brought, whether or not a model needs them.
    public var providers: [WantedProvider] = []
    /// Empty where providers alone are wanted.
    public var models: [DeploymentRequest]
    public var preflight: Preflight
    public var timeouts: Timeouts
    /// Whether a model has to answer before it counts as served.
    public var smokeTest: Bool
    /// What becomes of changes that fail, of operators and models, where nothing else is said; it goes before what operators'
    /// definitions say.
    public var onFailure: OperatorDefinition.FailurePolicy?
    /// Where charts, files and images come from instead, for all that the file brings.
    public var registries = RegistryMirrors()
    /// Nil for files that were not read from text.
    public var source: BootstrapSource?

    /// Operators for which the file names a chart, a version or values.
    var particularOperators: Set<String> {
        Set(
            operators.filter { $0.value.chart != nil || $0.value.version != nil || !$0.value.values.isEmpty }
                .map(\.key))
    }

    public struct Cluster: Sendable, Equatable {
        public var context: String?
        /// Refuses any other cluster: the UID of its namespace kube-system.
        public var uid: String?
    }

    public struct Preflight: Sendable, Equatable {
        /// Ids of checks to leave out.
        public var skip: [String]
        /// Only these checks are run; nil means all. Files cannot ask for it.
        public var only: [String]?
        /// What ends the run besides checks that fail. Files cannot ask for it.
        public var failOn: Set<FailOn>
        /// What a policy makes of checks today. Files cannot ask for it.
        public var policies: [AppliedPolicy] = []
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

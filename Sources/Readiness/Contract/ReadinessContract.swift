public import Expressions

/// How to read the status of a provider's own resource: the section `readiness` of a `provider.yaml`.
///
/// Rules are tried in order and the first that holds wins. Expressions see `object`, `status` (the object's, empty when
/// absent), `conditions` (the status's conditions by type), `related` (the other objects that the section names and that
/// are there), `events` (the object's Warning Events, the newest first) and the names of `let`.
///
/// Unless the section says `observedGeneration: ignored`, an object whose `status.observedGeneration` is not its
/// generation is Deploying before any rule is tried. Operators that do not move it when they fail need rules of their own.
public struct ReadinessContract: Sendable {
    public struct Rule: Sendable {
        public var condition: Expression
        public var phase: DeploymentPhase
        public var message: MessageTemplate?
        public var reason: MessageTemplate?
        /// How long the rule may hold without a break before it counts as a failure; nil means for ever.
        public var patience: Duration?
    }

    public struct Endpoint: Sendable {
        public var service: MessageTemplate
        public var port: MessageTemplate
        public var scheme: String
        public var path: String
    }

    /// Another object that the contract looks at.
    public struct Related: Sendable {
        public var name: String
        public var apiVersion: String
        public var kind: String
        var objectName: MessageTemplate
        var namespace: MessageTemplate?
    }

    /// In the order of the section.
    public internal(set) var related: [Related] = []
    /// Whether an expression speaks of `events`.
    public internal(set) var readsEvents = false
    /// Evaluated in order before the rules; each sees the ones before it.
    public internal(set) var definitions: [(name: String, expression: Expression)] = []
    public internal(set) var rules: [Rule] = []
    public internal(set) var desired: Expression?
    public internal(set) var ready: Expression?
    public internal(set) var podSelector: MessageTemplate?
    public internal(set) var endpoint: Endpoint?
    /// Whether an object that reports an older generation than it has is Deploying before any rule is tried.
    public internal(set) var checksGeneration = true
}

/// Where a deployment stands.
public enum DeploymentPhase: String, Sendable, Hashable, CaseIterable {
    case pending = "Pending"
    case deploying = "Deploying"
    case running = "Running"
    case degraded = "Degraded"
    case failed = "Failed"
    case terminating = "Terminating"
    case stopped = "Stopped"
    /// No rule holds, or a rule cannot be evaluated; never to be read as ready.
    case unknown = "Unknown"

    /// Whether waiting longer changes nothing by itself.
    public var isTerminal: Bool { [.running, .failed, .stopped].contains(self) }
}

/// What a contract says of an object.
public struct ContractStatus: Sendable, Hashable {
    public var phase: DeploymentPhase
    public var message: String
    public var reason: String?
    public var desired: Int?
    public var ready: Int?
    /// From 0; nil when no rule decided.
    public var rule: Int?
    /// How long this may last without a break before it counts as a failure: for states that mostly pass by themselves.
    /// Nil means for ever. Who watches the object counts the time.
    public var patience: Duration?
    /// What could not be evaluated on the way, counts of replicas for instance; the phase stands nevertheless.
    public var problems: [String]

    public init(
        phase: DeploymentPhase, message: String, reason: String? = nil, desired: Int? = nil, ready: Int? = nil,
        rule: Int? = nil, patience: Duration? = nil, problems: [String] = []
    ) {
        self.phase = phase
        self.message = message
        self.reason = reason
        self.desired = desired
        self.ready = ready
        self.rule = rule
        self.patience = patience
        self.problems = problems
    }

    public var isReady: Bool { phase == .running }
}

/// Where a deployment is reached within its cluster.
public struct ContractEndpoint: Sendable, Hashable {
    public var service: String
    public var port: Int
    public var scheme: String
    public var path: String

    static let schemes = ["http", "https"]

    /// Nil for a text that is no port.
    static func port(_ text: String) -> Int? { Int(text).flatMap { (1...65_535).contains($0) ? $0 : nil } }

    public init(service: String, port: Int, scheme: String, path: String) {
        self.service = service
        self.port = port
        self.scheme = scheme
        self.path = path
    }
}

public import Value

/// One thing that happened in a run: what the terminal, the plain log and `--events ndjson` all show.
public struct Event: Sendable, Equatable {
    public var kind: Kind
    public var phase: Phase
    /// Stable within a run and between runs, such as `operator/dynamo-platform`; nil for the phase itself.
    public var step: String?
    /// What a person reads: lower case, no full stop. Text from charts and clusters is stripped when rendered, not here.
    public var message: String
    public var outcome: Outcome?
    /// True where the sandbox acted; `SimulatedEvents` marks it, and every renderer says so.
    public var isSimulated: Bool
    /// Further fields for machines; never holds secrets.
    public var details: Object

    public enum Kind: String, Sendable, CaseIterable {
        case phaseStarted, stepStarted, progress, stepFinished, phaseFinished, warning
    }

    public enum Phase: String, Sendable, CaseIterable {
        case plan, preflight, operators, models, endpoint, releases
    }

    public enum Outcome: String, Sendable, CaseIterable {
        case created, changed, unchanged, deleted, ready, passed, warned, skipped, failed, unknown, cancelled
    }

    public init(
        _ kind: Kind, _ phase: Phase, step: String? = nil, _ message: String, outcome: Outcome? = nil,
        isSimulated: Bool = false, details: Object = [:]
    ) {
        self.kind = kind
        self.phase = phase
        self.step = step
        self.message = message
        self.outcome = outcome
        self.isSimulated = isSimulated
        self.details = details
    }
}

/// Receives events in the order in which they happened; must return at once.
public protocol EventSink: Sendable {
    func emit(_ event: Event)
}

/// Drops everything.
public struct NoEvents: EventSink {
    public init() {}
    public func emit(_ event: Event) {}
}

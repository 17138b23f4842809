/// What each cause is worth: the one table of how long a fault must last before it ends a wait (F47).
///
/// Registries, quotas and controllers fail for moments, so every fault of theirs must last. What is not in the table never
/// ends a wait: nodes, room, volumes and loading models come by waiting (F37, F44).
public struct FaultPolicy: Sendable {
    public struct Rule: Sendable, Hashable {
        /// How long the fault must have been shown.
        public var patience: Duration
        /// A fault that comes back within this time has never been away: a crash loop runs between its crashes.
        public var gap: Duration = .zero
        /// Counts only once nothing else is waited for: what is behind it may still be starting.
        public var isLast = false
        /// Whether the end of the container's log belongs to the message.
        public var quotesLog = false
        /// Whether a caller's own patience takes the place of this one.
        public var isOfPods = false
    }

    private var rules: [Fault.Cause: Rule]

    public static let standard = FaultPolicy(rules: [
        .reported: Rule(patience: .zero),
        .trouble: Rule(patience: .seconds(60)),
        .runFailed: Rule(patience: .zero, quotesLog: true),
        .deleted: Rule(patience: .zero),
        .namesNotAccepted: Rule(patience: .zero),
        .failed: Rule(patience: .seconds(20)),
        .progressDeadline: Rule(patience: .seconds(20)),
        .notCreated: Rule(patience: .seconds(20), isOfPods: true),
        .jobCannotStart: Rule(patience: .seconds(20), isOfPods: true),
        .imagePull: Rule(patience: .seconds(60), isOfPods: true),
        .containerConfiguration: Rule(patience: .seconds(60), isOfPods: true),
        .outOfMemory: Rule(patience: .seconds(60), gap: .seconds(60), quotesLog: true, isOfPods: true),
        // It may end once what the pod needs is up (F41).
        .crashLoop: Rule(patience: .seconds(180), gap: .seconds(60), quotesLog: true, isOfPods: true),
        .unschedulable: Rule(patience: .seconds(300)),
        .webhookUnanswered: Rule(patience: .seconds(60), isLast: true),
        .certificateMissing: Rule(patience: .seconds(60), isLast: true),
        .apiServiceUnavailable: Rule(patience: .seconds(60), isLast: true),
    ])

    /// Nil for what never ends a wait.
    public subscript(cause: Fault.Cause) -> Rule? { rules[cause] }

    /// The same with one patience for every fault of pods.
    ///
    /// - Parameter patience: nil changes nothing.
    public func with(patience: Duration?) -> FaultPolicy {
        guard let patience else { return self }
        var copy = self
        for (cause, rule) in rules where rule.isOfPods {
            copy.rules[cause]?.patience = patience
            copy.rules[cause]?.gap = min(rule.gap, patience)
        }
        return copy
    }

    /// The shortest time that a fault of pods is given, zero aside: how often they are worth a look.
    var shortest: Duration {
        rules.values.filter { $0.isOfPods }.map(\.patience).min() ?? .seconds(20)
    }
}

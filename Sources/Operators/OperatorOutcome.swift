public import Releases
public import Value

/// What became of one operator.
public struct OperatorOutcome: Sendable {
    public var name: String
    public var decision: OperatorDecision
    /// Of the release that was made or brought to what is wanted; nil where what is there was used.
    public var release: ReleaseOutcome?
    public var change: ReleaseOutcome.Change

    init(_ name: String, _ decision: OperatorDecision, _ release: ReleaseOutcome) {
        self.name = name
        self.decision = decision
        self.release = release
        change = release.change
    }

    init(_ name: String, _ decision: OperatorDecision, change: ReleaseOutcome.Change) {
        self.name = name
        self.decision = decision
        self.change = change
    }

    public var namespace: String { release?.record.namespace ?? decision.release.namespace }
    public var warnings: [String] { release?.warnings ?? [] }
    public var uncompared: [UncomparedObject] { release?.uncompared ?? [] }
    public var notes: String { release?.record.notes ?? "" }

    /// Whether the cluster is other than before.
    public var hasChanged: Bool { change == .created || change == .changed }

    /// For programs.
    public var value: Value {
        var value =
            release?.value.object ?? [
                "name": .string(decision.release.name), "namespace": .string(namespace), "chart": .null,
                "version": decision.version.map(Value.string) ?? .null, "revision": .null,
                "status": .string(decision.action == .adopt ? "adopted" : "reused"),
                "change": .string(change.rawValue), "objects": 0, "warnings": [], "uncompared": [],
            ]
        value["decision"] = decision.value
        return .object(value)
    }
}

public import Releases
public import Value

/// A deployment with other numbers of replicas, nothing changed yet.
public struct ScalePlan: Sendable {
    /// As it will be: its values are those that its release has, and the change.
    public var deployment: DeploymentPlan
    public var change: ScaleChange
    /// The name of the release that holds it.
    public var release: String
    /// Empty where all is as it is asked for.
    public var changes: [ScaledValue]
    /// What else an upgrade of the release may bring.
    public var remark: String?

    /// Whether any number goes up, as far as is known.
    public var isGrowing: Bool {
        changes.contains { change in
            guard let before = change.before, let after = change.after else { return true }
            return after > before
        }
    }

    /// Such as `replicas 3, was 1`.
    public var words: String {
        changes.isEmpty ? "its values are as asked for" : changes.map(\.words).joined(separator: "; ")
    }
}

/// A deployment that has been scaled.
public struct ScaledDeployment: Sendable {
    public var plan: ScalePlan
    public var change: ReleaseOutcome.Change
    public var status: DeploymentStatus
    public var warnings: [String]

    public var value: Value {
        var value = status.value.object ?? [:]
        value["change"] = .string(change.rawValue)
        value["values"] = .array(plan.changes.map(\.value))
        value["warnings"] = .array(warnings.map(Value.string))
        return .object(value)
    }
}

import Synchronization

/// One look at what a cluster has of several operators, for everybody who asks within a run.
///
/// The checks and the run itself see the same then, and the cluster is asked once. Whoever asks while another is looking
/// looks, too; in a run one comes after the other.
public final class OperatorLook: Sendable {
    private let decider: OperatorDecider
    private let plans: [OperatorPlan]
    private let seen = Mutex<[OperatorPlan]?>(nil)

    public init(_ decider: OperatorDecider, _ plans: [OperatorPlan]) {
        self.decider = decider
        self.plans = plans
    }

    /// The plans with their decisions, in their order.
    ///
    /// - Throws: what `OperatorDecider` throws; whoever asks next looks again then.
    public func decided() async throws -> [OperatorPlan] {
        if let plans = seen.withLock({ $0 }) { return plans }
        let plans = try await decider.decided(plans)
        seen.withLock { $0 = plans }
        return plans
    }
}

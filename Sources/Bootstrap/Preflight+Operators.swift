public import Operators
public import Preflight
import Releases

extension Preflight {
    /// The same, showing the decisions of a look that the run goes by, too.
    public func deciding(by look: OperatorLook) -> Preflight {
        deciding { try await look.decided().compactMap(OperatorFact.init) }
    }
}

extension OperatorFact {
    /// Nil for a plan that nothing was decided about.
    init?(_ plan: OperatorPlan) {
        guard let decision = plan.decision else { return nil }
        self.init(
            name: plan.release.name, namespace: plan.release.namespace, title: plan.title,
            action: decision.action.rawValue, code: decision.code.rawValue, reason: decision.reason,
            next: decision.hint, version: decision.version, owner: plan.owner?.words ?? "", unseen: plan.unseen,
            warnings: (decision.judgement?.warnings ?? []).filter { $0.rule != .driver }.map(\.message))
    }
}

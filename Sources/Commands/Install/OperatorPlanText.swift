import Operators
import Providers
import Releases
import Value

/// An operator as a plan shows it: what will be done with it, and why.
enum OperatorPlanText {
    static func text(_ plan: OperatorPlan) -> String { text(PlannedOperator(plan)) }

    static func text(_ planned: PlannedOperator) -> String {
        let plan = planned.plan
        var lines = ["operator   \(plan.title): \(planned.words)"]
        if let decision = plan.decision {
            lines.append("           \(decision.reason) (\(decision.code.rawValue))")
            if let hint = decision.hint { lines.append("             next: \(hint)") }
        }
        lines += notes(plan)
        lines += plan.unseen.map { "           not seen: \($0)" }
        let place = plan.decision?.release
        lines.append(
            "           release \(place?.namespace ?? plan.release.namespace)/\(place?.name ?? plan.release.name), "
                + "from \(origin(plan))")
        lines.append("           for \(users(plan))\(needs(plan))")
        return lines.map { $0 + "\n" }.joined()
    }

    /// What is known of the version that will be there, where that is not simply that it fits.
    static func notes(_ plan: OperatorPlan) -> [String] {
        (plan.decision?.judgement?.findings ?? []).map { "           \($0.rule.rawValue): \($0.message)" }
    }

    static func users(_ plan: OperatorPlan) -> String {
        plan.providers.isEmpty ? "whoever needs it" : plan.providers.joined(separator: ", ")
    }

    private static func needs(_ plan: OperatorPlan) -> String {
        let names = plan.definition.needs.map(\.name)
        return names.isEmpty ? "" : "; needs \(names.joined(separator: ", "))"
    }

    /// A chart that is loaded already says what it stands for.
    static func origin(_ plan: OperatorPlan) -> String {
        if case .loaded(_, let origin) = plan.release.chart { return origin }
        return plan.chart
    }

    static func value(_ planned: PlannedOperator) -> Value {
        let plan = planned.plan
        return [
            "name": .string(plan.name), "namespace": .string(plan.release.namespace),
            "version": plan.version.map(Value.string) ?? .null, "chart": .string(origin(plan)),
            "providers": .array(plan.providers.map(Value.string)),
            "needs": .array(plan.definition.needs.map { .string($0.name) }),
            "decision": plan.decision?.value ?? .null, "owner": plan.owner?.value ?? .null,
            "unseen": .array(plan.unseen.map(Value.string)), "mending": planned.mending.map(Value.string) ?? .null,
            "refusal": planned.refusal.map(Value.string) ?? .null,
            "uncertain": planned.uncertain.map(Value.string) ?? .null,
        ]
    }
}

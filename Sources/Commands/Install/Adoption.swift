import Operators
import Releases
import Value

/// What is to be adopted, as what, and whether it may be.
struct Adoption: Sendable {
    let plan: OperatorPlan
    let decision: OperatorDecision

    /// - Throws: `CommandFailure` for a plan that nothing was decided about.
    init(_ plan: OperatorPlan) throws(CommandFailure) {
        guard let decision = plan.decision else {
            throw CommandFailure(.undecided, "nothing could be decided about operator \(plan.name)")
        }
        self.plan = plan
        self.decision = decision
    }

    var place: OperatorDecision.Place { decision.release }

    /// Whether there is something to do.
    var isDue: Bool { decision.action == .adopt }

    /// Whether it is groundcrew's already, adopted or made by it.
    var isOwn: Bool { [.own, .ownElsewhere].contains(decision.code) && decision.action != .refuse }

    /// - Throws: `OperatorError` with code `existing` for what must not be adopted, and `CommandFailure` for what is not
    ///   there.
    func refuse() throws {
        if isDue || isOwn { return }
        try OperatorDecider.refuse([plan])
        throw CommandFailure(
            .failed, "operator \(plan.name) cannot be adopted: \(decision.reason) (\(decision.code.rawValue))",
            hint: "groundcrew install \(plan.name) installs it")
    }

    func text(hasChanged: Bool, isDryRun: Bool) -> String {
        var lines = [
            "operator   \(plan.name)\(decision.version.map { " \($0)" } ?? ""): \(words(hasChanged, isDryRun))"
        ]
        lines.append("           \(decision.reason) (\(decision.code.rawValue))")
        if !isDue, !isOwn, let hint = decision.hint { lines.append("             next: \(hint)") }
        lines += plan.unseen.map { "           not seen: \($0)" }
        if isDue {
            let labels = plan.adoptionLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.append(
                "           release \(place.namespace)/\(place.name): labels of its record \(isDryRun ? "would be" : "are") "
                    + "\(labels.joined(separator: ", ")); nothing else changes")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func words(_ hasChanged: Bool, _ isDryRun: Bool) -> String {
        if isDue { return isDryRun ? "would be adopted" : hasChanged ? "adopted" : "is adopted already" }
        guard isOwn else { return decision.action.rawValue }
        return plan.owner?.kind == .adopted ? "is adopted already" : "is groundcrew's own already"
    }

    var value: Value {
        [
            "operator": .string(plan.name), "decision": decision.value, "owner": plan.owner?.value ?? .null,
            "labels": isDue
                ? .object(
                    Object(plan.adoptionLabels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
                : .null,
            "unseen": .array(plan.unseen.map(Value.string)),
        ]
    }
}

import Operators
import Releases

/// An operator as a plan shows it; of one that is kept, what would be mended.
struct PlannedOperator: Sendable {
    var plan: OperatorPlan
    /// In words; nil where nothing would be.
    var mending: String?
    /// What it would stop at; nil where it would not.
    var refusal: String?
    /// Why nobody can tell whether something would be.
    var uncertain: String?

    init(_ plan: OperatorPlan) { self.plan = plan }

    /// Compares the objects of what is kept with what they should be; changes nothing.
    ///
    /// - Throws: `CancellationError` only.
    init(_ plan: OperatorPlan, _ driver: ReleaseEngine) async throws {
        self.plan = plan
        guard plan.decision?.action == .keep else { return }
        do {
            let changes = try await driver.plan(plan.release)
            mending = changes.mending
            refusal = changes.refusal
            uncertain = changes.unknown.first.map { "\($0.object): \($0.reason ?? "the server does not say why")" }
        } catch let error as CancellationError {
            throw error
        } catch {
            uncertain = "\(error)"
        }
    }

    /// Ends a plan as `bootstrap --plan` does: what a run would stop at fails, and what nobody can tell is undecided.
    ///
    /// - Throws: `CommandFailure`.
    static func refuse(_ planned: [PlannedOperator]) throws(CommandFailure) {
        if let stopped = planned.first(where: { $0.refusal != nil }) {
            throw CommandFailure(
                .failed, "a run would stop at \(stopped.plan.name): \(stopped.refusal ?? "")",
                hint: "have others let go of these fields, take them out of the values, or say what becomes of them: "
                    + "--take-field, --leave-field")
        }
        if let open = planned.first(where: { $0.uncertain != nil }) {
            throw CommandFailure(
                .undecided,
                "whether \(open.plan.name) is as it should be cannot be told: \(open.uncertain ?? "")",
                hint: "see to what the server names, then run it again")
        }
    }

    /// What is done with it.
    var words: String {
        let action = plan.decision?.action.rawValue ?? "install"
        if let refusal { return "\(action), which stops at what others have set: \(refusal)" }
        if let mending { return "\(action), and \(mending)" }
        return uncertain.map { "\(action), and mend what is found changed, which cannot be told now (\($0))" } ?? action
    }
}

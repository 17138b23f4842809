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

    /// What is done with it.
    var words: String {
        let action = plan.decision?.action.rawValue ?? "install"
        if let refusal { return "\(action), which stops at what others have set: \(refusal)" }
        if let mending { return "\(action), and \(mending)" }
        return uncertain.map { "\(action), and mend what is found changed, which cannot be told now (\($0))" } ?? action
    }
}

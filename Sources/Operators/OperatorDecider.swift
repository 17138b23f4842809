public import Kubernetes
import Providers
public import Releases

/// Decides for all operators of a run what becomes of them, before the first of them is changed.
public struct OperatorDecider: Sendable {
    private let survey: OperatorSurvey
    private let words: [String: ExistingWord]
    private let particular: Set<String>

    /// - Parameters:
    ///   - words: the user's, by the operator's name.
    ///   - particular: names of operators for which the user named a chart, a version or values.
    public init(
        client: KubernetesClient, engine: ReleaseEngine, words: [String: ExistingWord] = [:],
        particular: Set<String> = []
    ) {
        survey = OperatorSurvey(client: client, engine: engine)
        self.words = words
        self.particular = particular
    }

    /// The plans with their decisions.
    ///
    /// - Throws: what `OperatorSurvey` throws.
    public func decided(_ plans: [OperatorPlan]) async throws -> [OperatorPlan] {
        var decided = plans
        for (index, sight) in try await survey.sights(of: plans).enumerated() {
            let plan = plans[index]
            decided[index].unseen = sight.unseen
            decided[index].decision =
                OperatorJudge(
                    plan, sight, word: words[plan.name], isParticular: particular.contains(plan.name)
                ).decision
        }
        return decided
    }

    /// - Throws: `OperatorError` with code `existing` that names every operator that cannot be had.
    public static func refuse(_ plans: [OperatorPlan]) throws(OperatorError) {
        let refused = plans.compactMap { plan in
            plan.decision.flatMap { $0.action == .refuse ? (plan.name, $0) : nil }
        }
        guard let first = refused.first else { return }
        throw OperatorError(
            .existing,
            refused.map { "operator \($0): \($1.reason) (\($1.code.rawValue))" }.joined(separator: "; "),
            hint: first.1.hint)
    }
}

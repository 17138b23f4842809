import Formats
public import Kubernetes
import Providers
public import Releases

/// Decides for all operators of a run what becomes of them, before the first of them is changed.
public struct OperatorDecider: Sendable {
    private let reads: ClusterVersionReads
    private let survey: OperatorSurvey
    private let words: [String: ExistingWord]
    private let particular: Set<String>

    /// - Parameters:
    ///   - words: the user's, by the operator's name.
    ///   - particular: names of operators for which the user named a chart, a version or values.
    ///   - reads: who tells the versions of the cluster's parts; nil asks the cluster.
    public init(
        client: KubernetesClient, engine: ReleaseEngine, words: [String: ExistingWord] = [:],
        particular: Set<String> = [], reads: ClusterVersionReads? = nil
    ) {
        self.reads = reads ?? ClusterVersionReads(client)
        survey = OperatorSurvey(client: client, engine: engine)
        self.words = words
        self.particular = particular
    }

    /// How many operators are looked at at once.
    private static let limit = 4

    /// The plans with their decisions, in their order.
    ///
    /// - Throws: what `OperatorSurvey` throws.
    public func decided(_ plans: [OperatorPlan]) async throws -> [OperatorPlan] {
        try await judged(concurrently(plans, limit: Self.limit) { try await decided($0) })
    }

    /// With what is known of the versions that will be there, once it is known which those are.
    private func judged(_ plans: [OperatorPlan]) async throws -> [OperatorPlan] {
        let data = plans.compactMap { $0.decision == nil ? nil : $0.definition.versions }
        guard !data.isEmpty else { return plans }
        var cluster = try await ClusterVersions(
            by: reads, withDrivers: data.contains { $0.known.contains { $0.driver != nil } })
        for plan in plans { cluster.operators[plan.name] = plan.coming }
        let today = CalendarDay.today
        return plans.map { plan in
            var plan = plan
            let judgement = plan.judgement(in: cluster, today: today)
            plan.decision?.judgement = judgement
            return plan
        }
    }

    /// - Throws: what `OperatorSurvey` throws.
    public func decided(_ plan: OperatorPlan) async throws -> OperatorPlan {
        decided(plan, by: try await survey.sight(of: plan))
    }

    private func decided(
        _ plan: OperatorPlan, by sight: OperatorSight, named: OperatorDecision.Place? = nil
    ) -> OperatorPlan {
        var judge = OperatorJudge(
            plan, sight, word: words[plan.name], isParticular: particular.contains(plan.name))
        judge.named = named
        var plan = plan
        plan.unseen = sight.unseen
        plan.owner = judge.owner
        plan.decision = judge.decision
        return plan
    }

    /// The decision about one release that is to be adopted as the operator.
    ///
    /// - Parameter isSaid: whether the user says that it is the operator, whatever its chart is called.
    /// - Throws: what `OperatorSurvey` throws.
    public func adoption(
        of record: ReleaseRecord, as plan: OperatorPlan, isSaid: Bool = false
    ) async throws -> OperatorPlan {
        var sight = try await survey.sight(of: plan)
        let seen = [sight.releases.here].compactMap(\.self) + sight.releases.elsewhere + sight.holders
        if !seen.contains(where: { $0.name == record.name && $0.namespace == record.namespace }) {
            // Nothing in the cluster says that it is one; whoever adopts it does.
            sight.holders.append(record)
        }
        let place = OperatorJudge.place(record)
        var decided = decided(plan, by: sight, named: isSaid ? place : nil)
        guard let decision = decided.decision, decision.action != .refuse, decision.release != place else {
            return decided
        }
        let other = "\(decision.release.namespace)/\(decision.release.name)"
        decided.decision = OperatorDecision(
            action: .refuse, code: .secondCopy,
            reason: "\(other) is the \(plan.name) that this cluster has, and a second one does harm",
            hint: "remove one of the two, or adopt \(other)", release: place, version: record.chartVersion)
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

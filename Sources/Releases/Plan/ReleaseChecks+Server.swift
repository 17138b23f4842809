import Kubernetes
import Value

extension ReleaseChecks {
    /// Refuses what the server is known to refuse, before the first half of a release is there: fields that it does not
    /// know or that cannot be changed, values that are not valid, and fields of others that nobody has chosen about.
    ///
    /// Whatever else a dry run may fail for is left to the run, which may bring what is missing: a namespace, a webhook's
    /// pods, a role. So are objects whose CRD comes with the plan, and hooks, which are made anew.
    func checkWithServer(_ plan: ReleasePlan) async throws {
        let refusals = try await refusals(plan)
        guard let first = refusals.first else { return }
        let isInput = refusals.contains { $0.code == .invalidChart }
        throw ReleaseError(
            isInput ? .invalidChart : first.code, refusals.map(\.message).joined(separator: "; "),
            hint: (first.hint.map { "\($0); " } ?? "") + "nothing was changed", release: request.id.description,
            underlying: isInput ? nil : first.underlying)
    }

    /// Refuses fields of others alone, for an executor that finds out all else by itself, and can take all or none.
    func checkConflicts(_ plan: ReleasePlan) async throws {
        let refusals = try await refusals(plan, ofFieldsAlone: true)
        guard let first = refusals.first else { return }
        throw ReleaseError(
            first.code, refusals.map(\.message).joined(separator: "; "),
            hint: "put their values into the release's values, or take all of them with --force-conflicts; --driver "
                + "native leaves or takes them one by one; nothing was changed", release: request.id.description,
            underlying: first.underlying)
    }

    private func refusals(_ plan: ReleasePlan, ofFieldsAlone: Bool = false) async throws -> [ReleaseError] {
        let coming = Set(
            (plan.crds + plan.objects.compactMap { CRDDocument($0.value, path: $0.path) }).map {
                "\($0.group) \($0.kind)"
            })
        let objects = plan.objects.filter { !$0.isCRD && !coming.contains("\($0.type.group) \($0.type.kind)") }
        // A server that is away is waited for by the run, not by its checks.
        let client = client.patient(for: .zero)
        return try await concurrently(objects, limit: NativeLimits.concurrency) { object in
            try await refusal(of: object, plan, client, ofFieldsAlone: ofFieldsAlone)
        }.compactMap { $0 }
    }

    private func refusal(
        of object: ReleaseObject, _ plan: ReleasePlan, _ client: KubernetesClient, ofFieldsAlone: Bool
    ) async throws -> ReleaseError? {
        guard let name = object.name else { return nil }
        let release = request.id.description
        do {
            let live: Value? =
                switch plan.live.sight(of: object) {
                case .there(let value): value
                case .absent: nil
                case .unknown: try await client.getIfPresent(object.type, name, namespace: object.namespace)
                }
            // What the server has applied as it is, fields that are gone included, is refused by nobody.
            if let live, !plan.replaces(object),
                AppliedState.isCurrent(object.value, in: live, manager: Applier.fieldManager)
            {
                return nil
            }
            // Where nothing is, nobody has set anything.
            if ofFieldsAlone, live == nil { return nil }
            do {
                let decision = try await plan.rehearse(object, live: live, client).decision
                return decision.isRefused
                    ? FieldWords.refusal(of: object, nil, decision: decision, release: release) : nil
            } catch let error as KubernetesError where !ofFieldsAlone && error.refusesContent {
                if let live, plan.recreates(object, live, because: error) { return nil }
                return FieldWords.refusal(of: object, error, decision: FieldDecision(), release: release)
            }
        } catch let error as KubernetesError where error.code != .unauthorized {
            return nil
        }
    }
}

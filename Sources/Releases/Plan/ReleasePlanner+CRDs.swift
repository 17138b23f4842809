import Kubernetes

extension ReleasePlanner {
    /// Judges what becomes of the CRDs that are there already, before anything is changed.
    ///
    /// A rollback leaves those that it would harm: what is newer takes the older objects, too.
    /// - Parameter chart: all that the chart has in `crds/`, whether it is to be applied or not.
    /// - Throws: `ReleaseError` with code `unsafeCRD` for objects of versions that a CRD which stays does not serve.
    func judgeCRDs(_ plan: inout ReleasePlan, of chart: [CRDDocument]) async throws {
        let own = plan.objects.compactMap { CRDDocument($0.value, path: $0.path) }
        // An executor that never upgrades CRDs of crds/ leaves those that are there.
        let applied = executor.upgradesCRDs ? plan.crds : []
        let safety = CRDSafety(client: client, release: plan.request.id, options: plan.request.options)
        var judgements = try await safety.judge(applied + own)
        let ownNames = Set(own.map(\.name))
        for index in judgements.indices where ownNames.contains(judgements[index].document.name) {
            if plan.targetRevision != nil { judgements[index].leaveIfBlocked() }
            if !executor.upgradesCRDs { judgements[index].refuseToLeave(executor.name) }
        }
        plan.crdJudgements = judgements
        plan.warnings += judgements.compactMap(\.remark)
        let left = Set(judgements.filter { $0.left != nil }.map(\.document.name))
        plan.crds.removeAll { left.contains($0.name) }
        let names = Set(applied.map(\.name))
        try await requireServed(plan, left: chart.filter { !names.contains($0.name) })
    }

    /// Objects whose CRD stays as it is have to be of versions that it serves.
    private func requireServed(_ plan: ReleasePlan, left: [CRDDocument]) async throws {
        var problems: [String] = []
        for crd in left {
            let objects = plan.objects.filter { $0.type.group == crd.group && $0.type.kind == crd.kind }
            guard !objects.isEmpty else { continue }
            let live = try await client.getIfPresent(.customResourceDefinitions, crd.name)
            // Helm brings those that are missing on the first install.
            if live == nil, plan.crds.contains(where: { $0.name == crd.name }) { continue }
            let served = live.flatMap { CRDDocument($0, path: "") }?.servedVersions ?? []
            let lost = objects.filter { !served.contains($0.type.version) }
            guard let first = lost.first else { continue }
            problems.append(
                "CRD \(crd.name) \(live == nil ? "is not there and is left out" : "is left as it is"), and "
                    + "\(first.title) (\(first.path)) is of version \(first.type.version), which it does not serve")
        }
        guard problems.isEmpty else {
            throw ReleaseError(
                .unsafeCRD, problems.joined(separator: "; "),
                hint: executor.upgradesCRDs
                    ? "--crds upgrade brings it to what the chart has; nothing was changed"
                    : "\(executor.name) leaves CRDs as they are; --driver native --crds upgrade brings it to what the "
                        + "chart has; nothing was changed", release: plan.request.id.description)
        }
    }
}

extension CRDJudgement {
    fileprivate mutating func leaveIfBlocked() {
        guard let refusal, left == nil else { return }
        left = "going back would harm it: \(refusal)"
        obstacle = nil
        findings = []
    }

    /// What would be left is applied all the same by an executor that applies all templates.
    fileprivate mutating func refuseToLeave(_ executor: String) {
        guard let left else { return }
        obstacle = "\(left), and \(executor) cannot leave it as it is, which --driver native does"
        self.left = nil
    }
}

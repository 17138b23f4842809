import Kubernetes
import Value

/// Judges what a chart's CRDs would do to those of the cluster, and changes nothing (F17, F18).
struct CRDSafety: Sendable {
    let client: KubernetesClient
    let release: ReleaseName
    let options: ReleaseOptions

    func judge(_ documents: [CRDDocument]) async throws -> [CRDJudgement] {
        try await concurrently(documents, limit: NativeLimits.concurrency) { try await judge($0) }
    }

    private func judge(_ document: CRDDocument) async throws -> CRDJudgement {
        var judgement = CRDJudgement(document: document, accepted: options.acceptedCRDChanges)
        let found = try await client.getIfPresent(.customResourceDefinitions, document.name)
        judgement.excess = Self.excess(of: document, over: found)
        guard let live = found else { return judgement }
        judgement.isThere = true
        judgement.storageVersion = live.storageVersion
        let holder = CRDHolder(of: live, besides: release)
        let takes = options.fieldChoices.takesAll || options.takesOwnership
        if holder.release != nil, !takes { return judgement.held(holder.words([]), live) }
        judgement.findings = CRDChange.findings(from: live, to: document.value)
        // What the server drops, fills in or keeps is its own to tell, and so is whose fields are whose.
        if holder.hasOtherManagers && !options.fieldChoices.takesAll
            || judgement.findings.contains(where: { $0.kind == .unknownChange })
            || CRDChange.endsWebhook(from: live, to: document.value)
        {
            do {
                let applied = try await CRDComparison(client: client, release: release)
                    .rehearsal(of: document, over: live, forces: options.fieldChoices.takesAll)
                judgement.findings = CRDChange.findings(from: live, to: applied)
            } catch let error as KubernetesError where error.isOfOthersFields {
                return judgement.held(holder.words(error.fieldConflicts), live)
            } catch let error as KubernetesError where error.code == .invalid {
                let refusal = CRDChange.refusal(
                    by: error, from: live, to: document.value, beside: judgement.findings)
                if let refusal { judgement.findings.append(refusal) }
            } catch let error as KubernetesError where error.isNoRehearsal || error.code == .forbidden {
                // Then the chart's own words have to do.
            }
        }
        if judgement.blocking.contains(where: { $0.effect == .unsafe }) {
            // Whatever keeps the server from listing them is no reason to wait: it counts as objects.
            judgement.objects = try await CRDObjects(client: client.patient(for: .zero)).find(of: live)
        }
        return judgement
    }

    /// A cluster that has one of such a size stores more than most do.
    private static func excess(of document: CRDDocument, over live: Value?) -> String? {
        guard let excess = SizeRule.obstacle(document.value) else { return nil }
        return live.flatMap(SizeRule.obstacle) == nil ? excess : nil
    }
}

extension CRDJudgement {
    /// Others keep it: it stays as it is where that is enough for the chart.
    fileprivate func held(_ words: String, _ live: Value) -> CRDJudgement {
        var judgement = self
        judgement.findings = []
        let missing = CRDHolder.missing(document, in: live)
        if missing.isEmpty {
            judgement.left = words
            judgement.excess = nil
        } else {
            judgement.obstacle = "\(words), and it does not serve \(missing.joined(separator: ", "))"
        }
        return judgement
    }
}

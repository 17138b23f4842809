import Value

/// What is known, before anything is changed, of bringing a CRD of the cluster to what a chart has.
struct CRDJudgement: Sendable {
    let document: CRDDocument
    /// All that would change for the worse; none where the cluster has no such CRD, or it is left as it is.
    var findings: [CRDFinding] = []
    /// Nil where nothing hangs on it, so that nobody has looked.
    var objects: CRDObjects.Found?
    /// Whether the cluster has one of the name.
    var isThere = false
    /// In which the cluster's objects are written.
    var storageVersion: String?
    /// Classes that the user takes upon himself.
    var accepted: Set<CRDFinding.Class> = []
    /// Why it stays as it is, although the chart's is another; nil where it is applied.
    var left: String?
    /// Others keep it, and it does not serve what the chart needs.
    var obstacle: String?
    /// What is too large about it for any cluster to store it (F7).
    var excess: String?

    var title: String { "CRD \(document.name)" }

    /// Findings for which nothing is changed: what the server refuses, and what may harm objects, unless there are none or
    /// the user has accepted it.
    var blocking: [CRDFinding] {
        findings.filter { finding in
            switch finding.effect {
            case .refused: true
            case .unsafe: objects != CRDObjects.Found.none && !accepted.contains(finding.kind)
            case .harmless: false
            }
        }
    }

    var isBlocked: Bool { obstacle != nil || excess != nil || !blocking.isEmpty }

    /// Why it is blocked, to follow the title; nil where it is not.
    var refusal: String? {
        if let reason = obstacle ?? excess { return reason }
        guard !blocking.isEmpty else { return nil }
        let isUnsafe = blocking.contains { $0.effect == .unsafe }
        return ([Self.list(blocking)] + (isUnsafe ? [objects?.words].compactMap(\.self) : [])).joined(separator: "; ")
    }

    /// What people should know although nothing stands in the way.
    var remark: String? {
        if let left { return "\(title) is left as it is: \(left)" }
        guard !isBlocked, !findings.isEmpty else { return nil }
        let isExcused = findings.contains { $0.effect == .unsafe } && objects == CRDObjects.Found.none
        return "\(title) changes: \(Self.list(findings))\(isExcused ? "; it has no objects" : "")"
    }

    private static func list(_ findings: [CRDFinding]) -> String {
        let named = findings.prefix(CRDLimits.namedFindings).map(\.description)
        let more = findings.count - named.count
        return named.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
    }
}

extension [CRDJudgement] {
    /// - Throws: `ReleaseError` that names everything that stands in the way, and what to do: with code `invalidChart` where
    ///   no cluster would store what the chart has, with `unsafeCRD` where this one must not.
    func require(_ release: ReleaseName) throws(ReleaseError) {
        let large = compactMap { judgement in judgement.excess.map { "\(judgement.title) \($0)" } }
        guard large.isEmpty else {
            throw ReleaseError(
                .invalidChart, "the server cannot take what the chart gives: \(large.joined(separator: "; "))",
                hint: "\(CRDJudgement.smaller); nothing was changed", release: release.description)
        }
        let blocked = filter(\.isBlocked)
        guard !blocked.isEmpty else { return }
        let reasons = blocked.map { "\($0.title): \($0.refusal ?? "")" }
        throw ReleaseError(
            .unsafeCRD, "the chart's CRDs do not fit those of the cluster: \(reasons.joined(separator: "; "))",
            hint: (blocked.nextSteps + ["nothing was changed"]).joined(separator: "; "), release: release.description)
    }

    /// What to do about those that are blocked, each step once.
    var nextSteps: [String] {
        var steps: [String] = []
        func add(_ step: String) { if !steps.contains(step) { steps.append(step) } }
        for judgement in self where judgement.isBlocked {
            if judgement.excess != nil { add(CRDJudgement.smaller) }
            if judgement.obstacle != nil {
                add("upgrade it with whoever keeps it, or take its fields over with release upgrade --force-conflicts")
            }
            for finding in judgement.blocking where finding.effect == .refused {
                add(judgement.step(for: finding))
            }
        }
        let classes = Set(flatMap(\.blocking).filter { $0.effect == .unsafe }.map(\.kind.rawValue)).sorted()
        if !classes.isEmpty {
            add(
                "change the objects first, as the chart's upgrade notes say, or accept what becomes of them with "
                    + "--accept-crd-changes \(classes.joined(separator: ","))")
        }
        return steps
    }
}

extension CRDJudgement {
    fileprivate static let smaller =
        "leave out of the CRD what it does not need, such as descriptions and versions that nobody uses"

    fileprivate func step(for finding: CRDFinding) -> String {
        switch finding.kind {
        case .storedVersionRemoved where finding.version != storageVersion:
            "groundcrew crds migrate \(document.name) has its objects stored in \(storageVersion ?? "one version") alone"
        case .storedVersionRemoved:
            "\(document.name) still stores in \(storageVersion ?? "it"): upgrade first to a version of the chart that has "
                + "that, too, and stores in another; then groundcrew crds migrate \(document.name)"
        case .conversionRefused:
            "end the webhook by itself first: kubectl patch crd \(document.name) --type json "
                + #"-p '[{"op":"replace","path":"/spec/conversion","value":{"strategy":"None"}}]'"#
        default: "keep the chart's former version, or move the objects to a CRD of another name"
        }
    }
}

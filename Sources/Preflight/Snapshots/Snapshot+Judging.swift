extension Preflight {
    /// Judges a snapshot, with no cluster and no network.
    ///
    /// - Parameter work: the digest of what is wanted now; what was recorded for other work alone counts as not recorded.
    /// - Throws: `PreflightError` when the request names an unknown check.
    public static func judge(
        _ snapshot: Snapshot, checks: CheckCatalog, work: String, _ request: PreflightRequest
    ) throws(PreflightError) -> PreflightReport {
        var report = try judge(snapshot.facts(for: request.subject, work: work), checks: checks, request)
        report.recordedAt = snapshot.recordedAt
        return report
    }
}

extension Snapshot {
    /// The facts as far as they hold for the work.
    func facts(for subject: Subject, work: String) -> Facts {
        guard work != self.work else { return facts }
        var kept = facts
        // What becomes of operators is known of each by itself.
        for name in FactName.ofWork.subtracting([.operators]) { kept.drop(name) }
        if !subject.operators.isEmpty, facts[.operators] == .absent { kept.drop(.operators) }
        // Absent means here that none was wanted.
        if !subject.nats.isEmpty, facts[.nats] == .absent { kept.drop(.nats) }
        if !subject.etcd.isEmpty, facts[.etcd] == .absent { kept.drop(.etcd) }
        return kept
    }
}

extension Facts {
    fileprivate mutating func drop(_ name: FactName) {
        guard let fact = facts[name] else { return }
        if case .unknown = fact { return }
        facts[name] = .unknown(
            UnknownReason(.notGathered, "the fact '\(name)' was recorded for other work than what is wanted now"))
    }
}

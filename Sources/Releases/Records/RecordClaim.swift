import Value

/// A revision under work that alone keeps others away, because Leases are not for its run; pure.
struct RecordClaim: Sendable, Equatable {
    var kind: RecordKind
    var revision: Int
    /// Id of the run whose work it is.
    var run: String

    /// Nil where the record is under work by nobody, or by somebody who is found by other means.
    init?(_ record: StoredRelease) {
        guard let mark = record.mark, record.status.isUnderWork else { return nil }
        kind = record.kind
        revision = record.revision
        run = mark.run.id
    }

    /// Who else is at work, or what has become of the revision; nil while it is as its run has left it.
    ///
    /// Two runs that begin at the same time each store theirs before they look, so that one of them at least sees the other.
    /// - Parameter records: the metadata of all of the release's.
    func problem(among records: [Value]) -> String? {
        let all = records.compactMap(Look.init).sorted { $0.revision < $1.revision }
        guard let own = all.first(where: { $0.revision == revision }) else { return "revision \(revision) is gone" }
        guard own.status.isUnderWork, own.run?.id == run else {
            return "revision \(revision) is \(own.words), and no longer this run's"
        }
        if let newer = all.last, newer.revision > revision { return newer.words(of: "was begun") }
        if let former = all.last(where: { $0.revision < revision }), former.status == .uninstalling {
            return former.words(of: "is being removed")
        }
        return nil
    }

    private struct Look {
        var revision: Int
        var status: ReleaseStatus
        var run: RunIdentity?

        init?(_ metadata: Value) {
            let labels = metadata["labels"]
            guard let number = labels?["version"]?.string, let revision = Int(number) else { return nil }
            self.revision = revision
            status = ReleaseStatus(rawValue: labels?["status"]?.string ?? "")
            var annotations: [String: String] = [:]
            for (key, value) in metadata["annotations"]?.object ?? [:] { annotations[key] = value.string }
            run = RunIdentity(annotations: annotations)
        }

        var words: String { status.rawValue.isEmpty ? "without a status" : status.rawValue }

        func words(of deed: String) -> String { "revision \(revision) \(deed) by \(run?.words ?? "Helm")" }
    }
}

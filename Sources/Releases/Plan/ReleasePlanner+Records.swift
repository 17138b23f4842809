import Kubernetes

/// Where the next revision's record is kept.
extension ReleasePlanner {
    /// That of the last revision; of a new release what is chosen for it.
    func recordKind(_ history: ReleaseHistory, of release: ReleaseName) async throws -> RecordKind {
        let kind: RecordKind =
            if let last = history.last {
                last.kind
            } else {
                try await records.kind(in: release.namespace, beside: history.gaps, client)
            }
        records.note(kind, of: release)
        return kind
    }

    /// Nil where nothing was chosen that the user would not expect.
    func recordNote(_ record: StoredRelease, _ history: ReleaseHistory) -> String? {
        guard record.kind == .configMap, records.named == nil, history.last == nil else { return nil }
        return "records of releases in namespace \(record.namespace) are ConfigMaps, because the caller may not create "
            + "and list Secrets there: whoever reads ConfigMaps reads the values in them; helm sees them with "
            + "HELM_DRIVER=configmap"
    }

    /// Refuses to write the data of Secrets into a ConfigMap unasked.
    ///
    /// What an earlier revision shows already is no reason: somebody has accepted that.
    /// - Throws: `ReleaseError` with code `invalidRequest`.
    func checkRecord(_ record: StoredRelease, _ history: ReleaseHistory) throws {
        guard record.kind == .configMap, records.named != .configMap else { return }
        let secrets = try record.heldSecrets
        guard !secrets.isEmpty, try history.last?.heldSecrets.isEmpty ?? true else { return }
        let right = "ask for the right to create and list secrets in namespace \(record.namespace), or "
        throw ReleaseError(
            .invalidRequest,
            "the chart makes Secrets (\(secrets.joined(separator: ", "))), and the release's record, which is a ConfigMap, "
                + "would hold their data for whoever reads ConfigMaps",
            hint: (history.last == nil ? right : "")
                + "accept that with HELM_DRIVER=configmap before the command; nothing was changed",
            release: "\(record.namespace)/\(record.name)")
    }
}

/// Where journals are kept.
protocol JournalStore: Sendable {
    /// Such as `Secret apps/groundcrew.run.k3f9` or a path.
    func place(of journal: RunJournal) -> String

    /// Stores the journal whole, whatever is stored under its id.
    ///
    /// - Parameters:
    ///   - words: must not appear in what is stored.
    ///   - isNew: nothing is expected to be stored yet, which spares a question.
    /// - Throws: what the cluster or the disk says.
    func save(_ journal: RunJournal, hiding words: SecretWords, isNew: Bool) async throws

    /// Removes the oldest journals of the same cluster and namespace beyond the limit.
    func prune(like journal: RunJournal, keeping limit: Int) async throws

    /// - Parameter namespace: nil means all.
    func list(namespace: String?) async throws -> RunListing

    /// - Returns: nil when there is none of that id.
    /// - Throws: `ReleaseError` with code `recordUnreadable` for what is not a journal.
    func read(_ id: String, namespace: String?) async throws -> StoredRun?
}

/// A journal that was read, and what has become of its run.
public struct StoredRun: Sendable, Equatable {
    public var journal: RunJournal
    public var summary: RunSummary
}

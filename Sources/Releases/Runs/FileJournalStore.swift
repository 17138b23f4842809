import Files
import Kubernetes
import Value

/// Journals as files of this machine, for clusters that take none: `$XDG_STATE_HOME/groundcrew/runs/ID.json`.
///
/// Runs of all clusters lie in the one folder; only those of `cluster` are looked at.
struct FileJournalStore: JournalStore {
    let folder: String
    let cluster: ClusterIdentity
    let probe: any RunProbing

    func place(of journal: RunJournal) -> String { "\(folder)/\(Self.name(journal.run.id))" }

    private static func name(_ id: String) -> String { "\(id).json" }

    func save(_ journal: RunJournal, hiding words: SecretWords, isNew: Bool) async throws {
        let bytes = journal.value(hiding: words).jsonBytes(pretty: true) + [0x0A]
        try FolderWriter(folder, isPrivate: true).write(bytes, to: Self.name(journal.run.id))
    }

    func prune(like journal: RunJournal, keeping limit: Int) async throws {
        let runs = try await list(namespace: journal.namespace).runs
        let writer = try FolderWriter(folder, isPrivate: true)
        for run in runs.surplus(keeping: limit) where run.id != journal.run.id {
            try writer.remove(Self.name(run.id))
        }
    }

    func list(namespace: String?) async throws -> RunListing {
        var listing = RunListing(runs: [], unreadable: [], gaps: [])
        for id in try ids {
            do {
                guard let run = try read(id), run.journal.cluster.isTakenFor(cluster) else { continue }
                if namespace == nil || run.journal.namespace == namespace { listing.runs.append(run.summary) }
            } catch let error as ReleaseError {
                listing.unreadable.append(error.message)
            }
        }
        return listing
    }

    func read(_ id: String, namespace: String?) async throws -> StoredRun? {
        guard let run = try read(id), namespace == nil || run.journal.namespace == namespace else { return nil }
        return run
    }

    /// None where there is no such folder.
    private var ids: [String] {
        get throws {
            do {
                return try FolderWriter(folder, creating: false).fileNames
                    .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }
                    .filter(RunIdentity.isID)
            } catch {
                guard error.code == .absent else { throw error }
                return []
            }
        }
    }

    private func read(_ id: String) throws -> StoredRun? {
        let path = "\(folder)/\(Self.name(id))"
        let bytes: [UInt8]
        do {
            bytes = try SystemFiles().read(path, upTo: JournalLimits.unpacked)
        } catch {
            if error.code == .notFound { return nil }
            throw Self.unreadable("\(error)")
        }
        do {
            let journal = try RunJournal(try JournalText.value(bytes), place: path)
            guard journal.run.id == id else { throw SavedFieldsError("\(path): it is of run \(journal.run.id)") }
            return StoredRun(journal: journal, summary: RunSummary(journal, place: path, probe: probe))
        } catch let error as SavedFieldsError {
            throw Self.unreadable(error.description)
        } catch {
            throw Self.unreadable("\(path): \(error)")
        }
    }

    private static func unreadable(_ problem: String) -> ReleaseError {
        ReleaseError(
            .recordUnreadable, "a run's journal cannot be read: \(problem)",
            hint: "nothing else needs that file: move it away")
    }
}

extension ClusterIdentity {
    /// The same, or what cannot be told apart.
    func isTakenFor(_ other: ClusterIdentity) -> Bool { isSame(as: other) ?? (server == other.server) }
}

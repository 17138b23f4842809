public import Kubernetes

/// Reads the journals of one cluster's runs, wherever they are kept.
public struct RunReader: Sendable {
    private let secrets: SecretJournalStore
    private let files: FileJournalStore?

    /// - Parameter folder: of journals that the cluster did not take; nil looks at none.
    public init(client: KubernetesClient, cluster: ClusterIdentity, folder: String?) {
        self.init(client: client, cluster: cluster, folder: folder, probe: ProcessTable())
    }

    init(client: KubernetesClient, cluster: ClusterIdentity, folder: String?, probe: any RunProbing) {
        secrets = SecretJournalStore(client: client, probe: probe)
        files = folder.map { FileJournalStore(folder: $0, cluster: cluster, probe: probe) }
    }

    /// - Parameter namespace: nil means all.
    /// - Throws: `KubernetesError`; a list that is forbidden is told in `gaps` instead.
    public func list(namespace: String?) async throws -> RunListing {
        var listing: RunListing
        do {
            listing = try await secrets.list(namespace: namespace)
        } catch let error as KubernetesError where error.code == .forbidden {
            listing = RunListing(runs: [], unreadable: [], gaps: ["runs that are kept in the cluster: \(error)"])
        }
        if let kept = try await files?.list(namespace: namespace) {
            listing.runs += kept.runs
            listing.unreadable += kept.unreadable
        }
        listing.runs = listing.runs.ordered.deduplicated
        return listing
    }

    /// One run; nil when there is none of that id.
    ///
    /// - Parameter namespace: nil looks in all.
    /// - Throws: `ReleaseError` with code `recordUnreadable`, and `KubernetesError` where neither place has it and the
    ///   cluster's may not be looked at.
    public func run(_ id: String, namespace: String?) async throws -> StoredRun? {
        guard RunIdentity.isID(id) else { return nil }
        let kept = try await files?.read(id, namespace: namespace)
        let stored: StoredRun?
        do {
            stored = try await secrets.read(id, namespace: namespace)
        } catch let error as KubernetesError where error.code == .forbidden && kept != nil {
            return kept
        } catch let error as ReleaseError where error.code == .recordUnreadable && kept != nil {
            return kept
        }
        // A run that lost its cluster told the file how it ended.
        return [stored, kept].compactMap(\.self).first { $0.journal.ended != nil } ?? stored ?? kept
    }
}

extension [RunSummary] {
    /// Each run once: of two, the one that says how it ended.
    fileprivate var deduplicated: [RunSummary] {
        var places: [String: Int] = [:]
        var runs: [RunSummary] = []
        for run in self {
            guard let place = places[run.id] else {
                places[run.id] = runs.count
                runs.append(run)
                continue
            }
            if runs[place].ended == nil { runs[place] = run }
        }
        return runs
    }
}

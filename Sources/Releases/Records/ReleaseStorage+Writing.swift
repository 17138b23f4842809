import Kubernetes
import Value

extension ReleaseStorage {
    /// Stores a new revision and removes the oldest beyond the limit, as far as they are of no use any more.
    ///
    /// - Throws: `ReleaseError` with code `locked` when another run has stored that revision meanwhile.
    /// - Parameter limit: how many are kept; zero keeps all.
    func create(_ record: inout StoredRelease, keeping keys: [Key], limit: Int) async throws {
        record.created = String(Int(client.options.environment.now()))
        try await prune(keys, limit)
        do {
            let stored = try await client.create(
                Self.object(record, modified: nil), as: record.kind.type, namespace: record.namespace)
            record.resourceVersion = stored["metadata"]?["resourceVersion"]?.string ?? ""
            await onStore?(record)
        } catch let error as KubernetesError where error.code == .alreadyExists {
            throw ReleaseError(
                .locked, "another run has begun revision \(record.revision) at the same time",
                hint: "wait until it is done, then run again; nothing was changed by this one",
                release: "\(record.namespace)/\(record.name)", underlying: error)
        }
    }

    /// Stores the record anew.
    ///
    /// - Throws: `ReleaseError` with code `locked` when someone else has changed it since it was read.
    func update(_ record: inout StoredRelease) async throws {
        let modified = String(Int(client.options.environment.now()))
        do {
            let stored = try await client.replace(
                Self.object(record, modified: modified), as: record.kind.type, namespace: record.namespace)
            record.resourceVersion = stored["metadata"]?["resourceVersion"]?.string ?? ""
            await onStore?(record)
        } catch let error as KubernetesError where error.code == .conflict {
            throw ReleaseError(
                .locked, "another run has changed the record of revision \(record.revision)",
                hint: "wait until it is done, then run again",
                release: "\(record.namespace)/\(record.name)", underlying: error)
        }
    }

    /// Looks up the version of a record whose creation got no answer; it stays empty where nothing was stored.
    func find(_ record: inout StoredRelease) async throws {
        let key = try await keys(like: record).first { $0.revision == record.revision }
        guard let key else { return }
        let stored = try await read(key)
        if stored.mark == record.mark { record.resourceVersion = stored.resourceVersion }
    }

    /// Changes the record as it is now, whoever stored it last, as long as it is still this run's work.
    ///
    /// - Returns: false when it is not: another run has recovered it, or removed it.
    func settle(_ record: inout StoredRelease, _ change: (inout StoredRelease) -> Void) async throws -> Bool {
        guard !record.resourceVersion.isEmpty else { return false }  // It was never stored.
        for attempt in 1... {
            var changed = record
            change(&changed)
            do {
                try await update(&changed)
                record = changed
                return true
            } catch let error as ReleaseError where error.code == .locked && attempt < RecordLimits.attempts {
                let key = try await keys(like: record).first { $0.revision == record.revision }
                guard let key else { return false }
                let stored = try await read(key)
                guard stored.status.isUnderWork, stored.mark?.run.id == record.mark?.run.id else { return false }
                // Whoever has labelled it meanwhile keeps that.
                record.labels = stored.labels
                record.resourceVersion = stored.resourceVersion
            } catch let error as KubernetesError where error.code == .notFound {
                return false
            }
        }
        return false
    }

    /// Marks a revision superseded, as it is by now: somebody else may have changed its labels.
    ///
    /// - Parameter description: nil keeps what it has.
    /// - Returns: false where it has another state by now, or is gone.
    @discardableResult
    func stepBack(
        _ key: Key, from state: ReleaseStatus = .deployed, saying description: String? = nil
    ) async throws -> Bool {
        for attempt in 1... {
            do {
                var record = try await read(key)
                guard record.status == state else { return false }
                record.set(.superseded, description: description ?? record.description)
                try await update(&record)
                return true
            } catch let error as ReleaseError where error.code == .locked && attempt < RecordLimits.attempts {
                continue
            } catch let error as KubernetesError where error.code == .notFound {
                return false
            }
        }
        return false
    }

    func delete(_ key: Key) async throws {
        // With its uid a delete whose answer was lost can be sent again.
        _ = try await client.deleteIfPresent(
            key.kind.type, key.object, namespace: key.namespace, options: DeleteOptions(uid: key.uid))
    }

    /// Makes room for one more revision.
    ///
    /// The one that can be gone back to always stays. So do those since the last deployed one, as long as they alone tell of
    /// objects that they may have left: what the next run does not know of would stay for ever.
    private func prune(_ keys: [Key], _ limit: Int) async throws {
        guard limit > 0 else { return }
        let surplus = keys.count - (limit - 1)
        guard surplus > 0 else { return }
        let (deployed, whole) = (keys.lastDeployed?.revision ?? 0, keys.lastWhole)
        let past = keys.filter { $0.revision < deployed && $0 != whole }.prefix(surplus)
        for key in past { try await delete(key) }
        guard past.count < surplus else { return }
        let living = keys.filter { $0.revision >= deployed }
        let expendable = StoredRelease.expendable(
            try await read(living), besides: whole?.revision ?? deployed, upTo: surplus - past.count)
        for key in living where expendable.contains(key.revision) { try await delete(key) }
    }

    /// Bytes of the record as its Secret or ConfigMap holds them.
    static func size(of record: StoredRelease) throws -> Int {
        size(of: try ReleaseCodec.encode(record.body, in: record.kind), in: record.kind)
    }

    /// The API server counts a Secret's data without its own layer of base64.
    private static func size(of data: String, in kind: RecordKind) -> Int {
        kind == .secret ? data.utf8.count / 4 * 3 : data.utf8.count
    }

    /// What to do about a record that is too large, by what fills it; what a manifest is made of is in it, too.
    private static func smallerHint(_ record: StoredRelease) -> String {
        let values = Value.object(record.values).json().utf8.count
        let chart = record.body["chart"]?.json().utf8.count ?? 0
        guard values > chart, values > record.manifest.utf8.count / 2 else {
            return "leave out what the chart does not need (README, docs, CRDs that another chart brings), or split it"
        }
        return "make the values smaller, which have \(values) bytes: put what is large in them, such as files, into a "
            + "ConfigMap or Secret of its own"
    }

    /// The Secret or ConfigMap.
    ///
    /// - Parameter growth: bytes that must be left free for what the record still gains.
    /// - Throws: `ReleaseError` with code `recordTooLarge` (F7).
    static func object(_ record: StoredRelease, modified: String?, growth: Int = 0) throws -> Value {
        let data = try ReleaseCodec.encode(record.body, in: record.kind)
        let size = Self.size(of: data, in: record.kind)
        guard size + growth <= RecordLimits.packedBytes else {
            throw ReleaseError(
                .recordTooLarge,
                "the release record has \(size) bytes packed, and a \(record.kind.title) holds "
                    + "\(RecordLimits.packedBytes)",
                hint: smallerHint(record),
                release: "\(record.namespace)/\(record.name)")
        }
        var labels = Object(record.labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        if let created = record.created { labels["createdAt"] = .string(created) }
        if let modified { labels["modifiedAt"] = .string(modified) }
        labels["name"] = .string(record.name)
        labels["owner"] = "helm"
        labels["status"] = .string(record.status.rawValue)
        labels["version"] = .string(String(record.revision))
        var metadata: Object = [
            "name": .string("sh.helm.release.v1.\(record.name).v\(record.revision)"),
            "namespace": .string(record.namespace), "labels": .object(labels),
        ]
        // Nobody's work any more: Helm's records have no annotations.
        if let mark = record.mark, record.status.isUnderWork {
            metadata["annotations"] = .object(
                Object(mark.annotations.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        if !record.resourceVersion.isEmpty { metadata["resourceVersion"] = .string(record.resourceVersion) }
        var object: Object = ["apiVersion": "v1", "kind": .string(record.kind.title)]
        if record.kind == .secret { object["type"] = .string(type) }
        object["metadata"] = .object(metadata)
        object["data"] = ["release": .string(data)]
        return .object(object)
    }
}

import Archive
import Events
import Formats
import Kubernetes
import Value

/// Journals as Secrets in their runs' namespaces, `groundcrew.run.ID`; `kubectl get secrets -l groundcrew/run` lists them.
///
/// Helm looks for Secrets with the label `owner: helm`, which these do not bear.
struct SecretJournalStore: JournalStore {
    /// Not gated and not noted: a journal is not what the user asked to change.
    let client: KubernetesClient
    let probe: any RunProbing

    static let type = "groundcrew/run.v1"
    static let prefix = "groundcrew.run."

    private enum Key {
        static let run = "groundcrew/run"
        static let status = "groundcrew/run-status"
        static let started = "groundcrew/run-started"
        static let ended = "groundcrew/run-ended"
        static let subjects = "groundcrew/run-subjects"
        static let simulated = "groundcrew/run-simulated"
    }

    func place(of journal: RunJournal) -> String { Self.place(journal.run.id, in: journal.namespace) }

    private static func place(_ id: String, in namespace: String) -> String { "Secret \(namespace)/\(prefix)\(id)" }

    // MARK: - Writing

    func save(_ journal: RunJournal, hiding words: SecretWords, isNew: Bool) async throws {
        let secret = try Self.secret(journal, hiding: words)
        func create() async throws {
            _ = try await client.create(secret, as: .secrets, namespace: journal.namespace)
        }
        func replace() async throws {
            _ = try await client.replace(secret, as: .secrets, namespace: journal.namespace)
        }
        do {
            if isNew { try await create() } else { try await replace() }
        } catch let error as KubernetesError where isNew && error.code == .alreadyExists {
            try await replace()  // The first one's answer was lost.
        } catch let error as KubernetesError where !isNew && error.code == .notFound {
            try await create()  // Somebody removed it.
        }
    }

    func prune(like journal: RunJournal, keeping limit: Int) async throws {
        let found = try await metadata(namespace: journal.namespace, selector: Key.run)
        let runs = found.compactMap { summary($0) }
        for run in runs.surplus(keeping: limit) where run.id != journal.run.id {
            let uid = found.first { $0["name"]?.string == Self.prefix + run.id }?["uid"]?.string
            _ = try await client.deleteIfPresent(
                .secrets, Self.prefix + run.id, namespace: journal.namespace, options: DeleteOptions(uid: uid))
        }
    }

    static func secret(_ journal: RunJournal, hiding words: SecretWords) throws -> Value {
        let packed = try Gzip.pack(journal.value(hiding: words).jsonBytes())
        var annotations = journal.run.annotations
        annotations[Key.started] = journal.started
        annotations[Key.ended] = journal.ended
        annotations[Key.subjects] = TextRedaction.redacted(words.hidden(journal.subjects.joined(separator: ",")))
        annotations[Key.simulated] = journal.isSimulated ? "true" : nil
        return [
            "apiVersion": "v1", "kind": "Secret", "type": .string(type),
            "metadata": [
                "name": .string(prefix + journal.run.id), "namespace": .string(journal.namespace),
                "labels": [
                    Key.run: .string(journal.run.id), Key.status: .string(journal.status.rawValue),
                    "app.kubernetes.io/managed-by": "groundcrew",
                ],
                "annotations": .object(
                    Object(annotations.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            ],
            "data": ["journal": .string(Base64.encode(packed))],
        ]
    }

    // MARK: - Reading

    func list(namespace: String?) async throws -> RunListing {
        var listing = RunListing(runs: [], unreadable: [], gaps: [])
        for item in try await metadata(namespace: namespace, selector: Key.run) {
            if let run = summary(item) {
                listing.runs.append(run)
            } else {
                let name = "\(item["namespace"]?.string ?? "")/\(item["name"]?.string ?? "")"
                listing.unreadable.append(
                    "Secret \(name) has the label of a run's journal and does not say whose it is")
            }
        }
        return listing
    }

    func read(_ id: String, namespace: String?) async throws -> StoredRun? {
        let found: Value?
        if let namespace {
            found = try await client.getIfPresent(.secrets, Self.prefix + id, namespace: namespace)
        } else {
            let list = try await client.listAll(
                .secrets, namespace: nil, options: ListOptions(labelSelector: "\(Key.run)=\(id)"))
            // Others may bear the label.
            found =
                list.items.first { $0["metadata"]?["name"]?.string == Self.prefix + id } ?? list.items.first
        }
        guard let found else { return nil }
        let place = Self.place(id, in: found["metadata"]?["namespace"]?.string ?? namespace ?? "")
        let journal = try Self.journal(in: found, place: place)
        return StoredRun(journal: journal, summary: RunSummary(journal, place: place, probe: probe))
    }

    static func journal(in secret: Value, place: String) throws -> RunJournal {
        do {
            guard secret["type"]?.string == type else {
                throw SavedFieldsError("\(place): its type is \(secret["type"]?.string ?? "(none)"), not \(type)")
            }
            guard let packed = secret["data"]?["journal"]?.string.flatMap({ Base64.decode($0) }) else {
                throw SavedFieldsError("\(place): it has no journal in base64 under the key journal")
            }
            let bytes = try Gzip.unpack(packed, upTo: JournalLimits.unpacked)
            return try RunJournal(try JournalText.value(bytes), place: place)
        } catch {
            throw ReleaseError(
                .recordUnreadable, "a run's journal cannot be read: \(error)",
                hint: "it is not needed for anything but reading: groundcrew runs list shows the others",
                underlying: error)
        }
    }

    private func metadata(namespace: String?, selector: String) async throws -> [Value] {
        try await client.listAll(
            .secrets, namespace: namespace, options: ListOptions(labelSelector: selector, metadataOnly: true)
        ).items.compactMap { $0["metadata"] }
    }

    /// Nil for what is not the metadata of a journal.
    private func summary(_ metadata: Value) -> RunSummary? {
        var annotations: [String: String] = [:]
        for (key, value) in metadata["annotations"]?.object ?? [:] { annotations[key] = value.string }
        guard let run = RunIdentity(annotations: annotations), RunIdentity.isID(run.id),
            metadata["name"]?.string == Self.prefix + run.id,
            let status = RunJournal.Status(rawValue: metadata["labels"]?[Key.status]?.string ?? "")
        else { return nil }
        let namespace = metadata["namespace"]?.string ?? ""
        return RunSummary(
            run, namespace: namespace, status: status, started: annotations[Key.started] ?? "",
            ended: annotations[Key.ended],
            subjects: (annotations[Key.subjects] ?? "").split(separator: ",").map(String.init),
            isSimulated: annotations[Key.simulated] == "true", place: Self.place(run.id, in: namespace), probe: probe)
    }
}

/// The text of journals.
enum JournalText {
    static func value(_ bytes: [UInt8]) throws -> Value {
        try Value(
            json: bytes,
            limits: JSONLimits(
                maximumSize: JournalLimits.unpacked, maximumDepth: JournalLimits.depth,
                maximumCount: JournalLimits.values))
    }
}

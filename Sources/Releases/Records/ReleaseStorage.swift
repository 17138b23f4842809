import Kubernetes
import Value

/// Releases as Helm keeps them: one Secret, or one ConfigMap, for each revision (`pkg/storage/driver`).
///
/// Both kinds are looked at, since a release is in the one or in the other. What claims to be a record of a release and cannot
/// be read is an error for that release, and named beside the others where several are read; it is never left out.
struct ReleaseStorage: Sendable {
    let client: KubernetesClient
    /// The kind that the user named: which one is meant where a release has records of both.
    var named: RecordKind?
    /// Is told of each record that was stored.
    var onStore: (@Sendable (StoredRelease) async -> Void)?

    /// A record's place, from its object's metadata alone.
    struct Key: Sendable, Hashable {
        /// Its name.
        var object: String
        var namespace: String
        var release: String
        var revision: Int
        var status: String
        var uid: String?
        /// Those that are not Helm's own.
        var labels: ReleaseLabels = [:]
        var kind = RecordKind.secret
    }

    // MARK: - Reading

    /// The revisions of a release, oldest first; reads metadata alone.
    ///
    /// - Throws: `ReleaseError` with code `recordUnreadable` when an object claims to be one of them and does not say
    ///   which, and for a release with records of both kinds; `KubernetesError` with code `forbidden` when there is none
    ///   and what records are mostly kept in may not be looked at.
    func keys(release: String, namespace: String) async throws -> [Key] {
        let found = try await seenKeys(release: release, namespace: namespace)
        return found.keys.isEmpty ? try found.seeing(mainKind).keys : found.keys
    }

    /// The same where it is enough that one of the kinds could be looked at; what could not is in `gaps`.
    func seenKeys(release: String, namespace: String) async throws -> RecordLook {
        var found = try await look(release: release, namespace: namespace)
        if let named, found.keys.contains(where: { $0.kind == named }) { found = found.only(named) }
        if let first = found.unreadable.first { throw ReleaseError(first) }
        guard !found.isOfBothKinds else {
            throw ReleaseError(bothKindsOf: ReleaseName(name: release, namespace: namespace))
        }
        return found
    }

    /// The revisions that are kept where the record is.
    func keys(like record: StoredRelease) async throws -> [Key] {
        let found = try await look(
            record.kind, Self.selector(release: record.name), namespace: record.namespace
        ).seeing(record.kind)
        if let first = found.unreadable.first { throw ReleaseError(first) }
        return found.sorted.keys
    }

    /// What records are mostly in: there is no telling that a release is not there without having looked at these.
    var mainKind: RecordKind { named ?? .secret }

    /// The revisions of a release, or of all releases, by namespace and name, oldest first for each.
    ///
    /// - Parameters:
    ///   - namespace: nil means all.
    ///   - labels: only revisions that have them.
    /// - Throws: `KubernetesError` with code `forbidden` when neither kind may be looked at; one of the two is a gap.
    func look(
        release: String?, namespace: String?, labels: ReleaseLabels = [:]
    ) async throws -> RecordLook {
        let selector = Self.selector(release: release, labels)
        async let maps = look(.configMap, selector, namespace: namespace)
        var found = try await look(.secret, selector, namespace: namespace)
        let others = try await maps
        found.add(others)
        if found.gaps.count == RecordKind.allCases.count, let first = found.gaps.first { throw first.error }
        return found.sorted
    }

    private func look(_ kind: RecordKind, _ selector: String, namespace: String?) async throws -> RecordLook {
        let items: [Value]
        do {
            items = try await client.listAll(
                kind.type, namespace: namespace,
                options: ListOptions(labelSelector: selector, metadataOnly: true)
            ).items
        } catch let error as KubernetesError where error.code == .forbidden {
            return RecordLook(gaps: [RecordGap(kind: kind, namespace: namespace, error: error)])
        }
        var found = RecordLook()
        for item in items {
            switch Self.key(item["metadata"] ?? .null, kind) {
            case .success(let key): found.keys.append(key)
            case .failure(let record): found.unreadable.append(record.record)
            case nil: continue
            }
        }
        return found
    }

    static func selector(release: String?, _ labels: ReleaseLabels = [:]) -> String {
        var selectors = ["owner=helm"] + labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if let release { selectors.append("name=\(release)") }
        return selectors.joined(separator: ",")
    }

    /// Nil for objects that do not have a record's name.
    private static func key(_ metadata: Value, _ kind: RecordKind) -> Result<Key, Unreadable>? {
        guard let object = metadata["name"]?.string, object.hasPrefix("sh.helm.release.v1.") else { return nil }
        let labels = metadata["labels"]
        let namespace = metadata["namespace"]?.string ?? ""
        guard let name = labels?["name"]?.string, let revision = Int(labels?["version"]?.string ?? "") else {
            return .failure(
                Unreadable(
                    UnreadableRecord(
                        namespace: namespace, object: object, release: labels?["name"]?.string,
                        problem: "has no labels name and version that tell its release", kind: kind)))
        }
        return .success(
            Key(
                object: object, namespace: namespace, release: name, revision: revision,
                status: labels?["status"]?.string ?? "", uid: metadata["uid"]?.string, labels: custom(labels),
                kind: kind))
    }

    /// - Throws: `ReleaseError` with code `recordUnreadable` for what is not a record, or not the one that its
    ///   labels say.
    func read(_ key: Key) async throws -> StoredRelease {
        try Self.stored(in: try await client.get(key.kind.type, key.object, namespace: key.namespace), at: key)
    }

    private static func stored(in object: Value, at key: Key) throws(ReleaseError) -> StoredRelease {
        do {
            return try record(in: object, at: key)
        } catch {
            throw ReleaseError(error.record)
        }
    }

    /// The records of `keys`, in their order.
    func read(_ keys: [Key]) async throws -> [StoredRelease] {
        try await concurrently(keys, limit: RecordLimits.concurrentReads) { try await read($0) }
    }

    func last(_ release: String, namespace: String) async throws -> StoredRelease? {
        for _ in 0..<RecordLimits.looks {
            guard let key = try await keys(release: release, namespace: namespace).last else { return nil }
            // It may go between the two requests, with its release.
            if let object = try await client.getIfPresent(key.kind.type, key.object, namespace: key.namespace) {
                return try Self.stored(in: object, at: key)
            }
        }
        return nil
    }

    /// The last revision of every release, or of those of one name; of one with records of both kinds, the last of each.
    ///
    /// - Parameters:
    ///   - namespace: nil means all.
    ///   - allowsGaps: whether one of the kinds is enough; what is not seen is in the listing then.
    func lastOfEach(name: String?, namespace: String?, allowsGaps: Bool = false) async throws -> ReleaseListing {
        var found = try await look(release: name, namespace: namespace)
        if !allowsGaps { found = try found.seeing(mainKind) }
        return try await listing(of: found.last, found, gaps: allowsGaps ? found.gaps : [])
    }

    /// Every revision of one state, of all releases; what is not seen is in the listing.
    func each(_ state: ReleaseStatus, namespace: String?) async throws -> ReleaseListing {
        let found = try await look(release: nil, namespace: namespace)
        return try await listing(of: found.keys.filter { $0.state == state }, found, gaps: found.gaps)
    }

    private func listing(of keys: [Key], _ found: RecordLook, gaps: [RecordGap]) async throws -> ReleaseListing {
        var listing = ReleaseListing(unreadable: found.unreadable, gaps: gaps)
        // Nil are records that went meanwhile, with their releases.
        let looks = try await concurrently(keys, limit: RecordLimits.concurrentReads) {
            key -> Result<StoredRelease, Unreadable>? in
            guard let object = try await client.getIfPresent(key.kind.type, key.object, namespace: key.namespace)
            else { return nil }
            return Self.look(at: object, of: key)
        }
        for look in looks {
            switch look {
            case .success(let record): listing.releases.append(record.summary)
            case .failure(let error): listing.unreadable.append(error.record)
            case nil: continue
            }
        }
        return listing
    }

    private static func look(at object: Value, of key: Key) -> Result<StoredRelease, Unreadable> {
        do {
            return .success(try record(in: object, at: key))
        } catch {
            return .failure(error)
        }
    }

    private static func record(in object: Value, at key: Key) throws(Unreadable) -> StoredRelease {
        let record = try decode(object, key.kind)
        guard record.name == key.release, record.revision == key.revision, record.namespace == key.namespace else {
            throw unreadable(
                object, key.kind,
                "holds revision \(record.revision) of \(record.namespace)/\(record.name), which is not what its "
                    + "labels and its namespace say")
        }
        return record
    }

    /// Why a record cannot be read.
    struct Unreadable: Error {
        let record: UnreadableRecord
        init(_ record: UnreadableRecord) { self.record = record }
    }

    static func decode(_ object: Value, _ kind: RecordKind = .secret) throws(Unreadable) -> StoredRelease {
        let metadata = object["metadata"]
        // ConfigMaps have no types.
        guard kind == .configMap || object["type"]?.string == type else {
            throw unreadable(object, kind, "has the type \(object["type"]?.string ?? "(none)"), not \(type)")
        }
        guard let text = object["data"]?["release"]?.string else {
            throw unreadable(object, kind, "has no data under the key release")
        }
        let body: Object
        do {
            body = try ReleaseCodec.decode(text, in: kind)
        } catch {
            throw unreadable(object, kind, error.description)
        }
        var record = StoredRelease(body: body)
        record.kind = kind
        record.labels = custom(metadata?["labels"])
        record.created = metadata?["labels"]?["createdAt"]?.string
        record.resourceVersion = metadata?["resourceVersion"]?.string ?? ""
        record.mark = RunMark(annotations: strings(metadata?["annotations"]))
        // Helm before 3.0 final left it out; the object is in the release's namespace.
        if record.namespace.isEmpty, let namespace = metadata?["namespace"] { record.body["namespace"] = namespace }
        return record
    }

    static let type = "helm.sh/release.v1"

    private static func custom(_ labels: Value?) -> ReleaseLabels {
        strings(labels).filter { !ReleaseLabels.reservedKeys.contains($0.key) }
    }

    private static func strings(_ value: Value?) -> [String: String] {
        var strings: [String: String] = [:]
        for (key, value) in value?.object ?? [:] { strings[key] = value.string }
        return strings
    }

    private static func unreadable(_ object: Value, _ kind: RecordKind, _ problem: String) -> Unreadable {
        let metadata = object["metadata"]
        return Unreadable(
            UnreadableRecord(
                namespace: metadata?["namespace"]?.string ?? "", object: metadata?["name"]?.string ?? "",
                release: metadata?["labels"]?["name"]?.string, problem: problem, kind: kind))
    }
}

extension ReleaseError {
    init(_ record: UnreadableRecord) {
        self.init(
            .recordUnreadable, record.description, hint: record.hint,
            release: record.release.map { "\(record.namespace)/\($0)" })
    }

    /// Nobody can tell which of them the release is.
    init(bothKindsOf release: ReleaseName) {
        self.init(
            .recordUnreadable, "it has records in Secrets and in ConfigMaps",
            hint: "say which are meant: HELM_DRIVER=secret or HELM_DRIVER=configmap before the command; "
                + "groundcrew release list --namespace \(release.namespace) shows both",
            release: release.description)
    }
}

extension UnreadableRecord {
    /// What to do next.
    public var hint: String {
        "restore that \(kind.title) from a backup; what it holds now: "
            + "kubectl get \(kind.title.lowercased()) \(object) --namespace \(namespace) --output yaml"
    }
}

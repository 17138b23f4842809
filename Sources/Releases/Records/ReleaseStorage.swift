import Kubernetes
import Value

/// Releases as Helm keeps them: one Secret for each revision (`pkg/storage/driver/secrets.go`).
///
/// A Secret that claims to be a record of a release and cannot be read is an error for that release, and named beside
/// the others where several are read; it is never left out.
struct ReleaseStorage: Sendable {
    let client: KubernetesClient

    /// A record's place, from its Secret's metadata alone.
    struct Key: Sendable, Hashable {
        var secret: String
        var namespace: String
        var release: String
        var revision: Int
        var status: String
        var uid: String?
        /// Those that are not Helm's own.
        var labels: ReleaseLabels = [:]
    }

    // MARK: - Reading

    /// The revisions of a release, oldest first; reads metadata alone.
    ///
    /// - Throws: `ReleaseError` with code `recordUnreadable` when a Secret claims to be one of them and does not say
    ///   which.
    func keys(release: String, namespace: String) async throws -> [Key] {
        let found = try await allKeys(release: release, namespace: namespace)
        if let first = found.unreadable.first { throw ReleaseError(first) }
        return found.keys
    }

    /// The revisions of a release, or of all releases, by namespace and name, oldest first for each.
    ///
    /// - Parameters:
    ///   - namespace: nil means all.
    ///   - labels: only revisions that have them.
    func allKeys(
        release: String?, namespace: String?, labels: ReleaseLabels = [:]
    ) async throws -> (keys: [Key], unreadable: [UnreadableRecord]) {
        var selectors = ["owner=helm"] + labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if let release { selectors.append("name=\(release)") }
        let selector = selectors.joined(separator: ",")
        let listing = try await client.listAll(
            .secrets, namespace: namespace, options: ListOptions(labelSelector: selector, metadataOnly: true))
        var keys: [Key] = []
        var unreadable: [UnreadableRecord] = []
        for item in listing.items {
            switch Self.key(item["metadata"] ?? .null) {
            case .success(let key): keys.append(key)
            case .failure(let record): unreadable.append(record.record)
            case nil: continue
            }
        }
        keys.sort { ($0.namespace, $0.release, $0.revision) < ($1.namespace, $1.release, $1.revision) }
        return (keys, unreadable)
    }

    /// Nil for Secrets that do not have a record's name.
    private static func key(_ metadata: Value) -> Result<Key, Unreadable>? {
        guard let secret = metadata["name"]?.string, secret.hasPrefix("sh.helm.release.v1.") else { return nil }
        let labels = metadata["labels"]
        let namespace = metadata["namespace"]?.string ?? ""
        guard let name = labels?["name"]?.string, let revision = Int(labels?["version"]?.string ?? "") else {
            return .failure(
                Unreadable(
                    UnreadableRecord(
                        namespace: namespace, secret: secret, release: labels?["name"]?.string,
                        problem: "has no labels name and version that tell its release")))
        }
        return .success(
            Key(
                secret: secret, namespace: namespace, release: name, revision: revision,
                status: labels?["status"]?.string ?? "", uid: metadata["uid"]?.string, labels: custom(labels)))
    }

    /// - Throws: `ReleaseError` with code `recordUnreadable` for what is not a record, or not the one that its
    ///   labels say.
    func read(_ key: Key) async throws -> StoredRelease {
        let secret = try await client.get(.secrets, key.secret, namespace: key.namespace)
        do {
            return try Self.record(in: secret, at: key)
        } catch {
            throw ReleaseError(error.record)
        }
    }

    /// The records of `keys`, in their order.
    func read(_ keys: [Key]) async throws -> [StoredRelease] {
        try await concurrently(keys, limit: RecordLimits.concurrentReads) { try await read($0) }
    }

    func last(_ release: String, namespace: String) async throws -> StoredRelease? {
        guard let key = try await keys(release: release, namespace: namespace).last else { return nil }
        return try await read(key)
    }

    /// The last revision of every release, or of those of one name.
    ///
    /// - Parameter namespace: nil means all.
    func lastOfEach(name: String?, namespace: String?) async throws -> ReleaseListing {
        let found = try await allKeys(release: name, namespace: namespace)
        let keys = found.keys
        let last = keys.enumerated().filter { index, key in
            index + 1 == keys.count || keys[index + 1].release != key.release
                || keys[index + 1].namespace != key.namespace
        }.map(\.element)
        var listing = ReleaseListing(unreadable: found.unreadable)
        // Nil are records that went meanwhile, with their releases.
        let looks = try await concurrently(last, limit: RecordLimits.concurrentReads) {
            key -> Result<StoredRelease, Unreadable>? in
            guard let secret = try await client.getIfPresent(.secrets, key.secret, namespace: key.namespace) else {
                return nil
            }
            return Self.look(at: secret, of: key)
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

    private static func look(at secret: Value, of key: Key) -> Result<StoredRelease, Unreadable> {
        do {
            return .success(try record(in: secret, at: key))
        } catch {
            return .failure(error)
        }
    }

    private static func record(in secret: Value, at key: Key) throws(Unreadable) -> StoredRelease {
        let record = try decode(secret)
        guard record.name == key.release, record.revision == key.revision, record.namespace == key.namespace else {
            throw unreadable(
                secret,
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

    static func decode(_ secret: Value) throws(Unreadable) -> StoredRelease {
        let metadata = secret["metadata"]
        guard secret["type"]?.string == type else {
            throw unreadable(secret, "has the type \(secret["type"]?.string ?? "(none)"), not \(type)")
        }
        guard let text = secret["data"]?["release"]?.string else {
            throw unreadable(secret, "has no data under the key release")
        }
        let body: Object
        do {
            body = try ReleaseCodec.decode(text)
        } catch {
            throw unreadable(secret, error.description)
        }
        var record = StoredRelease(body: body)
        record.labels = custom(metadata?["labels"])
        record.created = metadata?["labels"]?["createdAt"]?.string
        record.resourceVersion = metadata?["resourceVersion"]?.string ?? ""
        record.mark = RunMark(annotations: strings(metadata?["annotations"]))
        // Helm before 3.0 final left it out; the Secret is in the release's namespace.
        if record.namespace.isEmpty, let namespace = metadata?["namespace"] { record.body["namespace"] = namespace }
        return record
    }

    static let type = "helm.sh/release.v1"
    private static let systemLabels: Set<String> = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]

    private static func custom(_ labels: Value?) -> ReleaseLabels {
        var custom: ReleaseLabels = [:]
        for (key, value) in labels?.object ?? [:] where !systemLabels.contains(key) { custom[key] = value.string }
        return custom
    }

    private static func strings(_ value: Value?) -> [String: String] {
        var strings: [String: String] = [:]
        for (key, value) in value?.object ?? [:] { strings[key] = value.string }
        return strings
    }

    private static func unreadable(_ secret: Value, _ problem: String) -> Unreadable {
        let metadata = secret["metadata"]
        return Unreadable(
            UnreadableRecord(
                namespace: metadata?["namespace"]?.string ?? "", secret: metadata?["name"]?.string ?? "",
                release: metadata?["labels"]?["name"]?.string, problem: problem))
    }
}

extension ReleaseError {
    init(_ record: UnreadableRecord) {
        self.init(
            .recordUnreadable, record.description, hint: record.hint,
            release: record.release.map { "\(record.namespace)/\($0)" })
    }
}

extension UnreadableRecord {
    /// What to do next.
    public var hint: String {
        "restore that Secret from a backup, or delete it if its release is gone: "
            + "kubectl delete secret \(secret) --namespace \(namespace)"
    }
}

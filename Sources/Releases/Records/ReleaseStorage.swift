import Kubernetes
import Value

/// Releases as Helm keeps them: one Secret for each revision (`pkg/storage/driver/secrets.go`).
///
/// A Secret that claims to be a record and cannot be read is an error that names it, never left out.
struct ReleaseStorage: Sendable {
    let client: KubernetesClient

    /// A record's place, from its Secret's metadata alone.
    struct Key: Sendable, Hashable {
        var secret: String
        var namespace: String
        var release: String
        var revision: Int
        var status: String
    }

    // MARK: - Reading

    /// The revisions of a release, or of all releases, oldest first for each; reads metadata alone.
    ///
    /// - Parameter namespace: nil means all.
    func keys(release: String?, namespace: String?) async throws -> [Key] {
        let selector = "owner=helm" + (release.map { ",name=\($0)" } ?? "")
        let listing = try await client.listAll(
            .secrets, namespace: namespace, options: ListOptions(labelSelector: selector, metadataOnly: true))
        var keys: [Key] = []
        for item in listing.items {
            let metadata = item["metadata"]
            guard let secret = metadata?["name"]?.string, secret.hasPrefix("sh.helm.release.v1.") else { continue }
            let labels = metadata?["labels"]
            guard let name = labels?["name"]?.string, let revision = Int(labels?["version"]?.string ?? "") else {
                throw Self.unreadable(
                    secret, metadata?["namespace"]?.string ?? "", "has no labels name and version that tell its release"
                )
            }
            keys.append(
                Key(
                    secret: secret, namespace: metadata?["namespace"]?.string ?? "", release: name, revision: revision,
                    status: labels?["status"]?.string ?? ""))
        }
        return keys.sorted {
            ($0.namespace, $0.release, $0.revision) < ($1.namespace, $1.release, $1.revision)
        }
    }

    func read(_ key: Key) async throws -> StoredRelease {
        let secret = try await client.get(.secrets, key.secret, namespace: key.namespace)
        return try Self.decode(secret)
    }

    /// The records of `keys`, in their order.
    func read(_ keys: [Key]) async throws -> [StoredRelease] {
        try await concurrently(keys, limit: RecordLimits.concurrentReads) { try await read($0) }
    }

    func last(_ release: String, namespace: String) async throws -> StoredRelease? {
        guard let key = try await keys(release: release, namespace: namespace).last else { return nil }
        return try await read(key)
    }

    /// The last revision of every release.
    func lastOfEach(namespace: String?) async throws -> [StoredRelease] {
        let keys = try await keys(release: nil, namespace: namespace)
        let last = keys.enumerated().filter { index, key in
            index + 1 == keys.count || keys[index + 1].release != key.release
                || keys[index + 1].namespace != key.namespace
        }
        return try await read(last.map(\.element))
    }

    static func decode(_ secret: Value) throws(ReleaseError) -> StoredRelease {
        let metadata = secret["metadata"]
        let name = metadata?["name"]?.string ?? ""
        let namespace = metadata?["namespace"]?.string ?? ""
        guard let text = secret["data"]?["release"]?.string else {
            throw unreadable(name, namespace, "has no data under the key release")
        }
        let body: Object
        do {
            body = try ReleaseCodec.decode(text)
        } catch {
            throw unreadable(name, namespace, error.description)
        }
        var record = StoredRelease(body: body)
        let labels = metadata?["labels"]?.object ?? [:]
        record.labels = Object(labels.filter { !systemLabels.contains($0.key) }.map { ($0.key, $0.value) })
        record.created = labels["createdAt"]?.string
        record.resourceVersion = metadata?["resourceVersion"]?.string ?? ""
        // Helm before 3.0 final left it out; the Secret is in the release's namespace.
        if record.namespace.isEmpty { record.body["namespace"] = .string(namespace) }
        return record
    }

    private static let systemLabels: Set<String> = ["name", "owner", "status", "version", "createdAt", "modifiedAt"]

    private static func unreadable(_ secret: String, _ namespace: String, _ problem: String) -> ReleaseError {
        ReleaseError(
            .recordUnreadable, "the release record in Secret \(namespace)/\(secret) \(problem)",
            hint: "restore that Secret from a backup, or delete it if its release is gone: "
                + "kubectl delete secret \(secret) --namespace \(namespace)")
    }
}

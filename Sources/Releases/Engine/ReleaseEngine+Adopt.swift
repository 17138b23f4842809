import Kubernetes
import Value

extension ReleaseEngine {
    /// Writes labels on the last record of a release, so that it counts as made by whom they name; nothing else of it
    /// changes, and Helm 3.13 and later carry them over.
    ///
    /// A command with a journal keeps there that it did.
    /// - Returns: false where it had them already.
    /// - Throws: `ReleaseError` with code `invalidRequest` where there is no such release, `recordUnreadable` for a record that
    ///   cannot be read; `KubernetesError`, with code `conflict` when somebody else writes the record at the same time.
    public func adopt(_ name: String, namespace: String, labels: ReleaseLabels) async throws -> Bool {
        guard let key = try await storage.keys(release: name, namespace: namespace).last else {
            throw ReleaseError(
                .invalidRequest, "there is no such release", hint: "groundcrew release list -A shows those there are",
                release: "\(namespace)/\(name)")
        }
        let record = try await storage.read(key)
        guard !record.labels.contains(all: labels) else { return false }
        try await checkCluster()
        await recorder?.begin("adopt", "release \(namespace)/\(name)")
        let patch: Value = [
            "metadata": [
                "resourceVersion": .string(record.resourceVersion),
                "labels": .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            ]
        ]
        _ = try await client.patch(key.kind.type, key.object, namespace: namespace, with: .merge(patch))
        recorder?.add(result: [
            "adopted": .string("\(namespace)/\(name)"), "revision": .integer(Int64(key.revision)),
        ])
        return true
    }

    /// The releases that were adopted as the operator, whatever they are called, by what their last record says.
    ///
    /// - Parameter namespace: nil means all.
    public func adopted(as name: String, namespace: String?) async throws -> ReleaseListing {
        let found = try await storage.look(
            release: nil, namespace: namespace, labels: [ReleaseLabels.adoptedKey: name]
        ).seeing(storage.mainKind)
        var listing = ReleaseListing()
        // An older revision may have the label where the last has lost it.
        for release in Set(found.keys.map { ReleaseName(name: $0.release, namespace: $0.namespace) })
            .sorted(by: { $0.description < $1.description })
        {
            let last = try await list(name: release.name, namespace: release.namespace)
            listing.releases += last.releases.filter { $0.labels[ReleaseLabels.adoptedKey] == name }
            listing.unreadable += last.unreadable
        }
        return listing
    }
}

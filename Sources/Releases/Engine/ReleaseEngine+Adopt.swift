import Kubernetes
import Value

extension ReleaseEngine {
    /// Writes labels on the last record of a release, so that it counts as made by whom they name; nothing else of it
    /// changes, and Helm 3.13 and later carry them over.
    ///
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
        let patch: Value = [
            "metadata": [
                "resourceVersion": .string(record.resourceVersion),
                "labels": .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            ]
        ]
        _ = try await client.patch(.secrets, key.secret, namespace: namespace, with: .merge(patch))
        return true
    }
}

import Charts
import Formats
import Kubernetes
import Value

/// Removes objects of a release, and only those: what is kept by policy, belongs to others or defines kinds that are in
/// use stays.
struct Remover: Sendable {
    let client: KubernetesClient
    let release: String
    let namespace: String

    /// Removes the objects one after the other, and says what stays and why.
    ///
    /// - Parameter removesCRDs: false leaves every CRD; true removes those without objects.
    /// - Returns: the objects that are on their way out, and the remarks.
    func remove(
        _ objects: [ReleaseObject], removesCRDs: Bool
    ) async throws -> (removed: [ReleaseObject], remarks: [String]) {
        var removed: [ReleaseObject] = []
        var remarks: [String] = []
        for object in objects {
            guard let name = object.name, let live = try await live(object, name) else { continue }
            if let reason = try await reasonToKeep(live, object, removesCRDs: removesCRDs) {
                remarks.append("\(object.title) stays: \(reason)")
                continue
            }
            let options = DeleteOptions(propagation: .background, uid: live["metadata"]?["uid"]?.string)
            if try await client.deleteIfPresent(object.type, name, namespace: object.namespace, options: options) != nil
            {
                removed.append(object)
            }
        }
        return (removed, remarks)
    }

    private func live(_ object: ReleaseObject, _ name: String) async throws -> Value? {
        do {
            return try await client.getIfPresent(object.type, name, namespace: object.namespace)
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            return nil  // Its CRD is gone, and so is the object.
        }
    }

    private func reasonToKeep(
        _ live: Value, _ object: ReleaseObject, removesCRDs: Bool
    ) async throws -> String? {
        if Ownership.isKept(live) { return "its policy is keep" }
        if let owner = Ownership.otherOwner(live, release: release, namespace: namespace) { return "it \(owner)" }
        guard object.isCRD else { return nil }
        guard removesCRDs else { return "removing a CRD removes all its objects" }
        return try await CRDUse(client: client, release: release, namespace: namespace).objection(toRemoving: live)
    }

    /// - Throws: `ReleaseError` with code `timedOut`, naming what is still there and what holds it (F21).
    func waitUntilGone(_ objects: [ReleaseObject], deadline: Deadline) async throws {
        var left = objects
        var pause = Duration.milliseconds(100)
        while true {
            let found = try await concurrently(left, limit: NativeLimits.concurrency) { object -> Value? in
                try await live(object, object.name ?? "")
            }
            let still = zip(left, found).compactMap { object, live in live.map { (object, $0) } }
            left = still.map(\.0)
            if left.isEmpty { return }
            guard !deadline.isOver else {
                let names = still.map { object, live in
                    let finalizers = (live["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string)
                    return object.title
                        + (finalizers.isEmpty ? "" : " (waits for finalizers \(finalizers.joined(separator: ", ")))")
                }
                throw ReleaseError(
                    .timedOut,
                    "still being deleted after \(deadline.limit.limitText): \(names.joined(separator: "; "))",
                    hint: "whoever set the finalizers must remove them: is that operator still running?",
                    release: "\(namespace)/\(release)")
            }
            try await deadline.sleep(pause)
            pause = min(pause * 2, NativeLimits.longestPause)
        }
    }
}

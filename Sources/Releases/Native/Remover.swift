import Charts
import Kubernetes
import Value
import Waiting

/// Removes objects of a release, and only those: what is kept by policy, belongs to others or defines kinds that are in
/// use stays.
struct Remover: Sendable {
    let client: KubernetesClient
    let release: String
    let namespace: String
    /// What goes before the CRDs do, so that it does not keep them; none once it is gone.
    var going: Set<ReleaseObject.Key> = []
    /// What becomes of what the objects own.
    var cascade = DeleteOptions.Propagation.background
    /// Asked before each deletion; what it throws ends the removal.
    var admit: @Sendable () async throws -> Void = {}

    /// Removes the objects one after the other, and says what stays and why.
    ///
    /// - Parameter removesCRDs: false leaves every CRD; true removes those without objects.
    /// - Returns: the objects that are on their way out, as they were in the cluster, and those that stay.
    func remove(
        _ objects: [ReleaseObject], removesCRDs: Bool
    ) async throws -> (removed: [ReleaseObject], left: [LeftObject]) {
        var removed: [ReleaseObject] = []
        var left: [LeftObject] = []
        for object in objects {
            switch try await fate(of: object, removesCRDs: removesCRDs) {
            case .absent: continue
            case .stays(let reason, _): left.append(LeftObject(object: object.title, reason: reason))
            case .goes(let live):
                try await admit()
                let options = DeleteOptions(propagation: cascade, uid: live["metadata"]?["uid"]?.string)
                let deleted = try await client.deleteIfPresent(
                    object.type, object.name ?? "", namespace: object.namespace, options: options)
                guard deleted != nil else { continue }
                var gone = object
                gone.value = live
                removed.append(gone)
            }
        }
        return (removed, left)
    }

    /// What becomes of an object when its release lets go of it.
    enum Fate: Sendable {
        case absent
        case stays(because: String, live: Value)
        case goes(live: Value)
    }

    /// Looks at the object, and changes nothing.
    func fate(of object: ReleaseObject, removesCRDs: Bool) async throws -> Fate {
        guard let name = object.name, let live = try await live(object, name) else { return .absent }
        if let reason = try await reasonToKeep(live, object, removesCRDs: removesCRDs) {
            return .stays(because: reason, live: live)
        }
        return .goes(live: live)
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
        let found = try await CRDObjects(client: client).find(of: live, besides: going)
        return found == .none ? nil : found.words
    }

    /// - Parameter objects: as `remove` gave them: an object of the same name that somebody makes meanwhile is another.
    /// - Throws: `ReleaseError` with code `timedOut`, naming what is still there and what holds it (F21).
    func waitUntilGone(_ objects: [ReleaseObject], deadline: Deadline, progress: Progress? = nil) async throws {
        let awaited = objects.compactMap { object in
            object.name.map {
                Awaited(
                    object.type, $0, namespace: object.namespace,
                    .gone(uid: object.value["metadata"]?["uid"]?.string), title: object.title)
            }
        }
        try await ReleaseWait(
            client: client, deadline: deadline, release: "\(namespace)/\(release)", progress: progress
        ).run(awaited)
    }
}

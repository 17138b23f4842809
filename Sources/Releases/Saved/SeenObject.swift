public import Kubernetes
import Repositories
import Value

/// An object's state as a hash, to tell later whether somebody has changed it.
public struct SeenObject: Sendable, Hashable {
    public var object: ObjectReference
    /// Nil where there was none. Status and what the server counts by itself are left out: they change all the time.
    public var digest: String?

    public init(_ object: ObjectReference, digest: String?) {
        self.object = object
        self.digest = digest
    }

    init(_ object: ObjectReference, live: Value?) {
        self.init(
            object, digest: live.map { Digest(of: $0.withoutBookkeeping.jsonBytes(sortedKeys: true)).description })
    }

    /// What has become of objects since, such as `ConfigMap apps/web was changed`; empty where nothing has.
    ///
    /// - Parameter now: the same objects, in the same order.
    static func moves(from before: [SeenObject], to now: [SeenObject]) -> [String] {
        zip(before, now).compactMap { before, now in
            switch (before.digest, now.digest) {
            case (let former?, let digest?): former == digest ? nil : "\(now.object) was changed"
            case (nil, _?): "\(now.object) has been made"
            case (_?, nil): "\(now.object) is gone"
            case (nil, nil): nil
            }
        }
    }
}

extension ReleasePlanner {
    /// Looks at objects as they are, in their order.
    func seen(_ objects: [ObjectReference]) async throws -> [SeenObject] {
        try await concurrently(objects, limit: NativeLimits.concurrency) { object in
            do {
                let type = try await client.resourceType(apiVersion: object.apiVersion, kind: object.kind)
                return SeenObject(
                    object, live: try await client.getIfPresent(type, object.name, namespace: object.namespace))
            } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                return SeenObject(object, digest: nil)  // Its CRD comes with the chart, or is gone.
            }
        }
    }
}

extension [ReleaseObject] {
    /// Those with a name of their own; the others are always new.
    var references: [ObjectReference] {
        compactMap { object in
            object.name.map {
                ObjectReference(
                    apiVersion: object.type.apiVersion, kind: object.type.kind, namespace: object.namespace, name: $0)
            }
        }
    }
}

extension ReleasePlan {
    /// All that it changes, keeps or removes, hooks left out.
    var touched: [ObjectReference] {
        let crds = crds.map { ReleaseObject(value: $0.value, type: .customResourceDefinitions, path: $0.path) }
        return (crds + objects + obsolete).references
    }
}

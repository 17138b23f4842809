import Kubernetes
import Value

/// Objects of a release as the cluster has them, read many at once.
struct LiveObjects: Sendable {
    private var found: [ReleaseObject.Key: Value] = [:]
    private var absent: Set<ReleaseObject.Key> = []

    /// From this many on, objects of one type in one namespace are listed; fewer are read one by one, since a list
    /// brings those of other releases, too.
    static let listThreshold = 4

    /// Nil where there is none, or where it could not be read with the rest: this is for saving work, not for judging
    /// what is absent.
    subscript(_ object: ReleaseObject) -> Value? { found[object.key] }

    /// Whether it is known that applying the object would change nothing.
    func isCurrent(_ object: ReleaseObject) -> Bool {
        self[object].map { AppliedState.isCurrent(object.value, in: $0, manager: Applier.fieldManager) } ?? false
    }

    enum Sight: Sendable {
        case there(Value)
        case absent
        /// Not looked at, or not to be seen.
        case unknown
    }

    func sight(of object: ReleaseObject) -> Sight {
        if let value = found[object.key] { return .there(value) }
        return absent.contains(object.key) ? .absent : .unknown
    }

    /// Notes what was seen of an object; nil where it is not there.
    mutating func note(_ value: Value?, of object: ReleaseObject) {
        found[object.key] = value
        if value == nil { absent.insert(object.key) }
    }

    /// Reads what there is of the objects.
    ///
    /// What cannot be read is left out, whatever the reason: who needs to know asks for the object itself.
    static func read(_ objects: [ReleaseObject], client: KubernetesClient) async throws -> LiveObjects {
        var groups: [Place: [ReleaseObject]] = [:]
        for object in objects where object.name != nil {
            groups[Place(type: object.type, namespace: object.namespace), default: []].append(object)
        }
        let client = client.patient(for: .zero)
        let parts = try await concurrently(Array(groups), limit: NativeLimits.concurrency) { place, objects in
            try await read(objects, at: place, client)
        }
        var live = LiveObjects()
        for part in parts { live.found.merge(part) { first, _ in first } }
        return live
    }

    private struct Place: Hashable {
        var type: ResourceType
        var namespace: String?
    }

    private static func read(
        _ objects: [ReleaseObject], at place: Place, _ client: KubernetesClient
    ) async throws -> [ReleaseObject.Key: Value] {
        do {
            return objects.count < listThreshold
                ? try await get(objects, client) : try await list(objects, at: place, client)
        } catch is KubernetesError {
            return [:]
        }
    }

    private static func get(
        _ objects: [ReleaseObject], _ client: KubernetesClient
    ) async throws -> [ReleaseObject.Key: Value] {
        var found: [ReleaseObject.Key: Value] = [:]
        for object in objects {
            found[object.key] = try await client.getIfPresent(
                object.type, object.name ?? "", namespace: object.namespace)
        }
        return found
    }

    /// Only what bears Helm's label: all objects of a release do.
    private static func list(
        _ objects: [ReleaseObject], at place: Place, _ client: KubernetesClient
    ) async throws -> [ReleaseObject.Key: Value] {
        let keys = Dictionary(objects.map { ($0.name ?? "", $0.key) }) { first, _ in first }
        var found: [ReleaseObject.Key: Value] = [:]
        let options = ListOptions(labelSelector: "\(Ownership.managedBy)=Helm")
        for try await page in client.list(place.type, namespace: place.namespace, options: options) {
            for item in page.items {
                guard let name = item["metadata"]?["name"]?.string, let key = keys[name] else { continue }
                found[key] = item
            }
        }
        return found
    }
}

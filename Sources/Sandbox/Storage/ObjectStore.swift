import Value

struct ObjectName: Hashable, Sendable, Comparable {
    var namespace: String
    var name: String

    static func < (left: ObjectName, right: ObjectName) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}

/// Objects by type and name, one counter of versions, and the latest changes.
///
/// It knows nothing of defaults, validation or permissions: whoever writes has decided already.
struct ObjectStore: Sendable {
    private(set) var version: UInt64 = 1
    private(set) var objects: [ResourceKey: [ObjectName: Value]] = [:]
    private var history: [StoredEvent] = []
    /// Changes up to and including this version can no longer be replayed.
    private(set) var forgottenUpTo: UInt64 = 0
    let historyLimit: Int

    init(historyLimit: Int = SandboxLimits.history) { self.historyLimit = historyLimit }

    func object(_ resource: ResourceKey, _ namespace: String, _ name: String) -> Value? {
        objects[resource]?[ObjectName(namespace: namespace, name: name)]
    }

    /// The objects of a type in order of namespace and name; all namespaces when nil.
    func list(_ resource: ResourceKey, namespace: String? = nil) -> [Value] {
        guard let stored = objects[resource] else { return [] }
        let names = namespace.map { wanted in stored.keys.filter { $0.namespace == wanted } } ?? Array(stored.keys)
        return names.sorted().compactMap { stored[$0] }
    }

    func isEmpty(_ resource: ResourceKey, namespace: String) -> Bool {
        !(objects[resource]?.keys.contains { $0.namespace == namespace } ?? false)
    }

    /// Stores an object under a new version, which is written into it.
    @discardableResult
    mutating func put(_ object: Value, as resource: ResourceKey) -> Value {
        let name = ObjectName(namespace: object.namespace, name: object.name)
        version += 1
        var stored = object
        stored[at: "metadata", "resourceVersion"] = .string(String(version))
        let before = objects[resource]?[name]
        objects[resource, default: [:]][name] = stored
        remember(
            StoredEvent(version: version, resource: resource, object: stored, before: before, isDeletion: false))
        return stored
    }

    /// Removes an object and returns it as it was, with the deletion's version.
    @discardableResult
    mutating func remove(_ resource: ResourceKey, _ namespace: String, _ name: String) -> Value? {
        let key = ObjectName(namespace: namespace, name: name)
        guard var object = objects[resource]?.removeValue(forKey: key) else { return nil }
        version += 1
        let before = object
        object[at: "metadata", "resourceVersion"] = .string(String(version))
        remember(StoredEvent(version: version, resource: resource, object: object, before: before, isDeletion: true))
        return object
    }

    /// The changes of a type after a version, oldest first; nil when some of them are forgotten.
    func events(of resource: ResourceKey, after seen: UInt64) -> [StoredEvent]? {
        guard seen >= forgottenUpTo else { return nil }
        // The history is ordered by version, so the first later one is found by halving.
        var low = 0
        var high = history.count
        while low < high {
            let middle = (low + high) / 2
            if history[middle].version > seen { high = middle } else { low = middle + 1 }
        }
        return history[low...].filter { $0.resource == resource }
    }

    /// Forgets all changes, as compaction does.
    mutating func forgetHistory() {
        history = []
        forgottenUpTo = version
    }

    private mutating func remember(_ event: StoredEvent) {
        history.append(event)
        guard history.count > historyLimit + historyLimit / 4 else { return }
        let surplus = history.count - historyLimit
        forgottenUpTo = history[surplus - 1].version
        history.removeFirst(surplus)
    }
}

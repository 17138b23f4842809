import Value

/// What a watch has reported so far: enough of each object to tell, after a new list, what changed unseen.
struct KnownObjects {
    private struct Entry {
        var resourceVersion: String
        var uid: String
        /// What remains to report of the object when it is gone.
        var remains: Value
    }

    private var entries: [String: Entry] = [:]

    mutating func store(_ object: Value) {
        guard let key = Self.key(object) else { return }
        entries[key] = Entry(
            resourceVersion: object["metadata"]?["resourceVersion"]?.string ?? "",
            uid: object["metadata"]?["uid"]?.string ?? "", remains: Self.remains(of: object))
    }

    mutating func remove(_ object: Value) {
        if let key = Self.key(object) { entries[key] = nil }
    }

    /// What happened between the objects known and a new list: removals first, then the list's order.
    mutating func changes(to items: [Value]) -> [WatchEvent] {
        var removed = entries
        var changes: [WatchEvent] = []
        var replaced: [WatchEvent] = []
        for item in items {
            guard let key = Self.key(item) else { continue }
            let version = item["metadata"]?["resourceVersion"]?.string ?? ""
            let uid = item["metadata"]?["uid"]?.string ?? ""
            switch removed.removeValue(forKey: key) {
            case nil: changes.append(.added(item))
            case let known? where known.uid != uid:
                replaced.append(.deleted(known.remains))
                changes.append(.added(item))
            case let known? where known.resourceVersion != version: changes.append(.modified(item))
            default: break
            }
            store(item)
        }
        for key in removed.keys { entries[key] = nil }
        let gone = removed.sorted { $0.key < $1.key }.map { WatchEvent.deleted($0.value.remains) }
        return gone + replaced + changes
    }

    private static func key(_ object: Value) -> String? {
        guard let name = object["metadata"]?["name"]?.string else { return nil }
        return "\(object["metadata"]?["namespace"]?.string ?? "")/\(name)"
    }

    private static func remains(of object: Value) -> Value {
        var metadata: Object = [:]
        for key in ["name", "namespace", "uid", "resourceVersion", "labels"] {
            if let value = object["metadata"]?[key] { metadata[key] = value }
        }
        var remains: Object = [:]
        for key in ["apiVersion", "kind"] {
            if let value = object[key] { remains[key] = value }
        }
        remains["metadata"] = .object(metadata)
        return .object(remains)
    }
}

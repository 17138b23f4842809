import Value

/// Values as they are compared: lists whose elements have names by these, and without what every look finds changed.
enum DriftForm {
    /// Times and counters that say nothing of what is so.
    private static let passing: Set<String> = [
        "lastTransitionTime", "lastHeartbeatTime", "lastUpdateTime", "lastProbeTime",
        "observedGeneration", "generation", "resourceVersion",
    ]

    static func of(_ value: Value) -> Value {
        switch value {
        case .object(let object):
            var kept: Object = [:]
            for (key, member) in object where !passing.contains(key) { kept[key] = of(member) }
            return .object(kept)
        case .array(let elements): return keyed(elements) ?? .array(elements.map(of))
        default: return value
        }
    }

    /// By what tells an element of Kubernetes' lists from the others; nil where nothing does.
    private static func keyed(_ elements: [Value]) -> Value? {
        guard !elements.isEmpty else { return nil }
        for key in ["name", "type", "key"] {
            var object: Object = [:]
            for element in elements {
                guard let name = element[key]?.string, object.insert(of(element), forKey: name) else { break }
            }
            if object.count == elements.count { return .object(object) }
        }
        return nil
    }
}

/// What the things of one fact are called.
enum DriftName {
    /// Nil where the fact is no list of things with names, each its own.
    static func named(_ value: Value, of fact: FactName) -> [String: Value]? {
        guard let entries = value.array else { return nil }
        var named: [String: Value] = [:]
        for entry in entries {
            let place = fact.isObjects ? entry["metadata"] : entry
            guard let name = place?["name"]?.string else { return nil }
            let namespace = place?["namespace"]?.string ?? ""
            let whole = namespace.isEmpty ? name : "\(namespace)/\(name)"
            guard named.updateValue(entry, forKey: whole) == nil else { return nil }
        }
        return named
    }
}

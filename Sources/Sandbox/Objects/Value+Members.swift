import Value

extension Value {
    /// The value at the end of a path of object members. Setting creates objects on the way, nil removes the last one.
    subscript(at path: String...) -> Value? {
        get { value(at: path[...]) }
        set { set(newValue, at: path[...]) }
    }

    func value(at path: ArraySlice<String>) -> Value? {
        guard let key = path.first else { return self }
        return self[key]?.value(at: path.dropFirst())
    }

    mutating func set(_ value: Value?, at path: ArraySlice<String>) {
        guard let key = path.first else {
            self = value ?? .null
            return
        }
        if case .object(var members) = self {
            self = .null
            set(value, at: path, key: key, in: &members)
            self = .object(members)
        } else if value != nil {
            var members = Object()
            set(value, at: path, key: key, in: &members)
            self = .object(members)
        }
    }

    private func set(_ value: Value?, at path: ArraySlice<String>, key: String, in members: inout Object) {
        if path.count == 1 {
            members[key] = value
            return
        }
        var child: Value = .object([:])
        if let member = members[key] { child = member } else if value == nil { return }
        child.set(value, at: path.dropFirst())
        members[key] = child
    }
}

// MARK: - What every Kubernetes object has

extension Value {
    var apiVersion: String { self["apiVersion"]?.string ?? "" }
    var kind: String { self["kind"]?.string ?? "" }
    var name: String { self[at: "metadata", "name"]?.string ?? "" }
    var namespace: String { self[at: "metadata", "namespace"]?.string ?? "" }
    var uid: String { self[at: "metadata", "uid"]?.string ?? "" }
    var labels: Object { self[at: "metadata", "labels"]?.object ?? [:] }
    var annotations: Object { self[at: "metadata", "annotations"]?.object ?? [:] }
    var finalizers: [String] { self[at: "metadata", "finalizers"]?.array?.compactMap(\.string) ?? [] }
    var ownerReferences: [Value] { self[at: "metadata", "ownerReferences"]?.array ?? [] }
    var isBeingDeleted: Bool { self[at: "metadata", "deletionTimestamp"]?.string != nil }
    var generation: Int64 { self[at: "metadata", "generation"]?.integer ?? 0 }

    /// The element of `status.conditions` of that type.
    func condition(_ type: String) -> Value? {
        self[at: "status", "conditions"]?.array?.first { $0["type"]?.string == type }
    }

    /// Replaces or adds a condition; `lastTransitionTime` moves only when the status does.
    mutating func setCondition(
        _ type: String, _ status: Bool, reason: String, message: String, at time: Timestamp, timeField: String? = nil,
        extra: Object = [:]
    ) {
        var conditions = self[at: "status", "conditions"]?.array ?? []
        let text = status ? "True" : "False"
        let index = conditions.firstIndex { $0["type"]?.string == type }
        var condition: Object = ["type": .string(type), "status": .string(text)]
        let former = index.map { conditions[$0] }
        let isSame = former?["status"]?.string == text
        condition["lastTransitionTime"] = isSame ? former?["lastTransitionTime"] : .string(time.text)
        if let timeField {
            let isUnchanged = isSame && former?["reason"]?.string == reason && former?["message"]?.string == message
            condition[timeField] = isUnchanged ? former?[timeField] : .string(time.text)
        }
        if !reason.isEmpty { condition["reason"] = .string(reason) }
        if !message.isEmpty { condition["message"] = .string(message) }
        for (key, value) in extra { condition[key] = value }
        if let index { conditions[index] = .object(condition) } else { conditions.append(.object(condition)) }
        self[at: "status", "conditions"] = .array(conditions)
    }

    /// `spec.selector.matchLabels` and friends hold for these labels; an empty selector matches all.
    func selects(_ labels: Object) -> Bool {
        let wanted = self["matchLabels"]?.object ?? [:]
        guard wanted.allSatisfy({ labels[$0.key] == $0.value }) else { return false }
        return (self["matchExpressions"]?.array ?? []).allSatisfy { expression in
            let value = labels[expression["key"]?.string ?? ""]
            let values = expression["values"]?.array ?? []
            switch expression["operator"]?.string {
            case "In": return value.map(values.contains) ?? false
            case "NotIn": return !(value.map(values.contains) ?? false)
            case "Exists": return value != nil
            case "DoesNotExist": return value == nil
            default: return false
            }
        }
    }
}

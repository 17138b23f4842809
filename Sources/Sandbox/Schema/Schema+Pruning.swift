import Value

extension Schema {
    /// The value without members that the schema does not know, and the paths of what was left out.
    ///
    /// - Parameter isRoot: the top of an object, whose `apiVersion`, `kind` and `metadata` always stay.
    func pruned(_ value: Value, isRoot: Bool = true) -> (value: Value, unknown: [String]) {
        var unknown: [String] = []
        let result = prune(value, at: "", isObject: isRoot, unknown: &unknown, depth: 0)
        return (result, unknown)
    }

    private func prune(_ value: Value, at path: String, isObject: Bool, unknown: inout [String], depth: Int) -> Value {
        guard depth < SandboxLimits.depth else { return value }
        switch value {
        case .object(let members):
            guard kind == .object || kind == .any || !properties.isEmpty else { return value }
            var result = Object()
            for (name, member) in members {
                let memberPath = path.isEmpty ? name : "\(path).\(name)"
                if isObject || isEmbeddedResource, ["apiVersion", "kind", "metadata"].contains(name) {
                    result[name] = member
                } else if let schema = properties[name] ?? additional {
                    result[name] = schema.prune(
                        member, at: memberPath, isObject: false, unknown: &unknown, depth: depth + 1)
                } else if preservesUnknown || kind == .any {
                    result[name] = member
                } else {
                    unknown.append(memberPath)
                }
            }
            return .object(result)
        case .array(let elements):
            guard let items else { return value }
            return .array(
                elements.enumerated().map { index, element in
                    items.prune(element, at: "\(path)[\(index)]", isObject: false, unknown: &unknown, depth: depth + 1)
                })
        default: return value
        }
    }

    /// The value with the schema's defaults where members are missing, and null where null is not allowed.
    func defaulted(_ value: Value, depth: Int = 0) -> Value {
        guard depth < SandboxLimits.depth else { return value }
        switch value {
        case .object(var members):
            for name in propertyOrder {
                guard let schema = properties[name] else { continue }
                if let member = members[name] {
                    if member.isNull, !schema.isNullable, let value = schema.defaultValue {
                        members[name] = schema.defaulted(value, depth: depth + 1)
                    } else {
                        members[name] = schema.defaulted(member, depth: depth + 1)
                    }
                } else if let value = schema.defaultValue {
                    members[name] = schema.defaulted(value, depth: depth + 1)
                }
            }
            if let additional {
                for name in members.keys where properties[name] == nil {
                    members[name] = members[name].map { additional.defaulted($0, depth: depth + 1) }
                }
            }
            return .object(members)
        case .array(let elements):
            guard let items else { return value }
            return .array(elements.map { items.defaulted($0, depth: depth + 1) })
        default: return value
        }
    }

    /// The value without nulls where the schema allows none, as the server drops them from custom resources.
    func withoutForbiddenNulls(_ value: Value) -> Value {
        guard case .object(var members) = value else {
            guard case .array(let elements) = value, let items else { return value }
            return .array(elements.map(items.withoutForbiddenNulls))
        }
        for name in members.keys {
            guard let schema = properties[name] ?? additional, let member = members[name] else { continue }
            if member.isNull, !schema.isNullable, schema.kind != .any {
                members[name] = nil
            } else {
                members[name] = schema.withoutForbiddenNulls(member)
            }
        }
        return .object(members)
    }
}

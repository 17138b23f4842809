import Value

/// What a file that goes from hand to hand must not hold. What is gathered leaves it out where it is known to be; checks of
/// the user's own may ask for more.
extension Facts {
    /// Without the data of Secrets, the values of environments, and the manifests that kubectl keeps.
    ///
    /// A field of which something was taken away counts as not recorded, so that no check takes the rest for all of it.
    public var redacted: Facts {
        var redacted = self
        // Of all other facts it is known what they hold.
        for (name, fact) in facts where name.isObjects {
            guard case .known(let value) = fact else { continue }
            var redaction = Redaction(isOfSecrets: name.isOfSecrets)
            let kept = redaction.kept(value, at: [])
            guard kept != value else { continue }
            redacted.facts[name] = .known(kept)
            guard !redaction.taken.isEmpty else { continue }
            redacted.objects[name] = RecordedObjects(
                fields: Self.fields(objects[name]?.fields ?? [], without: redaction.taken),
                namespaces: objects[name]?.namespaces)
        }
        return redacted
    }

    private static func fields(_ fields: [FieldPath], without taken: Set<[String]>) -> [FieldPath] {
        fields.filter { path in !taken.contains { $0.starts(with: path.keys) || path.keys.starts(with: $0) } }
    }
}

extension FactName {
    /// Of the core group's Secrets, however they are chosen.
    fileprivate var isOfSecrets: Bool {
        let secrets = FactName.objectsPrefix + "secrets"
        return rawValue == secrets || rawValue.hasPrefix(secrets + "?")
    }
}

private struct Redaction {
    let isOfSecrets: Bool
    /// The paths of what was taken away, through lists to their elements.
    var taken: Set<[String]> = []

    init(isOfSecrets: Bool) { self.isOfSecrets = isOfSecrets }

    private static let secretFields: Set<String> = ["data", "stringData"]

    mutating func kept(_ value: Value, at path: [String]) -> Value {
        switch value {
        case .object(let object):
            var kept: Object = [:]
            for (key, member) in object {
                let place = path + [key]
                // No check sees it of a live cluster either.
                if key == FieldPath.lastApplied { continue }
                if isHidden(key, path, object) {
                    taken.insert(place)
                    continue
                }
                kept[key] = self.kept(member, at: place)
            }
            return .object(kept)
        case .array(let elements): return .array(elements.map { kept($0, at: path) })
        default: return value
        }
    }

    private func isHidden(_ key: String, _ path: [String], _ object: Object) -> Bool {
        if isOfSecrets, path.isEmpty { return Self.secretFields.contains(key) }
        return key == "value" && object["name"] != nil && path.last == "env"
    }
}

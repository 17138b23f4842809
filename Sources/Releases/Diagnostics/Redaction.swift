import Value

/// Takes what may be a secret out of objects before others read them; pure.
///
/// It errs on the side of taking too much: a bundle goes to people who must not know what the cluster knows.
enum Redaction {
    static let mask = "(masked)"

    /// The object with hashes for a Secret's values and masks for all else that looks like a secret; what the server
    /// keeps for itself is left out.
    static func object(_ value: Value) -> Value {
        guard var fields = value.object else { return nested(value) }
        if var metadata = fields["metadata"]?.object {
            metadata["managedFields"] = nil
            if var annotations = metadata["annotations"]?.object, annotations[lastApplied] != nil {
                // It repeats the object, Secrets included.
                annotations[lastApplied] = "(left out)"
                metadata["annotations"] = .object(annotations)
            }
            fields["metadata"] = .object(metadata)
        }
        if fields["kind"] == "Secret" {
            for key in ["data", "stringData"] {
                guard let data = fields[key]?.object else { continue }
                fields[key] = .object(
                    Object(data.map { ($0.key, .string(Value.secretSummary($0.value, isEncoded: key == "data"))) }))
            }
        }
        return .object(Object(fields.map { ($0.key, member($0.key, $0.value)) }))
    }

    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    private static func nested(_ value: Value) -> Value {
        switch value {
        case .object(let fields):
            // A list's items are objects of their own.
            if fields["kind"] != nil, fields["apiVersion"] != nil { return object(value) }
            if let name = fields["name"]?.string, fields["value"]?.string != nil, isSensitive(variable: name) {
                var masked = fields
                masked["value"] = .string(mask)
                return .object(masked)
            }
            return .object(Object(fields.map { ($0.key, member($0.key, $0.value)) }))
        case .array(let items): return .array(words(items))
        case .string(let text): return .string(TextRedaction.redacted(text))
        default: return value
        }
    }

    private static func member(_ key: String, _ value: Value) -> Value {
        guard value.string != nil, isSensitive(field: key) else { return nested(value) }
        // What a Secret's summary says is safe.
        return value.string?.contains(", sha256 ") == true ? value : .string(mask)
    }

    /// A program's arguments: the word behind `--token` is one.
    private static func words(_ items: [Value]) -> [Value] {
        var hidesNext = false
        return items.map { item in
            guard let word = item.string else {
                hidesNext = false
                return nested(item)
            }
            defer { hidesNext = word.hasPrefix("-") && !word.contains("=") && isSensitive(field: word) }
            return hidesNext && !word.hasPrefix("-") ? .string(mask) : nested(item)
        }
    }

    // MARK: - Names

    /// Whether an environment variable of that name may hold a secret.
    static func isSensitive(variable name: String) -> Bool {
        let name = name.uppercased()
        return ["TOKEN", "PASSWORD", "PASSWD", "SECRET", "KEY", "CREDENTIAL", "AUTH"].contains { name.contains($0) }
    }

    /// Whether a field of that name may hold a secret, rather than say where one is.
    static func isSensitive(field name: String) -> Bool {
        let name = String(name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != "." })
        guard
            ["token", "password", "passwd", "secret", "apikey", "accesskey", "privatekey", "credential"]
                .contains(where: { name.contains($0) })
        else { return false }
        let places = ["name", "ref", "path", "file", "type", "url", "namespace", "enabled", "seconds", "audience"]
        return !places.contains { name.hasSuffix($0) }
    }
}

import Events
import Value

/// Takes what may be a secret out of objects before others read them; pure.
///
/// It errs on the side of taking too much: a bundle goes to people who must not know what the cluster knows.
enum Redaction {
    static let mask = TextRedaction.mask

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
        let isSecret = fields["kind"] == "Secret"
        return .object(
            Object(fields.map { ($0.key, isSecret ? memberOfSecret($0.key, $0.value) : member($0.key, $0.value)) }))
    }

    /// Its values are hashed, whatever they look like.
    private static func memberOfSecret(_ key: String, _ value: Value) -> Value {
        guard ["data", "stringData"].contains(key), let data = value.object else { return member(key, value) }
        return .object(
            Object(data.map { ($0.key, .string(Value.secretSummary($0.value, isEncoded: key == "data"))) }))
    }

    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    private static func nested(_ value: Value) -> Value {
        switch value {
        case .object(let fields):
            // A list's items are objects of their own.
            if fields["kind"] != nil, fields["apiVersion"] != nil { return object(value) }
            if let name = fields["name"]?.string ?? fields["key"]?.string, fields["value"]?.string != nil,
                isSensitive(variable: name)
            {
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
        switch value {
        case .string: isSensitive(field: key) ? .string(mask) : nested(value)
        // Of numbers, most are limits and counts of tokens.
        case .integer, .float, .number: isPassword(field: key) ? .string(mask) : value
        case .array(let items) where isSensitive(field: key):
            .array(items.map { $0.string == nil ? nested($0) : .string(mask) })
        case .null, .bool, .array, .object: nested(value)
        }
    }

    /// A program's arguments: the word behind `--token` is one, and a login behind `-u`.
    private static func words(_ items: [Value]) -> [Value] {
        var hidesNext = false
        var hidesLogin = false
        return items.map { item in
            guard let word = item.string else {
                (hidesNext, hidesLogin) = (false, false)
                return nested(item)
            }
            let isHidden = !word.hasPrefix("-") && (hidesNext || (hidesLogin && word.contains(":")))
            hidesNext = word.hasPrefix("-") && !word.contains("=") && isSensitive(field: word)
            hidesLogin = ["-u", "-U", "--user", "--proxy-user"].contains(word)
            return isHidden ? .string(mask) : nested(item)
        }
    }

    // MARK: - Names

    /// Whether an environment variable of that name may hold a secret.
    static func isSensitive(variable name: String) -> Bool {
        let name = name.uppercased()
        return ["TOKEN", "PASS", "PWD", "SECRET", "KEY", "CREDENTIAL", "AUTH", "COOKIE", "DSN"]
            .contains { name.contains($0) }
    }

    /// Whether a field of that name may hold a secret, rather than say where one is.
    static func isSensitive(field name: String) -> Bool {
        let name = bare(name)
        guard isPassword(field: name) || secrets.contains(where: { name.contains($0) }) else { return false }
        // A tokenizer is a part of a model.
        return !places.contains { name.hasSuffix($0) } && !name.contains("tokeniz")
    }

    /// The same for numbers, which are rarely secrets.
    private static func isPassword(field name: String) -> Bool {
        let name = bare(name)
        let isOne = ["password", "passwd", "passphrase", "passcode", "pwd"].contains { name.contains($0) }
        let endsAsOne = name.hasSuffix("pass") && !["bypass", "compass"].contains { name.hasSuffix($0) }
        return (isOne || endsAsOne) && !places.contains { name.hasSuffix($0) }
    }

    private static let secrets = [
        "token", "secret", "credential", "dockerconfigjson", "apikey", "accesskey", "accountkey", "privatekey",
        "clientkey", "encryptionkey", "signingkey", "masterkey", "licensekey", "sshkey", "sslkey", "tlskey",
    ]
    /// Ends of names that say where a secret is, or something about it.
    private static let places = [
        "name", "ref", "path", "file", "type", "url", "namespace", "enabled", "seconds", "audience", "length", "policy",
    ]

    private static func bare(_ name: String) -> String {
        String(name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != "." })
    }
}

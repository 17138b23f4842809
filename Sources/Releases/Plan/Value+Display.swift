import Crypto
import Formats
import Value

extension Value {
    /// The object for people's eyes: without what the server counts by itself, and with hashes in place of a Secret's
    /// values, so that a change is seen and no secret is (F10).
    var forDisplay: Value {
        guard var object = self.object else { return self }
        if var metadata = object["metadata"]?.object {
            for key in ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"] {
                metadata[key] = nil
            }
            object["metadata"] = .object(metadata)
        }
        object["status"] = nil
        guard object["kind"] == "Secret" else { return .object(object) }
        for key in ["data", "stringData"] {
            guard let data = object[key]?.object else { continue }
            object[key] = .object(
                Object(data.map { ($0.key, .string(Self.secretSummary($0.value, isEncoded: key == "data"))) }))
        }
        if var metadata = object["metadata"]?.object, var annotations = metadata["annotations"]?.object {
            // kubectl keeps the whole Secret there.
            let key = "kubectl.kubernetes.io/last-applied-configuration"
            if let text = annotations[key] { annotations[key] = .string(Self.secretSummary(text, isEncoded: false)) }
            metadata["annotations"] = .object(annotations)
            object["metadata"] = .object(metadata)
        }
        return .object(object)
    }

    /// Short, for a secret that few guesses would find must not be found by its hash: eight digits tell changes apart.
    static func secretSummary(_ value: Value, isEncoded: Bool) -> String {
        let text = value.string ?? value.json()
        let bytes = isEncoded ? Base64.decode(text) ?? Array(text.utf8) : Array(text.utf8)
        let digest = SHA256.hash(data: bytes).prefix(4).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        return "(\(bytes.count) bytes, sha256 \(digest.joined())…)"
    }
}

import Value

/// Sizes that no API server takes, whatever its settings.
enum SizeRule {
    /// Bytes of one request: the API server's fixed limit (`MaxRequestBodyBytes`).
    static let requestBytes = 3 << 20
    /// Bytes of all values of a ConfigMap or Secret (`MaxSecretSize`).
    static let dataBytes = 1 << 20

    /// Why the server will refuse the object; follows its name.
    static func obstacle(_ object: Value) -> String? {
        if ["ConfigMap", "Secret"].contains(object["kind"]?.string ?? ""),
            object["apiVersion"]?.string == "v1"
        {
            let size = dataSize(object)
            if size > dataBytes { return "holds \(size) bytes of data, and a server takes \(dataBytes)" }
        }
        let size = object.jsonBytes().count
        return size > requestBytes ? "has \(size) bytes, and a server takes \(requestBytes)" : nil
    }

    private static func dataSize(_ object: Value) -> Int {
        let isSecret = object["kind"] == "Secret"
        func sum(_ key: String, encoded: Bool) -> Int {
            (object[key]?.object ?? [:]).reduce(0) { sum, entry in
                let size = entry.value.string?.utf8.count ?? 0
                // Base64 may end in two characters of padding.
                return sum + (encoded ? max(0, size / 4 * 3 - 2) : size)
            }
        }
        return sum("data", encoded: isSecret) + sum("stringData", encoded: false) + sum("binaryData", encoded: true)
    }
}

import Value

/// Sizes that a cluster does not take, known before the first half of a release is there (F7).
enum SizeRule {
    /// Bytes of one object: etcd's limit of a request (`--max-request-bytes`) where nobody has raised it. No dry run finds
    /// it: the server says `etcdserver: request is too large` when it stores the object.
    static let objectBytes = 3 << 19
    /// Bytes of all annotations of an object, their names included (`TotalAnnotationSizeLimitB`).
    static let annotationBytes = 256 << 10
    /// Bytes of all values of a ConfigMap or Secret (`MaxSecretSize`).
    static let dataBytes = 1 << 20

    /// Why the cluster will refuse the object; follows its name.
    static func obstacle(_ object: Value) -> String? {
        let data = dataSize(object)
        if data > dataBytes { return "holds \(data) bytes of data, and a server takes \(dataBytes)" }
        let annotations = annotationSize(object)
        if annotations > annotationBytes {
            return "has \(annotations) bytes of annotations, and a server takes \(annotationBytes)"
        }
        let size = object.jsonBytes().count
        return size > objectBytes ? "has \(size) bytes, and a cluster stores \(objectBytes)" : nil
    }

    private static func annotationSize(_ object: Value) -> Int {
        (object["metadata"]?["annotations"]?.object ?? [:]).reduce(0) { sum, entry in
            sum + entry.key.utf8.count + (entry.value.string?.utf8.count ?? 0)
        }
    }

    /// Of other kinds 0, also of those that are called the same and are somebody else's.
    private static func dataSize(_ object: Value) -> Int {
        let kind = object["kind"]?.string ?? ""
        guard object["apiVersion"]?.string == "v1", ["ConfigMap", "Secret"].contains(kind) else { return 0 }
        func sum(_ key: String, encoded: Bool) -> Int {
            (object[key]?.object ?? [:]).reduce(0) { sum, entry in
                let size = entry.value.string?.utf8.count ?? 0
                // Base64 may end in two characters of padding.
                return sum + (encoded ? max(0, size / 4 * 3 - 2) : size)
            }
        }
        return sum("data", encoded: kind == "Secret") + sum("stringData", encoded: false)
            + sum("binaryData", encoded: true)
    }
}

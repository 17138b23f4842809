import Value

extension RenderedPart {
    /// What the fact holds of it: enough for checks, and none of what Secrets, environments and arguments hold.
    var summary: Value {
        [
            "owner": .string(owner), "release": .string(release), "namespace": .string(namespace),
            "unchanged": .bool(isUnchanged), "unknown": Self.value(unknown, next),
            "missingNamespaces": .array(missingNamespaces.sorted().map(Value.string)),
            "recordBytes": recordBytes.map(Value.integer) ?? .null, "crds": .array(crds),
            "crdsUnknown": Self.value(crdsUnknown, ""),
            "objects": .array(objects.indices.map(object)),
        ]
    }

    private static func value(_ reason: UnknownReason?, _ next: String) -> Value {
        guard let reason else { return .null }
        return [
            "code": .string(reason.code.rawValue), "message": .string(reason.message),
            "next": .string(next.isEmpty ? reason.hint : next),
        ]
    }

    private func object(_ index: Int) -> Value {
        let object = objects[index]
        let metadata = object["metadata"]
        let formerPods = former[index].map { RenderedPod.all(in: $0, beside: Array(former.values)) }
        return [
            "apiVersion": object["apiVersion"] ?? "", "kind": object["kind"] ?? "",
            "namespace": metadata?["namespace"] ?? "",
            "name": metadata?["name"] ?? metadata?["generateName"] ?? "", "hook": .bool(hooks.contains(index)),
            "held": .bool(held.contains(index)), "bytes": .integer(Int64(object.jsonBytes().count)),
            "annotationBytes": .integer(RenderedSize.annotations(of: object)),
            "dataBytes": .integer(RenderedSize.data(of: object)),
            "images": .array(RenderedPod.images(in: object).map(Value.string)),
            "pods": .array(RenderedPod.all(in: object, beside: objects).map(\.summary)),
            "formerPods": formerPods.map { Value.array($0.map(\.summary)) } ?? .null,
        ]
    }
}

/// Sizes that the API server bounds; pure.
enum RenderedSize {
    /// Bytes of all annotations together, their names included, as the server counts them.
    static func annotations(of object: Value) -> Int64 {
        (object["metadata"]?["annotations"]?.object ?? [:]).reduce(0) { sum, entry in
            sum + Int64(entry.key.utf8.count + (entry.value.string?.utf8.count ?? 0))
        }
    }

    /// Bytes of what a ConfigMap or Secret holds, once it is out of base64; 0 for other kinds.
    static func data(of object: Value) -> Int64 {
        let kind = object["kind"]?.string ?? ""
        guard object["apiVersion"] == "v1", kind == "ConfigMap" || kind == "Secret" else { return 0 }
        func sum(_ key: String, isEncoded: Bool) -> Int64 {
            (object[key]?.object ?? [:]).reduce(0) { sum, entry in
                let size = Int64(entry.value.string?.utf8.count ?? 0)
                // It may end in two characters of padding.
                return sum + (isEncoded ? max(0, size / 4 * 3 - 2) : size)
            }
        }
        return sum("data", isEncoded: kind == "Secret") + sum("stringData", isEncoded: false)
            + sum("binaryData", isEncoded: true)
    }
}

import Kubernetes
import Value

/// Makes the fields that Helm set client-side those of its server-side manager, as client-go's `csaupgrade` does.
///
/// Without it, the first server-side apply would conflict with Helm's own former self, and removed fields would stay.
struct FieldHandover {
    let client: KubernetesClient
    let object: ReleaseObject

    func run() async throws {
        guard let name = object.name else { return }
        for attempt in 1...5 {
            guard let live = try await client.getIfPresent(object.type, name, namespace: object.namespace),
                let fields = Self.handedOver(live["metadata"]?["managedFields"]?.array ?? [])
            else { return }
            do {
                _ = try await client.patch(
                    object.type, name, namespace: object.namespace,
                    with: .json([
                        ["op": "replace", "path": "/metadata/managedFields", "value": .array(fields)],
                        [
                            "op": "replace", "path": "/metadata/resourceVersion",
                            "value": live["metadata"]?["resourceVersion"] ?? "",
                        ],
                    ]))
                return
            } catch let error as KubernetesError where error.code == .conflict && attempt < 5 {
                continue  // Someone wrote meanwhile; look again.
            }
        }
    }

    /// Whether an entry is of Helm's own work on the object itself; `operation` is `Apply` or `Update`.
    static func isHelms(_ entry: Value, _ operation: String) -> Bool {
        entry["manager"]?.string == Applier.fieldManager && entry["operation"]?.string == operation
            && (entry["subresource"]?.string ?? "").isEmpty
    }

    /// The entries after the handover, or nil when Helm set nothing client-side.
    static func handedOver(_ entries: [Value]) -> [Value]? {
        guard let first = entries.firstIndex(where: { isHelms($0, "Update") }) else { return nil }
        let owned = entries.filter { isHelms($0, "Update") || isHelms($0, "Apply") }
        let fields = owned.reduce(Value.object([:])) { $0.merged(with: $1["fieldsV1"] ?? .object([:])) }
        guard var kept = (entries.first { isHelms($0, "Apply") } ?? entries[first]).object else { return nil }
        kept["operation"] = "Apply"
        kept["fieldsV1"] = fields
        var result = entries.filter { !isHelms($0, "Update") && !isHelms($0, "Apply") }
        result.append(.object(kept))
        return result
    }
}

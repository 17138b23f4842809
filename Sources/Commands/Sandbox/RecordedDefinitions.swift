import Preflight
import Value

/// CRDs out of what was recorded of them: their schemas were not, so that they take everything.
struct RecordedDefinitions {
    let objects: [Value]
    let notes: [String]

    init(_ facts: Facts) {
        var objects: [Value] = []
        var seen: Set<String> = []
        for object in Self.recorded(facts) {
            guard let name = object["metadata"]?["name"]?.string, !seen.contains(name) else { continue }
            guard let made = Self.definition(name, object) else { continue }
            seen.insert(name)
            objects.append(made)
        }
        self.objects = objects
        notes =
            objects.isEmpty
            ? [] : ["\(objects.count) CRDs take every field: schemas and scopes are not recorded"]
    }

    private static func recorded(_ facts: Facts) -> [Value] {
        facts.facts.keys.sorted().filter { $0.rawValue.hasPrefix("objects/customresourcedefinitions.") }
            .flatMap { RecordedCluster.list($0, facts) }
    }

    /// Nil where it is not told what it defines.
    private static func definition(_ name: String, _ object: Value) -> Value? {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let kind = object["spec"]?["names"]?["kind"]?.string else { return nil }
        let versions = (object["spec"]?["versions"]?.array ?? []).filter { $0["name"]?.string != nil }
        guard !versions.isEmpty else { return nil }
        let storage = versions.firstIndex { $0["storage"] == true } ?? versions.count - 1
        let made = versions.indices.map { version(versions[$0], isStored: $0 == storage) }
        var metadata: Object = ["name": .string(name)]
        for key in ["labels", "annotations"] { metadata[key] = object["metadata"]?[key] }
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": .object(metadata),
            "spec": [
                "group": .string(parts[1]), "scope": "Namespaced",
                "names": [
                    "kind": .string(kind), "plural": .string(parts[0]), "singular": .string(kind.lowercased()),
                ],
                "versions": .array(made),
            ],
        ]
    }

    private static func version(_ version: Value, isStored: Bool) -> Value {
        [
            "name": version["name"] ?? "", "served": version["served"] ?? true, "storage": .bool(isStored),
            "subresources": ["status": [:]],
            "schema": ["openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]],
        ]
    }
}

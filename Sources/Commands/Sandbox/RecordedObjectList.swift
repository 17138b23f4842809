import Preflight
import Value

/// Objects that are whole with the fields that are recorded of them, and that a rehearsal looks at.
struct RecordedObjectList {
    let objects: [Value]
    let namespaces: [Value]
    /// The facts that they were made of.
    let taken: Set<FactName>

    /// What is made, and the field that it cannot be without.
    private static let types: [String: (apiVersion: String, kind: String, needs: String?)] = [
        "namespaces": ("v1", "Namespace", nil), "resourcequotas": ("v1", "ResourceQuota", nil),
        "storageclasses.storage.k8s.io": ("storage.k8s.io/v1", "StorageClass", "provisioner"),
        "priorityclasses.scheduling.k8s.io": ("scheduling.k8s.io/v1", "PriorityClass", "value"),
        "runtimeclasses.node.k8s.io": ("node.k8s.io/v1", "RuntimeClass", "handler"),
    ]

    init(_ facts: Facts) {
        var objects: [Value] = []
        var namespaces: [Value] = []
        var taken: Set<FactName> = []
        var seen: Set<String> = []
        for name in facts.facts.keys.sorted() {
            let rest = name.rawValue.dropFirst("objects/".count).prefix { $0 != "?" }
            if name.rawValue.hasPrefix("objects/customresourcedefinitions.") { taken.insert(name) }
            guard name.isObjects, let type = Self.types[String(rest)] else { continue }
            taken.insert(name)
            for object in RecordedCluster.list(name, facts) {
                guard let made = Self.made(object, type.apiVersion, type.kind, needs: type.needs) else { continue }
                guard seen.insert(Self.place(made)).inserted else { continue }
                if type.kind == "Namespace" { namespaces.append(made) } else { objects.append(made) }
            }
        }
        self.objects = objects
        self.namespaces = namespaces
        self.taken = taken
    }

    private static func place(_ object: Value) -> String {
        let metadata = object["metadata"]
        return [object["kind"], metadata?["namespace"], metadata?["name"]].map { $0?.string ?? "" }
            .joined(separator: "/")
    }

    /// Nil for one that could not be made; what is about to go is not made either.
    private static func made(_ object: Value, _ apiVersion: String, _ kind: String, needs: String?) -> Value? {
        guard let fields = object.object, let recorded = object["metadata"] else { return nil }
        guard recorded["deletionTimestamp"] == nil else { return nil }
        if let needs, object[needs] == nil { return nil }
        var metadata: Object = [:]
        for key in ["name", "namespace", "labels", "annotations"] { metadata[key] = recorded[key] }
        var made: Object = ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": .object(metadata)]
        for (key, value) in fields where key != "metadata" && made[key] == nil { made[key] = value }
        return .object(made)
    }
}

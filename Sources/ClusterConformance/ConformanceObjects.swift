import Kubernetes
import Value

extension ConformanceContext {
    func configMap(_ name: String, data: Object = ["key": "value"], labels: Object = [:]) -> Value {
        var metadata: Object = ["name": .string(name), "namespace": .string(namespace)]
        if !labels.isEmpty { metadata["labels"] = .object(labels) }
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata), "data": .object(data)]
    }

    /// A CRD with a status subresource whose objects are `Widget` with `spec.size` (an integer) and `spec.color`.
    func widgetDefinition() -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("widgets.\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced",
                "names": ["kind": "Widget", "plural": "widgets", "singular": "widget", "shortNames": ["wd"]],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                        "schema": [
                            "openAPIV3Schema": [
                                "type": "object",
                                "properties": [
                                    "spec": [
                                        "type": "object", "required": ["size"],
                                        "properties": [
                                            "size": ["type": "integer", "minimum": 1],
                                            "color": ["type": "string", "default": "red"],
                                        ],
                                    ],
                                    "status": ["type": "object", "properties": ["phase": ["type": "string"]]],
                                ],
                            ]
                        ],
                    ]
                ],
            ],
        ]
    }

    func widget(_ name: String, size: Int64) -> Value {
        [
            "apiVersion": .string("\(group)/v1"), "kind": "Widget",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "spec": ["size": .integer(size)],
        ]
    }

    /// Runs with the CRD of `Widget` established, and removes it afterwards.
    func withWidgets(_ body: (ResourceType) async throws -> Void) async throws {
        let definition = widgetDefinition()
        _ = try await client.apply(
            definition, as: .customResourceDefinitions, options: ApplyOptions(fieldManager: "conformance"))
        let name = "widgets.\(group)"
        do {
            try await eventually("the CRD is established") {
                let stored = try await client.get(.customResourceDefinitions, name)
                return (stored["status"]?["conditions"]?.array ?? []).contains {
                    $0["type"] == "Established" && $0["status"] == "True"
                }
            }
            var type: ResourceType?
            try await eventually("discovery has the new kind") {
                do {
                    type = try await client.resourceType(apiVersion: "\(group)/v1", kind: "Widget")
                    return true
                } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
                    return false
                }
            }
            if let type { try await body(type) }
        } catch {
            _ = try await client.deleteIfPresent(.customResourceDefinitions, name)
            throw error
        }
        _ = try await client.deleteIfPresent(.customResourceDefinitions, name)
    }
}

extension Value {
    var resourceVersion: String { self["metadata"]?["resourceVersion"]?.string ?? "" }
    var uid: String { self["metadata"]?["uid"]?.string ?? "" }
    var name: String { self["metadata"]?["name"]?.string ?? "" }
    var generation: Int64 { self["metadata"]?["generation"]?.integer ?? -1 }

    func setting(_ path: String..., to value: Value?) -> Value { setting(path[...], to: value) }

    private func setting(_ path: ArraySlice<String>, to value: Value?) -> Value {
        guard let key = path.first else { return value ?? .null }
        var object = self.object ?? [:]
        object[key] = path.count == 1 ? value : (object[key] ?? [:]).setting(path.dropFirst(), to: value)
        return .object(object)
    }
}

import HTTP
import Value

/// The OpenAPI documents: enough for explaining fields, for field validation and for clients that look up parameters.
enum OpenAPIDocuments {
    static func answer(_ request: APIRequest, _ cluster: Cluster) throws -> APIResponse {
        let path = Array(request.path.dropFirst())
        switch path.first {
        case "v2": return version2(request)
        case "v3" where path.count == 1: return .ok(index(cluster))
        case "v3":
            let (group, version): (String, String)
            switch (path[1], path.count) {
            case ("api", 3): (group, version) = ("", path[2])
            case ("apis", 4): (group, version) = (path[2], path[3])
            default: throw StatusError.pathNotFound
            }
            let definitions = cluster.definitions.filter { $0.group == group && $0.versions.contains(version) }
            guard !definitions.isEmpty else { throw StatusError.pathNotFound }
            return .ok(document(definitions, version, cluster))
        default: throw StatusError.pathNotFound
        }
    }

    /// The second version is served as an empty document: clients of today read the third, and older ones do without.
    private static func version2(_ request: APIRequest) -> APIResponse {
        if request.headers["Accept"]?.contains("protobuf") == true {
            // Field 1, `swagger`, as a string of three bytes.
            return .bytes(
                status: 200, contentType: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
                [0x0A, 0x03] + Array("2.0".utf8))
        }
        return .ok([
            "swagger": "2.0", "info": ["title": "Kubernetes", "version": "simulated"], "paths": [:], "definitions": [:],
        ])
    }

    private static func index(_ cluster: Cluster) -> Value {
        var paths = Object()
        for group in Discovery.groupNames(cluster) {
            for version in Discovery.versions(group, cluster) {
                let path = group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)"
                paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(cluster.store.version)")]
            }
        }
        return ["paths": .object(paths)]
    }

    private static func document(_ definitions: [ResourceDefinition], _ version: String, _ cluster: Cluster) -> Value {
        var paths = Object()
        var schemas = Object()
        for definition in definitions {
            let name = schemaName(definition, version)
            let identity: Value = [
                "group": .string(definition.group), "version": .string(version), "kind": .string(definition.kind),
            ]
            var schema = source(definition, version, cluster)
            schema[at: "x-kubernetes-group-version-kind"] = [identity]
            schemas[name] = schema
            let base = definition.group.isEmpty ? "/api/\(version)" : "/apis/\(definition.group)/\(version)"
            let collection =
                definition.isNamespaced
                ? "\(base)/namespaces/{namespace}/\(definition.plural)" : "\(base)/\(definition.plural)"
            let content: Value = [
                "application/json": ["schema": ["$ref": .string("#/components/schemas/\(name)")]]
            ]
            func operation(_ action: String, writes: Bool) -> Value {
                var result: Object = [
                    "operationId": .string("\(action)\(definition.kind)"),
                    "responses": ["200": ["description": "OK", "content": content]],
                    "x-kubernetes-action": .string(action), "x-kubernetes-group-version-kind": identity,
                ]
                if writes {
                    result["parameters"] = .array(
                        ["dryRun", "fieldManager", "fieldValidation"].map { parameter in
                            ["name": .string(parameter), "in": "query", "schema": ["type": "string"]]
                        })
                    result["requestBody"] = ["content": content]
                }
                return .object(result)
            }
            var onCollection: Object = ["post": operation("post", writes: true)]
            if definition.isStored {
                onCollection["get"] = operation("list", writes: false)
                paths["\(collection)/{name}"] = [
                    "get": operation("get", writes: false), "put": operation("put", writes: true),
                    "patch": operation("patch", writes: true), "delete": operation("delete", writes: false),
                ]
            }
            paths[collection] = .object(onCollection)
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "simulated"], "paths": .object(paths),
            "components": ["schemas": .object(schemas)],
        ]
    }

    private static func source(_ definition: ResourceDefinition, _ version: String, _ cluster: Cluster) -> Value {
        if let custom = cluster.customTypes[definition.key]?.versions[version] {
            var schema = custom.schema.source
            schema[at: "properties", "apiVersion"] = ["type": "string"]
            schema[at: "properties", "kind"] = ["type": "string"]
            schema[at: "properties", "metadata"] = BuiltinSchemas.objectMeta.openAPI
            return schema
        }
        var schema = BuiltinSchemas.schema(definition).openAPI
        schema[at: "description"] = .string("\(definition.kind) as the sandbox knows it.")
        schema[at: "properties", "apiVersion"] = ["type": "string"]
        schema[at: "properties", "kind"] = ["type": "string"]
        return schema
    }

    private static func schemaName(_ definition: ResourceDefinition, _ version: String) -> String {
        let group = definition.group.isEmpty ? "core" : definition.group
        let reversed = definition.isCustom || group.contains(".")
        let prefix = reversed ? group.split(separator: ".").reversed().joined(separator: ".") : "io.k8s.api.\(group)"
        return "\(prefix).\(version).\(definition.kind)"
    }
}

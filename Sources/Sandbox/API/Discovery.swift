import HTTP
import Value
import Versions

/// What types are served: the documents under `/api` and `/apis`, one by one and aggregated.
enum Discovery {
    /// Nil when the path names no discovery document.
    static func answer(_ request: APIRequest, _ cluster: Cluster) throws -> APIResponse? {
        let path = request.path
        guard request.method == "GET" || request.method == "HEAD" else { return nil }
        switch (path.first, path.count) {
        case ("api", 1):
            if let version = aggregatedVersion(request) { return aggregated([""], cluster, version) }
            return .ok(
                [
                    "kind": "APIVersions", "versions": ["v1"],
                    "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1"]],
                ])
        case ("api", 2) where path[1] == "v1": return .ok(resources("", "v1", cluster))
        case ("apis", 1):
            let groups = groupNames(cluster).filter { !$0.isEmpty }
            if let version = aggregatedVersion(request) { return aggregated(groups, cluster, version) }
            return .ok(
                [
                    "kind": "APIGroupList", "apiVersion": "v1",
                    "groups": .array(groups.map { group($0, cluster, isListed: true) }),
                ])
        case ("apis", 2):
            guard groupNames(cluster).contains(path[1]) else { throw StatusError.pathNotFound }
            return .ok(group(path[1], cluster, isListed: false))
        case ("apis", 3):
            guard versions(path[1], cluster).contains(path[2]) else { throw StatusError.pathNotFound }
            return .ok(resources(path[1], path[2], cluster))
        default: return nil
        }
    }

    /// Core first, then in the order of the built-in table, then custom groups by name.
    static func groupNames(_ cluster: Cluster) -> [String] {
        var seen: Set<String> = []
        return cluster.definitions.map(\.group).filter { seen.insert($0).inserted }
    }

    static func versions(_ group: String, _ cluster: Cluster) -> [String] {
        APIVersionOrder.sorted(
            Array(Set(cluster.definitions.filter { $0.group == group }.flatMap(\.versions))))
    }

    private static func group(_ name: String, _ cluster: Cluster, isListed: Bool) -> Value {
        let versions: [Value] = versions(name, cluster).map {
            ["groupVersion": .string("\(name)/\($0)"), "version": .string($0)]
        }
        var result: Object = isListed ? [:] : ["kind": "APIGroup", "apiVersion": "v1"]
        result["name"] = .string(name)
        result["versions"] = .array(versions)
        result["preferredVersion"] = versions.first ?? .null
        return .object(result)
    }

    private static func definitions(_ group: String, _ version: String, _ cluster: Cluster) -> [ResourceDefinition] {
        cluster.definitions.filter { $0.group == group && $0.versions.contains(version) }
            .sorted { $0.plural < $1.plural }
    }

    private static func resources(_ group: String, _ version: String, _ cluster: Cluster) -> Value {
        let entries = definitions(group, version, cluster).flatMap { definition -> [Value] in
            var main: Object = [
                "name": .string(definition.plural), "singularName": .string(definition.singular),
                "namespaced": .bool(definition.isNamespaced), "kind": .string(definition.kind),
                "verbs": .array(definition.verbs.map(Value.string)),
            ]
            if !definition.shortNames.isEmpty { main["shortNames"] = .array(definition.shortNames.map(Value.string)) }
            if !definition.categories.isEmpty { main["categories"] = .array(definition.categories.map(Value.string)) }
            let parts = subresources(definition, version, cluster).map { part -> Value in
                var entry: Object = [
                    "name": .string("\(definition.plural)/\(part.name)"), "singularName": "",
                    "namespaced": .bool(definition.isNamespaced), "kind": .string(part.kind),
                    "verbs": .array(part.verbs.map(Value.string)),
                ]
                if part.kind == "Scale" {
                    entry["group"] = "autoscaling"
                    entry["version"] = "v1"
                }
                return .object(entry)
            }
            return [.object(main)] + parts
        }
        return [
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"), "resources": .array(entries),
        ]
    }

    private struct Subresource {
        var name: String
        var kind: String
        var verbs: [String]
    }

    private static func subresources(
        _ definition: ResourceDefinition, _ version: String, _ cluster: Cluster
    ) -> [Subresource] {
        var result: [Subresource] = []
        let writes = ["get", "patch", "update"]
        if definition.key == ResourceDefinition.pods.key {
            result.append(Subresource(name: "log", kind: "Pod", verbs: ["get"]))
            result.append(Subresource(name: "eviction", kind: "Eviction", verbs: ["create"]))
        }
        if [ResourceDefinition.pods.key, ResourceDefinition.services.key].contains(definition.key) {
            result.append(Subresource(name: "proxy", kind: definition.kind, verbs: ["create", "get"]))
        }
        let custom = cluster.customTypes[definition.key]?.versions[version]
        if custom.map({ $0.scale != nil }) ?? definition.hasScale {
            result.append(Subresource(name: "scale", kind: "Scale", verbs: writes))
        }
        if custom?.hasStatus ?? definition.hasStatus {
            result.append(Subresource(name: "status", kind: definition.kind, verbs: writes))
        }
        return result
    }

    // MARK: - Aggregated

    /// The version of the aggregated form that the client takes first, nil when it takes none.
    private static func aggregatedVersion(_ request: APIRequest) -> String? {
        for part in (request.headers["Accept"] ?? "").split(separator: ",") {
            let parameters = part.split(separator: ";").map { $0.filter { $0 != " " } }
            guard parameters.first == "application/json" else { continue }
            guard parameters.contains("as=APIGroupDiscoveryList") else { return nil }
            if parameters.contains("v=v2") { return "v2" }
            if parameters.contains("v=v2beta1") { return "v2beta1" }
        }
        return nil
    }

    private static func aggregated(_ groups: [String], _ cluster: Cluster, _ form: String) -> APIResponse {
        let items = groups.map { group -> Value in
            let versions = versions(group, cluster).map { version -> Value in
                let resources = definitions(group, version, cluster).map { definition -> Value in
                    entry(definition, group, version, cluster)
                }
                return ["version": .string(version), "resources": .array(resources), "freshness": "Current"]
            }
            return ["metadata": ["name": .string(group), "creationTimestamp": .null], "versions": .array(versions)]
        }
        let list: Value = [
            "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(form)"), "metadata": [:],
            "items": .array(items),
        ]
        return .bytes(
            status: 200, contentType: "application/json;g=apidiscovery.k8s.io;v=\(form);as=APIGroupDiscoveryList",
            list.jsonBytes())
    }

    private static func entry(
        _ definition: ResourceDefinition, _ group: String, _ version: String, _ cluster: Cluster
    ) -> Value {
        func kind(_ name: String, group: String, version: String) -> Value {
            ["group": .string(group), "version": .string(version), "kind": .string(name)]
        }
        var result: Object = [
            "resource": .string(definition.plural),
            "responseKind": kind(definition.kind, group: group, version: version),
            "scope": definition.isNamespaced ? "Namespaced" : "Cluster",
            "singularResource": .string(definition.singular), "verbs": .array(definition.verbs.map(Value.string)),
        ]
        if !definition.shortNames.isEmpty { result["shortNames"] = .array(definition.shortNames.map(Value.string)) }
        if !definition.categories.isEmpty { result["categories"] = .array(definition.categories.map(Value.string)) }
        let parts = subresources(definition, version, cluster)
        if !parts.isEmpty {
            result["subresources"] = .array(
                parts.map { part in
                    [
                        "subresource": .string(part.name),
                        "responseKind": part.kind == "Scale"
                            ? kind("Scale", group: "autoscaling", version: "v1")
                            : kind(part.kind, group: group, version: version),
                        "verbs": .array(part.verbs.map(Value.string)),
                    ]
                })
        }
        return .object(result)
    }
}

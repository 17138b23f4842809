import Synchronization
import Value
import Versions

/// A type that a CRD defines, as far as it is served.
final class CustomType: Sendable {
    let definition: ResourceDefinition
    let versions: [String: Version]
    /// True where a conversion webhook would convert: objects keep the version in which they were written.
    let keepsWrittenVersion: Bool

    struct Version: Sendable {
        let schema: LazySchema
        let hasStatus: Bool
        let scale: Scale?
        let columns: [Column]
    }

    struct Scale: Sendable {
        var specReplicas: [String]
        var statusReplicas: [String]
        var selector: [String]?
    }

    struct Column: Sendable {
        var name: String
        var type: String
        var path: String
        var priority: Int64
        var summary: String
    }

    init?(crd: Value) {
        guard let spec = crd["spec"], let group = spec["group"]?.string, let names = spec["names"],
            let plural = names["plural"]?.string, let kind = names["kind"]?.string
        else { return nil }
        var versions: [String: Version] = [:]
        var served: [String] = []
        var storage = ""
        for version in spec["versions"]?.array ?? [] {
            guard let name = version["name"]?.string else { continue }
            if version["storage"]?.bool == true { storage = name }
            if version["served"]?.bool == true { served.append(name) }
            versions[name] = Version(version)
        }
        let order = APIVersionOrder.sorted(served)
        self.versions = versions
        let names2 = crd[at: "status", "acceptedNames"] ?? names
        definition = ResourceDefinition(
            group: group, versions: order, kind: kind, plural: plural,
            singular: names2["singular"]?.string ?? kind.lowercased(),
            shortNames: names2["shortNames"]?.array?.compactMap(\.string) ?? [],
            categories: names2["categories"]?.array?.compactMap(\.string) ?? [],
            isNamespaced: spec["scope"]?.string == "Namespaced",
            hasStatus: order.first.flatMap { versions[$0]?.hasStatus } ?? false,
            hasScale: order.first.flatMap { versions[$0]?.scale != nil } ?? false, countsGenerations: true,
            isCustom: true, storageVersion: storage)
        keepsWrittenVersion = spec[at: "conversion", "strategy"]?.string == "Webhook"
    }
}

extension CustomType.Version {
    fileprivate init(_ version: Value) {
        schema = LazySchema(version[at: "schema", "openAPIV3Schema"] ?? ["type": "object"])
        hasStatus = version[at: "subresources", "status"] != nil
        func path(_ text: String?) -> [String]? { text.map { $0.split(separator: ".").map(String.init) } }
        if let source = version[at: "subresources", "scale"], let spec = path(source["specReplicasPath"]?.string),
            let status = path(source["statusReplicasPath"]?.string)
        {
            scale = CustomType.Scale(
                specReplicas: spec, statusReplicas: status, selector: path(source["labelSelectorPath"]?.string))
        } else {
            scale = nil
        }
        columns = (version["additionalPrinterColumns"]?.array ?? []).compactMap { column in
            guard let name = column["name"]?.string, let path = column["jsonPath"]?.string else { return nil }
            return CustomType.Column(
                name: name, type: column["type"]?.string ?? "string", path: path,
                priority: column["priority"]?.integer ?? 0, summary: column["description"]?.string ?? "")
        }
    }
}

/// A schema that is read when it is first needed: CRDs of megabytes are mostly never validated against.
final class LazySchema: Sendable {
    let source: Value
    private let compiled = Mutex<Schema?>(nil)

    init(_ source: Value) { self.source = source }

    var schema: Schema {
        compiled.withLock { compiled in
            if let compiled { return compiled }
            // `metadata` is the server's own, whatever the CRD says of it.
            var source = source
            var metadata: Object = ["type": "object"]
            for key in ["properties", "x-kubernetes-validations"] {
                if let value = source[at: "properties", "metadata"]?[key] { metadata[key] = value }
            }
            metadata["x-kubernetes-preserve-unknown-fields"] = true
            if source["type"] == nil { source[at: "type"] = "object" }
            source[at: "properties", "metadata"] = .object(metadata)
            source[at: "properties", "apiVersion"] = ["type": "string"]
            source[at: "properties", "kind"] = ["type": "string"]
            let result = Schema(openAPI: source)
            compiled = result
            return result
        }
    }

    /// The schema for merging and ownership, where `metadata` has its real shape.
    var fieldSchema: Schema {
        let schema = schema
        var properties = schema.properties
        properties["metadata"] = BuiltinSchemas.objectMeta
        return Schema(
            .object, properties: properties, additional: schema.additional, preservesUnknown: schema.preservesUnknown)
    }
}

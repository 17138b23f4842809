import FoundationEssentials
import Kubernetes
import TestParts
import Value
import YAML

/// A CRD as cases of contracts need it, which give no more of an object than the contract reads: nothing outside the
/// status is required, only one version is there, and no rules, which Kubernetes 1.20 does not know. The status stays as
/// its operator has to write it.
struct PlayedDefinition: Sendable {
    static let folder = "\(TestParts.projectRoot)/../shared/crds"

    let name: String
    let plural: String
    let definition: Value
    /// Of the status, as a JSON schema.
    let status: Value

    /// Nil where the folder has none, as for the kinds of Kubernetes itself.
    init?(apiVersion: String, kind: String) throws {
        let parts = apiVersion.split(separator: "/").map(String.init)
        guard parts.count == 2 else { return nil }
        let path = "\(Self.folder)/\(parts[0])_\(kind.lowercased())s.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let read = try YAML.decode(String(contentsOfFile: path, encoding: .utf8), file: path)
        var root = read.object ?? [:]
        var spec = root["spec"]?.object ?? [:]
        let versions = (spec["versions"]?.array ?? []).map { Self.version($0, isMeant: $0["name"]?.string == parts[1]) }
        spec["versions"] = .array(versions)
        spec["conversion"] = ["strategy": "None"]
        root["spec"] = .object(spec)
        definition = .object(root)
        name = read["metadata"]?["name"]?.string ?? ""
        plural = spec["names"]?["plural"]?.string ?? ""
        let meant = versions.first { $0["storage"] == true }
        status = meant?["schema"]?["openAPIV3Schema"]?["properties"]?["status"] ?? [:]
    }

    private static func version(_ entry: Value, isMeant: Bool) -> Value {
        var entry = entry.object ?? [:]
        entry["served"] = .bool(isMeant)
        entry["storage"] = .bool(isMeant)
        var schema = entry["schema"]?["openAPIV3Schema"]?.object ?? [:]
        schema["required"] = nil
        var properties: Object = [:]
        for (key, child) in schema["properties"]?.object ?? [:] {
            properties[key] = without(key == "status" ? rules : rules.union(demands), child)
        }
        schema["properties"] = .object(properties)
        schema["x-kubernetes-validations"] = nil
        entry["schema"] = ["openAPIV3Schema": .object(schema)]
        return .object(entry)
    }

    private static let rules: Set<String> = ["x-kubernetes-validations"]
    /// Lists by keys have to require them.
    private static let demands: Set<String> = ["x-kubernetes-list-type", "x-kubernetes-list-map-keys"]

    private static func without(_ keys: Set<String>, _ value: Value) -> Value {
        if let object = value.object {
            var kept: Object = [:]
            for (key, child) in object where !keys.contains(key) {
                // A property may be called so, too.
                if key == "required", child.array != nil, keys.contains("x-kubernetes-list-type") { continue }
                kept[key] = without(keys, child)
            }
            return .object(kept)
        }
        return value.array.map { .array($0.map { without(keys, $0) }) } ?? value
    }

    // MARK: - Status

    /// The status with what its schema requires besides: what a program in Go writes where it has nothing to say.
    func completed(_ status: Value) -> Value { Self.completed(status, by: self.status) }

    private static func completed(_ value: Value, by schema: Value) -> Value {
        if var object = value.object {
            let properties = schema["properties"]?.object ?? [:]
            for (key, child) in object {
                object[key] = completed(child, by: properties[key] ?? schema["additionalProperties"] ?? [:])
            }
            for key in (schema["required"]?.array ?? []).compactMap(\.string) where object[key] == nil {
                object[key] = nothing(properties[key] ?? [:])
            }
            return .object(object)
        }
        guard let array = value.array, let items = schema["items"] else { return value }
        return .array(array.map { completed($0, by: items) })
    }

    private static func nothing(_ schema: Value) -> Value {
        if let first = schema["enum"]?.array?.first { return first }
        switch schema["type"]?.string {
        case "integer", "number": return 0
        case "boolean": return false
        case "array": return []
        case "object": return completed([:] as Value, by: schema)
        default: return schema["format"] == "date-time" ? "2026-01-01T00:00:00Z" : ""
        }
    }
}

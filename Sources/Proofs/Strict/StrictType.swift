import FoundationEssentials
import Value
import YAML

/// A kind of object that a chart writes and that a CRD brings.
struct StrictType: Hashable, Sendable {
    var apiVersion: String
    var kind: String

    /// Nil for an object without either.
    init?(of object: Value) {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string else { return nil }
        self.apiVersion = apiVersion
        self.kind = kind
    }

    var group: String { apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : "" }

    /// As folders of CRDs name the file: `ray.io_rayservices.yaml`.
    var fileName: String { "\(group)_\(kind.lowercased())s.yaml" }

    /// The CRD; nil where the folder has none, as for the kinds of Kubernetes itself.
    func definition(in folder: String, minor: Int) throws -> Value? {
        let path = "\(folder)/\(fileName)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return Self.prepared(try YAML.decode(text, file: path), minor: minor)
    }

    /// As a server without operators can hold it: nothing converts between its versions, and servers that know no rules
    /// get none.
    static func prepared(_ definition: Value, minor: Int) -> Value {
        let changed = definition.mergePatched(["spec": ["conversion": ["strategy": "None", "webhook": .null]]])
        return minor < StrictServer.firstStrictMinor ? withoutRules(changed) : changed
    }

    private static func withoutRules(_ value: Value) -> Value {
        if let object = value.object {
            var kept: Object = [:]
            for (key, child) in object where key != "x-kubernetes-validations" { kept[key] = withoutRules(child) }
            return .object(kept)
        }
        return value.array.map { .array($0.map(withoutRules)) } ?? value
    }
}

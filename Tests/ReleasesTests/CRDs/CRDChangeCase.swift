import Testing
import Value

@testable import Releases

/// A CRD before and after, and what is to be found: a row of the table, and a case on the real server.
struct CRDChangeCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// `spec` of the CRD, its group left out.
    let old: Value
    let new: Value
    let kind: CRDFinding.Class
    let effect: CRDFinding.Effect
    var path: String
    let words: String
    /// An object that the old CRD takes, its type left out.
    var object: Value = ["spec": [:]]
    /// False for what Kubernetes 1.20 does not know or refuses.
    var isForRealServers = true

    var testDescription: String { name }

    /// A CRD of this group, named gears.
    static func crd(_ spec: Value, group: String, stored: [String]? = nil) -> Value {
        var crd: Object = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("\(spec["names"]?["plural"]?.string ?? "").\(group)")],
            "spec": ["group": .string(group)],
        ]
        crd["spec"] = crd["spec"]?.merged(with: spec)
        if let stored { crd["status"] = ["storedVersions": .array(stored.map(Value.string))] }
        return .object(crd)
    }

    static func version(
        _ name: String, _ schema: Value, served: Bool = true, storage: Bool = true, more: Object = [:]
    ) -> Value {
        let version: Value = [
            "name": .string(name), "served": .bool(served), "storage": .bool(storage),
            "schema": ["openAPIV3Schema": ["type": "object", "properties": ["spec": schema]]],
        ]
        return version.merged(with: .object(more))
    }

    static func spec(_ versions: [Value], more: Object = [:]) -> Value {
        let spec: Value = [
            "scope": "Namespaced", "names": ["plural": "gears", "kind": "Gear"], "versions": .array(versions),
        ]
        return spec.merged(with: .object(more))
    }

    static func spec(_ schema: Value) -> Value { spec([version("v1", schema)]) }

    /// Of the field `spec.x`.
    static func field(
        _ name: String, _ old: Value, _ new: Value, _ kind: CRDFinding.Class, _ effect: CRDFinding.Effect,
        _ words: String, below: String = "", x: Value, isForRealServers: Bool = true
    ) -> CRDChangeCase {
        func of(_ schema: Value) -> Value { spec(["type": "object", "properties": ["x": schema]]) }
        return CRDChangeCase(
            name: name, old: of(old), new: of(new), kind: kind, effect: effect,
            path: "spec.versions[v1].schema.spec.x\(below)", words: words, object: ["spec": ["x": x]],
            isForRealServers: isForRealServers)
    }

    /// Of the schema of `spec` itself.
    static func schema(
        _ name: String, _ old: Value, _ new: Value, _ kind: CRDFinding.Class, _ effect: CRDFinding.Effect,
        _ words: String, below: String = "", object: Value = ["spec": ["x": "a"]]
    ) -> CRDChangeCase {
        CRDChangeCase(
            name: name, old: spec(old), new: spec(new), kind: kind, effect: effect,
            path: "spec.versions[v1].schema.spec\(below)", words: words, object: object)
    }
}

extension Value {
    /// The schema of `spec` in the first version of a CRD's spec.
    var fieldSchema: Value? {
        self["versions"]?[0]?["schema"]?["openAPIV3Schema"]?["properties"]?["spec"]
    }
}

import Kubernetes
import Value
import YAML

@testable import Releases

extension ReleaseObject {
    /// An object of a type that needs no discovery.
    static func yaml(_ text: String, group: String = "", plural: String = "") throws -> ReleaseObject {
        let value = try Value.yaml(text)
        let apiVersion = value["apiVersion"]?.string ?? "v1"
        let kind = value["kind"]?.string ?? ""
        return ReleaseObject(
            value: value,
            type: ResourceType(
                group: group, version: apiVersion.split(separator: "/").last.map(String.init) ?? "", kind: kind,
                plural: plural.isEmpty ? kind.lowercased() + "s" : plural, isNamespaced: true),
            path: "templates/all.yaml")
    }

    /// A Deployment with two containers and a port.
    static func web() throws -> ReleaseObject {
        try yaml(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              namespace: apps
              labels: {app: web, app.kubernetes.io/name: web}
            spec:
              replicas: 2
              template:
                spec:
                  containers:
                  - {name: web, image: "web:1", args: [a, b], ports: [{containerPort: 80}, {containerPort: 443}]}
                  - {name: side, image: "side:1"}
            """, group: "apps")
    }
}

extension Value {
    static func yaml(_ text: String) throws -> Value { try YAML.decode(text, file: "test") }
}

import Charts
import Kubernetes
import Releases
import Value

/// A CRD named gears in a group that no other test has, in charts and in the cluster.
struct CRDGears: Sendable {
    let group = "\(Live.unique()).example.com"
    let namespace = Live.unique()
    var name: String { "gears.\(group)" }

    func crd(_ spec: Value) -> Value { CRDChangeCase.crd(spec, group: group) }

    /// - Parameter more: files of the chart beside the CRD's.
    func request(
        _ spec: Value?, _ release: String = "demo", version: String = "1.0.0", in folder: String = "crds",
        accepted: Set<CRDFinding.Class> = [], more: [String: String] = [:]
    ) throws -> ReleaseRequest {
        var files = more
        if let spec { files["\(folder)/gear.yaml"] = crd(spec).json() }
        var request = try TestChart("gears", version: version, files).request(release, in: namespace)
        request.options.acceptedCRDChanges = accepted
        return request
    }

    func type(_ version: String = "v1") -> ResourceType {
        ResourceType(group: group, version: version, kind: "Gear", plural: "gears", isNamespaced: true)
    }

    func object(_ name: String, _ content: Value = ["spec": ["x": "a"]], version: String = "v1") -> Value {
        let head: Value = [
            "apiVersion": .string("\(group)/\(version)"), "kind": "Gear", "metadata": ["name": .string(name)],
        ]
        return head.merged(with: content)
    }

    /// An object of somebody else's, in the release's namespace or another.
    @discardableResult
    func make(
        _ name: String = "one", _ content: Value = ["spec": ["x": "a"]], version: String = "v1",
        in place: String? = nil
    ) async throws -> Value {
        try await Live.client().create(
            object(name, content, version: version), as: type(version), namespace: place ?? namespace)
    }

    func live() async throws -> Value { try await Live.client().get(.customResourceDefinitions, name) }

    // MARK: - Specs

    static let x: Value = ["type": "object", "properties": ["x": ["type": "string"]]]
    static let xy: Value = ["type": "object", "properties": ["x": ["type": "string"], "y": ["type": "string"]]]

    static func one(_ schema: Value = x) -> Value { CRDChangeCase.spec(schema) }

    /// v1 and v2, of the same schema.
    static func two(storage: String = "v1", schema: Value = x, more: Object = [:]) -> Value {
        CRDChangeCase.spec(
            ["v1", "v2"].map { CRDChangeCase.version($0, schema, storage: $0 == storage) }, more: more)
    }

    static let second: Value = CRDChangeCase.spec([CRDChangeCase.version("v2", x)])
}

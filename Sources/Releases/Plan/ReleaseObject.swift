import Charts
import Kubernetes
import Value

/// An object of a release, ready to be sent.
struct ReleaseObject: Sendable {
    var value: Value
    var type: ResourceType
    /// The template, for messages.
    var path: String

    /// Nil where the server is to make up the name.
    var name: String? { value["metadata"]?["name"]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    var namespace: String? { type.isNamespaced ? value["metadata"]?["namespace"]?.string : nil }
    var isCRD: Bool { type.kind == "CustomResourceDefinition" && type.group == "apiextensions.k8s.io" }

    var isNamespace: Bool { type.kind == "Namespace" && type.group.isEmpty }

    /// Such as `Deployment.apps default/web`.
    var title: String {
        ObjectReference(apiVersion: type.apiVersion, kind: type.kind, namespace: namespace, name: name ?? "(unnamed)")
            .description
    }

    /// The same object in any version of its group.
    var key: Key { Key(group: type.group, kind: type.kind, namespace: namespace, name: name ?? "") }

    struct Key: Sendable, Hashable {
        var group: String
        var kind: String
        var namespace: String?
        var name: String
    }

    /// With the namespace, where its type has one and it names none.
    func placed(in place: String) -> ReleaseObject {
        guard type.isNamespaced, (namespace ?? "").isEmpty, var fields = value.object else { return self }
        var metadata = fields["metadata"]?.object ?? [:]
        metadata["namespace"] = .string(place)
        fields["metadata"] = .object(metadata)
        var copy = self
        copy.value = .object(fields)
        return copy
    }

    /// With Helm's marks of ownership, as `setMetadataVisitor` of Helm sets them.
    func owned(byRelease release: String, in releaseNamespace: String) -> ReleaseObject {
        var copy = self
        copy.value = value.with(
            labels: [Ownership.managedBy: "Helm"],
            annotations: [
                Ownership.releaseName: .string(release), Ownership.releaseNamespace: .string(releaseNamespace),
            ])
        return copy
    }
}

extension Value {
    fileprivate func with(labels: Object, annotations: Object) -> Value {
        guard var object = self.object else { return self }
        var metadata = object["metadata"]?.object ?? [:]
        metadata["labels"] = .object((metadata["labels"]?.object ?? [:]).merged(with: labels))
        metadata["annotations"] = .object((metadata["annotations"]?.object ?? [:]).merged(with: annotations))
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}

/// Helm's marks of ownership.
enum Ownership {
    static let managedBy = "app.kubernetes.io/managed-by"
    static let releaseName = "meta.helm.sh/release-name"
    static let releaseNamespace = "meta.helm.sh/release-namespace"

    /// What is said of an object that nobody owns.
    static let nobody = "belongs to no release"

    /// Who owns the object instead, or nil when the release does.
    static func otherOwner(_ object: Value, release: String, namespace: String) -> String? {
        let metadata = object["metadata"]
        let manager = metadata?["labels"]?[managedBy]?.string
        let name = metadata?["annotations"]?[releaseName]?.string
        let place = metadata?["annotations"]?[releaseNamespace]?.string
        if manager == "Helm", name == release, place == namespace { return nil }
        if let name { return "belongs to release \(place ?? "?")/\(name)" }
        if let manager, manager != "Helm" { return "is managed by \(manager)" }
        return nobody
    }

    /// `helm.sh/resource-policy: keep`.
    static func isKept(_ object: Value) -> Bool {
        object["metadata"]?["annotations"]?["helm.sh/resource-policy"]?.string?.lowercased() == "keep"
    }
}

/// Turns documents into objects whose types are known, from the cluster or from the CRDs that come with them.
struct ObjectReader: Sendable {
    let client: KubernetesClient
    let namespace: String
    private let local: [String: ResourceType]

    init(client: KubernetesClient, namespace: String, crds: [CRDDocument]) {
        self.client = client
        self.namespace = namespace
        var local: [String: ResourceType] = [:]
        for type in crds.flatMap(\.types) { local["\(type.apiVersion)/\(type.kind)"] = type }
        self.local = local
    }

    /// - Throws: `ReleaseError` with code `invalidChart` for what is not an object or has a kind that nobody serves.
    func objects(_ manifests: [RenderedManifest]) async throws -> [ReleaseObject] {
        var objects: [ReleaseObject] = []
        for manifest in manifests {
            for value in Self.flattened(manifest.value) {
                objects.append(try await object(value, path: manifest.sourcePath))
            }
        }
        return objects
    }

    func object(_ value: Value, path: String) async throws -> ReleaseObject {
        let (apiVersion, kind) = try Self.kind(of: value, path: path)
        return ReleaseObject(value: value, type: try await type(apiVersion, kind, path: path), path: path)
            .placed(in: namespace)
    }

    /// - Throws: `ReleaseError` with code `invalidChart` for what is not an object with a name.
    static func kind(of value: Value, path: String) throws(ReleaseError) -> (apiVersion: String, kind: String) {
        guard let apiVersion = value["apiVersion"]?.string, let kind = value["kind"]?.string else {
            throw ReleaseError(.invalidChart, "\(path) gives a document without apiVersion or kind")
        }
        let metadata = value["metadata"]
        guard metadata?["name"]?.string?.isEmpty == false || metadata?["generateName"]?.string?.isEmpty == false else {
            throw ReleaseError(.invalidChart, "\(path) gives a \(kind) without metadata.name")
        }
        return (apiVersion, kind)
    }

    private func type(_ apiVersion: String, _ kind: String, path: String) async throws -> ResourceType {
        if let type = local["\(apiVersion)/\(kind)"] { return type }
        do {
            return try await client.resourceType(apiVersion: apiVersion, kind: kind)
        } catch let error as KubernetesError where error.code == .resourceTypeNotFound {
            throw ReleaseError(
                .invalidChart, "\(path) gives a \(kind) of \(apiVersion), which the cluster does not serve",
                hint: "install what brings its CRD first, or turn that part of the chart off", underlying: error)
        }
    }

    /// The items of a `List`, at any depth.
    static func flattened(_ value: Value) -> [Value] {
        guard value["kind"]?.string?.hasSuffix("List") == true, let items = value["items"]?.array else {
            return [value]
        }
        return items.flatMap(flattened)
    }
}

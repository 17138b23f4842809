import Value
import Versions
import YAML

/// Reads operators: entries of a `provider.yaml`, and the files of `charts/operators`.
struct OperatorReader {
    /// A file of its own.
    ///
    /// - Parameter file: the name that errors give.
    /// - Throws: `ProviderError` with code `invalidDefinition`, located.
    static func shared(yaml: String, file: String) throws(ProviderError) -> OperatorDefinition {
        do {
            let document = try document(yaml, file)
            let root = try YAMLFields(document)
            guard try root.requiredString("apiVersion") == "groundcrew/v1" else {
                throw root.error("apiVersion", "must be groundcrew/v1")
            }
            guard try root.requiredString("kind") == "Operator" else { throw root.error("kind", "must be Operator") }
            var definition = try OperatorReader().definition(root, isShared: true)
            definition.sandbox = try root.fields("sandbox")
            definition.file = file
            return definition
        } catch let error as ProviderError {
            throw error
        } catch {
            throw ProviderError(.invalidDefinition, "\(error)", underlying: error)
        }
    }

    /// The only document of a file.
    static func document(_ yaml: String, _ file: String) throws -> YAMLDocument {
        let documents = try YAML.decodeAll(yaml, file: file)
        guard let document = documents.first else { throw ProviderError(.invalidDefinition, "\(file): is empty") }
        guard documents.count == 1 else {
            throw ProviderError(
                .invalidDefinition, "\(file): holds \(documents.count) documents; it must hold one")
        }
        return document
    }

    private static let keys: Set<String> = [
        "name", "title", "namespace", "chart", "repository", "manifests", "version", "values", "pods", "onFailure",
        "gatewayController", "crds", "mustRun", "toldBy", "needs", "versions",
    ]

    func definition(_ fields: YAMLFields, isShared: Bool) throws -> OperatorDefinition {
        try fields.rejectUnknown(known: isShared ? Self.keys.union(["apiVersion", "kind", "sandbox"]) : Self.keys)
        let pods = try fields.fields("pods")
        try pods?.rejectUnknown(known: ["selector"])
        let name = try fields.releaseName("name")
        return OperatorDefinition(
            name: name, title: try fields.string("title") ?? name, namespace: try fields.label("namespace"),
            source: try source(fields), version: try fields.version("version"),
            values: try fields.rawObject("values") ?? [:], podSelector: try pods?.selector("selector"),
            gatewayController: try fields.string("gatewayController"), onFailure: try failurePolicy(fields),
            crds: try (fields.list("crds") ?? []).map(crd), mustRun: try mustRun(fields),
            signs: try (fields.list("toldBy") ?? []).map(sign), needs: try needs(fields), isShared: isShared,
            fields: fields,
            versions: try fields.fields("versions").map(VersionData.init(_:)))
    }

    private func source(_ fields: YAMLFields) throws -> OperatorDefinition.Source {
        guard let files = try fields.list("manifests") else {
            return .chart(try fields.requiredString("chart"), repository: try fields.string("repository"))
        }
        for key in ["chart", "repository", "values"] where fields.object[key] != nil {
            throw fields.error(key, "stands beside manifests, which are applied as they are")
        }
        guard !files.isEmpty else { throw fields.error("manifests", "needs at least one file") }
        return .manifests(try files.map(manifest))
    }

    private func manifest(_ fields: YAMLFields) throws -> OperatorDefinition.Manifest {
        try fields.rejectUnknown(known: ["url", "sha256"])
        let digest = try fields.requiredString("sha256")
        let isDigest = digest.utf8.count == 64 && digest.allSatisfy { "0123456789abcdef".contains($0) }
        guard isDigest else { throw fields.error("sha256", "is not 64 hexadecimal digits in lower case") }
        let url = try fields.requiredString("url")
        guard !url.contains("://") || url.hasPrefix("https://") else {
            throw fields.error("url", "is '\(url)'; give https://, or the path of a file")
        }
        return OperatorDefinition.Manifest(url: url, sha256: digest)
    }

    private func failurePolicy(_ fields: YAMLFields) throws -> OperatorDefinition.FailurePolicy? {
        guard let name = try fields.string("onFailure") else { return nil }
        guard let policy = OperatorDefinition.FailurePolicy(rawValue: name) else {
            let known = OperatorDefinition.FailurePolicy.allCases.map(\.rawValue)
            throw fields.error("onFailure", "is '\(name)'; it may be \(known.joined(separator: ", "))")
        }
        return policy
    }

    private func mustRun(_ fields: YAMLFields) throws -> [String] {
        let names = try fields.strings("mustRun") ?? []
        for (index, name) in names.enumerated() where !KubernetesName.isSubdomain(name) {
            throw fields.error(
                at: ValuePath([.key("mustRun"), .index(index)]),
                "is '\(name)', which cannot be the name of a DaemonSet")
        }
        return names
    }

    private func crd(_ fields: YAMLFields) throws -> OperatorDefinition.CRD {
        try fields.rejectUnknown(known: ["name", "versions", "selfMade", "optional"])
        return OperatorDefinition.CRD(
            name: try fields.crdName("name"), versions: try fields.apiVersions("versions") ?? [],
            isSelfMade: try fields.bool("selfMade") ?? false, isOptional: try fields.bool("optional") ?? false)
    }

    private func sign(_ fields: YAMLFields) throws -> OperatorDefinition.Sign {
        try fields.rejectUnknown(known: ["crd", "namespace", "names"])
        let isAnywhere = try (fields.string("namespace") ?? "").isEmpty
        let names = try fields.strings("names") ?? []
        for (index, name) in names.enumerated() where !KubernetesName.isSubdomain(name) {
            throw fields.error(
                at: ValuePath([.key("names"), .index(index)]), "is '\(name)', which cannot be the name of an object")
        }
        return OperatorDefinition.Sign(
            crd: try fields.crdName("crd"), namespace: try isAnywhere ? nil : fields.label("namespace"), names: names)
    }

    /// What `needs` says of an operator, or of a provider: names, or mappings where a version matters.
    func needs(_ fields: YAMLFields) throws -> [OperatorDefinition.Need] {
        guard let entries = fields.object["needs"]?.array else {
            guard fields.object["needs"]?.isNull ?? true else { throw fields.error("needs", "is not a list") }
            return []
        }
        if entries.allSatisfy({ $0.string != nil }) {
            return try (fields.strings("needs") ?? []).map { .init(name: $0, versions: nil) }
        }
        return try (fields.list("needs") ?? []).map { entry in
            try entry.rejectUnknown(known: ["name", "versions"])
            let versions = try entry.string("versions")
            do { _ = try versions.map { try VersionConstraint($0) } } catch {
                throw entry.error("versions", "is not a version range: \(error)")
            }
            return .init(name: try entry.requiredString("name"), versions: versions)
        }
    }
}

public import Value
public import YAML

/// What is installed as one release: an operator, or something else that operators need.
///
/// A provider has some of its own; others lie in `charts/operators`, each once for all providers.
public struct OperatorDefinition: Sendable {
    /// The release's name.
    public var name: String
    public var title: String
    public var namespace: String
    public var source: Source
    public var version: String
    public var values: Object
    public var podSelector: String?
    /// Of the GatewayClasses that it serves: Gateways of those need it.
    public var gatewayController: String?
    /// What becomes of a change that fails; nil leaves it to whoever makes it.
    public var onFailure: FailurePolicy?
    /// Those that it brings.
    public var crds: [CRD]
    /// Names of DaemonSets that must run somewhere: one that wants no pod is not ready then.
    public var mustRun: [String] = []
    /// Objects that are there once it is, for what has neither pods nor types of its own.
    public var signs: [Sign] = []
    /// What must be there before it: operators of the same provider, or shared ones.
    public var needs: [Need]
    /// Whether it is installed once for all providers.
    public var isShared: Bool
    /// The file of a shared one, as errors name it.
    public internal(set) var file: String?
    /// Whether it is a shared one inside the binary.
    public internal(set) var isBuiltIn = false
    /// Where relative paths of its chart and files start; nil for the current folder.
    public var folder: String?
    /// How `--sandbox` plays it.
    public var sandbox: YAMLFields?
    /// What was read, for the places of what turns out to be wrong later.
    var fields: YAMLFields?
    /// What is known of its versions.
    public var versions: VersionData?

    public enum Source: Sendable, Equatable {
        /// A folder or an archive, by a path that may be relative to the operator's `folder`, an `oci://` or `https://…tgz` reference, or a chart's name within `repository`.
        case chart(String, repository: String?)
        /// Files that are applied as they are, in this order.
        case manifests([Manifest])
    }

    /// A file of objects, pinned by what it holds.
    public struct Manifest: Sendable, Equatable {
        /// `https://`, or a path: relative to the operator's `folder`.
        public var url: String
        /// Of its bytes, 64 hexadecimal digits in lower case.
        public var sha256: String
    }

    public struct CRD: Sendable {
        /// `plural.group`.
        public var name: String
        /// Versions that the provider can use, the preferred first; any when empty.
        public var versions: [String]
        /// Whether the operator makes the objects itself, for its own work: they need nobody, and keep it from nothing.
        public var isSelfMade = false
        /// Whether versions of the operator that will do are without it: one that is there already need not have it.
        public var isOptional = false
    }

    /// Objects of a type, any of which tells that an operator is there.
    public struct Sign: Sendable, Equatable {
        /// `plural.group` of a CRD that something else brings.
        public var crd: String
        /// Where they are; nil for anywhere.
        public var namespace: String?
        /// What they are called, one of which is enough; any when empty.
        public var names: [String] = []

        /// Whether an object of the type, in that namespace, is one of them.
        public func isMeant(_ name: String) -> Bool { names.isEmpty || names.contains(name) }
    }

    public struct Need: Sendable, Equatable {
        public var name: String
        /// A range, as Helm writes it; nil for any version.
        public var versions: String?
    }

    /// What becomes of an operator's change that fails half-way.
    public enum FailurePolicy: String, Sendable, CaseIterable {
        /// It stays, and so does what it did.
        case fail
        /// The same, and its record says that nothing is to be thrown back.
        case hold
        /// What was there before comes back.
        case rollback
    }

    /// Whether another provider means the same release.
    public func isSame(as other: OperatorDefinition) -> Bool { name == other.name && namespace == other.namespace }

    /// What messages call its chart.
    public var chartTitle: String {
        switch source {
        case .chart(let chart, _): chart
        case .manifests(let files): files.map(\.url).joined(separator: ", ")
        }
    }
}

extension OperatorDefinition.CRD {
    var value: Value {
        var value: Object = ["name": .string(name), "versions": ProviderDefinition.strings(versions)]
        if isSelfMade { value["selfMade"] = true }
        if isOptional { value["optional"] = true }
        return .object(value)
    }
}

extension OperatorDefinition.Sign {
    var value: Value {
        var value: Object = ["crd": .string(crd), "namespace": namespace.map(Value.string) ?? .null]
        if !names.isEmpty { value["names"] = ProviderDefinition.strings(names) }
        return .object(value)
    }
}

extension OperatorDefinition.Need {
    var value: Value { ["name": .string(name), "versions": versions.map(Value.string) ?? .null] }
}

extension OperatorDefinition {
    /// A path of its own, from its folder; what is a URL, absolute, or without a folder stays as it is.
    public func located(_ path: String) -> String {
        guard let folder, !path.contains("://"), !path.hasPrefix("/") else { return path }
        return "\(folder)/\(path.hasPrefix("./") ? path.dropFirst(2) : path[...])"
    }

    /// Why a key of it will not do, located where it is written.
    public func fault(_ key: String, _ message: String) -> ProviderError {
        guard let cause = fields?.error(key, message) else {
            return ProviderError(.invalidDefinition, "operator \(name): \(key) \(message)")
        }
        return ProviderError(.invalidDefinition, "\(cause)", underlying: cause)
    }

    /// What JSON and YAML output shows.
    public var value: Value {
        var value: Object = ["name": .string(name), "namespace": .string(namespace)]
        switch source {
        case .chart(let chart, let repository):
            value["chart"] = .string(chart)
            value["repository"] = repository.map(Value.string)
        case .manifests(let files):
            value["manifests"] = .array(files.map { ["url": .string($0.url), "sha256": .string($0.sha256)] })
        }
        value["version"] = .string(version)
        if !values.isEmpty { value["values"] = .object(values) }
        value["onFailure"] = onFailure.map { .string($0.rawValue) }
        if !crds.isEmpty {
            value["crds"] = .array(crds.map(\.value))
        }
        if !mustRun.isEmpty { value["mustRun"] = ProviderDefinition.strings(mustRun) }
        if !signs.isEmpty { value["toldBy"] = .array(signs.map(\.value)) }
        if !needs.isEmpty {
            value["needs"] = .array(needs.map(\.value))
        }
        value["versions"] = versions?.value
        return .object(value)
    }
}

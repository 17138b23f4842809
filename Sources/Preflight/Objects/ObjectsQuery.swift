/// Which objects of one type are read.
public struct ObjectsQuery: Sendable, Hashable {
    public enum Namespaces: Sendable, Hashable {
        /// Those of every namespace, or of a type that stands outside namespaces.
        case all
        /// Those of the operators and deployments that are wanted.
        case wanted
        /// Sorted, each once.
        case named([String])
    }

    /// Empty for the core group.
    public var group: String
    /// The plural.
    public var resource: String
    public var namespaces: Namespaces
    /// Sent to the server; nil selects all.
    public var labelSelector: String?
    public var fieldSelector: String?
    /// Read by name instead of listed; sorted, each once. Empty lists.
    public var names: [String]

    public init(
        group: String = "", resource: String, namespaces: Namespaces = .all, labelSelector: String? = nil,
        fieldSelector: String? = nil, names: [String] = []
    ) {
        self.group = group
        self.resource = resource
        if case .named(let some) = namespaces {
            self.namespaces = .named(Set(some).sorted())
        } else {
            self.namespaces = namespaces
        }
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.names = Set(names).sorted()
    }

    /// Such as `endpointslices.discovery.k8s.io`, as RBAC errors write it.
    public var type: String { group.isEmpty ? resource : "\(resource).\(group)" }

    /// Whether it is for namespaces, and all of them.
    var isOfNamespaces: Bool {
        group.isEmpty && resource == "namespaces" && names.isEmpty && labelSelector == nil && fieldSelector == nil
    }

    /// What the objects are called among facts, such as `objects/services?namespaces=wanted`.
    public var fact: FactName {
        var terms: [String] = []
        switch namespaces {
        case .all: break
        case .wanted: terms.append("namespaces=wanted")
        case .named(let some): terms.append("namespaces=\(some.joined(separator: ","))")
        }
        if let labelSelector { terms.append("labelSelector=\(labelSelector)") }
        if let fieldSelector { terms.append("fieldSelector=\(fieldSelector)") }
        if !names.isEmpty { terms.append("names=\(names.joined(separator: ","))") }
        let suffix = terms.isEmpty ? "" : "?" + terms.joined(separator: "&")
        return FactName(FactName.objectsPrefix + type + suffix)
    }
}

extension FactName {
    static let objectsPrefix = "objects/"

    /// Whether it is that of objects that a check's file asks for.
    public var isObjects: Bool { rawValue.hasPrefix(Self.objectsPrefix) }
}

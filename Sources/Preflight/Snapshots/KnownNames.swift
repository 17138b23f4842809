import Value

/// The names of nodes, namespaces and pods that facts hold.
struct KnownNames: Sendable {
    /// What each is replaced by.
    private(set) var hashed: [String: String] = [:]
    private let key: NameKey
    private let kept: Set<String>

    /// What Kubernetes itself looks for by name.
    static let wellKnown: Set<String> = ["default", "kube-system", "kube-public", "kube-node-lease"]

    /// - Parameter kept: names that judging looks for, besides those that are well known.
    init(in facts: Facts, kept: Set<String>, key: NameKey) {
        self.key = key
        self.kept = kept.union(Self.wellKnown)
        for (name, fact) in facts.facts.sorted(by: { $0.key < $1.key }) {
            guard case .known(let value) = fact else { continue }
            collect(value, of: name)
        }
        // What is found by any key that names one.
        for fact in facts.facts.values {
            if case .known(let value) = fact { collect(value) }
        }
    }

    private mutating func add(_ name: String?, _ kind: NamedKind) {
        guard let name, !name.isEmpty, hashed[name] == nil, !kept.contains(name) else { return }
        hashed[name] = key.hashed(name, kind)
    }

    private mutating func collect(_ value: Value, of fact: FactName) {
        let entries = value.array ?? []
        switch fact {
        case .nodes: for entry in entries { add(entry["name"]?.string, .node) }
        case .pods: for entry in entries { add(entry["name"]?.string, .pod) }
        default:
            guard let kind = Self.kind(of: fact) else { return }
            for entry in entries { add(entry["metadata"]?["name"]?.string, kind) }
        }
    }

    /// Of objects that are named as something else is.
    static func kind(of fact: FactName) -> NamedKind? {
        guard fact.isObjects else { return nil }
        let type = fact.rawValue.dropFirst(FactName.objectsPrefix.count).prefix { $0 != "?" }
        return switch type {
        case "csinodes.storage.k8s.io": .node
        case "namespaces": .namespace
        default: nil
        }
    }

    private mutating func collect(_ value: Value) {
        switch value {
        case .object(let object):
            for (key, member) in object {
                if let kind = Self.kinds[key] {
                    add(member.string, kind)
                    for name in member.array ?? [] { add(name.string, kind) }
                }
                collect(member)
            }
        case .array(let elements): for element in elements { collect(element) }
        default: break
        }
    }

    /// What a member of this key names, wherever it stands.
    static let kinds: [String: NamedKind] = [
        "node": .node, "nodeName": .node, "namespace": .namespace, "namespaces": .namespace,
        "missingNamespaces": .namespace,
    ]
}

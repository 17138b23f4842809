import Value

/// A place in the objects of one type, such as `webhooks.failurePolicy`; through lists it leads to each of their elements.
public struct FieldPath: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// At least one.
    public let keys: [String]

    init(keys: [String]) { self.keys = keys }

    /// Reads keys between dots, and quoted ones in brackets: `metadata.annotations["a/b"]`.
    ///
    /// - Throws: `PreflightError` with code `invalidCheck`; also for an index, because a path leads to all elements.
    public init(_ text: String) throws(PreflightError) {
        let path: ValuePath
        do {
            path = try ValuePath(text)
        } catch {
            throw PreflightError(.invalidCheck, "\(error)", underlying: error)
        }
        var keys: [String] = []
        for step in path.steps {
            guard case .key(let key) = step else {
                throw PreflightError(
                    .invalidCheck, "path \"\(text)\": a path leads to every element of a list; leave the index out")
            }
            keys.append(key)
        }
        guard !keys.isEmpty else {
            throw PreflightError(.invalidCheck, "path \"\(text)\": names no field")
        }
        self.keys = keys
    }

    /// Whether what stands there holds what stands at the other one.
    func covers(_ other: FieldPath) -> Bool { other.keys.starts(with: keys) }

    public var description: String { ValuePath(keys.map(ValuePath.Step.key)).description }

    public static func < (left: Self, right: Self) -> Bool { left.keys.lexicographicallyPrecedes(right.keys) }
}

extension FieldPath {
    static let name = FieldPath(keys: ["metadata", "name"])
    static let namespace = FieldPath(keys: ["metadata", "namespace"])

    /// What kubectl keeps of a manifest, which may hold what must not be read.
    static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// Those of them that no other one covers, each once, in order.
    static func reduced(_ paths: some Sequence<FieldPath>) -> [FieldPath] {
        var reduced: [FieldPath] = []
        // What covers a path comes before it, and nothing else stands between them.
        for path in Set(paths).sorted() where reduced.last?.covers(path) != true { reduced.append(path) }
        return reduced
    }
}

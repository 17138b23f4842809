import Kubernetes
import Value

/// Fields of a release's objects as a user points at them: `Deployment/web:.spec.replicas`, or `.spec.replicas` of
/// whichever object has it; what lies below the field is meant, too.
public struct FieldSelector: Sendable, Hashable, CustomStringConvertible {
    private let kind: String?
    private let group: String?
    private let namespace: String?
    private let name: String?
    private let path: FieldPath
    public let description: String

    /// Reads `[KIND[.GROUP]/[NAMESPACE/]NAME:].PATH`, the path as servers print it in conflicts.
    ///
    /// - Throws: `ReleaseError` with code `invalidRequest`.
    public init(_ text: String) throws(ReleaseError) {
        description = text
        if text.hasPrefix(".") {
            (kind, group, namespace, name) = (nil, nil, nil, nil)
            path = FieldPath(text: text)
        } else {
            guard let colon = text.firstRange(of: ":.") else { throw Self.error(text) }
            let parts = text[..<colon.lowerBound].split(separator: "/", omittingEmptySubsequences: false)
            guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { throw Self.error(text) }
            let type = parts[0].split(separator: ".", maxSplits: 1)
            guard let kind = type.first else { throw Self.error(text) }
            self.kind = kind.lowercased()
            group = type.count == 2 ? String(type[1]) : nil
            namespace = parts.count == 3 ? String(parts[1]) : nil
            name = parts.last.map(String.init)
            path = FieldPath(text: "." + text[colon.upperBound...])
        }
        guard path.text.count > 1 else { throw Self.error(text) }
    }

    private static func error(_ text: String) -> ReleaseError {
        ReleaseError(
            .invalidRequest, "\"\(text)\" is not a field",
            hint: "write KIND/NAME:.PATH with the path as the server names it, such as "
                + "Deployment/web:.spec.replicas, or .PATH alone for every object")
    }

    /// Whether the object is one of those that are meant.
    func points(at object: ReleaseObject) -> Bool {
        guard let kind else { return true }
        let type = object.type
        return (kind == type.kind.lowercased() || kind == type.plural) && (group ?? type.group) == type.group
            && (namespace ?? object.namespace) == object.namespace && name == object.name
    }

    var fieldText: String { path.text }

    /// The field in what the cluster has of an object.
    func location(in live: Value, of object: ReleaseObject) -> ValuePath? {
        points(at: object) ? path.location(in: live) : nil
    }

    /// The field in an object that has it.
    func location(in object: ReleaseObject) -> ValuePath? {
        points(at: object) ? path.location(in: object.value) : nil
    }
}

public import Kubernetes

/// Records of one kind that the caller may not look at, beside those that could be seen.
public struct RecordGap: Sendable, Equatable, CustomStringConvertible {
    public var kind: RecordKind
    /// Nil means all.
    public var namespace: String?
    /// The server's refusal.
    public var error: KubernetesError

    /// Such as `releases kept as Secrets in namespace apps`.
    public var what: String {
        "releases kept as \(kind.title)s " + (namespace.map { "in namespace \($0)" } ?? "in any namespace")
    }

    public var description: String { "\(what) cannot be seen: \(error.words)" }

    /// What to do next.
    public var hint: String {
        "ask for the right to list \(kind.type.plural)" + (namespace.map { " in namespace \($0)" } ?? "")
    }

    public static func == (left: RecordGap, right: RecordGap) -> Bool {
        left.kind == right.kind && left.namespace == right.namespace && left.description == right.description
    }
}

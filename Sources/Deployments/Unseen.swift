import Kubernetes
public import Preflight
public import Releases
public import Value

/// Something that could not be read: neither there nor absent.
public struct Unseen: Sendable, Hashable {
    /// Such as `pods in namespace models`.
    public var what: String
    /// `forbidden`, `unreadable` or `unknownProvider`; of accelerators any code of an `UnknownReason`.
    public var code: String
    /// What RBAC has to allow; empty where a right is not what is missing.
    public var verb = ""
    /// `plural.group`.
    public var resource = ""
    /// Nil means all namespaces.
    public var namespace: String?
    /// The other side's words.
    public var message: String

    /// Nil for errors that do not say that the caller may not look.
    public init?(_ what: String, _ error: any Error) {
        guard let error = error as? KubernetesError, error.code == .forbidden else { return nil }
        self.what = what
        code = "forbidden"
        message = error.message
        guard let request = error.request else { return }
        verb = request.verb
        resource = request.group.isEmpty ? request.resource : "\(request.resource).\(request.group)"
        namespace = request.namespace
    }

    /// A record that is there and damaged.
    public init(unreadable what: String, _ error: ReleaseError) {
        self.what = what
        code = "unreadable"
        message = error.message
    }

    /// Accelerators of which something could not be read.
    public init(_ gap: AcceleratorOverview.Gap) {
        what = gap.what
        code = gap.reason.code.rawValue
        verb = gap.reason.verb ?? ""
        resource = gap.reason.resource ?? ""
        message = gap.reason.message
    }

    /// A deployment that only its provider could judge.
    init(deployment id: String, of provider: UnknownProvider) {
        what = "deployment \(id)"
        code = "unknownProvider"
        message = provider.message
    }

    /// A Secret or ConfigMap that claims to be a record.
    init(record: UnreadableRecord) {
        what =
            record.release.map { "release \(record.namespace)/\($0)" } ?? "a release in namespace \(record.namespace)"
        code = "unreadable"
        namespace = record.namespace
        message = record.description
    }

    /// One line for a person.
    public var text: String {
        guard code == "forbidden", !verb.isEmpty else { return "\(what) cannot be seen: \(message)" }
        let scope = namespace.map { "in namespace \($0)" } ?? "in all namespaces"
        return "\(what) cannot be seen: the caller may not \(verb) \(resource) \(scope)"
    }

    public var value: Value {
        [
            "what": .string(what), "code": .string(code), "verb": .string(verb), "resource": .string(resource),
            "namespace": namespace.map(Value.string) ?? .null, "message": .string(message),
        ]
    }
}

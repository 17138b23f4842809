public import Value

/// One release of what is about to be applied, object by object.
public struct RenderedPart: Sendable, Hashable {
    /// Whose it is, for people: `operator cert-manager` or `model models/qwen3`.
    public var owner: String
    public var release: String
    public var namespace: String
    /// Every manifest with its namespace filled in, CRDs and hooks included; none where it is unchanged.
    public var objects: [Value]
    /// The places of what hooks make.
    public var hooks: Set<Int>
    /// The places of objects that the release has already.
    public var held: Set<Int> = []
    /// Those objects as the release has them, by place; what is not known is left out.
    public var former: [Int: Value] = [:]
    /// Objects that it has and that go.
    public var removed: [Value] = []
    /// It is there already as it would be.
    public var isUnchanged: Bool
    /// It could not be rendered.
    public var unknown: UnknownReason?
    /// What to do where it could not be rendered; empty where its reason says it.
    public var next = ""
    /// Namespaces of its objects, and its own, that are still to come.
    public var missingNamespaces: Set<String> = []
    /// Bytes of the record that is kept of it.
    public var recordBytes: Int64?
    /// What becomes of its CRDs: `{name, present, findings, refusal, next, left}`.
    public var crds: [Value] = []
    /// Why nobody can tell what becomes of its CRDs.
    public var crdsUnknown: UnknownReason?

    public init(
        owner: String, release: String, namespace: String, objects: [Value] = [], hooks: Set<Int> = [],
        isUnchanged: Bool = false, unknown: UnknownReason? = nil
    ) {
        self.owner = owner
        self.release = release
        self.namespace = namespace
        self.objects = objects
        self.hooks = hooks
        self.isUnchanged = isUnchanged
        self.unknown = unknown
    }

    /// Of its objects, and its own.
    public var namespaces: Set<String> {
        Set(objects.compactMap { $0["metadata"]?["namespace"]?.string } + [namespace])
    }
}

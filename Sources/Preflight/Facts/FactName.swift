/// What a fact is called, such as `nodes`: check files write it under `needs`, snapshots keep the fact under it.
///
/// Names are open: a new one is declared beside the source that gathers it.
public struct FactName: RawRepresentable, Sendable, Hashable, Comparable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public init(_ name: String) { rawValue = name }

    public init(stringLiteral name: String) { rawValue = name }

    public var description: String { rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension FactName {
    /// The server's version: `{gitVersion, version}`.
    public static let kubernetes: FactName = "kubernetes"
    public static let nodes: FactName = "nodes"
    public static let pods: FactName = "pods"
    /// What the pods that are none of `pods` take, by node; one list of pods gives both.
    public static let nodeUse: FactName = "nodeUse"
    /// What dynamic resource allocation publishes; absent where the server does not serve it.
    public static let resourceSlices: FactName = "resourceSlices"
    /// The CRDs that `want.crds` names.
    public static let crds: FactName = "crds"
    /// What there is of each of `want.operators`, and what becomes of it.
    public static let operators: FactName = "operators"
    /// What `want.nats` answers; absent when it is not wanted.
    public static let nats: FactName = "nats"
    /// What `want.etcd` answers; absent when it is not wanted.
    public static let etcd: FactName = "etcd"
    /// The Helm program; absent when there is none.
    public static let helm: FactName = "helm"
}

/// A fact that checks can ask for in `needs`.
public enum FactName: String, Sendable, CaseIterable, Comparable {
    /// The server's version: `{gitVersion, version}`.
    case kubernetes
    /// Every node, with what it says of accelerators.
    case nodes
    /// The pods that hold accelerators and have not ended.
    case pods
    /// What dynamic resource allocation publishes; absent where the server does not serve it.
    case resourceSlices
    /// The CRDs that `want.crds` names.
    case crds
    /// What there is of each of `want.operators`, and what becomes of it.
    case operators
    /// What `want.nats` answers; absent when it is not wanted.
    case nats
    /// What `want.etcd` answers; absent when it is not wanted.
    case etcd
    /// The Helm program; absent when there is none.
    case helm

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Whether nothing can be learnt while the API server does not answer.
    var isOfCluster: Bool {
        switch self {
        case .kubernetes, .nodes, .pods, .resourceSlices, .crds, .operators: true
        case .nats, .etcd, .helm: false
        }
    }
}

/// A name that a check's expressions may use, and the facts behind it.
enum CheckVariable: String, CaseIterable {
    /// What is about to be installed and deployed.
    case want
    case kubernetes, crds, nats, etcd, helm
    /// What the nodes offer.
    case gpus
    /// Whether the deployments find room on the nodes.
    case room
    /// What dynamic resource allocation offers.
    case dra

    var facts: [FactName] {
        switch self {
        case .want: []
        case .kubernetes: [.kubernetes]
        case .crds: [.crds]
        case .nats: [.nats]
        case .etcd: [.etcd]
        case .helm: [.helm]
        case .gpus: [.nodes]
        case .room: [.nodes, .pods]
        case .dra: [.nodes, .pods, .resourceSlices]
        }
    }

    /// The variables of a check that needs these facts.
    static func names(given facts: [FactName]) -> Set<String> {
        Set(allCases.filter { $0.facts.allSatisfy(facts.contains) }.map(\.rawValue))
    }
}

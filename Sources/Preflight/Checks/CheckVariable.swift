/// A name that a check's expressions may use, and the facts behind it.
enum CheckVariable: String, CaseIterable {
    /// What is about to be installed and deployed.
    case want
    /// The one of `want.nats` or `want.etcd` that a check with `forEach` is being judged for.
    case each
    case kubernetes, crds, nats, etcd, helm
    /// What becomes of each operator that is wanted.
    case operators
    /// What deployments need one of several CRDs for, and which of them are served.
    case alternatives
    /// What the nodes offer.
    case gpus
    /// What the nodes say of their NVIDIA driver.
    case drivers
    /// Whether the deployments find room on the nodes.
    case placement
    /// What dynamic resource allocation offers.
    case dra

    var facts: [FactName] {
        switch self {
        case .want, .each: []
        case .kubernetes: [.kubernetes]
        case .crds, .alternatives: [.crds]
        case .operators: [.operators]
        case .nats: [.nats]
        case .etcd: [.etcd]
        case .helm: [.helm]
        case .gpus, .drivers: [.nodes]
        case .placement: [.nodes, .pods]
        case .dra: [.nodes, .pods, .resourceSlices]
        }
    }

    /// Without `forEach`, nobody could say which server is meant.
    private func isKnown(_ forEach: CheckDefinition.Each?) -> Bool {
        switch self {
        case .each: forEach != nil
        case .nats: forEach == .nats
        case .etcd: forEach == .etcd
        default: true
        }
    }

    /// The variables of a check that needs these facts.
    static func names(given facts: [FactName], forEach: CheckDefinition.Each?) -> Set<String> {
        Set(allCases.filter { $0.facts.allSatisfy(facts.contains) && $0.isKnown(forEach) }.map(\.rawValue))
    }
}

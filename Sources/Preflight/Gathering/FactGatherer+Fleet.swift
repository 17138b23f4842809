import Kubernetes

/// Nodes and pods, from the server's cache and while they arrive; only what judging needs stays in memory.
extension FactGatherer {
    /// Every node, in the order of names; a list that planning has asked for counts.
    ///
    /// - Parameter keys: labels that are kept besides those that the deployments look at.
    func nodes(for subject: Subject, keeping keys: Set<String> = []) async throws -> [NodeRecord] {
        let labels = GPUDemand.nodeLabelKeys(of: subject.demands).union(keys)
        let shared = planned.reading ?? ClusterReading()
        let seen = try await reading { try await shared.nodes(keeping: labels, by: $0) }
        return try seen.records(keeping: labels)
    }

    /// What all pods tell, by one list a run: whoever comes second waits for the first, and gets what it got.
    func podFacts(for subject: Subject) async throws -> PodFacts {
        try await memo.once("pods") {
            let demands = subject.demands
            let empty = PodTally(demands: demands, keeping: GPUDemand.labelKeys(of: demands))
            return try await reading { try await $0.tally(.pods, from: empty) }.facts
        }
    }
}

extension KubernetesClient {
    /// What all objects of a type tell together.
    func tally<Tally: FleetTally>(_ type: ResourceType, from empty: Tally) async throws -> Tally {
        let options = ListOptions(pageSize: PreflightLimits.pageSize, isFromCache: true)
        let pages = try await list(type, options: options, projecting: FleetProjection(empty: empty)).collect().items
        // As a rule there is one, which is not copied.
        guard var whole = pages.first else { return empty }
        for page in pages.dropFirst() { whole.add(page) }
        return whole
    }
}

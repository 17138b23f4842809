import Kubernetes

/// Nodes and pods, from the server's cache and while they arrive; only what judging needs stays in memory.
extension FactGatherer {
    /// Every node, in the order of names.
    ///
    /// - Parameter keys: labels that are kept besides those that the deployments look at.
    func nodes(for subject: Subject, keeping keys: Set<String> = []) async throws -> [NodeRecord] {
        let empty = NodeTally(keeping: GPUDemand.labelKeys(of: subject.demands).union(keys))
        return try await tally(.nodes, from: empty).nodes.sorted { $0.name < $1.name }
    }

    /// What all pods tell, by one list a run: whoever comes second waits for the first, and gets what it got.
    func podFacts(for subject: Subject) async throws -> PodFacts {
        try await memo.once("pods") {
            let demands = subject.demands
            let empty = PodTally(demands: demands, keeping: GPUDemand.labelKeys(of: demands))
            return try await tally(.pods, from: empty).facts
        }
    }

    private func tally<Tally: FleetTally>(_ type: ResourceType, from empty: Tally) async throws -> Tally {
        let options = ListOptions(pageSize: PreflightLimits.pageSize, isFromCache: true)
        return try await reading { client in
            let pages = try await client.list(type, options: options, projecting: FleetProjection(empty: empty))
                .collect().items
            // As a rule there is one, which is not copied.
            guard var whole = pages.first else { return empty }
            for page in pages.dropFirst() { whole.add(page) }
            return whole
        }
    }
}

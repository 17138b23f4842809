/// Which facts can be gathered next, by what became of others; pure.
///
/// It is first asked whether the cluster answers, where a fact depends on it. What waits for a fact waits until something
/// is known of it, be it that it cannot be known.
struct FactGraph: Sendable {
    enum Cluster: Sendable, Hashable {
        /// No fact depends on it.
        case notNeeded
        /// Nobody knows yet whether it answers.
        case open
        case answers
        case away(UnknownReason)
    }

    private(set) var cluster: Cluster
    private var waiting: [FactSource]
    private let expected: Set<FactName>
    private var settled: Set<FactName> = []

    /// - Parameter sources: in the order in which they begin where there is a choice.
    init(_ sources: [FactSource]) {
        waiting = sources
        expected = Set(sources.map(\.name))
        cluster = sources.contains { $0.isOfCluster || $0.awaitsCluster } ? .open : .notNeeded
    }

    var isDone: Bool { waiting.isEmpty }

    /// Why the cluster cannot be asked; nil where it can, or where nobody asks.
    var noCluster: UnknownReason? {
        if case .away(let reason) = cluster { reason } else { nil }
    }

    /// A source that can begin; it is not given again.
    mutating func next() -> FactSource? {
        guard let index = waiting.firstIndex(where: canBegin) else { return nil }
        return waiting.remove(at: index)
    }

    mutating func settle(_ name: FactName) {
        settled.insert(name)
        waiting.removeAll { $0.name == name }
    }

    mutating func clusterAnswers() { cluster = .answers }

    /// - Returns: what nobody can learn now; it is settled.
    mutating func clusterIsAway(_ reason: UnknownReason) -> [FactName] {
        cluster = .away(reason)
        let lost = waiting.filter(\.isOfCluster).map(\.name)
        for name in lost { settle(name) }
        return lost
    }

    private func canBegin(_ source: FactSource) -> Bool {
        if source.isOfCluster || source.awaitsCluster, cluster == .open { return false }
        // What no source of this run gathers is not waited for.
        return source.needs.allSatisfy { settled.contains($0) || !expected.contains($0) }
    }
}

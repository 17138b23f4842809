import Kubernetes
public import Value

/// What a source may use.
public struct FactContext: Sendable {
    public let subject: Subject
    let gatherer: FactGatherer
    /// Why the cluster cannot be asked; nil where it answers.
    let noCluster: UnknownReason?
    private let facts: [FactName: Fact]

    init(
        subject: Subject, gatherer: FactGatherer, noCluster: UnknownReason? = nil, facts: [FactName: Fact] = [:]
    ) {
        self.subject = subject
        self.gatherer = gatherer
        self.noCluster = noCluster
        self.facts = facts
    }

    /// One of the source's `needs`.
    public func fact(_ name: FactName) -> Fact {
        facts[name]
            ?? .unknown(UnknownReason(.notGathered, "the fact '\(name)' is none of those that are gathered before"))
    }

    /// Null when the fact is absent.
    public func known(_ name: FactName) throws(UnknownReason) -> Value { try fact(name).known() }

    /// A read of the cluster, whose failure is a reason.
    func reading<T>(_ read: (KubernetesClient) async throws -> T) async throws -> T {
        try await gatherer.reading(read)
    }
}

public import Value

/// What variables are made of: the facts, and what is wanted.
public struct JudgedFacts: Sendable {
    public let subject: Subject
    /// What a check with `forEach` is being judged for.
    public let each: Subject.Service?
    let facts: Facts
    /// The lists of objects that the check asks for.
    private let wishes: [FactName: ObjectsWish]

    init(_ facts: Facts, subject: Subject, each: Subject.Service? = nil, wishes: [FactName: ObjectsWish] = [:]) {
        self.facts = facts
        self.subject = subject
        self.each = each
        self.wishes = wishes
    }

    /// Null when the fact is absent. Objects have the fields that the check asks for, and no others.
    public func known(_ name: FactName) throws(UnknownReason) -> Value {
        let value = try facts[name].known()
        guard let wish = wishes[name] else { return value }
        return try RecordedObjects.seen(value, facts.objects[name], wish, subject: subject)
    }

    /// As `known` has it.
    public func fact(_ name: FactName) -> Fact {
        guard wishes[name] != nil, case .known = facts[name] else { return facts[name] }
        do {
            return .known(try known(name))
        } catch {
            return .unknown(error)
        }
    }

    /// The labels that nodes and pods were recorded with, besides those that are always kept.
    var labels: Set<String> { facts.labels }

    /// The elements of a fact that is a list; none when it is absent.
    func list<Element>(
        _ name: FactName, _ read: (Value) throws -> Element
    ) throws(UnknownReason) -> [Element] {
        let elements = try known(name).array ?? []
        do {
            return try elements.map(read)
        } catch {
            if let reason = error as? UnknownReason { throw reason }
            throw UnknownReason(.failed, "the fact '\(name)' is malformed: \(error)")
        }
    }

    func nodes() throws(UnknownReason) -> [NodeFact] { try list(.nodes, NodeFact.init(value:)) }

    func pods() throws(UnknownReason) -> [PodFact] { try list(.pods, PodFact.init(value:)) }

    /// What the deployments ask of the nodes, and the volumes that they mount, as far as these are known: which are not,
    /// the variable `volumeClaims` tells.
    ///
    /// - Throws: when the facts were recorded without labels that they look at.
    func demands() throws(UnknownReason) -> [GPUDemand] {
        var demands = subject.demands
        try RecordedFor.labels(labels, demands: demands)
        let volumes = ClaimedVolume.all(in: facts[.claimedVolumes])
            .filter { !$0.terms.isEmpty && $0.labelKeys.isSubset(of: labels) }
        guard !volumes.isEmpty else { return demands }
        for (index, deployment) in subject.deployments.enumerated() {
            let claims = deployment.mountedClaims
            demands[index].volumes = volumes.filter { claims.contains($0.claim) }
        }
        return demands
    }
}

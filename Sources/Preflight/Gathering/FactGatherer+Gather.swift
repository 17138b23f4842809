public import Events
import Formats
import Kubernetes
import Value

extension FactGatherer {
    /// Gathers concurrently; a cluster that does not answer is asked once, and every fact of it is unknown then.
    ///
    /// - Throws: `CancellationError` only.
    public func gather(
        _ names: Set<FactName>, for subject: Subject, events: any EventSink = NoEvents()
    ) async throws -> Facts {
        try await gather(FactWishes(names), for: subject, events: events)
    }

    /// - Parameter found: is called whenever something more is known, with all that is.
    func gather(
        _ wishes: FactWishes, for subject: Subject, events: any EventSink = NoEvents(),
        found: (Facts) -> Void = { _ in }
    ) async throws -> Facts {
        var gatherer = self
        gatherer.memo = FactMemo()
        // Types may have come since another run.
        client?.forgetDiscovery()
        return try await gatherer.run(wishes, for: subject, events: events, found: found)
    }

    private func run(
        _ wishes: FactWishes, for subject: Subject, events: any EventSink, found: (Facts) -> Void
    ) async throws -> Facts {
        let start = clock.now()
        var facts = Facts(labels: GPUDemand.labelKeys(of: subject.demands), isSimulated: isSimulated)
        let wanted = wishes.facts
        let wishes = wishes.completed(from: registry, for: subject)
        let lists = Dictionary(
            wishes.objects.map { ($0.fact, $0.recorded(for: subject)) }, uniquingKeysWith: { first, _ in first })
        let sources = wishes.sources(from: registry)
        for name in wanted.subtracting(sources.map(\.name)) {
            facts[name] = .unknown(UnknownReason(.notGathered, "nobody knows how to gather '\(name)'"))
        }
        for source in sources where !source.isWanted(subject) {
            facts.set(source.name, .absent, FactTime(.zero, .zero))
        }
        var graph = FactGraph(sources.filter { $0.isWanted(subject) })
        try await withThrowingTaskGroup(of: Gathered.self) { group in
            group.addTask { try await unlessCancelled { try await end() } }
            defer { group.cancelAll() }
            var running = 0
            if graph.cluster == .open {
                group.addTask { try await unlessCancelled { try await clusterVersion(since: start) } }
                running += 1
            }
            while true {
                while running < PreflightLimits.concurrentFacts, let source = graph.next() {
                    let handed = context(for: source, subject, facts, noCluster: graph.noCluster)
                    group.addTask {
                        try await unlessCancelled { try await fact(source, handed, since: start) }
                    }
                    running += 1
                }
                guard running > 0, let gathered = try await group.next() else { break }
                running -= 1
                switch gathered {
                case .timeIsUp, .cut: return
                case .fact(let name, let fact, let time):
                    facts.set(name, fact, time)
                    if case .known = fact { facts.objects[name] = lists[name] }
                    // Nodes, which come after, keep what volumes look at.
                    if name == .claimedVolumes { facts.labels.formUnion(ClaimedVolume.labelKeys(in: fact)) }
                    graph.settle(name)
                case .answers(let version, let time):
                    facts.set(.kubernetes, version, time)
                    graph.settle(.kubernetes)
                    graph.clusterAnswers()
                    facts.cluster = client.map { ClusterIdentityFact(server: $0.server, note: Self.unidentified) }
                    group.addTask { try await unlessCancelled { .identity(try await identity()) } }
                    running += 1
                case .away(let reason, let time):
                    for name in graph.clusterIsAway(reason) { facts.set(name, .unknown(reason), time) }
                    facts.cluster = client.map { ClusterIdentityFact(server: $0.server, note: reason.message) }
                case .identity(let identity):
                    facts.cluster = identity
                    continue
                }
                found(facts)
                let done = Int64(wanted.count { facts.facts[$0] != nil })
                events.emit(
                    Event(
                        .progress, .preflight, "gathered \(done) of \(wanted.count) facts",
                        details: ["done": .integer(done), "of": .integer(Int64(wanted.count))]))
            }
        }
        try Task.checkCancellation()
        facts.keep(wanted)
        declareUnread(
            wanted.subtracting(facts.facts.keys).sorted(), after: FactTime(.zero, clock.now() - start), in: &facts,
            events)
        return facts
    }

    private static let unidentified = "the uid of namespace kube-system was not read in time"

    private func context(
        for source: FactSource, _ subject: Subject, _ facts: Facts, noCluster: UnknownReason?
    ) -> FactContext {
        var needed: [FactName: Fact] = [:]
        for name in source.needs { needed[name] = facts.facts[name] }
        return FactContext(subject: subject, gatherer: self, noCluster: noCluster, facts: needed)
    }

    /// What the time did not suffice for is unknown.
    private func declareUnread(
        _ names: [FactName], after passed: FactTime, in facts: inout Facts, _ events: any EventSink
    ) {
        guard !names.isEmpty else { return }
        let time = "\(limit.limitText), the time for reading everything"
        for name in names {
            let reason = UnknownReason(.timeout, "there was no answer about \(name) within \(time)")
            facts.set(name, .unknown(reason), passed)
        }
        if facts.cluster == nil, names.contains(where: isOfCluster) {
            facts.cluster = client.map { ClusterIdentityFact(server: $0.server, note: "no answer within \(time)") }
        }
        let unread = names.map(\.rawValue).joined(separator: ", ")
        events.emit(Event(.warning, .preflight, "unread after \(time): \(unread)"))
    }

    private func isOfCluster(_ name: FactName) -> Bool { name.isObjects || registry[name]?.isOfCluster == true }

    // MARK: - Child tasks

    private enum Gathered: Sendable {
        case answers(Fact, FactTime)
        case away(UnknownReason, FactTime)
        case identity(ClusterIdentityFact)
        case fact(FactName, Fact, FactTime)
        case timeIsUp
        case cut
    }

    private func end() async throws -> Gathered {
        try await clock.sleep(max(.zero, limit - spent))
        return .timeIsUp
    }

    private func clusterVersion(since zero: Duration) async throws -> Gathered {
        let start = clock.now()
        do {
            let version = try await version()
            return .answers(version, FactTime(start - zero, clock.now() - zero))
        } catch let reason as UnknownReason {
            return .away(reason, FactTime(start - zero, clock.now() - zero))
        }
    }

    private func fact(_ source: FactSource, _ context: FactContext, since zero: Duration) async throws -> Gathered {
        let start = clock.now()
        let fact = try await source.fact(context)
        return .fact(source.name, fact, FactTime(start - zero, clock.now() - zero))
    }

    /// Cancelled work is left out: whether the time is up or the caller has gone is found where they are awaited.
    private func unlessCancelled(_ work: () async throws -> Gathered) async throws -> Gathered {
        do { return try await work() } catch is CancellationError { return .cut }
    }
}

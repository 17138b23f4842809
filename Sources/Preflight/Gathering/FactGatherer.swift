public import Events
public import HTTP
public import Kubernetes
public import Processes
import Value

/// Asks the world for facts, each once; what cannot be read becomes an unknown fact with its reason.
public struct FactGatherer: Sendable {
    /// Nil when there is no way to a cluster; `noClient` says why.
    let client: KubernetesClient?
    let noClient: UnknownReason
    let transport: any HTTPTransport
    /// Speaks TCP with servers that speak first; nil where there is no network, as in the sandbox.
    let greeter: (any TCPGreeter)?
    let processes: any ProcessRunning
    let clock: PreflightClock
    /// The environment for programs, whose PATH finds Helm.
    let environment: [String: String]
    let helm: String
    /// Until everything is gathered; what is missing then is unknown.
    let limit: Duration
    /// True where the cluster is the built-in sandbox.
    public let isSimulated: Bool
    /// Says what becomes of each operator that is wanted; nil where nobody does.
    public var operators: OperatorGathering?

    /// - Parameters:
    ///   - client: a nil client makes every fact of the cluster unknown, for the reason `noClient`.
    ///   - transport: for NATS' monitor and etcd by URL; one that is also a `TCPGreeter` reaches NATS' own port.
    ///   - helm: a path, or a name to be found in the environment's PATH.
    ///   - limit: of the whole; what has not been read by then is unknown, and the rest is judged.
    public init(
        client: KubernetesClient?,
        noClient: UnknownReason = UnknownReason(.failed, "there is no cluster to ask: no kubeconfig was found"),
        transport: any HTTPTransport, processes: any ProcessRunning, environment: [String: String],
        helm: String = "helm", limit: Duration = PreflightLimits.whole, clock: PreflightClock = .continuous,
        isSimulated: Bool = false
    ) {
        // A preflight must end soon: one that waits as long as an installation may is of no use.
        self.client = client.map { client in
            var options = client.options
            options.timeouts.connect = min(options.timeouts.connect, PreflightLimits.connect)
            options.timeouts.object = min(options.timeouts.object, PreflightLimits.answer)
            options.timeouts.stream = min(options.timeouts.stream, PreflightLimits.answer)
            options.timeouts.list = min(options.timeouts.list, PreflightLimits.page)
            return client.with(options)
        }
        self.noClient = noClient
        self.transport = transport
        greeter = transport as? any TCPGreeter
        self.processes = processes
        self.clock = clock
        self.environment = environment
        self.helm = helm
        self.limit = limit
        self.isSimulated = isSimulated
    }

    /// Gathers concurrently; a cluster that does not answer is asked once, and every fact of it is unknown then.
    ///
    /// - Throws: `CancellationError` only.
    public func gather(
        _ names: Set<FactName>, for subject: Subject, events: any EventSink = NoEvents()
    ) async throws -> Facts {
        let start = clock.now()
        var facts = Facts(labels: GPUDemand.labelKeys(of: subject.demands), isSimulated: isSimulated)
        let ofCluster = names.filter { $0.isOfCluster || $0 == .nats || $0 == .etcd }
        try await withThrowingTaskGroup(of: Gathered.self) { group in
            group.addTask { try await unlessCancelled { try await end() } }
            defer { group.cancelAll() }
            var waiting: [FactName] = names.filter { !ofCluster.contains($0) }.sorted()
            var running = 0
            if !ofCluster.isEmpty {
                group.addTask { try await unlessCancelled { try await timed(start, cluster, as: Gathered.cluster) } }
                running += 1
            }
            while running > 0 || !waiting.isEmpty {
                while running < PreflightLimits.concurrentFacts, !waiting.isEmpty {
                    let name = waiting.removeFirst()
                    group.addTask {
                        try await unlessCancelled {
                            try await timed(start) {
                                try await fact(name, for: subject)
                            } as: {
                                .fact(name, $0, $1)
                            }
                        }
                    }
                    running += 1
                }
                guard let gathered = try await group.next() else { break }
                running -= 1
                switch gathered {
                case .timeIsUp, .cut: return
                case .fact(let name, let fact, let time): facts.set(name, fact, time)
                case .cluster(.success(let state), let time):
                    facts.cluster = state.identity
                    facts.set(.kubernetes, state.version, time)
                    waiting += ofCluster.subtracting([.kubernetes]).sorted()
                case .cluster(.failure(let reason), let time):
                    facts.cluster = client.map { ClusterIdentityFact(server: $0.server, note: reason.message) }
                    for name in ofCluster where name.isOfCluster { facts.set(name, .unknown(reason), time) }
                    for name in ofCluster where !name.isOfCluster {
                        // They may still answer by their own addresses.
                        group.addTask {
                            try await unlessCancelled {
                                try await timed(start) {
                                    try await services(name, of: subject, noCluster: reason)
                                } as: {
                                    .fact(name, $0, $1)
                                }
                            }
                        }
                        running += 1
                    }
                }
                let done = Int64(facts.facts.count)
                events.emit(
                    Event(
                        .progress, .preflight, "gathered \(done) of \(names.count) facts",
                        details: ["done": .integer(done), "of": .integer(Int64(names.count))]))
            }
        }
        try Task.checkCancellation()
        facts.keep(names)
        declareUnread(
            names.subtracting(facts.facts.keys).sorted(), after: FactTime(.zero, clock.now() - start), in: &facts,
            events)
        return facts
    }

    /// What the time did not suffice for is unknown.
    private func declareUnread(
        _ names: [FactName], after passed: FactTime, in facts: inout Facts, _ events: any EventSink
    ) {
        guard !names.isEmpty else { return }
        let time = "\(limit.components.seconds) s, the time for reading everything"
        for name in names {
            let reason = UnknownReason(.timeout, "there was no answer about \(name.rawValue) within \(time)")
            facts.set(name, .unknown(reason), passed)
        }
        if facts.cluster == nil, names.contains(where: \.isOfCluster) {
            facts.cluster = client.map { ClusterIdentityFact(server: $0.server, note: "no answer within \(time)") }
        }
        let unread = names.map(\.rawValue).joined(separator: ", ")
        events.emit(Event(.warning, .preflight, "unread after \(time): \(unread)"))
    }

    private func end() async throws -> Gathered {
        try await clock.sleep(limit)
        return .timeIsUp
    }

    /// Cancelled work is left out: whether the time is up or the caller has gone is found where they are awaited.
    private func unlessCancelled(_ work: () async throws -> Gathered) async throws -> Gathered {
        do { return try await work() } catch is CancellationError { return .cut }
    }

    /// What `work` finds, with when it did.
    private func timed<Found>(
        _ zero: Duration, _ work: () async throws -> Found, as gathered: (Found, FactTime) -> Gathered
    ) async throws -> Gathered {
        let start = clock.now()
        let found = try await work()
        return gathered(found, FactTime(start - zero, clock.now() - zero))
    }

    private enum Gathered: Sendable {
        case cluster(Result<ClusterState, UnknownReason>, FactTime)
        case fact(FactName, Fact, FactTime)
        case timeIsUp
        case cut
    }

    private func fact(_ name: FactName, for subject: Subject) async throws -> Fact {
        do {
            switch name {
            case .kubernetes: throw noClient
            case .nodes: return .known(.array(try await nodes(for: subject).map(\.value)))
            case .pods: return .known(.array(try await pods(for: subject).map(\.value)))
            case .resourceSlices: return try await resourceSlices()
            case .crds: return .known(.array(try await crds(subject.crdNames)))
            case .operators: return try await decidedOperators()
            case .nats, .etcd: return try await services(name, of: subject, noCluster: nil)
            case .helm: return try await helmProgram()
            }
        } catch let reason as UnknownReason {
            return .unknown(reason)
        }
    }

    /// One entry for each server that is wanted; what is not known of one says nothing of the others.
    private func services(_ name: FactName, of subject: Subject, noCluster: UnknownReason?) async throws -> Fact {
        let services = name == .nats ? subject.nats : subject.etcd
        guard !services.isEmpty else { return .absent }
        var entries: [Value] = Array(repeating: .null, count: services.count)
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for (index, service) in services.enumerated() {
                group.addTask { (index, try await entry(name, service, noCluster: noCluster)) }
            }
            for try await (index, entry) in group { entries[index] = entry }
        }
        return .known(.array(entries))
    }

    /// The fact's recorded form with the server's address.
    private func entry(_ name: FactName, _ service: Subject.Service, noCluster: UnknownReason?) async throws -> Value {
        var address = ServiceAddress.redacted(service.url)
        let fact: Fact
        do {
            address = try service.address(defaultPort: name == .nats ? 4222 : 2379)
            fact = .known(
                name == .nats
                    ? try await nats(service, noCluster: noCluster) : try await etcd(service, noCluster: noCluster))
        } catch let reason as UnknownReason {
            fact = .unknown(reason)
        }
        return fact.json.merged(with: ["address": .string(address)])
    }
}

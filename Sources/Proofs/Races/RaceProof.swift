import TestParts

/// Two processes on one release at once, many times: never both are at work.
public struct RaceProof: Sendable {
    public var tool: Tool
    /// How many races run at a time: they wait more than they work.
    public var workers: Int
    public var say: @Sendable (String) -> Void

    public init(tool: Tool, workers: Int = 3, say: @escaping @Sendable (String) -> Void) {
        self.tool = tool
        self.workers = workers
        self.say = say
    }

    /// - Parameter ledger: the path of a file with what earlier starts have done.
    public func run(_ races: [Race], ledger: String, isFresh: Bool) async throws -> ProofSummary {
        try await run(races, try ProofLedger(path: ledger, tool: tool, isFresh: isFresh))
    }

    /// All of them, whatever was done before.
    public func run(_ races: [Race]) async throws -> ProofSummary {
        try await ProofLedger.temporary { try await run(races, $0) }
    }

    private func run(_ races: [Race], _ ledger: ProofLedger) async throws -> ProofSummary {
        try await TestParts.withTemporaryFolder { folder in
            let definition = ProofChart(group: RaceRunner.group)
            let chart = try definition.write(version: 1, below: folder)
            return try await ControlPlane.with { cluster in
                let client = try Workplace.client(of: cluster)
                let broom = EtcdBroom(etcd: cluster.etcd)
                return try await Player(client: client).play {
                    let queue = CaseQueue(races, id: \.id, ledger, say: say)
                    return try await queue.run(workers: workers) { _, queue in
                        let runner = RaceRunner(
                            cluster: cluster, client: client, tool: tool, chart: chart, folder: folder)
                        while let (number, race) = queue.next() {
                            let namespace = "race-\(100_000 + number)"
                            try queue.finish(try await runner.run(race, in: namespace))
                            try await broom.sweep(namespace, group: definition.group)
                        }
                    }
                }
            }
        }
    }
}

import TestParts

/// The fault matrix: every case is run, and what does not converge is named.
public struct FaultProof: Sendable {
    public var tool: Tool
    /// How many cases run at a time: they wait more than they work.
    public var workers: Int
    public var say: @Sendable (String) -> Void

    public init(tool: Tool, workers: Int = 4, say: @escaping @Sendable (String) -> Void) {
        self.tool = tool
        self.workers = workers
        self.say = say
    }

    /// The whole matrix.
    ///
    /// - Parameters:
    ///   - ledger: the path of a file with what earlier starts have done.
    ///   - isFresh: does all of it again.
    ///   - filter: the cases to run, by id.
    public func runMatrix(
        ledger: String, isFresh: Bool, filter: @escaping @Sendable (String) -> Bool = { _ in true }
    ) async throws -> ProofSummary {
        let ledger = try ProofLedger(path: ledger, tool: tool, isFresh: isFresh)
        return try await run(ledger, workers: workers) { FaultMatrix.cases($0).filter { filter($0.id) } }
    }

    /// Restarts of the API server, one after the other, since all that works on it feels them.
    ///
    /// The parameters are those of `runMatrix`.
    public func runRestarts(
        ledger: String, isFresh: Bool, filter: @escaping @Sendable (String) -> Bool = { _ in true }
    ) async throws -> ProofSummary {
        let ledger = try ProofLedger(path: ledger, tool: tool, isFresh: isFresh)
        return try await run(ledger, workers: 1) { FaultMatrix.restarts($0).filter { filter($0.id) } }
    }

    /// A sample of the matrix, every case of it, whatever was done before.
    public func runSample() async throws -> ProofSummary {
        try await ProofLedger.temporary { try await run($0, workers: workers) { FaultMatrix.sample($0) } }
    }

    /// Runs what the ledger does not hold yet, on a cluster of its own.
    ///
    /// - Parameter choose: of the counts of requests, the cases to run.
    private func run(
        _ ledger: ProofLedger, workers: Int,
        choose: @escaping @Sendable ([ProvenVerb: RequestCounts]) -> [FaultCase]
    ) async throws -> ProofSummary {
        try await ControlPlane.with { cluster in
            try await Player(client: Workplace.client(of: cluster)).play {
                let clean = try await cleanRuns(on: cluster)
                let queue = CaseQueue(choose(clean.mapValues(\.counts)), id: \.id, ledger, say: say)
                return try await queue.run(workers: workers) { number, queue in
                    try await Workplace.with("w\(number)", on: cluster, tool) { place in
                        let runner = FaultRunner(place: place, clean: clean)
                        while let (number, test) = queue.next() {
                            try queue.finish(try await runner.run(test, in: "proof-\(100_000 + number)"))
                        }
                    }
                }
            }
        }
    }

    private func cleanRuns(on cluster: ControlPlane) async throws -> [ProvenVerb: FaultRunner.CleanRun] {
        try await Workplace.with("w0", on: cluster, tool) { place in
            var clean: [ProvenVerb: FaultRunner.CleanRun] = [:]
            for verb in ProvenVerb.allCases {
                let run = try await FaultRunner.cleanRun(verb, at: place)
                say("\(verb.rawValue) without a fault: \(run.counts.changes) changes, \(run.counts.reads) reads")
                clean[verb] = run
            }
            return clean
        }
    }
}

import Formats
import TestParts
import Value

/// The interchange matrix: whoever does the steps of a release's life, what is there afterwards is the same.
public struct InterchangeProof: Sendable {
    public var tool: Tool
    public var workers: Int
    public var say: @Sendable (String) -> Void

    /// Large records, close to what a Secret holds, and types that stay.
    @Sendable private static func change(_ chart: inout ProofChart) {
        chart.filler = 760_000
        chart.changesTypes = false
    }

    /// What is kept of the words of a step that went wrong.
    private static let keptOutput = 3000

    public init(tool: Tool, workers: Int = 3, say: @escaping @Sendable (String) -> Void) {
        self.tool = tool
        self.workers = workers
        self.say = say
    }

    /// - Parameter ledger: the path of a file with what earlier starts have done.
    public func run(_ chains: [InterchangeChain], ledger: String, isFresh: Bool) async throws -> ProofSummary {
        try await run(chains, try ProofLedger(path: ledger, tool: tool, isFresh: isFresh))
    }

    /// All of them, whatever was done before.
    public func run(_ chains: [InterchangeChain]) async throws -> ProofSummary {
        try await ProofLedger.temporary { try await run(chains, $0) }
    }

    private func run(_ chains: [InterchangeChain], _ ledger: ProofLedger) async throws -> ProofSummary {
        try await ControlPlane.with { cluster in
            try await Player(client: Workplace.client(of: cluster)).play {
                let references = try await references(on: cluster)
                let queue = CaseQueue(chains, id: \.id, ledger, say: say)
                return try await queue.run(workers: workers) { number, queue in
                    try await Workplace.with("i\(number)", on: cluster, tool, changing: Self.change) { place in
                        while let (number, chain) = queue.next() {
                            try queue.finish(try await run(chain, number, at: place, references))
                        }
                    }
                }
            }
        }
    }

    /// What each Helm alone leaves after each step.
    private func references(on cluster: ControlPlane) async throws -> [[ReleaseState]] {
        try await Workplace.with("i0", on: cluster, tool, changing: Self.change) { place in
            var references: [[ReleaseState]] = []
            for helm in [InterchangeTool.helm4, .helm3] {
                let walk = ChainWalk(place: place, chain: InterchangeChain(tools: [helm, helm, helm, helm]))
                let end = try await walk.run(in: "alone-\(helm.rawValue)")
                guard end.problems.isEmpty else {
                    throw ProofError("\(helm.rawValue) alone: \(end.problems)\n\(end.output)")
                }
                references.append(end.states)
            }
            return references
        }
    }

    private func run(
        _ chain: InterchangeChain, _ number: Int, at place: Workplace, _ references: [[ReleaseState]]
    ) async throws -> ProofResult {
        let stopwatch = Stopwatch(ContinuousClock())
        let walk = ChainWalk(place: place, chain: chain)
        let end = try await walk.run(in: "chain-\(100_000 + number)")
        var problems = end.problems
        for (step, state) in end.states.enumerated() {
            problems += InterchangeVerdict.problems(state.objects, references: references.map { $0[step].objects })
                .map { "after \(ProvenVerb.allCases[step].rawValue): \($0)" }
        }
        return ProofResult(
            id: chain.id, isStaged: true, exitCodes: end.exitCodes, seconds: stopwatch.time / .seconds(1),
            problems: problems, output: problems.isEmpty ? nil : String(end.output.suffix(Self.keptOutput)))
    }
}

import FoundationEssentials
import Proofs
import Providers
import TestParts

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What takes too long for every change, or other parts than tests have: `make faults`, `make races`, `make interchange`,
/// `make strict`, `make cel`.
///
/// The environment says how: FRESH=1 forgets what earlier starts have done, WORKERS is how many cases run at a time, ONLY
/// a text that the names of the cases hold, COUNT how many races of a kind, CEL_SPEC where google/cel-spec is checked out.
@main enum Prove {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isFresh = environment["FRESH"] == "1"

    static func main() async throws {
        let tool = Tool.built
        let only = environment["ONLY"] ?? ""
        let isWanted: @Sendable (String) -> Bool = { only.isEmpty || $0.contains(only) }
        switch CommandLine.arguments.dropFirst().first {
        case "faults":
            let proof = FaultProof(tool: tool, workers: number("WORKERS", 4), say: say)
            let matrix = try await proof.runMatrix(ledger: ledger("faults"), isFresh: isFresh, filter: isWanted)
            let restarts = try await proof.runRestarts(ledger: ledger("restarts"), isFresh: isFresh, filter: isWanted)
            end([(restarts, "restarts of the API server", "converged"), (matrix, "faults injected", "converged")])
        case "races":
            let proof = RaceProof(tool: tool, workers: number("WORKERS", 4), say: say)
            let races = Race.all(number("COUNT", 50)).filter { isWanted($0.id) }
            let summary = try await proof.run(races, ledger: ledger("races"), isFresh: isFresh)
            end([(summary, "races of two processes", "without both at work")])
        case "interchange":
            let proof = InterchangeProof(tool: tool, workers: number("WORKERS", 3), say: say)
            let chains = InterchangeChain.all.filter { isWanted($0.id) }
            let summary = try await proof.run(chains, ledger: ledger("interchange"), isFresh: isFresh)
            end([(summary, "chains of tools", "like Helm alone")])
        case "strict":
            let proof = StrictProof(tool: tool, registry: try ProviderRegistry.builtIn(), say: say)
            let report = try await proof.run(filter: isWanted)
            say(report.text)
            exit(report.exitCode)
        case "cel":
            let report = try CELProof(folder: environment["CEL_SPEC"]).run(filter: isWanted)
            say(report.text)
            exit(report.exitCode)
        default:
            say("prove faults | races | interchange | strict | cel")
            exit(2)
        }
    }

    private static func ledger(_ name: String) -> String { "\(TestParts.projectRoot)/.build/proofs/\(name)" }

    private static func number(_ name: String, _ usual: Int) -> Int { environment[name].flatMap { Int($0) } ?? usual }

    /// At once, for whoever follows a run of an hour.
    @Sendable private static func say(_ text: String) {
        // Where nobody listens there is nobody to tell.
        _ = try? FileDescriptor.standardOutput.writeAll(Array("\(text)\n".utf8))
    }

    private static func end(_ summaries: [(ProofSummary, String, String)]) -> Never {
        for (summary, what, good) in summaries {
            say("\(summary.text(what, good)) (\(Int(summary.seconds)) s in this start)")
        }
        exit(summaries.allSatisfy { $0.0.failures.isEmpty } ? 0 : 1)
    }
}

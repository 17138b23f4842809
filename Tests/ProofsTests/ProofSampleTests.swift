import FoundationEssentials
import Proofs
import Providers
import Testing

/// Samples of `make faults`, `make races`, `make interchange` and `make strict`, one after the other: each keeps both cores busy.
@Suite(.serialized, .timeLimit(.minutes(15))) struct ProofSampleTests {
    @Test func faultsInEveryVerbConvergeF1() async throws {
        let summary = try await FaultProof(tool: Tool.built) { _ in }.runSample()
        #expect(summary.failures.isEmpty, "\(summary.failures)")
        #expect(summary.staged.count == 16, "\(summary.results.filter { !$0.isStaged })")
    }

    @Test func twoProcessesAreNeverBothAtWorkF1() async throws {
        let races = Race.Kind.allCases.map { Race(kind: $0, number: 2) } + [Race(kind: .skewed, number: 1)]
        let summary = try await RaceProof(tool: Tool.built, workers: 2) { _ in }.run(races)
        #expect(summary.failures.isEmpty, "\(summary.failures)")
        #expect(summary.staged.count == races.count)
    }

    @Test func anyToolGoesOnFromAnyOther() async throws {
        let proof = InterchangeProof(tool: Tool.built, workers: 2) { _ in }
        let summary = try await proof.run(InterchangeChain.sample)
        #expect(summary.failures.isEmpty, "\(summary.failures)")
        #expect(summary.staged.count == InterchangeChain.sample.count)
    }

    /// One provider. Kubernetes 1.20 cannot be strict, and the report says so.
    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: StrictProof.usualCRDs),
            "../shared/crds is not here: charts are NOT shown to a server"))
    func aServerTakesWhatAChartWrites() async throws {
        let registry = ProviderRegistry([try ProviderRegistry.builtIn().provider("vllm")])
        let report = try await StrictProof(tool: Tool.built, registry: registry) { _ in }.run()
        #expect(report.exitCode == 0, "\(report.text)")
        #expect(report.rows.count >= 4)
        #expect(report.server.isStrict || report.server.isTooOld)
        #expect(report.summary.contains(report.server.isStrict ? "accepted strictly" : "the server is too old"))
    }
}

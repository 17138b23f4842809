import FoundationEssentials
import Providers
import Readiness
import TestParts
import Testing
import Value

/// The cases of providers' folders on a real API server, with the operators played: what the server makes of a status,
/// generations, deletions, Events and related objects is its own.
@Suite(.timeLimit(.minutes(10))) struct ReadinessCaseTests {
    private static let crds = PlayedDefinition.folder
    private static let plain: Set<String> = ["llm-d", "vllm"]

    @Test func casesOfPlainDeploymentsHoldOnTheServer() async throws {
        try await playAll { Self.plain.contains($0.name) }
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: crds),
            "../shared/crds is not here: cases of operators' objects are NOT played on a server"))
    func casesOfOperatorsObjectsHoldOnTheServer() async throws {
        try await playAll { !Self.plain.contains($0.name) }
    }

    /// What came of a provider's cases.
    private struct Result: Sendable {
        var provider: String
        var held = 0
        var failures: [String] = []
        /// Cases that the server cannot hold, with the reason.
        var impossible: [String] = []
        /// Rules of readiness that no case on the server has come to, from 1.
        var unreached: [Int] = []
    }

    private func playAll(_ isMeant: @escaping @Sendable (Provider) -> Bool) async throws {
        let providers = try ProviderRegistry.builtIn().providers.filter(isMeant)
        let results = try await ControlPlane.with { cluster in
            try await withThrowingTaskGroup(of: Result.self) { group in
                for provider in providers { group.addTask { try await Self.play(provider, cluster) } }
                return try await group.reduce(into: [Result]()) { $0.append($1) }
            }
        }
        #expect(results.count == providers.count)
        for result in results {
            let all = result.held + result.failures.count + result.impossible.count
            print("\(result.provider): \(result.held) of \(all) cases hold on the server")
            for line in result.impossible { print("  \(result.provider) cannot have: \(line)") }
            #expect(result.failures.isEmpty, "\(result.provider): \(result.failures.joined(separator: "\n"))")
            #expect(result.unreached.isEmpty, "\(result.provider): rules that no case on the server came to")
            // Those with a reason left out, and the like, that a CRD demands.
            #expect(result.impossible.count * 5 < all, "\(result.provider): too few of its cases can be played")
        }
    }

    /// One after the other: objects that belong to no namespace have the same name in all.
    private static func play(_ provider: Provider, _ cluster: ControlPlane) async throws -> Result {
        var result = Result(provider: provider.name)
        let contract = provider.definition.readiness
        var reached: Set<Int> = []
        let cases = try provider.cases()
        var files: [String] = []
        for file in cases.map(\.file) where !files.contains(file) { files.append(file) }
        for (fileNumber, file) in files.enumerated() {
            // With a client of its own: another file may want another version of the same type.
            var player = try PlayedOperator(cluster, provider)
            let mine = cases.filter { $0.file == file }
            if let first = mine.first { try await player.bringTypes(of: first) }
            for (number, test) in mine.enumerated() {
                let namespace = "\(provider.name)-\(fileNumber)-\(number)"
                switch try await player.play(test, in: namespace) {
                case .holds:
                    result.held += 1
                    if let rule = contract.status(of: test.object).rule { reached.insert(rule) }
                case .fails(let problems):
                    result.failures.append("\(test.name): \(problems.joined(separator: "; "))")
                case .impossible(let reason): result.impossible.append("\(test.name): \(reason)")
                }
            }
        }
        result.unreached = contract.rules.indices.filter { !reached.contains($0) }.map { $0 + 1 }
        return result
    }
}

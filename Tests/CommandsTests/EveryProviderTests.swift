import Commands
import Providers
import Testing

/// Each built-in provider, from the bare simulated cluster to an answer.
@Suite(.timeLimit(.minutes(5)))
struct EveryProviderTests {
    // Where there are none, `thereAreProviders` says so.
    private static let names = (try? ProviderRegistry.builtIn().providers.map(\.name)) ?? []

    @Test func thereAreProviders() { #expect(Self.names.count >= 9) }

    @Test(arguments: names)
    func aModelAnswersOnTheSandbox(provider: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            apiVersion: groundcrew/v1
            kind: Bootstrap
            models: [{id: Qwen/Qwen3-0.6B, name: qwen3, namespace: models, provider: \(provider)}]

            """, to: "cluster.yaml")
        let run = await CommandRun.of("bootstrap -f cluster.yaml --sandbox", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.contains("Qwen/Qwen3-0.6B is Running\n"), "\(run.output)")
        #expect(run.output.contains("\n  answered: "), "\(run.output)")
    }
}

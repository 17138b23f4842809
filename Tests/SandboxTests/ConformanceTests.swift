import ClusterConformance
import Kubernetes
import Sandbox
import Testing

/// The promises of a real API server, asked of the sandbox.
@Suite(.timeLimit(.minutes(2)))
struct ConformanceTests {
    /// The simulated nobody has a token and no rule.
    private static var options: SandboxOptions {
        var file = SandboxFile.standard
        file.users.append(SandboxUser(name: "nobody", token: "nobody", rules: []))
        return SandboxOptions(file: file)
    }

    @Test(arguments: ConformanceSuite.cases.filter { !$0.needs.contains(.aggregation) })
    func holds(_ promise: ConformanceCase) async throws {
        try await withSandbox(Self.options) { sandbox in
            try await promise.run(
                client: sandbox.client(), nobody: sandbox.client(token: "nobody"), unique: "sandbox")
        }
    }

    @Test func onlyAggregatedTypesAreLeftOut() {
        let left = ConformanceSuite.cases.filter { $0.needs.contains(.aggregation) }
        #expect(left.count * 10 <= ConformanceSuite.cases.count)
    }
}

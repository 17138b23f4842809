import ClusterConformance
import Kubernetes
import TestParts
import Testing

/// The promises that the sandbox must keep, asked of a real API server.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RealServerConformanceTests {
    @Test(arguments: ConformanceSuite.cases)
    func holds(_ promise: ConformanceCase) async throws {
        try await promise.run(
            client: try await LiveCluster.client(), nobody: try await LiveCluster.client(as: .nobody),
            unique: LiveCluster.unique())
    }

    @Test func everyPromiseHasItsOwnName() {
        let names = ConformanceSuite.cases.map(\.name)
        #expect(Set(names).count == names.count)
    }
}

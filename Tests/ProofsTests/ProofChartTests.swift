import FoundationEssentials
import Kubernetes
import TestParts
import Testing
import Value

@testable import Proofs

@Suite struct ProofChartTests {
    /// What Helm makes of it, by kind.
    private func kinds(_ version: Int) async throws -> [String: Int] {
        try await TestParts.withTemporaryFolder { folder in
            let chart = try ProofChart(group: "g.test").write(version: version, below: folder)
            let result = try await TestParts.run(.helm4, ["template", "web", chart, "--no-hooks", "--include-crds"])
            try #require(result.isSuccess, "\(result)")
            var kinds: [String: Int] = [:]
            for line in result.standardOutput.split(separator: "\n") where line.hasPrefix("kind: ") {
                kinds[String(line.dropFirst(6)), default: 0] += 1
            }
            return kinds
        }
    }

    @Test(.enabled(if: TestParts.has(.helm4), "helm is not here"))
    func hasAboutFortyObjectsOfWhichOneGoesAndOneComes() async throws {
        let (first, second) = (try await kinds(1), try await kinds(2))
        #expect(first["CustomResourceDefinition"] == 2)
        #expect(first["Widget"] == 2 && first["Gadget"] == 2)
        #expect((38...45).contains(first.values.reduce(0, +)), "\(first)")
        #expect(first["ConfigMap"] == second["ConfigMap"])
    }

    @Test func theSecondVersionsTypesHaveAFieldMore() {
        let chart = ProofChart(group: "g.test")
        let kind = ProofChart.kinds[0]
        #expect(!chart.definition(kind, version: 1).contains("note:"))
        #expect(chart.definition(kind, version: 2).contains("              note: {type: string}\n"))
        let steady = ProofChart(group: "g.test", changesTypes: false)
        #expect(steady.definition(kind, version: 2) == steady.definition(kind, version: 1))
        #expect(steady.files(version: 2)["values.yaml"]?.contains("hasNote: false") == true)
        #expect(chart.files(version: 2)["values.yaml"]?.contains("hasNote: true") == true)
        #expect(chart.files(version: 1)["files/filler.txt"] == nil)
        #expect(ProofChart(group: "g.test", filler: 1000).files(version: 1)["files/filler.txt"]?.count == 1000)
    }
}

@Suite struct PlayerTests {
    @Test func saysEachThingOnce() throws {
        let job = try #require(Player.status(of: ["spec": [:]], .jobs))
        #expect(job["conditions"]?[1]?["type"] == "Complete")
        #expect(Player.status(of: ["status": job], .jobs) == nil)

        let deployment: Value = ["metadata": ["generation": 3], "spec": ["replicas": 2]]
        let status = try #require(Player.status(of: deployment, .deployments))
        #expect(status["observedGeneration"] == 3 && status["availableReplicas"] == 2)
        #expect(Player.status(of: ["metadata": ["generation": 3], "status": status], .deployments) == nil)
        #expect(Player.status(of: ["metadata": ["generation": 4], "status": status], .deployments) != nil)

        #expect(Player.status(of: ["status": ["phase": "Pending"]], .pods)?["phase"] == "Succeeded")
        #expect(Player.status(of: ["status": ["phase": "Succeeded"]], .pods) == nil)
        #expect(Player.status(of: [:], .secrets) == nil)
    }
}

import Kubernetes
import TestParts
import Testing
import Value

/// A provider that the program knows from a folder alone, with two operators of which one is a prerequisite, on a real
/// API server, from bare to served to gone.
@Suite(.timeLimit(.minutes(10))) struct SyntheticProviderTests {
    @Test(arguments: Driver.allCases)
    func goesThroughEverything(_ driver: Driver) async throws {
        let driving = try driver.arguments()
        try await TestParts.withTemporaryFolder { folder in
            let text = PlayedHarbor.text(
                lighthouse: try OperatorChart.make("lighthouse", "1.2.0", in: folder, holdsCRDs: false),
                pilot: try OperatorChart.make("harbor-pilot", "2.3.0", in: folder, holdsCRDs: false))
            try await BootstrapText.with(text) { file in
                try await PlayedCluster.with { cluster, played in
                    try await played.play(PlayedCluster.Part(other: PlayedHarbor.turn)) {
                        try await serveAndRemove(file, driving, cluster, played)
                    }
                }
            }
        }
    }

    private func serveAndRemove(
        _ file: String, _ driving: [String], _ cluster: ControlPlane, _ played: PlayedCluster
    ) async throws {
        func run(_ line: String, _ further: [String] = [], exitCode: Int32 = 0) async throws -> CommandResult {
            let words = line.split(separator: " ").map(String.init) + further + ["--charts", PlayedHarbor.charts]
            let result = try await Groundcrew.run(words, on: cluster)
            try #require(result.exitCode == exitCode, "\(line): \(result)")
            return result
        }
        let checked = try await run("preflight -o json", ["-f", file])
        #expect(try checked.check("gpu-nodes")["verdict"] == "pass", "\(checked)")

        let bootstrap = ["-f", file] + driving
        let first = try await run("bootstrap", bootstrap)
        #expect(first.standardOutput.contains("operator lighthouse 1.2.0"), "\(first)")
        #expect(first.standardOutput.contains("operator harbor-pilot 2.3.0"), "\(first)")
        let again = try await run("bootstrap", bootstrap)
        #expect(again.standardOutput.hasPrefix("Nothing to do: the cluster is as the file asks for."), "\(again)")
        #expect(
            try await HelmRelease.list(cluster, by: .helm3).map(\.name).sorted() == [
                "barge", "harbor-pilot", "lighthouse",
            ])
        let spec = try #require(try await played.objects(at: PlayedHarbor.berths).first?["spec"])
        #expect(spec["ships"] == 2 && spec["tugs"] == 1 && spec["gpus"] == 2 && spec["buoy"] == true, "\(spec)")
        #expect(spec["release"] == "2.3.0", "the runtime is of the operator's release: \(spec)")
        #expect(spec["watch"]?["ports"] == [4000, 4001], "\(spec)")

        let deploy = ["acme/skiff", "--provider", "harbor", "-n", "fleet", "--replicas", "3", "--no-smoke"]
        let deployed = try await run("deploy", deploy + driving)
        #expect(deployed.standardOutput.contains("acme/skiff is Running"), "\(deployed)")
        let status = try await run("status -o json").json()
        let operators = (status["operators"]?.array ?? []).filter {
            ($0["provider"]?.string ?? "").split(separator: ",").contains("harbor")
        }
        #expect(operators.map { $0["status"]?.string } == ["deployed", "deployed"], "\(status)")
        let deployments = status["deployments"]?.array ?? []
        #expect(deployments.map { $0["name"]?.string } == ["barge", "skiff"], "\(status)")
        #expect(deployments.map { $0["replicas"] } == [["desired": 3, "ready": 3], ["desired": 3, "ready": 3]])

        let refused = try await run("uninstall harbor", driving, exitCode: 1)
        #expect(refused.standardError.contains("fleet/barge"), "\(refused)")
        for name in ["barge", "skiff"] {
            _ = try await run("deployments delete \(name) -n fleet", driving)
        }
        let removed = try await run("uninstall harbor", driving)
        #expect(removed.standardOutput.contains("lighthouse in namespace lighthouse-system: removed"), "\(removed)")
        #expect(try await HelmRelease.list(cluster, by: .helm3).isEmpty)
        #expect(try await played.objects(at: PlayedHarbor.berths).isEmpty)
    }
}

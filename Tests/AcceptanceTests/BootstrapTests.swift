import Kubernetes
import TestParts
import Testing
import Value

/// From bare to served on a real API server, by every driver and from everywhere a chart can be.
@Suite(.timeLimit(.minutes(10))) struct BootstrapTests {
    @Test(arguments: Driver.allCases)
    func servesAModelAndThenHasNothingToDo(_ driver: Driver) async throws {
        try await PlayedCluster.with { cluster, played in
            for source in OperatorChart.Source.allCases {
                // One source stands for operators that bring their CRDs themselves, as Dynamo's does.
                let bringsCRD = source == .repository
                try await OperatorChart.with(source, holdsCRDs: !bringsCRD) { operators in
                    try await BootstrapText.with(BootstrapText.text(operators: operators)) { file in
                        try await played.play(PlayedCluster.Part(bringsCRD: bringsCRD)) {
                            try await bootstrapTwice(file, driver, source, cluster, played)
                        }
                    }
                }
                try await clear(cluster)
            }
        }
    }

    /// Makes the cluster as bare as it was.
    private func clear(_ cluster: ControlPlane) async throws {
        let results = [
            try await cluster.helm("uninstall", "qwen3", "-n", "models"),
            try await cluster.helm("uninstall", "dynamo-platform", "-n", "dynamo-system"),
            try await cluster.kubectl("delete", "crd", "--all"),
            try await cluster.kubectl(
                "delete", "pods", "--all", "-n", "dynamo-system", "--force", "--grace-period", "0"),
        ]
        for result in results { try #require(result.isSuccess, "\(result)") }
    }

    private func bootstrapTwice(
        _ file: String, _ driver: Driver, _ source: OperatorChart.Source, _ cluster: ControlPlane,
        _ played: PlayedCluster
    ) async throws {
        let arguments = ["bootstrap", "-f", file] + (try driver.arguments())
        let first = try await Groundcrew.run(arguments, on: cluster)
        try #require(first.exitCode == 0, "\(source): \(first)")
        #expect(first.standardOutput.contains("operator dynamo-platform 1.5.1"), "\(source): \(first)")
        #expect(first.standardOutput.contains("in namespace dynamo-system: created, revision 1"), "\(source): \(first)")
        #expect(!first.standardOutput.contains("Nothing to do"), "\(source): \(first)")
        #expect(!"\(first)".contains("simulated)"), "\(source): \(first)")

        let releases = try await HelmRelease.list(cluster, by: .helm4)
        #expect(releases == (try await HelmRelease.list(cluster, by: .helm3)))
        #expect(releases.map(\.name) == ["dynamo-platform", "qwen3"])
        #expect(releases.map(\.namespace) == ["dynamo-system", "models"])
        #expect(releases.allSatisfy { $0.status == "deployed" && $0.revision == "1" }, "\(source): \(releases)")
        #expect(releases.first?.chart == "dynamo-platform-1.5.1")
        let listed = try await cluster.kubectl("get", "dgd", "-A", "-o", "name")
        #expect(listed.standardOutput == "dynamographdeployment.nvidia.com/qwen3\n", "\(listed)")
        let deployed = try await played.objects(at: PlayedCluster.deployments)
        for component in deployed.first?["spec"]?["components"]?.array ?? [] {
            let image = component["podTemplate"]?["spec"]?["containers"]?[0]?["image"]?.string ?? ""
            #expect(image.hasSuffix("vllm-runtime:1.5.1"), "the runtime is of the operator's release: \(image)")
        }

        let second = try await Groundcrew.run(arguments, on: cluster)
        #expect(second.exitCode == 0, "\(source): \(second)")
        #expect(
            second.standardOutput.hasPrefix("Nothing to do: the cluster is as the file asks for."),
            "\(source): \(second)")
        #expect(try await HelmRelease.list(cluster, by: .helm4) == releases)
        let after = try await played.objects(at: PlayedCluster.deployments)
        #expect(after.map { $0["metadata"]?["resourceVersion"] } == deployed.map { $0["metadata"]?["resourceVersion"] })
    }

    @Test func whatTheOperatorSaysOfAFailureIsSaidAgain() async throws {
        let reason = "worker Worker: image vllm-runtime:1.5.1 is not in the registry"
        try await OperatorChart.with(.folder, holdsCRDs: true) { operators in
            try await BootstrapText.with(BootstrapText.text(operators: operators)) { file in
                try await PlayedCluster.with { cluster, played in
                    try await played.play(PlayedCluster.Part(model: .fails(reason))) {
                        let result = try await Groundcrew.run("bootstrap", "-f", file, on: cluster)
                        #expect(result.exitCode == 1, "\(result)")
                        #expect(
                            result.standardError.contains("groundcrew: models/qwen3 failed: \(reason)"), "\(result)")
                        #expect(result.standardError.contains("\n  next: kubectl describe"), "\(result)")
                        #expect(result.standardOutput.contains("\nmodels/qwen3 failed: "), "\(result)")
                        #expect(!result.standardOutput.contains("Running"), "\(result)")
                    }
                }
            }
        }
    }
}

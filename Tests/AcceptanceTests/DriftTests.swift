import Kubernetes
import TestParts
import Testing
import Value

/// A run after a change behind its back never says that all is well when it is not.
@Suite(.timeLimit(.minutes(10))) struct DriftTests {
    @Test(arguments: [Driver.native, .helm4])
    func whatWasTakenAwayComesBack(_ driver: Driver) async throws {
        try await OperatorChart.with(.folder, holdsCRDs: true) { operators in
            try await BootstrapText.with(BootstrapText.text(operators: operators)) { file in
                try await PlayedCluster.with { cluster, played in
                    try await played.play {
                        let arguments = ["bootstrap", "-f", file, "--events", "none"] + (try driver.arguments())
                        let first = try await Groundcrew.run(arguments, on: cluster)
                        try #require(first.exitCode == 0, "\(first)")

                        let kinds = [("deployment.apps", "dynamo-system"), ("dgd", "models"), ("clusterrole", "")]
                        for (kind, namespace) in kinds {
                            let label = "app.kubernetes.io/instance in (dynamo-platform, qwen3)"
                            let removed = try await cluster.kubectl(
                                "delete", kind, "-l", label, "-n", namespace, "-o", "name")
                            try #require(removed.standardOutput.contains("/"), "\(removed)")
                            let second = try await Groundcrew.run(arguments, on: cluster)
                            #expect(second.exitCode == 0, "\(second)")
                            #expect(
                                !second.standardOutput.contains("Nothing to do"), "\(kind) was taken away: \(second)")
                            let back = try await cluster.kubectl(
                                "get", kind, "-l", label, "-n", namespace, "-o", "name")
                            #expect(back.standardOutput.contains("/"), "\(kind) is not back: \(back) \(second)")
                        }
                    }
                }
            }
        }
    }

    @Test func aModelThatFailedSinceIsNotCalledServed() async throws {
        try await OperatorChart.with(.folder, holdsCRDs: true) { operators in
            try await BootstrapText.with(BootstrapText.text(operators: operators)) { file in
                try await PlayedCluster.with { cluster, played in
                    try await played.play {
                        let first = try await Groundcrew.run("bootstrap", "-f", file, on: cluster)
                        try #require(first.exitCode == 0, "\(first)")
                        let model = try #require(try await played.objects(at: PlayedCluster.deployments).first)
                        try await played.report(model, .fails("GPU fell off the bus"))
                        let second = try await Groundcrew.run("bootstrap", "-f", file, on: cluster)
                        #expect(second.exitCode == 1, "\(second)")
                        #expect(second.standardError.contains("GPU fell off the bus"), "\(second)")
                        #expect(!second.standardOutput.contains("Nothing to do"), "\(second)")
                    }
                }
            }
        }
    }

    /// A changed chart is a new revision; what is as it was stays as it is.
    @Test(arguments: [Driver.native, .helm4])
    func aChangedValueIsANewRevision(_ driver: Driver) async throws {
        try await OperatorChart.with(.folder, holdsCRDs: true) { operators in
            try await PlayedCluster.with { cluster, played in
                try await played.play {
                    for (values, revision) in [("", "1"), ("    values: {podAnnotations: {a: b}}\n", "2")] {
                        try await BootstrapText.with(BootstrapText.text(operators: operators + values)) { file in
                            let result = try await Groundcrew.run(
                                ["bootstrap", "-f", file] + (try driver.arguments()), on: cluster)
                            #expect(result.exitCode == 0, "\(result)")
                        }
                        let releases = try await HelmRelease.list(cluster, by: .helm4)
                        #expect(releases.map(\.revision) == [revision, "1"], "\(releases)")
                    }
                    let pods = try await played.objects(
                        at: "/apis/apps/v1/namespaces/dynamo-system/deployments")
                    #expect(pods.first?["spec"]?["template"]?["metadata"]?["annotations"]?["a"] == "b", "\(pods)")
                }
            }
        }
    }
}

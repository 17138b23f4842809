import Kubernetes
import TestParts
import Testing
import Value
import YAML

/// The API server goes away while a model is waited for, and comes back.
@Suite(.timeLimit(.minutes(10))) struct DeploymentOutageTests {
    @Test func aRestartOfTheAPIServerEndsNoWait_F30() async throws {
        try await ControlPlane.with { cluster in
            let played = try await prepared(cluster)
            async let deployed = Groundcrew.run(
                "deploy", "Qwen/Qwen3-0.6B", "--provider", "dynamo", "--name", "qwen3", "-n", "models", "--no-smoke",
                "--timeout", "240s", on: cluster)
            let object = try await appearing("qwen3", played)
            // The wait has begun.
            try await Task.sleep(for: .seconds(3))
            try await cluster.restart(downFor: .seconds(12))
            try await played.report(object, .runs)
            let result = try await deployed
            #expect(result.exitCode == 0, "\(result)")
            #expect(result.standardOutput.contains("Qwen/Qwen3-0.6B is Running"), "\(result)")
            let said = result.standardError.split(separator: "\n").filter { $0.contains("the wait goes on") }
            #expect(said.count <= 1, "\(result)")
        }
    }

    /// Busy and broken answers to whatever the wait reads.
    @Test func answersThatFailEndNoWait_F30() async throws {
        try await ControlPlane.with { cluster in
            let played = try await prepared(cluster)
            try await FaultProxy.with(cluster) { proxy in
                async let deployed = Groundcrew.run(
                    "deploy", "Qwen/Qwen3-0.6B", "--provider", "dynamo", "--name", "qwen3", "-n", "models",
                    "--no-smoke",
                    "--timeout", "240s", "--kubeconfig", proxy.kubeconfig, on: cluster)
                let object = try await appearing("qwen3", played)
                try await Task.sleep(for: .seconds(2))
                try proxy.inject(.unavailable, .when("GET", path: "/pods", .first(8)))
                try proxy.inject(.reset(.afterRequest), .when("GET", path: "/dynamographdeployments/qwen3", .first(2)))
                try await played.report(object, .runs)
                let result = try await deployed
                #expect(result.exitCode == 0, "\(result)")
                #expect(result.standardOutput.contains("Qwen/Qwen3-0.6B is Running"), "\(result)")
            }
        }
    }

    /// A role that may do everything but watch.
    @Test func whoMayNotWatchStillSeesItRun_F32() async throws {
        try await ControlPlane.with { cluster in
            let played = try await prepared(cluster)
            let rights = try await cluster.kubectl(
                "create", "clusterrole", "no-watch", "--verb=get,list,create,update,patch,delete", "--resource=*.*")
            try #require(rights.isSuccess, "\(rights)")
            let binding = try await cluster.kubectl(
                "create", "clusterrolebinding", "no-watch", "--clusterrole=no-watch", "--user=nobody")
            try #require(binding.isSuccess, "\(binding)")
            async let deployed = Groundcrew.run(
                "deploy", "Qwen/Qwen3-0.6B", "--provider", "dynamo", "--name", "qwen3", "-n", "models", "--no-smoke",
                "--timeout", "120s", "--context", "nobody", on: cluster)
            let object = try await appearing("qwen3", played)
            // Refused twice, so that a server that has just come up is not taken at its first word.
            try await Task.sleep(for: .seconds(20))
            try await played.report(object, .runs)
            let result = try await deployed
            #expect(result.exitCode == 0, "\(result)")
            #expect(result.standardOutput.contains("Qwen/Qwen3-0.6B is Running"), "\(result)")
            let said = result.standardError.split(separator: "\n").filter { $0.contains("changes cannot be watched") }
            #expect(said.count == 1, "\(result)")
            #expect(said.first?.contains("User \"nobody\" cannot watch resource \"dynamographdeployments\"") == true)
        }
    }

    private func prepared(_ cluster: ControlPlane) async throws -> PlayedCluster {
        let played = try PlayedCluster(cluster)
        _ = try await played.client.create(try YAML.decode(OperatorChart.crd, file: "crd.yaml"))
        let wait = try await cluster.kubectl(
            "wait", "crd/dynamographdeployments.nvidia.com", "--for=condition=Established", "--timeout=60s")
        try #require(wait.isSuccess, "\(wait)")
        return played
    }

    private func appearing(_ name: String, _ played: PlayedCluster) async throws -> Value {
        while true {
            let objects = try await played.objects(at: PlayedCluster.deployments)
            if let object = objects.first(where: { $0["metadata"]?["name"]?.string == name }) { return object }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}

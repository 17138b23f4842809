import Commands
import Kubernetes
import Providers
import TestParts
import Testing

@testable import Deployments

/// What a command says to do next can be done.
@Suite(.timeLimit(.minutes(3)))
struct NextStepTests {
    @Test(arguments: [
        ("--name Bad_Name", "choose another name: --name, or name in a bootstrap file"),
        ("-n Bad_NS", "choose another namespace: --namespace, or namespace in a bootstrap file"),
        ("--set modelId=a/b", "leave modelId out of the values (--set, -f)"),
    ])
    func aWrongNameIsToBeReplaced(flags: String, hint: String) async {
        let run = await CommandRun.of("deploy Qwen/Qwen3-0.6B --sandbox \(flags)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains("  next: \(hint)"), "\(run.errors)")
    }

    @Test func aServiceThatIsNotThereHasNoLog() async throws {
        try await SimulatedCluster.with { cluster in
            let line = "deploy Qwen/Qwen3-0.6B --name qwen3 --provider vllm -n models --no-smoke"
            let deployed = await cluster.run(line)
            try #require(deployed.status == .done, "\(deployed.everything)")
            _ = try await cluster.client.deleteIfPresent(.services, "qwen3", namespace: "models")
            for line in ["deployments forward qwen3 -n models", "deployments ask qwen3 Hello -n models"] {
                let run = await cluster.run(line)
                #expect(run.status == .failed, "\(line): \(run.everything)")
                #expect(run.errors.contains("kubectl get services,events --namespace models"), "\(run.errors)")
                #expect(!run.errors.contains("kubectl logs"), "\(run.errors)")
            }
        }
    }

    @Test func aProviderOfAFolderIsInstalledFromIt() throws {
        let folder = "\(TestParts.projectRoot)/charts"
        let own = try #require(try ProviderFolder.contents(of: "\(folder)/dynamo").providers.first)
        #expect(own.installation == "groundcrew install dynamo --charts \(folder)")
        let builtIn = try ProviderRegistry.builtIn().provider("dynamo")
        #expect(builtIn.installation == "groundcrew install dynamo")
    }
}

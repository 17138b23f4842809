import Commands
import Kubernetes
import Sandbox
import Testing
import Value

/// `deployments scale` from its arguments to its exit status.
@Suite(.timeLimit(.minutes(3)))
struct DeploymentScaleCommandTests {
    private func with(
        _ deploy: String = "--engine sglang --set labels.team=a", _ body: (SimulatedCluster) async throws -> Void
    ) async throws {
        try await SimulatedCluster.with { cluster in
            for line in [
                "install dynamo --chart ./operator",
                "deploy Qwen/Qwen3-0.6B --name qwen3 -n models --no-smoke \(deploy)",
            ] {
                let run = await cluster.run(line)
                try #require(run.status == .done, "\(line): \(run.everything)")
            }
            try await body(cluster)
        }
    }

    @Test func oneNumberIsChangedAndAllElseKept() async throws {
        try await with { cluster in
            let before = await cluster.run("release get values qwen3 -n models").output
            #expect(!before.contains("replicas"), "\(before)")
            let run = await cluster.run("deployments scale models/qwen3 --replicas 3")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.hasPrefix("deployment models/qwen3: changed\n  replicas 3, was 1\n  Running, "))
            #expect(run.errors.contains("scaling models/qwen3: replicas 3, was 1"), "\(run.errors)")
            let shown = try await cluster.run("deployments show qwen3 -n models -o json").json
            #expect(shown["engine"] == "sglang" && shown["provider"] == "dynamo")
            #expect(shown["pods"]?.array?.count == 4)
            let after = await cluster.run("release get values qwen3 -n models").output
            let wanted: [Substring] = before.split(separator: "\n") + ["replicas: 3"]
            #expect(Set(after.split(separator: "\n")) == Set(wanted))
        }
    }

    @Test func theSecondRunChangesNothing() async throws {
        try await with { cluster in
            for change in ["changed", "unchanged"] {
                let run = await cluster.run("deployments scale qwen3 -n models --replicas 2 -o json --events none")
                #expect(run.status == .done, "\(run.everything)")
                #expect(run.errors.isEmpty, "\(run.errors)")
                let json = try run.json
                #expect(json["kind"] == "DeploymentScaling")
                #expect(json["simulated"] == true)
                #expect(json["change"] == .string(change))
                #expect(json["phase"] == "Running")
                #expect(
                    json["values"]
                        == (change == "changed" ? [["name": "replicas", "before": 1, "after": 2]] : [] as Value))
            }
            let history = await cluster.run("release history qwen3 -n models")
            let revisions = history.rows.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
            #expect(revisions == [1, 2], "\(history.output)")
        }
    }

    @Test func aRehearsalPrintsTheManifestAndChangesNothing() async throws {
        try await with { cluster in
            let run = await cluster.run("deployments scale qwen3 -n models --replicas 5 --dry-run")
            #expect(run.status == .done, "\(run.everything)")
            #expect(run.output.contains("kind: DynamoGraphDeployment"))
            #expect(run.output.contains("replicas: 5"))
            #expect(run.errors.hasPrefix("models/qwen3: replicas 5, was 1\n"), "\(run.errors)")
            let again = await cluster.run("deployments scale qwen3 -n models --replicas 1 --dry-run")
            #expect(again.errors.hasPrefix("models/qwen3: its values are as asked for\n"), "\(again.errors)")
        }
    }

    @Test func zeroStopsItWithoutWaitingAndWith() async throws {
        try await with { cluster in
            let stopped = await cluster.run("deployments scale qwen3 -n models --replicas 0")
            #expect(stopped.status == .done, "\(stopped.everything)")
            #expect(stopped.output.contains("\n  Stopped, "), "\(stopped.output)")
            let started = await cluster.run("deployments scale qwen3 -n models --replicas 1 --no-wait")
            #expect(started.status == .done, "\(started.everything)")
        }
    }

    @Test func numbersOfTheChartsOwnAreTaken() async throws {
        try await with("--mode disaggregated") { cluster in
            let run = await cluster.run(
                "deployments scale qwen3 -n models --set decodeReplicas=2 --set prefillReplicas=1")
            #expect(run.status == .done, "\(run.everything)")
            #expect(
                run.output.contains("  decodeReplicas 2, was unset; prefillReplicas 1, was unset\n"), "\(run.output)")
            let useless = await cluster.run("deployments scale qwen3 -n models --replicas 7")
            #expect(useless.status == .usage, "\(useless.everything)")
            #expect(useless.errors.contains("replicas 7, was 1 would change nothing of deployment models/qwen3"))
            #expect(useless.errors.contains("next: the chart's numbers of replicas are replicas, prefillReplicas,"))
        }
    }

    @Test(arguments: [
        ("qwen3 --replicas 1001", "--replicas is 1001; it must be from 0 to 1000"),
        ("qwen3 --replicas=-1", "--replicas is -1; it must be from 0 to 1000"),
        ("qwen3", "nothing is to be scaled\n  next: say --replicas N"),
        ("qwen3 --set engine=vllm", "engine is not a number of replicas"),
        ("qwen3 --set replicas=many", "is not a number of replicas"),
        ("a/b/c --replicas 1", "'a/b/c' does not name a deployment"),
        ("other/qwen3 -n models --replicas 1", "names another namespace than --namespace models"),
    ])
    func whatNoClusterCouldDoIsRefusedBeforeOneIsAsked(arguments: String, words: String) async {
        // There is no kubeconfig, and no network.
        let run = await CommandRun.of("deployments scale \(arguments)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func whatTheChartsSchemaRefusesEndsWithTwoBeforeAnyWrite() async throws {
        try await with { cluster in
            let run = await cluster.run("deployments scale qwen3 -n models --set decodeReplicas=5000")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("decodeReplicas"), "\(run.errors)")
            let history = await cluster.run("release history qwen3 -n models")
            #expect(!history.output.contains("superseded"), "\(history.output)")
        }
    }

    @Test func whatOthersMadeIsToldApart() async throws {
        try await with { cluster in
            _ = try await cluster.client.create([
                "apiVersion": "nvidia.com/v1beta1", "kind": "DynamoGraphDeployment",
                "metadata": [
                    "name": "by-hand", "namespace": "models",
                    "annotations": ["kubectl.kubernetes.io/last-applied-configuration": "{}"],
                ],
                "spec": ["backendFramework": "vllm", "components": [["name": "Frontend", "type": "frontend"]]],
            ])
            let run = await cluster.run("deployments scale by-hand -n models --replicas 2")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("is held by no release of groundcrew's or Helm's"), "\(run.errors)")
            #expect(run.errors.contains("it was made by kubectl apply\n  next: change its manifest and apply it again"))
            let missing = await cluster.run("deployments scale nosuch -n models --replicas 2")
            #expect(missing.status == .failed)
            #expect(missing.errors.contains("there is no deployment nosuch in namespace models"))
        }
    }

    /// As `deploy` refuses it, and never on the way down.
    @Test func moreThanTheNodesHaveIsRefusedBeforeAnythingIsChanged() async throws {
        try await with("--provider vllm --gpus 8") { cluster in
            let refused = await cluster.run("deployments scale qwen3 -n models --replicas 3")
            #expect(refused.status == .failed, "\(refused.everything)")
            #expect(refused.errors.contains("with --no-wait; nothing was changed"), "\(refused.errors)")
            let looked = await cluster.run("deployments scale qwen3 -n models --replicas 3 --dry-run")
            #expect(looked.status == .done, "\(looked.everything)")
            #expect(looked.errors.contains("its pods will wait for ever"), "\(looked.errors)")
            let applied = await cluster.run("deployments scale qwen3 -n models --replicas 3 --no-wait")
            #expect(applied.status == .done, "\(applied.everything)")
            let less = await cluster.run("deployments scale qwen3 -n models --replicas 1")
            #expect(less.status == .done, "\(less.everything)")
            #expect(!less.errors.contains("its pods"), "\(less.errors)")
        }
    }

    /// What somebody changed is set right, and that is no other number.
    @Test func whatIsSetRightIsNoContradiction() async throws {
        try await with("--provider vllm --replicas 2") { cluster in
            _ = try await cluster.client.patch(
                .deployments, "qwen3", namespace: "models", with: .merge(["spec": ["replicas": 1]]),
                options: WriteOptions(fieldManager: "kubectl-scale"))
            let run = await cluster.run(
                "deployments scale qwen3 -n models --replicas 2 --take-from kubectl-scale --events none")
            #expect(run.status == .done, "\(run.everything)")
            #expect(
                run.output.hasPrefix(
                    "deployment models/qwen3: changed\n  its values were as asked for, its objects were not\n"),
                "\(run.output)")
        }
    }

    @Test func theRunIsInTheJournal() async throws {
        try await with { cluster in
            _ = await cluster.run("deployments scale qwen3 -n models --replicas 2 --events none")
            let runs = await cluster.run("runs list -A")
            #expect(runs.output.contains("groundcrew deployments scale"), "\(runs.output)")
        }
    }
}

import Commands
import Kubernetes
import Sandbox
import Testing
import Value

/// Looking at deployments and removing them: several, none, and somebody else's.
@Suite(.timeLimit(.minutes(3)))
struct DeploymentCommandTests {
    /// Someone who may do much in namespace models, and nothing elsewhere.
    private static func user(_ name: String, _ resources: [String]) -> SandboxUser {
        SandboxUser(
            name: name, token: name,
            rules: [
                .init(
                    apiGroups: ["*"], resources: resources,
                    verbs: ["get", "list", "watch", "create", "patch", "update", "delete"], namespaces: ["models"])
            ])
    }

    private static let users = [
        user(
            "tina",
            ["dynamographdeployments", "deployments", "pods", "events", "secrets", "services", "services/proxy"]),
        user("mute", ["dynamographdeployments", "deployments", "pods", "events", "secrets", "services"]),
        user("reader", ["dynamographdeployments", "deployments", "pods", "events"]),
    ]

    /// Two models in two namespaces.
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with(users: Self.users) { cluster in
            for line in [
                "install dynamo --chart ./operator", "deploy Qwen/Qwen3-0.6B --name qwen3 -n models --no-smoke",
                "deploy Qwen/Qwen3-0.6B --name second -n other --no-smoke",
            ] {
                let run = await cluster.run(line)
                try #require(run.status == .done, "\(line): \(run.everything)")
            }
            try await body(cluster)
        }
    }

    @Test func aListShowsTheCurrentNamespaceOrAllAsKubectlDoes() async throws {
        try await with { cluster in
            let current = await cluster.run("deployments list")
            #expect(current.status == .done)
            #expect(current.output.isEmpty)
            #expect(
                current.errors
                    == "no model is deployed in namespace default\n  next: groundcrew deployments list -A lists all namespaces\n"
                    + Self.mark)
            #expect(await cluster.run("deployments list -n models -o name").output == "models/qwen3\n")
            #expect(await cluster.run("deployments list -A -o name").output == "models/qwen3\nother/second\n")
            #expect(await cluster.run("deployments list -o name --context tina").output == "models/qwen3\n")
            let wide = await cluster.run("deployments list -A -o wide")
            let lines = wide.output.split(separator: "\n").prefix(3)
            #expect(
                lines.first?.split(separator: " ").map(String.init) == [
                    "NAMESPACE", "NAME", "PROVIDER", "MODEL", "PHASE", "READY", "ENGINE", "PODS", "ENDPOINT", "MESSAGE",
                ])
            #expect(lines.last?.contains("vllm") == true)
            #expect(lines.last?.contains("http://second-frontend.other.svc:8000/v1") == true)
            let json = try await cluster.run("deployments list -A -o json").json
            #expect(json["apiVersion"] == "groundcrew/v1")
            #expect(json["kind"] == "DeploymentList")
            #expect(json["complete"] == true)
            #expect(json["namespace"] == .null)
            #expect(json["deployments"]?.array?.map { $0["name"] } == ["qwen3", "second"])
        }
    }

    @Test func severalAreShownAndOneThatIsMissingHidesNone() async throws {
        try await with { cluster in
            let both = await cluster.run("deployments show models/qwen3 other/second")
            #expect(both.status == .done, "\(both.errors)")
            #expect(both.output.contains("name       models/qwen3\n"))
            #expect(both.output.contains("\n\nname       other/second\n"))
            let one = try await cluster.run("deployments show models/qwen3 -o json").json
            #expect(one["kind"] == "Deployment")
            #expect(one["name"] == "qwen3")
            let list = try await cluster.run("deployments show models/qwen3 other/second -o json").json
            #expect(list["kind"] == "DeploymentList")
            #expect(list["deployments"]?.array?.count == 2)
            let missing = await cluster.run("deployments show qwen3 nosuch -n models -o json")
            #expect(missing.status == .failed)
            #expect(try missing.json["deployments"]?.array?.map { $0["name"] } == ["qwen3"])
            #expect(
                missing.errors.contains(
                    "there is no deployment nosuch in namespace models\n  next: groundcrew deployments list -n models ")
            )
        }
    }

    @Test func severalAreDeletedAndOneThatIsMissingKeepsNone() async throws {
        try await with { cluster in
            let run = await cluster.run("deployments delete models/qwen3 models/nosuch other/second --events none")
            #expect(run.status == .incomplete)
            #expect(run.output.hasPrefix("deployment models/qwen3 deleted\ndeployment other/second deleted\n"))
            #expect(run.errors.contains("there is no deployment nosuch in namespace models"))
            #expect(run.errors.contains("what was done stays"), "\(run.errors)")
            #expect(await cluster.run("deployments list -A -o name").output.isEmpty)
            let again = await cluster.run("deployments delete models/qwen3 other/second -o json")
            #expect(again.status == .failed)
            let failure = try again.json
            #expect(failure["kind"] == "Failure", "\(again.output)")
            #expect(failure["message"]?.string?.contains("2 of 2 failed") == true, "\(again.output)")
            #expect(again.errors.contains("2 of 2 failed"))
        }
    }

    @Test func aDeletionIsOneDocument() async throws {
        try await with { cluster in
            let one = try await cluster.run("deployments delete models/qwen3 -o json").json
            #expect(one["kind"] == "DeploymentDeletion")
            #expect(one["namespace"] == "models")
            #expect(one["change"] == "deleted")
        }
    }

    /// What others made by that name goes by a word of its own, and what comes again does not go at all.
    @Test func whatOthersMadeIsNamedAndLeft() async throws {
        try await with { cluster in
            func make(_ name: String, _ metadata: Object) async throws {
                let all = (["name": .string(name), "namespace": "models"] as Object).merged(with: metadata)
                _ = try await cluster.client.create([
                    "apiVersion": "nvidia.com/v1beta1", "kind": "DynamoGraphDeployment", "metadata": .object(all),
                    "spec": ["backendFramework": "vllm", "components": [["name": "Frontend", "type": "frontend"]]],
                ])
            }
            try await make(
                "by-hand", ["annotations": ["kubectl.kubernetes.io/last-applied-configuration": "{}"]])
            try await make("flux", ["labels": ["kustomize.toolkit.fluxcd.io/name": "apps"]])
            let refused = await cluster.run("deployments delete models/by-hand")
            #expect(refused.status == .usage, "\(refused.everything)")
            #expect(refused.errors.contains("held by no release of groundcrew's: it was made by kubectl apply\n"))
            #expect(
                refused.errors.contains(
                    "next: kubectl delete dynamographdeployments.nvidia.com by-hand --namespace models removes it, "
                        + "and so does --foreign; nothing was changed"), "\(refused.errors)")
            let both = await cluster.run("deployments delete models/qwen3 models/by-hand")
            #expect(both.status == .usage, "\(both.everything)")
            #expect(both.output.isEmpty)
            #expect(both.errors.contains("; nothing was changed\n"), "\(both.errors)")
            #expect(await cluster.run("deployments list -n models -o name").output.contains("models/qwen3\n"))
            for verb in ["delete", "show", "scale --replicas 2"] {
                let other = await cluster.run("deployments \(verb) models/by-hand --provider vllm")
                #expect(other.status == .failed, "\(other.everything)")
                #expect(
                    other.errors.contains(
                        "models/by-hand is a deployment of dynamo, not of vllm\n  next: say --provider dynamo"),
                    "\(other.errors)")
            }
            let kept = await cluster.run("deployments delete models/flux --foreign")
            #expect(kept.status == .usage, "\(kept.everything)")
            #expect(kept.errors.contains("because Flux's Kustomization apps makes it"), "\(kept.errors)")
            let removed = await cluster.run("deployments delete models/by-hand --foreign")
            #expect(removed.status == .done, "\(removed.everything)")
            #expect(
                await cluster.run("deployments list -A -o name").output
                    == "models/flux\nmodels/qwen3\nother/second\n")
        }
    }

    @Test func aProviderThatIsNoneIsRefusedBeforeAClusterIsAsked() async {
        for verb in ["show a", "logs a", "ask a Hello", "scale a --replicas 1", "delete a", "forward a"] {
            let run = await CommandRun.of("deployments \(verb) --provider dynmo")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("dynmo"), "\(run.errors)")
        }
    }

    private static let mark = "(simulated cluster: no container runs and no model answers)\n"

    // MARK: Rights

    @Test(arguments: ["text", "wide", "name", "json", "yaml"])
    func aNamespacedUserSeesTheirOwnAndIsToldWhatIsMissing_F32_F52(format: String) async throws {
        try await with { cluster in
            let own = await cluster.run("deployments list --context tina -o \(format)")
            #expect(own.status == .done, "\(own.everything)")
            #expect(own.output.contains("qwen3"))
            // A list of names is for programs.
            let mark = format == "name" ? Self.mark : ""
            #expect(own.errors == mark)
            // All were asked for, and some may be missing.
            let all = await cluster.run("deployments list -A --context tina -o \(format)")
            #expect(all.status == .undecided)
            #expect(all.output.contains("qwen3"))
            #expect(!all.output.contains("second"))
            #expect(
                all.errors
                    == "note: NVIDIA Dynamo's deployments of other namespaces cannot be seen: the caller may not list "
                    + "dynamographdeployments.nvidia.com in all namespaces\n"
                    + ["llm-d", "vLLM"].map {
                        "note: \($0)'s deployments of other namespaces cannot be seen: the caller may not list "
                            + "deployments.apps in all namespaces\n"
                    }.joined() + mark)
            if format == "json" {
                let json = try all.json
                #expect(json["complete"] == false)
                #expect(json["namespace"] == "models")
                #expect(json["unseen"]?[0]?["verb"] == "list")
            }
        }
    }

    @Test func withoutSecretsTheRestIsShown_F32() async throws {
        try await with { cluster in
            let words =
                "releases in namespace models cannot be seen: the caller may not list secrets in namespace models"
            let show = await cluster.run("deployments show qwen3 --context reader")
            #expect(show.status == .done, "\(show.everything)")
            #expect(show.output.contains("model      unknown: its release cannot be seen\n"))
            #expect(show.output.contains("phase      Running\n"))
            #expect(show.output.contains("not seen   \(words)\n"))
            #expect(show.errors == "note: \(words)\n")
            let list = await cluster.run("deployments list --context reader")
            #expect(list.status == .done)
            #expect(list.output.contains("qwen3"))
            #expect(list.errors == "note: \(words)\n")
            let status = await cluster.run("status --context reader")
            #expect(status.status == .done, "\(status.everything)")
            #expect(status.rows.contains("dynamo-platform unknown"))
            #expect(status.output.contains("qwen3"))
            #expect(status.errors.contains("the caller may not list secrets in dynamo-system, "))
            let json = try await cluster.run("status --context reader -o json").json
            #expect(json["operators"]?[0]?["status"] == "unknown")
            #expect(json["unseen"]?.array?.isEmpty == false)
        }
    }

    @Test func aNamespacedUserDeploysAndDeletes_F32() async throws {
        try await with { cluster in
            let deploy = await cluster.run("deploy Qwen/Qwen3-0.6B --name mine --context tina")
            #expect(deploy.status == .done, "\(deploy.everything)")
            #expect(deploy.output.contains("answered: "))
            let delete = await cluster.run("deployments delete mine --context tina")
            #expect(delete.status == .done, "\(delete.everything)")
            #expect(delete.output.hasPrefix("deployment models/mine deleted\n"))
        }
    }

    @Test func whoMayNotAskServesAndDoesNotKnow_F32() async throws {
        try await with { cluster in
            let words = "whether it answers is unknown: the caller may not get services/proxy in namespace models"
            let run = await cluster.run("deploy Qwen/Qwen3-0.6B --name mine --context mute")
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(run.output.hasPrefix("Qwen/Qwen3-0.6B is Running\n"), "\(run.output)")
            #expect(run.output.contains("  \(words)\n"), "\(run.output)")
            #expect(run.errors.contains("models/mine is running; \(words)\n"), "\(run.errors)")
            #expect(run.errors.contains("--no-smoke"), "\(run.errors)")
            let json = try await cluster.run("deploy Qwen/Qwen3-0.6B --name mine --context mute -o json").json
            #expect(json["answerUnknown"] == true && json["answer"] == .null && json["phase"] == "Running")
            let unasked = await cluster.run("deploy Qwen/Qwen3-0.6B --name mine --context mute --no-smoke")
            #expect(unasked.status == .done, "\(unasked.everything)")
        }
    }

    @Test func anEmptyListOfABareClusterSaysWhyItIsEmpty() async throws {
        try await SimulatedCluster.with { cluster in
            let seen = await cluster.run("deployments list -A --context test")
            #expect(seen.status == .done)
            #expect(
                seen.errors == """
                    no model is deployed in any namespace
                    not installed: NVIDIA Dynamo, KAITO, KAITO (InferenceSet), KServe, KServe (InferenceService), KubeRay, OME
                      next: groundcrew install dynamo, or another; groundcrew providers list shows what each can do
                    \(Self.mark)
                    """)
            // Who may see ConfigMaps alone may have overlooked a release.
            let restricted = await cluster.run("deployments list -A --context restricted")
            #expect(restricted.status == .done)
            #expect(
                restricted.errors == """
                    no deployment can be seen in any namespace
                    whether NVIDIA Dynamo, KAITO, KAITO (InferenceSet), KServe, KServe (InferenceService), KubeRay, OME are \
                    installed could not be seen; the cluster serves none of their resources
                    note: releases kept as Secrets in namespace default cannot be seen: the caller may not list secrets in \
                    namespace default
                    \(Self.mark)
                    """)
        }
    }
}

import Events
import Kubernetes
import Providers
import Readiness
import Releases
import Sandbox
import TestSupport
import Testing
import Value

@testable import Deployments

/// A token with rights in one namespace and none on Secrets: all that can be done without them is done, and what cannot be
/// seen is named.
@Suite(.timeLimit(.minutes(5)))
struct NarrowTokenTests {
    private static let resources = [
        "dynamographdeployments", "deployments", "pods", "pods/log", "events", "services", "configmaps", "leases",
    ]

    private static func tina(_ resources: [String]) -> SandboxUser {
        SandboxUser(
            name: "tina", token: "tina",
            rules: [.init(apiGroups: ["*"], resources: resources, verbs: ["*"], namespaces: ["models"])])
    }

    /// With the operator in place, which somebody else has installed.
    private func with(
        _ resources: [String] = Self.resources, _ body: (SandboxCluster) async throws -> Void
    ) async throws {
        try await SandboxCluster.with(users: [Self.tina(resources)], token: "tina", body)
    }

    private static let gap =
        "releases kept as Secrets in namespace models cannot be seen: the caller may not list secrets in namespace models"

    private func records(_ type: ResourceType, _ cluster: SandboxCluster) async throws -> [String] {
        try await cluster.asAdmin().client.listAll(
            type, namespace: "models", options: ListOptions(labelSelector: "owner=helm", metadataOnly: true)
        ).items.compactMap { $0["metadata"]?["name"]?.string }
    }

    @Test func deploysListsShowsScalesAndDeletes() async throws {
        try await with { cluster in
            let engine = cluster.engine()
            let log = EventLog()
            var request = try SandboxCluster.request()
            request.provider = "dynamo"
            request[.gpu] = 0
            let plan = try await engine.plan(request)
            let deployed = try await engine.deploy(plan, smokeTest: false, timeout: .seconds(60), events: log)
            #expect(deployed.change == .created)
            #expect(deployed.status.phase == .running)
            #expect(log.messages.contains { $0.contains("records of releases in namespace models are ConfigMaps, ") })
            let maps = try await records(.configMaps, cluster)
            let secrets = try await records(.secrets, cluster)
            #expect(maps == ["sh.helm.release.v1.qwen3.v1"] && secrets.isEmpty)

            let inventory = try await engine.inventory(namespace: "models")
            #expect(inventory.deployments.map(\.id) == ["models/qwen3"])
            #expect(inventory.deployments.first?.model == "Qwen/Qwen3-0.6B")
            #expect(!inventory.isComplete && inventory.isDecided)
            // Of a provider that is not loaded there may be one.
            #expect(inventory.unseen.map(\.text) == [Self.gap])

            let shown = try await engine.show("qwen3", namespace: "models")
            #expect(shown.model == "Qwen/Qwen3-0.6B" && !shown.isReleaseUnseen && shown.unseen.isEmpty)

            let former = try await engine.former(of: request)
            #expect(former?.revision == 1 && former?.provider == "dynamo")

            let scaling = try await engine.scalePlan(
                try ScaleChange(replicas: 2, values: [:]), of: "qwen3", namespace: "models")
            let scaled = try await engine.scale(scaling, timeout: .seconds(60), events: log)
            #expect(scaled.change == .changed && scaled.status.phase == .running)

            let logs = try await engine.logs(of: "qwen3", namespace: "models")
            #expect(!logs.sources.isEmpty)

            try await engine.delete("qwen3", namespace: "models", timeout: .seconds(30), events: log)
            let left = try await records(.configMaps, cluster)
            #expect(left.isEmpty)
            let isThere = try await cluster.asAdmin().exists("qwen3")
            #expect(!isThere)
        }
    }

    @Test func aStatusSaysWhatItCannotSee() async throws {
        try await with { cluster in
            let plan = try await cluster.engine().plan(try SandboxCluster.request())
            _ = try await cluster.engine().deploy(
                plan, waits: false, smokeTest: false, timeout: .seconds(60), events: NoEvents())
            let overview = try await cluster.engine().overview(namespace: "models", fallback: "models")
            #expect(overview.isDecided)
            #expect(overview.deployments?.deployments.map(\.model) == ["Qwen/Qwen3-0.6B"])
            // Neither kind of record may be looked at where the operator is.
            #expect(overview.operators.map(\.status) == ["unknown"])
            let gaps = overview.unseen.map(\.text)
            #expect(gaps.contains(Self.gap), "\(gaps)")
            #expect(gaps.contains { $0.hasPrefix("releases in namespace dynamo-system cannot be seen") }, "\(gaps)")
        }
    }

    /// What others keep as Secrets is seen by its objects, and left alone.
    @Test func whatOthersHaveDeployedIsShownAndNotTaken() async throws {
        try await with { cluster in
            try await cluster.asAdmin().deploy("theirs")
            let engine = cluster.engine()
            let shown = try await engine.show("theirs", namespace: "models")
            #expect(shown.phase == .running && shown.model == nil && shown.isReleaseUnseen)
            #expect(shown.unseen.map(\.text) == [Self.gap])
            var request = try SandboxCluster.request(name: "theirs")
            request.provider = "dynamo"
            let plan = try await engine.plan(request)
            let error = await #expect(throws: ReleaseError.self) {
                _ = try await engine.deploy(plan, smokeTest: false, timeout: .seconds(30), events: NoEvents())
            }
            #expect(error?.code == .forbidden)
            let words = "it is there already (DynamoGraphDeployment.nvidia.com models/theirs"
            #expect(error?.message.hasPrefix(words) == true, "\(String(describing: error))")
            let refused = await #expect(throws: KubernetesError.self) {
                try await engine.delete("theirs", namespace: "models", timeout: .seconds(30), events: NoEvents())
            }
            #expect(refused?.code == .forbidden)
            let isThere = try await cluster.asAdmin().exists("theirs")
            #expect(isThere)
        }
    }

    /// Another provider's deployment of that name is in the way, whoever may see its release.
    @Test func aNameThatAnotherProviderHasIsRefused() async throws {
        try await with { cluster in
            try await cluster.asAdmin().deploy("theirs")
            var request = try SandboxCluster.request(name: "theirs")
            request.provider = "vllm"
            let plan = try await cluster.engine().plan(request)
            let error = await #expect(throws: DeploymentError.self) { try await cluster.engine().refuseTaken(plan) }
            #expect(error?.message == "models/theirs is a deployment of provider dynamo already")
        }
    }

    /// Without ConfigMaps there is no place for a record at all.
    @Test func withoutEitherKindNothingIsDeployed() async throws {
        try await with(["dynamographdeployments", "deployments", "pods", "events", "services"]) { cluster in
            let plan = try await cluster.engine().plan(try SandboxCluster.request())
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await cluster.engine().deploy(
                    plan, smokeTest: false, timeout: .seconds(30), events: NoEvents())
            }
            #expect(error?.code == .forbidden && error?.request?.resource == "secrets")
            let isThere = try await cluster.asAdmin().exists("qwen3")
            #expect(!isThere)
        }
    }

    /// A release with records of both kinds is shown by its object, and its values are nobody's to guess.
    @Test func recordsOfBothKindsAreToldAtTheDeployment() async throws {
        try await SandboxCluster.with { cluster in
            try await cluster.deploy("qwen3")
            let secret = try await cluster.client.get(.secrets, "sh.helm.release.v1.qwen3.v1", namespace: "models")
            _ = try await cluster.client.create(
                [
                    "metadata": [
                        "name": "sh.helm.release.v1.qwen3.v1", "labels": secret["metadata"]?["labels"] ?? .null,
                    ], "data": ["release": "bm90aGluZw=="],
                ], as: .configMaps, namespace: "models")
            let shown = try await cluster.engine().show("qwen3", namespace: "models")
            #expect(shown.isReleaseUnseen && shown.model == nil)
            #expect(
                shown.unseen.map(\.text) == [
                    "release models/qwen3 cannot be seen: it has records in Secrets and in ConfigMaps"
                ])
        }
    }
}

import Commands
import Kubernetes
import Sandbox
import Testing
import Value

/// Commands with a token of one namespace that has no right on Secrets: records are ConfigMaps, and what cannot be seen is
/// said.
@Suite(.timeLimit(.minutes(3)))
struct NarrowTokenCommandTests {
    private static func user(_ name: String, _ resources: [String]) -> SandboxUser {
        SandboxUser(
            name: name, token: name,
            rules: [.init(apiGroups: ["*"], resources: resources, verbs: ["*"], namespaces: ["models"])])
    }

    private static let resources = [
        "dynamographdeployments", "deployments", "pods", "pods/log", "events", "services", "services/proxy", "leases",
    ]
    private static let users = [
        user("tina", resources + ["configmaps"]), user("both", resources + ["configmaps", "secrets"]),
        user("none", resources),
    ]

    /// With the operator, which an administrator has installed.
    private func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with(users: Self.users) { cluster in
            let run = await cluster.run("install dynamo --chart ./operator")
            try #require(run.status == .done, "\(run.everything)")
            _ = try await cluster.client.create(["metadata": ["name": "models"]], as: .namespaces)
            try await body(cluster)
        }
    }

    private func maps(_ cluster: SimulatedCluster) async throws -> [String] {
        try await cluster.client.listAll(.configMaps, namespace: "models").items
            .compactMap { $0["metadata"]?["name"]?.string }.filter { $0.hasPrefix("sh.helm.release.") }
    }

    private static let deploy = "deploy Qwen/Qwen3-0.6B --name qwen3 --provider dynamo --context tina --events plain"
    private static let gap =
        "releases kept as Secrets in namespace models cannot be seen: the caller may not list secrets in namespace models"

    @Test func aModelIsServedScaledAndRemoved() async throws {
        try await with { cluster in
            func run(_ line: String) async -> CommandRun {
                let run = await cluster.run("\(line) --context tina")
                #expect(run.status == .done, "\(line): \(run.everything)")
                return run
            }
            let deployed = await cluster.run(Self.deploy)
            #expect(deployed.status == .done, "\(deployed.everything)")
            #expect(deployed.output.contains("answered: "), "\(deployed.output)")
            let note = "records of releases in namespace models are ConfigMaps, because the caller may not create "
            #expect(deployed.errors.contains(note), "\(deployed.errors)")
            #expect(deployed.errors.contains("helm sees them with HELM_DRIVER=configmap"), "\(deployed.errors)")
            let releases = try await cluster.releases
            #expect(releases == ["dynamo-system/dynamo-platform"])
            let records = try await maps(cluster)
            #expect(records == ["sh.helm.release.v1.qwen3.v1"])

            let list = await run("deployments list")
            #expect(list.output.contains("Qwen/Qwen3-0.6B"), "\(list.output)")
            #expect(list.errors == "note: \(Self.gap)\n", "\(list.errors)")
            let show = await run("deployments show qwen3")
            #expect(show.output.contains("model      Qwen/Qwen3-0.6B\n"), "\(show.output)")
            let status = await run("status")
            #expect(status.output.contains("qwen3"), "\(status.output)")
            #expect(status.errors.contains(Self.gap), "\(status.errors)")
            let logs = await run("deployments logs qwen3")
            #expect(logs.output.contains("simulated log"), "\(logs.output)")

            let releaseList = await run("release list")
            #expect(releaseList.output.contains("qwen3"), "\(releaseList.output)")
            #expect(releaseList.errors.contains("note: releases kept as Secrets in namespace models cannot be seen: "))
            let json = try await run("release list -o json").json
            #expect(json["releases"]?[0]?["records"] == "configmap", "\(json)")
            #expect(json["unseen"]?.array?.count == 1, "\(json)")
            #expect(await run("release status qwen3").output.contains("STATUS: deployed\n"))

            let scaled = await run("deployments scale qwen3 --replicas 2 --events plain")
            // It has been said where the release was made.
            #expect(!scaled.errors.contains("are ConfigMaps"), "\(scaled.errors)")
            #expect(await run("release history qwen3").output.contains("superseded"))
            _ = await run("release rollback qwen3 1 --events none")
            let again = await cluster.run(Self.deploy)
            #expect(again.status == .done, "\(again.everything)")

            let removed = await run("deployments delete qwen3 --events none")
            #expect(removed.output.hasPrefix("deployment models/qwen3 deleted\n"), "\(removed.output)")
            let left = try await maps(cluster)
            #expect(left.isEmpty)
        }
    }

    /// As with releases: what is seen is shown, and a note says what is not.
    @Test func runsThatThisMachineKeptAreShownWithANote() async throws {
        try await with { cluster in
            func run(_ line: String) async -> CommandRun {
                await CommandRun.of(
                    line.split(separator: " ").map(String.init), in: cluster.folder.path,
                    environment: [
                        "KUBECONFIG": cluster.folder.path + "/kubeconfig",
                        "XDG_STATE_HOME": cluster.folder.path + "/state",
                    ], transport: cluster.sandbox.transport)
            }
            let note = "note: not seen: runs that are kept in the cluster: "
            let none = await run("runs list --context tina")
            #expect(none.status == .undecided && none.errors.contains(note), "\(none.everything)")
            let deployed = await run(Self.deploy + " --no-smoke")
            #expect(deployed.status == .done, "\(deployed.everything)")
            let some = await run("runs list --context tina")
            #expect(some.status == .done, "\(some.everything)")
            #expect(some.output.contains("groundcrew deploy"), "\(some.output)")
            #expect(some.errors.contains(note), "\(some.errors)")
        }
    }

    /// F32: which template asked for what, beside the right that is missing.
    @Test func aForbiddenLookupNamesItsTemplateAndItsObject() async throws {
        try await with { cluster in
            try cluster.folder.write("apiVersion: v2\nname: web\nversion: 1.2.0\n", to: "web/Chart.yaml")
            try cluster.folder.write(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: map}
                data: {isNew: '{{ lookup "v1" "Secret" "models" "token" | empty }}'}
                """, to: "web/templates/map.yaml")
            let run = await cluster.run("release install demo ./web --context tina")
            #expect(run.status == .undecided, "\(run.everything)")
            let words = "web/templates/map.yaml: cannot look up v1 Secret/models/token: cannot get secrets "
            #expect(run.errors.contains(words), "\(run.errors)")
        }
    }

    /// Whoever may look at both sees each where it is, and works on it there.
    @Test func whoSeesBothKindsWorksOnEither() async throws {
        try await with { cluster in
            let mine = await cluster.run(Self.deploy + " --no-smoke")
            #expect(mine.status == .done, "\(mine.everything)")
            let theirs = await cluster.run(
                "deploy Qwen/Qwen3-0.6B --name other --provider dynamo --no-smoke --context both --events none")
            #expect(theirs.status == .done, "\(theirs.everything)")
            let json = try await cluster.run("release list --context both -o json").json
            let kinds = json["releases"]?.array?.map { $0["records"]?.string ?? "" }
            #expect(kinds == ["secret", "configmap"], "\(json)")
            #expect(json["unseen"] == [])
            for name in ["qwen3", "other"] {
                let scaled = await cluster.run("deployments scale \(name) --replicas 2 --context both --events none")
                #expect(scaled.status == .done, "\(scaled.everything)")
            }
            let records = try await maps(cluster)
            #expect(records.count == 2)
        }
    }

    @Test func whoMayHaveNoRecordAtAllIsUndecided() async throws {
        try await with { cluster in
            let listed = await cluster.run("release list --context none")
            #expect(listed.status == .undecided, "\(listed.everything)")
            #expect(listed.errors.contains("secrets"), "\(listed.errors)")
            let empty = await cluster.run("release list --context tina")
            // Most releases are Secrets, of which nobody knows here.
            #expect(empty.status == .undecided, "\(empty.everything)")
            #expect(empty.errors.contains("no release can be seen in namespace models"), "\(empty.errors)")
            let known = await cluster.run("release list --context both")
            #expect(known.status == .done && known.errors.contains("there is no release in namespace models"))
            let unknown = await cluster.run("release status qwen3 --context tina")
            #expect(unknown.status == .undecided, "\(unknown.everything)")
        }
    }

    // MARK: - HELM_DRIVER

    private func run(_ line: String, driver: String, _ cluster: SimulatedCluster) async -> CommandRun {
        await CommandRun.of(
            line.split(separator: " ").map(String.init), in: cluster.folder.path,
            environment: ["KUBECONFIG": cluster.folder.path + "/kubeconfig", "HELM_DRIVER": driver],
            transport: cluster.sandbox.transport)
    }

    @Test(arguments: ["memory", "sql", "Secret"])
    func whatKeepsRecordsElsewhereIsRefusedBeforeAnythingIsChanged(_ driver: String) async throws {
        try await with { cluster in
            for line in ["release list -n models", "deployments list -n models", "uninstall dynamo"] {
                let refused = await run(line, driver: driver, cluster)
                #expect(refused.status == .usage, "\(line): \(refused.everything)")
                #expect(refused.errors.contains("HELM_DRIVER is "), "\(refused.errors)")
                let next = "set it to secret or configmap; nothing was changed"
                #expect(refused.errors.contains(next), "\(refused.errors)")
            }
            let releases = try await cluster.releases
            #expect(releases == ["dynamo-system/dynamo-platform"])
        }
    }

    @Test func theUsersWordDecidesForNewReleases() async throws {
        try await with { cluster in
            let line = "deploy Qwen/Qwen3-0.6B --name qwen3 --provider dynamo -n models --no-smoke --events plain"
            let deployed = await run(line, driver: "configmap", cluster)
            #expect(deployed.status == .done, "\(deployed.everything)")
            // Whoever has asked for it knows.
            #expect(!deployed.errors.contains("are ConfigMaps"), "\(deployed.errors)")
            let records = try await maps(cluster)
            #expect(records == ["sh.helm.release.v1.qwen3.v1"])
            // What is there already stays where it is.
            let again = await run(line + " --replicas 2", driver: "secrets", cluster)
            #expect(again.status == .done, "\(again.everything)")
            let more = try await maps(cluster)
            #expect(more.count == 2)
            let mine = await cluster.run(Self.deploy.replacing("qwen3", with: "mine") + " --no-smoke")
            #expect(mine.status == .done, "\(mine.everything)")
            let forced = await run(
                Self.deploy.replacing("qwen3", with: "forced") + " --no-smoke --skip permissions", driver: "secret",
                cluster)
            #expect(forced.status == .undecided, "\(forced.everything)")
            #expect(forced.errors.contains("create, update, delete secrets"), "\(forced.errors)")
        }
    }
}

import Commands
import Kubernetes
import Testing
import Value

/// `uninstall`: which CRDs go with an operator, which stay, and why.
@Suite(.timeLimit(.minutes(3)))
struct UninstallCRDsTests {
    private static let name = "leaderworkersets.leaderworkerset.x-k8s.io"

    private func isThere(_ cluster: SimulatedCluster, _ name: String = UninstallCRDsTests.name) async throws -> Bool {
        try await cluster.client.getIfPresent(.customResourceDefinitions, name) != nil
    }

    @Test func theyStayUnlessTheyAreToGo() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install lws").status == .done)
            let run = try await cluster.run("uninstall lws -o json").json["operators"]?[0]
            let crd = run?["crds"]?[0]
            #expect(crd?["name"]?.string == Self.name && crd?["change"] == "kept", "\(run ?? .null)")
            // The flag is of no use any more.
            let removal = "kubectl delete crd \(Self.name) removes it"
            #expect(run?["stays"]?[0]?["reason"]?.string?.contains(removal) == true, "\(run ?? .null)")
            #expect(try await isThere(cluster))
            // Nobody knows any more who brought them.
            let later = await cluster.run("uninstall lws --no-keep-crds")
            #expect(later.said == "lws in namespace lws-system: was not installed\n")
            #expect(try await isThere(cluster))
        }
    }

    @Test(arguments: ["--no-keep-crds", "--keep-crds=false"])
    func theyGoWhereTheyAreToAndNothingIsMadeOfThem(flag: String) async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install lws").status == .done)
            let plan = await cluster.run("uninstall lws --plan \(flag)")
            let goes = "CustomResourceDefinition \(Self.name) would be removed, too\n"
            #expect(plan.output.contains(goes), "\(plan.output)")
            #expect(try await isThere(cluster))
            let run = try await cluster.run("uninstall lws \(flag) -o json").json["operators"]?[0]
            #expect(run?["crds"]?[0]?["change"] == "deleted" && run?["stays"] == [], "\(run ?? .null)")
            #expect(try await !isThere(cluster))
        }
    }

    @Test func theyStayWhileObjectsOfAnybodyLive() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            _ = try await cluster.client.create([
                "apiVersion": "nvidia.com/v1beta1", "kind": "DynamoGraphDeployment",
                "metadata": ["name": "mine", "namespace": "default"],
                "spec": [
                    "backendFramework": "vllm", "components": [["name": "Frontend", "type": "frontend"] as Value],
                ],
            ])
            let name = "dynamographdeployments.nvidia.com"
            for flags in ["--force --no-keep-crds --plan", "--force --no-keep-crds"] {
                let run = await cluster.run("uninstall dynamo \(flags)")
                #expect(run.status == .done, "\(run.everything)")
                #expect(
                    run.output.contains(
                        "CustomResourceDefinition \(name) stays: DynamoGraphDeployment default/mine needs it\n"),
                    "\(run.output)")
                #expect(try await isThere(cluster, name))
            }
        }
    }

    /// What a release leaves behind, by its chart's word, lives on.
    @Test func theyStayWhileWhatTheReleaseHasLeftLives() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            _ = try await cluster.client.create([
                "apiVersion": "nvidia.com/v1beta1", "kind": "DynamoGraphDeployment",
                "metadata": [
                    "name": "kept", "namespace": "default", "labels": ["app.kubernetes.io/managed-by": "Helm"],
                    "annotations": [
                        "helm.sh/resource-policy": "keep", "meta.helm.sh/release-name": "dynamo-platform",
                        "meta.helm.sh/release-namespace": "dynamo-system",
                    ],
                ],
                "spec": [
                    "backendFramework": "vllm", "components": [["name": "Frontend", "type": "frontend"] as Value],
                ],
            ])
            let name = "dynamographdeployments.nvidia.com"
            let run = await cluster.run("uninstall dynamo --no-keep-crds --force")
            #expect(run.status == .done, "\(run.everything)")
            #expect(
                run.output.contains(
                    "CustomResourceDefinition \(name) stays: DynamoGraphDeployment default/kept needs it\n"),
                "\(run.output)")
            #expect(try await isThere(cluster, name))
        }
    }

    @Test func whatNobodyKnowsToBeGroundcrewsStays() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install lws").status == .done)
            let gone: Value = ["metadata": ["annotations": ["sandbox.groundcrew/simulated": .null]]]
            _ = try await cluster.client.patch(
                .customResourceDefinitions, Self.name, with: .merge(gone),
                options: WriteOptions(fieldManager: "somebody"))
            let run = await cluster.run("uninstall lws --no-keep-crds")
            #expect(
                run.output.contains(
                    "CustomResourceDefinition \(Self.name) stays: nothing says that groundcrew brought it\n"),
                "\(run.output)")
            #expect(try await isThere(cluster))
        }
    }

    /// A CRD among a release's objects goes with it, unless it is to stay.
    @Test(arguments: ["", "--keep-crds", "--no-keep-crds"])
    func thoseOfAReleaseGoWithIt(flag: String) async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gears.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {plural: gears, kind: Gear, singular: gear, listKind: GearList}
                  versions:
                    - name: v1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object}}

                """, to: "operator/templates/gears.yaml")
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            let plan = await cluster.run("uninstall dynamo --plan \(flag)")
            let words = flag == "--keep-crds" ? "stays: --keep-crds was given" : "would be removed, too"
            #expect(
                plan.output.contains("CustomResourceDefinition gears.example.com \(words)\n"), "\(plan.output)")
            let run = await cluster.run("uninstall dynamo \(flag)")
            #expect(run.status == .done, "\(run.everything)")
            let stays = try await isThere(cluster, "gears.example.com")
            #expect(stays == (flag == "--keep-crds"), "\(run.everything)")
        }
    }
}

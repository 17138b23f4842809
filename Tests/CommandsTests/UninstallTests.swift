import Charts
import Commands
import Events
import Kubernetes
import Releases
import Repositories
import Sandbox
import Testing
import Value

/// `uninstall` removes what groundcrew installed, and nothing else, whatever it is called.
@Suite(.timeLimit(.minutes(3)))
struct UninstallTests {
    private func client(_ cluster: SimulatedCluster) throws -> KubernetesClient {
        KubernetesClient(
            configuration: try ClusterConfiguration(
                server: Sandbox.serverURL, credentials: .token(Secret(Sandbox.adminToken)), namespace: "default"),
            transport: cluster.sandbox.transport)
    }

    /// Another team's release: the operator's name, a chart of their own.
    private func makeForeign(_ cluster: SimulatedCluster, in namespace: String) async throws -> ReleaseEngine {
        let files = [
            ChartFile(path: "Chart.yaml", bytes: Array("apiVersion: v2\nname: maps\nversion: 0.3.0\n".utf8)),
            ChartFile(
                path: "templates/map.yaml",
                bytes: Array("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: theirs}\n".utf8)),
        ]
        let chart = ChartReference.loaded(try Chart.load(files: files), origin: "maps")
        let driver = ReleaseEngine.native(client: try client(cluster), charts: ChartResolver(remote: NoCharts()))
        _ = try await driver.ensure(
            ReleaseRequest(name: "dynamo-platform", namespace: namespace, chart: chart, waits: false),
            phase: .operators, events: NoEvents())
        return driver
    }

    @Test func anotherTeamsReleaseElsewhereIsNamedAndLeft() async throws {
        try await SimulatedCluster.with { cluster in
            let driver = try await makeForeign(cluster, in: "team-a")
            for _ in 1...2 {
                let run = await cluster.run("uninstall dynamo")
                #expect(run.status == .failed)
                #expect(
                    run.said == """
                        dynamo-platform in namespace dynamo-system: none there
                          left: team-a/dynamo-platform (chart maps 0.3.0, revision 1) was not installed by groundcrew

                        """)
                #expect(
                    run.errors.contains(
                        "team-a/dynamo-platform (chart maps 0.3.0, revision 1) was not installed by groundcrew, and was "
                            + "left as it is\n  next: groundcrew removes only what it installed"), "\(run.errors)")
            }
            let json = try await cluster.run("uninstall dynamo -o json").json["operators"] ?? .null
            #expect(json[0]?["change"] == "left")
            #expect(json[0]?["left"]?[0]?["namespace"] == "team-a")
            #expect(json[0]?["left"]?[0]?["chart"] == "maps")
            #expect(json[0]?["left"]?[0]?["installedByGroundcrew"] == false)
            #expect(try await driver.record("dynamo-platform", namespace: "team-a")?.status == "deployed")
            #expect(try await client(cluster).getIfPresent(.configMaps, "theirs", namespace: "team-a") != nil)

            // With our own beside it, ours goes and theirs stays.
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            let own = await cluster.run("uninstall dynamo")
            #expect(own.status == .done, "\(own.everything)")
            #expect(own.said.hasPrefix("dynamo-platform in namespace dynamo-system: removed, was revision 1\n"))
            #expect(try await driver.record("dynamo-platform", namespace: "team-a")?.status == "deployed")
        }
    }

    @Test func aTeamsOwnReleaseInTheOperatorsNamespaceIsLeftToo() async throws {
        try await SimulatedCluster.with { cluster in
            let driver = try await makeForeign(cluster, in: "dynamo-system")
            let run = await cluster.run("uninstall dynamo")
            #expect(run.status == .failed)
            #expect(
                run.said == """
                    dynamo-platform in namespace dynamo-system: left as it is
                      left: dynamo-system/dynamo-platform (chart maps 0.3.0, revision 1) was not installed by groundcrew

                    """)
            #expect(try await driver.record("dynamo-platform", namespace: "dynamo-system")?.status == "deployed")

            // Nor is it replaced.
            let install = await cluster.run("install dynamo --chart ./operator")
            #expect(install.status != .done)
            #expect(
                install.errors.contains(
                    "(chart maps 0.3.0, revision 1) has its name and namespace, and is something else"))
            let status = await cluster.run("status")
            #expect(
                status.rows.contains(
                    "dynamo-platform deployed 0.3.0 Helm refuse (name-taken)"
                ), "\(status.output)")
            let wide = await cluster.run("status -o wide")
            #expect(
                wide.rows.contains(
                    "dynamo dynamo-system dynamo-platform deployed 0.3.0 "
                        + "Helm's release dynamo-system/dynamo-platform refuse (name-taken)"
                ), "\(wide.output)")
        }
    }

    @Test func labelsOfAnotherProviderOrRoleProveNothing() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            for (key, value) in [("groundcrew/provider", "other"), ("groundcrew/role", "deployment")] {
                let labels: Value = ["metadata": ["labels": .object(Object([(key, .string(value))]))]]
                _ = try await client(cluster).patch(
                    .secrets, "sh.helm.release.v1.dynamo-platform.v1", namespace: "dynamo-system", with: .merge(labels))
                let run = await cluster.run("uninstall dynamo")
                #expect(run.status == .failed)
                #expect(run.output.contains("left as it is"))
            }
        }
    }

    @Test func aNamespaceOfOnesOwnIsTakenFromTheFlag() async throws {
        try await SimulatedCluster.with { cluster in
            let install = await cluster.run("install dynamo --chart ./operator -n gpu")
            #expect(install.status == .done, "\(install.everything)")
            #expect(install.output.contains("in namespace gpu: created"))

            let elsewhere = await cluster.run("uninstall dynamo")
            #expect(elsewhere.status == .failed)
            #expect(
                elsewhere.said == """
                    dynamo-platform in namespace dynamo-system: none there
                      left: gpu/dynamo-platform (chart dynamo-platform 1.5.1, revision 1) was installed by groundcrew

                    """)
            #expect(elsewhere.errors.contains("next: to remove that one, give --namespace gpu"))
            let here = await cluster.run("uninstall dynamo -n gpu")
            #expect(here.status == .done)
            #expect(here.said.hasPrefix("dynamo-platform in namespace gpu: removed, was revision 1\n"))
            let again = await cluster.run("uninstall dynamo -n gpu")
            #expect(again.status == .done)
            #expect(again.said == "dynamo-platform in namespace gpu: was not installed\n")
        }
    }

    @Test(arguments: ["install", "uninstall"])
    func aNamespaceThatCannotBeOneIsRefusedFirst(_ verb: String) async throws {
        try await SimulatedCluster.with { cluster in
            let run = await cluster.run("\(verb) dynamo -n Not_One")
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains("namespace \"Not_One\" is not allowed"))
        }
    }

    @Test func aBadRecordThatATenantMadeDecidesNothing() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            _ = try await client(cluster).create([
                "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
                "metadata": [
                    "name": "sh.helm.release.v1.dynamo-platform.v1", "namespace": "default",
                    "labels": ["owner": "helm", "name": "dynamo-platform", "version": "1"],
                ], "data": ["release": "AAAA"],
            ])
            let status = await cluster.run("status")
            #expect(status.status == .done, "\(status.everything)")
            #expect(status.rows.contains("dynamo-platform deployed 1.5.1 groundcrew upgrade"))
            #expect(try await cluster.run("status -o json").json["operators"]?[0]?["status"] == "deployed")

            let run = await cluster.run("uninstall dynamo")
            #expect(run.status == .done, "\(run.everything)")
            #expect(
                run.said == """
                    dynamo-platform in namespace dynamo-system: removed, was revision 1
                      CustomResourceDefinition dynamographdeployments.nvidia.com stays: it is none of its release's \
                    objects; kubectl delete crd dynamographdeployments.nvidia.com removes it, with whatever is made of \
                    it by then
                      note: the release record in Secret default/sh.helm.release.v1.dynamo-platform.v1 is not base64

                    """)
        }
    }

    @Test func aPlanThatIsRefusedSaysWhatStaysAllTheSame() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            let deploy = await cluster.run("deploy Qwen/Qwen3-0.6B --name one --provider dynamo -n models --no-smoke")
            try #require(deploy.status == .done, "\(deploy.everything)")
            let words = "1 deployment still needs NVIDIA Dynamo: models/one"
            let plan = await cluster.run("uninstall dynamo --plan")
            #expect(plan.status == .failed && plan.errors.contains(words), "\(plan.everything)")
            #expect(plan.output.hasPrefix("dynamo-platform in namespace dynamo-system: "), "\(plan.output)")
            let run = await cluster.run("uninstall dynamo --plan -o json")
            #expect(run.status == .failed && run.errors.contains(words), "\(run.everything)")
            let json = try run.json
            #expect(json["kind"] == "UninstallPlan" && json["refusal"] == .string(words), "\(json)")
            #expect(json["operators"]?[0]?["name"] == "dynamo-platform", "\(json)")
            let refused = try await cluster.run("uninstall dynamo -o json").json
            #expect(refused["kind"] == "Failure" && refused["message"] == .string(words), "\(refused)")
        }
    }

    @Test func aBadRecordInTheOperatorsNamespaceIsUnknownNotAbsent() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install dynamo --chart ./operator").status == .done)
            _ = try await client(cluster).patch(
                .secrets, "sh.helm.release.v1.dynamo-platform.v1", namespace: "dynamo-system",
                with: .merge(["data": ["release": "AAAA"]]))
            let status = await cluster.run("status")
            #expect(
                status.everything.contains("Secret dynamo-system/sh.helm.release.v1.dynamo-platform.v1 is not base64"))
            #expect(
                status.rows.contains { $0.hasPrefix("dynamo-platform unreadable") }, "\(status.output)")
            #expect(!status.output.contains("not by groundcrew"))
            let run = await cluster.run("uninstall dynamo")
            #expect(run.status == .undecided)
            #expect(run.output.hasPrefix("dynamo-platform in namespace dynamo-system: unknown\n"))
            #expect(run.errors.contains("next: restore that Secret from a backup"))
        }
    }
}

private struct NoCharts: ChartFetching {
    func fetch(_ source: ChartSource) async throws -> FetchedChart {
        throw RepositoryError(.notFound, "this test supplies no remote charts: \(source)")
    }
}

import Commands
import HTTP
import Kubernetes
import Sandbox
import Testing
import Value

/// What stays when operators are removed, what would, and how a removal ends that did not do all.
@Suite(.timeLimit(.minutes(3)))
struct UninstallStayTests {
    private static let gateways = ResourceType(
        group: "gateway.networking.k8s.io", version: "v1", kind: "Gateway", plural: "gateways",
        isNamespaced: true)

    private static func makeGateway(_ cluster: SimulatedCluster, of gatewayClass: String) async throws {
        _ = try await cluster.client.create([
            "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
            "metadata": ["name": "ex-gateway", "namespace": "default"],
            "spec": [
                "gatewayClassName": .string(gatewayClass),
                "listeners": [["name": "http", "port": 80, "protocol": "HTTP"]],
            ],
        ])
    }

    @Test func aGatewayOfItsClassKeepsAGatewayController() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install nginx-gateway-fabric").status == .done)
            try await Self.makeGateway(cluster, of: "nginx")
            for flags in ["", " --plan", " --dry-run"] {
                let kept = await cluster.run("uninstall nginx-gateway-fabric\(flags)")
                #expect(kept.status == .failed, "\(kept.everything)")
                #expect(kept.output.contains(": kept, Gateway default/ex-gateway needs it\n"), "\(kept.output)")
                #expect(
                    kept.errors.contains(
                        "nginx-gateway-fabric was left as it is: Gateway default/ex-gateway needs it\n"
                            + "  next: remove what needs it first: kubectl delete Gateway ex-gateway -n default"),
                    "\(kept.errors)")
            }
            #expect(try await cluster.releases.contains("nginx-gateway/nginx-gateway-fabric"))

            _ = try await cluster.client.delete(Self.gateways, "ex-gateway", namespace: "default")
            let removed = await cluster.run("uninstall nginx-gateway-fabric")
            #expect(removed.status == .done, "\(removed.everything)")
            #expect(try await !cluster.releases.contains("nginx-gateway/nginx-gateway-fabric"))
        }
    }

    @Test func aGatewayOfAnotherClassDoesNot() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install nginx-gateway-fabric").status == .done)
            try await Self.makeGateway(cluster, of: "istio")
            let removed = await cluster.run("uninstall nginx-gateway-fabric")
            #expect(removed.status == .done, "\(removed.everything)")
            let api = await cluster.run("uninstall gateway-api")
            #expect(api.status == .failed, "\(api.everything)")
        }
    }

    @Test func whatWasInstalledByItsNameGoesByItAlone() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install cert-manager").status == .done)
            #expect(await cluster.run("install kserve").status == .done)
            for line in ["uninstall kserve --plan", "uninstall kserve"] {
                let run = await cluster.run(line)
                #expect(run.status == .done, "\(run.everything)")
                #expect(
                    run.output.contains(
                        """
                        cert-manager in namespace cert-manager: kept, it was installed by its name
                          next: groundcrew uninstall cert-manager removes it

                        """), "\(run.output)")
            }
            let left = try await cluster.releases
            #expect(left == ["cert-manager/cert-manager"])
            let removed = await cluster.run("uninstall cert-manager")
            #expect(removed.status == .done, "\(removed.everything)")
            let gone = try await cluster.releases
            #expect(gone == [])
        }
    }

    /// Named later, it has the same record with a label more.
    @Test func whatAProviderBroughtStaysOnceItIsNamed() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install kserve").status == .done)
            let again = try await cluster.run("install cert-manager -o json").json["operators"]?[0]
            #expect(again?["change"] == "unchanged" && again?["revision"] == 1, "\(again ?? .null)")
            let items = try await cluster.run("uninstall kserve -o json").json["operators"]?.array ?? []
            let kept = items.first { $0["name"] == "cert-manager" }
            #expect(kept?["change"] == "kept" && kept?["installedByName"] == true, "\(items)")
        }
    }

    @Test func aPlanChangesNothing() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install cert-manager lws").status == .done)
            let before = try await cluster.releases
            let plan = await cluster.run("uninstall cert-manager lws --plan")
            #expect(plan.status == .done, "\(plan.everything)")
            let stays = "it is none of its release's objects; --no-keep-crds removes it while nothing is made of it"
            #expect(
                plan.said.hasPrefix(
                    """
                    lws in namespace lws-system: would be removed, is revision 1
                      CustomResourceDefinition leaderworkersets.leaderworkerset.x-k8s.io stays: \(stays)
                    cert-manager in namespace cert-manager: would be removed, is revision 1
                      CustomResourceDefinition certificates.cert-manager.io stays: \(stays)

                    """), "\(plan.output)")
            let json = try await cluster.run("uninstall lws --dry-run -o json").json
            #expect(json["kind"] == "UninstallPlan" && json["operators"]?[0]?["change"] == "delete", "\(json)")
            #expect(try await cluster.releases == before)
        }
    }

    @Test func aRefusalAfterARemovalDoesNotSayThatNothingWasChanged() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install nginx-gateway-fabric lws").status == .done)
            let run = await cluster.run("uninstall gateway-api lws")
            #expect(run.status == .failed, "\(run.everything)")
            #expect(run.output.contains("lws in namespace lws-system: removed, was revision 1\n"), "\(run.output)")
            #expect(!run.everything.contains("nothing was changed"), "\(run.everything)")
        }
    }

    @Test func aRemovalThatFailsAfterAnotherStopsPartWay() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install cert-manager lws").status == .done)
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                request.method == .delete && request.url.contains("/namespaces/cert-manager/")
            }
            let run = await cluster.run("uninstall cert-manager lws", through: network)
            #expect(run.status == .incomplete, "\(run.everything)")
            #expect(run.output.contains("lws in namespace lws-system: removed, was revision 1\n"), "\(run.output)")
            #expect(run.errors.contains("what was done stays; run the same command again to go on"), "\(run.errors)")
        }
    }
}

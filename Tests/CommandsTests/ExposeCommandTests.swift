import Commands
import Kubernetes
import Testing
import Value

/// `--expose` of deploy, `expose:` of bootstrap files, and what other commands say of routes.
@Suite(.timeLimit(.minutes(3)))
struct ExposeCommandTests {
    private static let deploy = "deploy Qwen/Qwen3-0.6B --provider vllm --name qwen3 --namespace models"

    private static func file(_ models: String...) -> String {
        """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        models:

        """ + models.map { "  - {id: Qwen/Qwen3-0.6B, namespace: models, provider: vllm, \($0)}\n" }.joined()
    }

    // MARK: - Deploy

    @Test func aModelIsExposedOnABareSandbox() async throws {
        let run = await CommandRun.of("\(Self.deploy) --sandbox --expose gateway")
        #expect(run.status == .done, "\(run.everything)")
        #expect(
            run.output.contains("  route: answered: Qwen/Qwen3-0.6B answered through Gateway models/qwen3-gateway\n"),
            "\(run.output)")
        #expect(run.output.contains("  from outside: http://203.0.113.10/v1\n"))
        #expect(run.output.contains("  requests go to a pool of its pods, from which an endpoint picker chooses\n"))
    }

    @Test func programsReadTheRoute() async throws {
        let json = try await CommandRun.of("\(Self.deploy) --sandbox --expose gateway --backend service -o json").json
        #expect(json["route"]?["state"] == "answered")
        #expect(json["route"]?["url"] == "http://203.0.113.10/v1")
        #expect(json["route"]?["plan"]?["gatewayClass"] == "nginx")
        #expect(json["route"]?["backend"] == "to the deployment's Service, as asked for")
        #expect(json["route"]?["answer"]?["models"] == ["Qwen/Qwen3-0.6B"])
        let plain = try await CommandRun.of("\(Self.deploy) --sandbox -o json").json
        #expect(plain["route"] == nil)
    }

    @Test func aDryRunPrintsTheRouteToo() async throws {
        let run = await CommandRun.of("\(Self.deploy) --sandbox --expose gateway --dry-run")
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.contains("kind: Deployment"))
        #expect(run.output.contains("kind: HTTPRoute"))
        #expect(run.errors.contains("route through a Gateway of class nginx: nothing in the cluster takes requests"))
    }

    @Test func aDryRunNeedsNoCluster() async throws {
        let run = await CommandRun.of("\(Self.deploy) --expose gateway --hostname q.example.com --dry-run")
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.contains("kind: HTTPRoute"))
        #expect(run.output.contains("q.example.com"))
        #expect(run.errors.contains("no cluster was asked"))
    }

    @Test(arguments: [
        ("--gateway-class nginx", "--gateway-class goes with --expose gateway"),
        ("--expose none --hostname a.b", "--hostname goes with --expose gateway"),
        ("--path-prefix /a", "--path-prefix goes with --expose gateway"),
        ("--backend pool", "--backend goes with --expose gateway"),
        ("--expose ingress", "'ingress' is invalid"),
        ("--expose gateway --gateway web", "--gateway is 'web'; write NAMESPACE/NAME"),
        ("--expose gateway --gateway a/b --gateway-class c", "--gateway-class stands beside gateway"),
        ("--expose gateway --hostname A_B", "--hostname is 'A_B'"),
        ("--expose gateway --path-prefix a/", "--path-prefix is 'a/'"),
    ])
    func wrongFlagsAreRefused(flags: String, part: String) async {
        let run = await CommandRun.of("\(Self.deploy) --sandbox \(flags)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(part), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    private static let picker =
        "deploy Qwen/Qwen3-0.6B --provider kserve --router-mode endpoint-picker --name qwen3 -n models --sandbox "
        + "--set gateway.className=nginx"

    @Test func theModelAnswersThroughAProvidersOwnRoute() async throws {
        let run = await CommandRun.of("\(Self.picker) --expose gateway")
        #expect(run.status == .done, "\(run.everything)")
        #expect(
            run.output.contains("  route: answered: Qwen/Qwen3-0.6B answered through Gateway models/qwen3-gateway\n"),
            "\(run.everything)")
        #expect(run.output.contains("  from outside: http://203.0.113.10/models/qwen3/v1\n"), "\(run.output)")
        #expect(run.output.contains("KServe makes a route and a pool itself"), "\(run.output)")
        let dry = await CommandRun.of("\(Self.picker) --expose gateway --dry-run")
        #expect(dry.output.contains("kind: Gateway\n") && !dry.output.contains("kind: HTTPRoute"), "\(dry.everything)")
    }

    /// With nothing there, not even the Gateway API.
    @Test func aBareClusterGetsWhatTheRouteOfAProviderNeeds() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                """
                apiVersion: groundcrew/v1
                kind: Bootstrap
                models:
                  - id: Qwen/Qwen3-0.6B
                    name: qwen3
                    namespace: models
                    provider: kserve
                    routerMode: endpoint-picker
                    values: {gateway: {className: nginx}}

                """, to: "picker.yaml")
            let first = try await cluster.run("bootstrap -f picker.yaml -o json").json
            #expect(first["outcome"] == "served", "\(first)")
            let names = first["operators"]?.array?.compactMap { $0["name"]?.string } ?? []
            for name in ["gateway-api", "inference-extension", "llm-d-router", "nginx-gateway-fabric"] {
                #expect(names.contains(name), "\(names)")
            }
            let second = try await cluster.run("bootstrap -f picker.yaml -o json").json
            #expect(second["changedNothing"] == true, "\(second)")
            let removal = await cluster.run("uninstall nginx-gateway-fabric")
            #expect(removal.status == .failed, "\(removal.everything)")
        }
    }

    // MARK: - Several commands on one cluster

    @Test func theRouteIsShownKeptAndRemoved() async throws {
        try await SimulatedCluster.with { cluster in
            let early = await cluster.run("\(Self.deploy) --expose gateway")
            #expect(early.status == .failed, "\(early.everything)")
            #expect(early.errors.contains("groundcrew install nginx-gateway-fabric"))
            #expect(try await cluster.releases.isEmpty)

            #expect(await cluster.run("install nginx-gateway-fabric").status == .done)
            #expect(await cluster.run("\(Self.deploy) --expose gateway").status == .done)
            let shown = await cluster.run("deployments show models/qwen3")
            #expect(shown.output.contains("route      http://203.0.113.10/v1\n"), "\(shown.output)")
            #expect(shown.output.contains("accepted: Gateway models/qwen3-gateway has taken its route"))
            let json = try await cluster.run("deployments show models/qwen3 -o json").json
            #expect(json["route"]?["state"] == "accepted")
            // It is no deployment of its own.
            let listed = try await cluster.run("deployments list -A -o json").json
            #expect(listed["deployments"]?.array?.count == 1)

            let kept = try await cluster.run("\(Self.deploy) -o json").json
            #expect(kept["route"]?["change"] == "unchanged")
            let gone = await cluster.run("\(Self.deploy) --expose none")
            #expect(gone.output.contains("  route: withdrawn: its route through Gateway models/qwen3-gateway is gone"))
            #expect(try await !cluster.releases.contains("models/qwen3-route"))

            #expect(await cluster.run("\(Self.deploy) --expose gateway").status == .done)
            #expect(await cluster.run("deployments delete models/qwen3").status == .done)
            #expect(try await !cluster.releases.contains { $0.hasPrefix("models/") })
        }
    }

    // MARK: - Files

    @Test func aFileBringsWhatRoutesNeedOnce() async throws {
        try await SimulatedCluster.with { cluster in
            try cluster.folder.write(
                Self.file("name: one, expose: gateway", "name: two, expose: {backend: service}", "name: three"),
                to: "routes.yaml")
            let plan = await cluster.run("bootstrap -f routes.yaml --plan")
            #expect(plan.output.contains("route      of models/one: install\n"), "\(plan.everything)")
            #expect(plan.output.contains("nginx-gateway-fabric"))
            #expect(plan.output.contains("NGINX Gateway Fabric has to be installed"))

            let first = try await cluster.run("bootstrap -f routes.yaml -o json").json
            #expect(first["outcome"] == "served", "\(first)")
            #expect(
                Set(first["operators"]?.array?.compactMap { $0["name"]?.string } ?? []) == [
                    "gateway-api", "inference-extension", "nginx-gateway-fabric",
                ])
            let states = first["deployments"]?.array?.map { $0["route"]?["state"]?.string }
            #expect(states == ["answered", "answered", nil])

            let second = try await cluster.run("bootstrap -f routes.yaml -o json").json
            #expect(second["changedNothing"] == true, "\(second)")
            #expect(second["operators"]?.array?.count == 3)

            try cluster.folder.write(
                Self.file("name: one", "name: two, expose: {backend: service}", "name: three"), to: "routes.yaml")
            let lost = await cluster.run("bootstrap -f routes.yaml --plan")
            #expect(
                lost.output.contains("its route through Gateway models/one-gateway is taken away"), "\(lost.output)")
            let third = try await cluster.run("bootstrap -f routes.yaml -o json").json
            #expect(third["deployments"]?[0]?["route"]?["state"] == "withdrawn")
            #expect(third["changedNothing"] == false)
        }
    }

    @Test(arguments: [
        ("expose: ingress", "models[0].expose is 'ingress'; it must be one of gateway, none"),
        ("expose: {gateway: web}", "models[0].expose.gateway is 'web'; write NAMESPACE/NAME"),
        ("expose: {gatewayClass: istio}", "models[0].expose.gatewayClass is istio, and there is no such GatewayClass"),
        ("expose: {class: nginx}", "models[0].expose.class is not known here"),
        ("expose: {gatewayClass: a, gateway: a/b}", "models[0].expose.gatewayClass stands beside gateway"),
        ("expose: {backend: pods}", "models[0].expose.backend is 'pods'"),
        ("expose: [gateway]", "models[0].expose is a"),
    ])
    func mistakesOfFilesAreToldWithTheirPlace(text: String, part: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.file("name: one, \(text)"), to: "bad.yaml")
        let run = await CommandRun.of("bootstrap -f bad.yaml --sandbox", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(part), "\(run.errors)")
        #expect(run.errors.contains("bad.yaml:4:"))
    }
}

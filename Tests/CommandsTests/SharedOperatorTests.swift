import Commands
import Kubernetes
import Testing
import Value

/// What several providers share, by its own name.
@Suite(.timeLimit(.minutes(3)))
struct SharedOperatorTests {
    @Test func oneOrSeveralAreInstalledByName() async throws {
        try await SimulatedCluster.with { cluster in
            let plan = try await cluster.run("install nginx-gateway-fabric --plan -o json").json
            let items = plan["operators"]?.array ?? []
            #expect(
                items.map { $0["name"] } == ["gateway-api", "inference-extension", "nginx-gateway-fabric"], "\(plan)")
            #expect(items.map { $0["decision"]?["action"] } == ["install", "install", "install"])
            #expect(try await cluster.releases == [])
            let text = await cluster.run("install nginx-gateway-fabric --plan")
            #expect(
                text.output.contains("           for whoever needs it; needs gateway-api, inference-extension\n"),
                "\(text.output)")

            let first = try await cluster.run("install cert-manager lws -o json").json
            #expect(first["operators"]?.array?.map { $0["change"] } == ["created", "created"], "\(first)")
            #expect(try await cluster.releases.sorted() == ["cert-manager/cert-manager", "lws-system/lws"])
            let again = try await cluster.run("install lws cert-manager lws -o json").json
            #expect(again["operators"]?.array?.map { $0["change"] } == ["unchanged", "unchanged"], "\(again)")
            let status = await cluster.run("status")
            #expect(
                status.rows.contains { $0.contains("cert-manager deployed") && $0.hasSuffix("groundcrew keep") },
                "\(status.output)")

            let removed = await cluster.run("uninstall cert-manager lws")
            #expect(removed.status == .done, "\(removed.everything)")
            #expect(try await cluster.releases == [])
            let gone = await cluster.run("uninstall cert-manager")
            #expect(gone.status == .done && gone.said == "cert-manager in namespace cert-manager: was not installed\n")
        }
    }

    @Test func whatOthersNeedIsNotTakenAway() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install nginx-gateway-fabric").status == .done)
            let refused = await cluster.run("uninstall gateway-api")
            #expect(refused.status == .failed, "\(refused.everything)")
            #expect(refused.output.contains("kept, nginx-gateway-fabric needs it\n"), "\(refused.output)")
            #expect(
                refused.errors.contains(
                    "gateway-api was left as it is: nginx-gateway-fabric needs it\n"
                        + "  next: remove what needs it first: groundcrew uninstall nginx-gateway-fabric"),
                "\(refused.errors)")
            let json = try await cluster.run("uninstall gateway-api -o json").json["operators"]?[0]
            #expect(json?["change"] == "kept" && json?["neededBy"] == "nginx-gateway-fabric")
            // Together they go, the one that needs the other first.
            let both = try await cluster.run("uninstall gateway-api nginx-gateway-fabric -o json").json
            #expect(both["operators"]?.array?.map { $0["name"] } == ["nginx-gateway-fabric", "gateway-api"])
            #expect(both["operators"]?[0]?["change"] == "deleted", "\(both)")
        }
    }

    @Test(arguments: [
        ("install nosuch", "there is no provider 'nosuch'; known are dynamo"),
        ("install cert-manger", "there is no provider 'cert-manger' (did you mean 'cert-manager'?)"),
        ("uninstall nosuch", "of what several share, by name too: cert-manager, "),
        ("install cert-manager lws --version 1.2.3", "which of several a chart, a version or values are for"),
        ("install dynamo cert-manager --set a=b", "which of several a chart, a version or values are for"),
    ])
    func namesThatStandForNothingAreRefused(line: String, says: String) async throws {
        let run = await CommandRun.of("\(line) --sandbox")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    @Test func theShellOffersThem() async {
        for command in ["install", "uninstall", "adopt"] {
            let offered = await CompletionTests.offers("positional@0", of: command, command)
            #expect(offered.contains("cert-manager") && offered.contains("dynamo"), "\(command): \(offered)")
        }
    }

    @Test func whatIsKeptSaysWhatIsMended() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install lws").status == .done)
            let kept = await cluster.run("install lws --plan")
            #expect(kept.output.hasPrefix("operator   lws"), "\(kept.output)")
            #expect(kept.output.split(separator: "\n").first?.hasSuffix(": keep") == true, "\(kept.output)")
            let deployment = try #require(
                try await cluster.client.listAll(.deployments, namespace: "lws-system").items.first)
            let name = try #require(deployment["metadata"]?["name"]?.string)
            _ = try await cluster.client.delete(.deployments, name, namespace: "lws-system")
            let changed = await cluster.run("install lws --plan")
            #expect(
                changed.status == .done && changed.output.contains(": keep, and make Deployment"), "\(changed.output)")
        }
    }

    /// A plan ends as the run would.
    @Test func aPlanThatWouldStopAtFieldsOfOthersFails() async throws {
        try await SimulatedCluster.with { cluster in
            #expect(await cluster.run("install lws").status == .done)
            let deployment = try #require(
                try await cluster.client.listAll(.deployments, namespace: "lws-system").items.first)
            let name = try #require(deployment["metadata"]?["name"]?.string)
            _ = try await cluster.client.patch(
                .deployments, name, namespace: "lws-system", with: .merge(["spec": ["replicas": 7]]),
                options: WriteOptions(fieldManager: "kubectl-scale"))
            let plan = await cluster.run("install lws --plan")
            #expect(plan.status == .failed, "\(plan.everything)")
            #expect(plan.output.contains(": keep, which stops at what others have set: Deployment"), "\(plan.output)")
            #expect(plan.errors.contains("a run would stop at lws: Deployment"), "\(plan.errors)")
            let json = await cluster.run("install lws --plan -o json")
            let refusal = try json.json["operators"]?[0]?["refusal"]?.string
            #expect(json.status == .failed && refusal?.contains(".spec.replicas") == true, "\(json.output)")
            let run = await cluster.run("install lws")
            #expect(run.status != .done, "\(run.everything)")
            let taking = await cluster.run("install lws --plan --take-from kubectl-scale")
            #expect(taking.status == .done, "\(taking.everything)")
            #expect(taking.output.contains(": keep, and mend 1 field of Deployment"), "\(taking.output)")
        }
    }
}

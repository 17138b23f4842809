import Commands
import TestParts
import Testing
import Value

/// Providers that have nothing in common with the built-in one but the file that describes them: two operators each, of
/// which they share one, replicas by the pair, and names of their own for engines, modes, routers and pods.
@Suite(.timeLimit(.minutes(3)))
struct SyntheticProviderTests {
    private static let charts = "\(TestParts.projectRoot)/Tests/Fixtures/providers"

    private static let file = """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        operators:
          lighthouse: {chart: ./lighthouse}
          harbor-pilot: {chart: ./pilot}
          quay-master: {chart: ./master}
        models:
          - {id: acme/barge, name: barge, namespace: fleet, provider: harbor, mode: convoy, routerMode: buoy, engine: steam}
          - {id: acme/crate, name: crate, namespace: fleet, provider: quay}

        """

    private static func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with(charts: charts) { cluster in
            try cluster.writeOperator("lighthouse", "1.2.0", label: "lighthouse", to: "lighthouse")
            try cluster.writeOperator("harbor-pilot", "2.3.0", label: "pilot", to: "pilot")
            try cluster.writeOperator("quay-master", "0.4.0", label: "quay-master", to: "master")
            try cluster.folder.write(file, to: "fleet.yaml")
            try await body(cluster)
        }
    }

    private static func run(_ line: String, _ cluster: SimulatedCluster) async -> CommandRun {
        await cluster.run("\(line) --charts \(charts)")
    }

    @Test func fromBareToServedToGone() async throws {
        try await Self.with { cluster in
            let first = await Self.run("bootstrap -f fleet.yaml", cluster)
            #expect(first.status == .done, "\(first.everything)")
            // Shared, and installed once; before what needs it.
            let installed = first.output.split(separator: "\n").filter { $0.hasPrefix("operator ") }
            #expect(
                installed == [
                    "operator lighthouse 1.2.0", "operator harbor-pilot 2.3.0", "operator quay-master 0.4.0",
                ],
                "\(first.output)")
            let second = await Self.run("bootstrap -f fleet.yaml", cluster)
            #expect(
                second.output.hasPrefix("Nothing to do: the cluster is as the file asks for.\n"), "\(second.everything)"
            )

            let barge = try await Self.run("deployments show barge -n fleet -o json", cluster).json
            #expect(barge["phase"] == "Running")
            #expect(barge["replicas"] == ["desired": 3, "ready": 3])
            #expect(barge["engine"] == "steam")
            #expect(barge["endpoint"]?["url"] == "http://barge-quayside.fleet.svc:9400/v1")
            // Two ships, one tug and the gate.
            #expect(barge["pods"]?.array?.count == 4)
            let crate = try await Self.run("deployments show crate -n fleet -o json", cluster).json
            #expect(crate["phase"] == "Running" && crate["replicas"]?["desired"] == 1)

            let deployed = await Self.run("deploy acme/skiff --provider harbor -n fleet --engine sail", cluster)
            #expect(deployed.status == .done, "\(deployed.everything)")
            #expect(deployed.output.contains("acme/skiff is Running"), "\(deployed.output)")
            let status = await Self.run("status", cluster)
            for line in ["lighthouse", "harbor-pilot", "quay-master", "acme/barge", "acme/crate", "acme/skiff"] {
                #expect(status.output.contains(line), "\(status.output)")
            }
        }
    }

    /// The version of the operator that runs, though the file of the provider names another.
    @Test func aDeploymentFollowsTheOperatorThatRuns() async throws {
        try await Self.with { cluster in
            #expect(await Self.run("bootstrap -f fleet.yaml", cluster).status == .done)
            let manifest = await Self.run("deploy acme/skiff --provider harbor -n fleet --dry-run", cluster)
            #expect(manifest.output.contains("release: \"2.3.0\""), "\(manifest.everything)")
            #expect(manifest.output.contains("ships: 2\n"), "numbers stay whole: \(manifest.output)")
            #expect(manifest.output.contains("ratio: 0.5\n"), "\(manifest.output)")
        }
    }

    @Test func whatAnotherProviderNeedsStays() async throws {
        try await Self.with { cluster in
            #expect(await Self.run("bootstrap -f fleet.yaml", cluster).status == .done)
            let refused = await Self.run("uninstall harbor", cluster)
            #expect(refused.status == .failed)
            #expect(refused.errors.contains("fleet/barge"), "\(refused.errors)")
            for name in ["barge", "crate"] {
                #expect(await Self.run("deployments delete \(name) -n fleet", cluster).status == .done)
            }
            let harbor = await Self.run("uninstall harbor", cluster)
            #expect(
                harbor.output.hasPrefix("harbor-pilot in namespace harbor-system: removed, was revision 1\n"),
                "\(harbor.everything)")
            #expect(
                harbor.output.contains(
                    "\nlighthouse in namespace lighthouse-system: kept, quay-master of provider quay needs it, too\n"),
                "\(harbor.everything)")
            let quay = try await Self.run("uninstall quay -o json", cluster).json
            #expect(quay["operators"]?.array?.map { $0["change"]?.string } == ["deleted", "deleted"], "\(quay)")
            let bare = await Self.run("uninstall quay", cluster)
            #expect(
                bare.output.contains("lighthouse in namespace lighthouse-system: was not installed"), "\(bare.output)")
        }
    }

    @Test func preflightCountsTheirGPUsAndTellsTheirPodsFromOthers() async throws {
        try await Self.with { cluster in
            #expect(await Self.run("bootstrap -f fleet.yaml", cluster).status == .done)
            // The cluster has 16 GPUs; 2 x 8 fit only where the barge's own six count as its own.
            let line = "preflight --provider harbor --model acme/barge -n fleet --replicas 8 -o json"
            let again = try await Self.run(line, cluster).json
            let check = try #require(again["results"]?.array?.first { $0["id"] == "gpu-nodes" })
            #expect(check["verdict"] == "fail", "the crate has one GPU: \(check)")
            #expect(await Self.run("deployments delete crate -n fleet", cluster).status == .done)
            let room = try await Self.run(line, cluster).json
            #expect(room["results"]?.array?.first { $0["id"] == "gpu-nodes" }?["verdict"] == "pass", "\(room)")
        }
    }

    /// The sandbox plays any provider's operators, each by the entry of its own.
    @Test func theSandboxPlaysThemToo() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            Self.file.replacing("operators:\n  lighthouse: {chart: ./lighthouse}\n", with: "operators:\n")
                .replacing("  harbor-pilot: {chart: ./pilot}\n", with: "  harbor-pilot: {version: 2.2.0}\n")
                .replacing("  quay-master: {chart: ./master}\n", with: ""), to: "fleet.yaml")
        let run = await CommandRun.of("bootstrap -f fleet.yaml --sandbox --charts \(Self.charts)", in: folder.path)
        #expect(run.status == .done, "\(run.everything)")
        #expect(run.output.contains("acme/barge is Running"), "\(run.output)")
        #expect(run.output.contains("acme/crate is Running"), "\(run.output)")
        let plan = await CommandRun.of(
            "bootstrap -f fleet.yaml --sandbox --plan --charts \(Self.charts)", in: folder.path)
        #expect(plan.output.contains("harbor-pilot 2.2.0 into namespace harbor-system"), "\(plan.output)")
    }

    @Test func anOptionOfTheCommandGoesToTheOperatorThatTheProviderIsAbout() async throws {
        let run = await CommandRun.of("install harbor --sandbox --version 2.9.0 --charts \(Self.charts)")
        #expect(run.status == .done, "\(run.everything)")
        let dry = await CommandRun.of("install harbor --sandbox --version 2.9.0 --dry-run --charts \(Self.charts)")
        let versions = dry.output.split(separator: "\n").filter { $0.contains("app.kubernetes.io/version") }
        #expect(Set(versions.map { $0.trimmingPrefix { $0 == " " } }).count == 2, "\(dry.output)")
        #expect(dry.output.contains("app.kubernetes.io/version: \"2.9.0\""), "\(dry.output)")
        #expect(dry.output.contains("app.kubernetes.io/version: \"1.2.0\""), "\(dry.output)")
    }

    struct Conflict: Sendable, CustomTestStringConvertible {
        /// What quay says instead of harbor's of the operator that they share.
        var from: String
        var to: String
        var says: String
        /// What a file may say so that both are served.
        var cure: String
        var testDescription: String { to }
    }

    /// One release cannot be what two providers want of it in different ways.
    @Test(arguments: [
        Conflict(
            from: "version: 1.2.0", to: "version: 1.3.0",
            says: "oci://charts.invalid/lighthouse 1.2.0 and oci://charts.invalid/lighthouse 1.3.0",
            cure: "{version: 1.3.0}"),
        Conflict(
            from: "values: {replicas: 2}", to: "values: {replicas: 3, beam: {colour: red}}",
            says: "each in its own way: other values of replicas, beam",
            cure: "{values: {replicas: 4, beam: {colour: white}}}"),
        Conflict(
            from: "charts.invalid/lighthouse", to: "other.invalid/lighthouse",
            says: "oci://charts.invalid/lighthouse 1.2.0 and oci://other.invalid/lighthouse 1.2.0",
            cure: "{chart: \"oci://third.invalid/lighthouse\", version: 1.2.0}"),
    ])
    func whatTwoProvidersShareTheyMustWantInTheSameWay(conflict: Conflict) async throws {
        let folder = try TemporaryFolder()
        for name in ["harbor", "quay"] {
            try TemporaryFolder.copy("\(Self.charts)/\(name)", to: "\(folder.path)/p/\(name)")
        }
        let quay = try folder.read("p/quay/provider.yaml")
        #expect(quay.contains(conflict.from))
        try folder.write(quay.replacing(conflict.from, with: conflict.to), to: "p/quay/provider.yaml")
        let models = "models:" + (Self.file.split(separator: "models:").last ?? "")
        let head = "apiVersion: groundcrew/v1\nkind: Bootstrap\n"
        try folder.write(head + models, to: "fleet.yaml")
        try folder.write(head + "operators:\n  lighthouse: \(conflict.cure)\n" + models, to: "cured.yaml")
        for flag in ["--plan", ""] {
            let run = await CommandRun.of("bootstrap -f fleet.yaml --sandbox --charts p \(flag)", in: folder.path)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(
                run.errors.contains(
                    "providers harbor and quay want operator lighthouse in namespace lighthouse-system each in its own way"
                ),
                "\(run.errors)")
            #expect(run.errors.contains(conflict.says), "\(run.errors)")
            #expect(
                run.errors.contains("give chart, version and values for both under operators.lighthouse"),
                "\(run.errors)")
            #expect(run.output.isEmpty, "\(run.output)")
        }
        let cured = await CommandRun.of("bootstrap -f cured.yaml --sandbox --plan --charts p", in: folder.path)
        #expect(cured.status != .usage, "\(cured.everything)")
        #expect(cured.output.contains("lighthouse-system"), "\(cured.output)")
    }

    @Test(arguments: [
        ("deploy acme/barge --provider harbor --mode aggregated", "solo, convoy"),
        ("deploy acme/barge --provider quay --router-mode kv", "direct"),
        ("deploy acme/barge --provider harbor --engine vllm", "sail, steam"),
    ])
    func whatTheyDoNotKnowIsRefusedWithWhatTheyDo(line: String, words: String) async throws {
        let run = await CommandRun.of("\(line) --sandbox --charts \(Self.charts)")
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.errors.contains(words), "\(run.errors)")
    }
}

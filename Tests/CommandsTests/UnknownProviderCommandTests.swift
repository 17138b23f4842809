import Commands
import Kubernetes
import TestParts
import Testing
import Value

/// What commands make of a deployment whose provider's folder is not given, or broken.
@Suite(.timeLimit(.minutes(5)))
struct UnknownProviderCommandTests {
    private static let fixtures = "\(TestParts.projectRoot)/Tests/Fixtures/providers"
    private static let words = "release fleet/crate is a deployment of provider quay, which is not known here"

    private static let file = """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        operators:
          lighthouse: {chart: ./lighthouse}
          quay-master: {chart: ./master}
        models:
          - {id: Qwen/Qwen3-0.6B, name: crate, namespace: fleet, provider: quay}

        """

    /// A cluster in which provider quay serves `fleet/crate`; its folder below `mine` is broken by then.
    private static func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with(charts: fixtures) { cluster in
            try cluster.writeOperator("lighthouse", "1.2.0", label: "lighthouse", to: "lighthouse")
            try cluster.writeOperator("quay-master", "0.4.0", label: "quay-master", to: "master")
            try cluster.folder.write(file, to: "quay.yaml")
            let run = await cluster.run("bootstrap -f quay.yaml --charts \(fixtures)")
            try #require(run.status == .done, "\(run.everything)")
            try TemporaryFolder.copy("\(fixtures)/quay", to: "\(cluster.folder.path)/mine/quay")
            let definition = try cluster.folder.read("mine/quay/provider.yaml")
            try cluster.folder.write(
                definition.replacing("kind: Provider\n", with: "kind: Provider\ncolour: red\n"),
                to: "mine/quay/provider.yaml")
            try cluster.folder.write(
                "apiVersion: groundcrew/v1\nkind: Bootstrap\nmodels:\n"
                    + "  - {id: Qwen/Qwen3-0.6B, name: crate, namespace: fleet}\n", to: "plain.yaml")
            try await body(cluster)
        }
    }

    private static func crane(in cluster: SimulatedCluster) async throws -> Value? {
        let client = try cluster.client
        let type = try await client.resourceType(apiVersion: "quay.example.com/v1", kind: "Crane")
        return try await client.getIfPresent(type, "crate", namespace: "fleet")
    }

    @Test func anotherProviderDoesNotTakeItsPlace() async throws {
        try await Self.with { cluster in
            let deploy = "deploy Qwen/Qwen3-0.6B --name crate -n fleet"
            let before = try await cluster.releases
            for line in [
                deploy, "\(deploy) --dry-run", "\(deploy) --reselect", "\(deploy) --reset-values",
                "\(deploy) --provider vllm", "bootstrap -f plain.yaml", "bootstrap -f plain.yaml --plan",
            ] {
                let run = await cluster.run(line)
                #expect(run.status == .usage, "\(line): \(run.everything)")
                #expect(run.errors.contains(Self.words), "\(line): \(run.errors)")
                let remedy = "  next: give its folder with --charts, choose another name"
                #expect(run.errors.contains(remedy), "\(run.errors)")
                let broken = await cluster.run("\(line) --charts mine")
                #expect(broken.status == .usage, "\(line): \(broken.everything)")
                #expect(
                    broken.errors.contains(
                        "\(Self.words) (it is broken: \(cluster.folder.path)/mine/quay/provider.yaml:3:1: "),
                    "\(line): \(broken.errors)")
                #expect(broken.errors.contains("  next: mend it, choose another name"), "\(broken.errors)")
            }
            let located = await cluster.run("bootstrap -f plain.yaml")
            #expect(located.errors.contains("plain.yaml:4:"), "\(located.errors)")
            #expect(try await Self.crane(in: cluster) != nil)
            #expect(try await cluster.releases == before)
            // Who knows it goes on with it.
            let own = await cluster.run("\(deploy) --charts \(Self.fixtures) -o json")
            #expect(own.status == .done, "\(own.everything)")
            #expect(try own.json["provider"] == "quay")
        }
    }

    @Test func itIsARowWithTheReason() async throws {
        try await Self.with { cluster in
            let reason = "provider quay is not known here: give its folder with --charts"
            for line in ["deployments list -A", "deployments list -n fleet", "status"] {
                let run = await cluster.run(line)
                #expect(run.status == .done, "\(line): \(run.everything)")
                #expect(run.rows.contains("fleet crate quay Qwen/Qwen3-0.6B Unknown ?/? \(reason)"), "\(run.output)")
                #expect(
                    run.errors.contains("note: deployment fleet/crate cannot be seen: \(reason)\n"), "\(run.errors)")
                #expect(!run.everything.contains("no model is deployed"), "\(run.everything)")
                let broken = await cluster.run("\(line) --charts mine")
                #expect(broken.status == .done, "\(line): \(broken.everything)")
                #expect(broken.output.contains("provider quay is not known here: it is broken: "), "\(broken.output)")
            }
            let list = try await cluster.run("deployments list -A -o json").json
            #expect(list["deployments"]?[0]?["provider"] == "quay" && list["deployments"]?[0]?["phase"] == "Unknown")
            let shown = await cluster.run("deployments show fleet/crate -o json")
            #expect(shown.status == .done, "\(shown.everything)")
            #expect(try shown.json["message"] == .string(reason))
            let text = await cluster.run("deployments show fleet/crate")
            #expect(text.output.contains("phase      Unknown\nmessage    \(reason)\n"), "\(text.output)")
            // Who knows it sees it as it is.
            let known = try await cluster.run("deployments list -A --charts \(Self.fixtures) -o json").json
            #expect(known["deployments"]?.array?.map { $0["phase"] } == ["Running"], "\(known)")
        }
    }

    @Test func itIsRemovedAndNothingElseIsDoneWithIt() async throws {
        try await Self.with { cluster in
            for arguments in [
                ["scale", "fleet/crate", "--replicas", "2"], ["logs", "fleet/crate"], ["ask", "fleet/crate", "hello"],
                ["forward", "fleet/crate"],
            ] {
                let run = await cluster.run(["deployments"] + arguments)
                #expect(run.status == .usage, "\(arguments): \(run.everything)")
                #expect(run.errors.contains(Self.words), "\(arguments): \(run.errors)")
                #expect(run.errors.contains("  next: give its folder with --charts\n"), "\(run.errors)")
            }
            // It is none of another provider's.
            #expect(await cluster.run("uninstall dynamo").status == .done)
            #expect(try await Self.crane(in: cluster) != nil)
            let deleted = await cluster.run("deployments delete fleet/crate")
            #expect(deleted.status == .done, "\(deleted.everything)")
            #expect(deleted.output.hasPrefix("deployment fleet/crate deleted\n"), "\(deleted.output)")
            #expect(try await !cluster.releases.contains("fleet/crate"))
            while try await Self.crane(in: cluster) != nil { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    /// What works without a release is told with whose it is; naming it is no way to remove it.
    @Test func anOperatorOfAnotherToolStays() async throws {
        try await SimulatedCluster.with { cluster in
            // The cluster's furniture has one.
            let run = await cluster.run("uninstall gpu-operator")
            let words = "another tool put it there, and no release of Helm's holds it"
            #expect(run.status == .failed, "\(run.everything)")
            #expect(
                run.said == "gpu-operator in namespace gpu-operator: left as it is\n  left: \(words)\n", "\(run.output)"
            )
            #expect(run.errors.contains("gpu-operator was left as it is: \(words)\n"), "\(run.errors)")
            let json = try await cluster.run("uninstall gpu-operator -o json").json["operators"]?[0]
            #expect(json?["change"] == "left" && json?["owner"]?["kind"] == "tool")
        }
    }
}

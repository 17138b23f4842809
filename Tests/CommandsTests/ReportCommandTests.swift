import HTTP
import Sandbox
import Testing
import Value

@testable import Commands

/// Where `--report` goes, what it tells, and that it agrees with the exit status.
@Suite(.timeLimit(.minutes(3)))
struct ReportCommandTests {
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.oneModel, to: "cluster.yaml")
        // A cluster without GPUs.
        try folder.write("apiVersion: groundcrew/v1\nkind: Sandbox\nnodes: [{name: cpu-0}]\n", to: "sandbox.yaml")
        return folder
    }

    private static let unreachable = """
        apiVersion: v1
        kind: Config
        current-context: test
        clusters: [{name: test, cluster: {server: "https://10.0.0.1:6443"}}]
        contexts: [{name: test, context: {cluster: test, user: test}}]
        users: [{name: test, user: {token: t}}]

        """

    /// A check that warns in any cluster.
    private static let warning = """
        apiVersion: groundcrew/v1
        kind: Check
        id: always
        title: Always
        category: tests
        description: warns
        severity: warning
        needs: []
        outcomes:
          - when: "true"
            verdict: warn
            message: this is a warning
            hint: nothing can be done

        """

    /// The annotations of GitHub count only there.
    @Test(arguments: ["-", "/dev/stdout"]) func githubsAnnotationsGoToStandardOutput(path: String) async throws {
        let run = await CommandRun.of("preflight --sandbox --provider dynamo --report github=\(path)")
        #expect(run.output.hasPrefix("::notice title=preflight (simulated)::"))
        #expect(run.output.contains("\n::error title=preflight crds (simulated)::"))
        #expect(run.output.contains("\npreflight of "))
    }

    @Test func aReportForProgramsHasStandardOutputForItself() async throws {
        let run = await CommandRun.of("preflight --sandbox --provider dynamo --report json=-")
        #expect(run.status == .failed)
        #expect(try run.json["outcome"] == "failed")
        #expect(run.errors.contains("\nnot ready: "))
    }

    @Test(arguments: [
        ("--report json=- -o json", "--report json=- and -o json both want standard output"),
        ("--report github=/dev/stdout -o yaml", "and -o yaml both want standard output"),
        ("--report json=- --report junit=-", "--report json=- and --report junit=- would write over each other"),
        ("--report json=a --report junit=a", "--report json=a and --report junit=a would write over each other"),
        ("--report json=none/a", "/none/a cannot be written: the folder "), ("--report json=", "say KIND=PATH"),
        ("--report json=.", "cannot be written: it is a folder"), ("--report json", "say KIND=PATH"),
    ])
    func reportsThatCannotBeWrittenEndWithTwoBeforeAnyRequest(flags: String, message: String) async throws {
        let folder = try folder()
        try folder.write(Self.unreachable, to: "kubeconfig")
        for command in ["preflight", "bootstrap -f cluster.yaml"] {
            // Without a network, a request would end with 3.
            let run = await CommandRun.of("\(command) --kubeconfig kubeconfig \(flags)", in: folder.path)
            #expect(run.status == .usage, "\(run.everything)")
            #expect(run.errors.contains(message), "\(run.errors)")
            // Nothing but the failure, where a document is asked for.
            #expect(run.output.isEmpty || flags.contains("-o ") && run.output.contains("Failure"), "\(run.output)")
        }
    }

    /// The exit status is what the reports say.
    @Test(arguments: [
        ("", Commands.ExitStatus.done, "passed", "failures=\"0\""),
        ("--fail-on error", .done, "passed", "failures=\"0\""),
        ("--fail-on unknown", .done, "passed", "failures=\"0\""),
        ("--fail-on warning", .failed, "failed", "failures=\"1\""),
        ("--fail-on unknown --fail-on warning", .failed, "failed", "failures=\"1\""),
    ])
    func failOnDecidesTheStatusAndTheReports(
        flags: String, status: Commands.ExitStatus, outcome: String, junit: String
    ) async throws {
        let folder = try folder()
        try folder.write(Self.warning, to: "checks/always.yaml")
        let run = await CommandRun.of(
            "preflight --sandbox --checks checks --only always --report junit=out.xml --report json=out.json \(flags)",
            in: folder.path)
        #expect(run.status == status, "\(run.everything)")
        #expect(try Value(json: Array(folder.read("out.json").utf8))["outcome"]?.string == outcome)
        #expect(try folder.read("out.xml").contains(junit))
    }

    /// A case takes what is asked for its sake, by the command's clock.
    @Test func junitTellsHowLongACheckTook() async throws {
        try await SimulatedCluster.with { cluster in
            let run = await CommandRun.of(
                "preflight --before-install --timeout 1h --report junit=out.xml".split(separator: " ").map(String.init),
                in: cluster.folder.path, environment: ["KUBECONFIG": cluster.folder.path + "/kubeconfig"],
                transport: SlowNodes(inner: cluster.sandbox.transport), clock: FastClock())
            #expect(run.status == .done, "\(run.everything)")
            let xml = try cluster.folder.read("out.xml")
            func seconds(_ start: String) throws -> Double {
                let rest = try #require(xml.firstRange(of: start)).upperBound
                return try #require(Double(xml[rest...].prefix { $0 != "\"" }))
            }
            #expect(try seconds("name=\"gpu-nodes\" time=\"") >= 50, "\(xml)")
            #expect(try seconds("name=\"helm\" time=\"") < 50, "\(xml)")
            let suite = try #require(xml.firstMatch(of: #/<testsuite name="preflight" .* time="([0-9]+\.[0-9]{3})"/#))
            #expect(try #require(Double(suite.1)) >= 50)
        }
    }

    /// Its nodes take fifty seconds of the test's clock.
    private struct SlowNodes: HTTPTransport {
        let inner: any HTTPTransport
        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            if request.url.contains("/api/v1/nodes") { try await FastClock().sleep(for: .seconds(50)) }
            return try await inner.send(request)
        }
    }

    @Test func findingsOfABootstrapStandInItsFile() async throws {
        let folder = try folder()
        try folder.write("", to: ".git/HEAD")
        try folder.write(TemporaryFolder.oneModel, to: "deploy/cluster.yaml")
        _ = await CommandRun.of(
            "bootstrap -f cluster.yaml --sandbox=../sandbox.yaml --report sarif=out.sarif",
            in: folder.path + "/deploy")
        let sarif = try Value(json: Array(folder.read("deploy/out.sarif").utf8))
        let place = sarif["runs"]?[0]?["results"]?[0]?["locations"]?[0]?["physicalLocation"]
        #expect(place?["artifactLocation"]?["uri"] == "deploy/cluster.yaml")
        #expect(place?["region"]?["startLine"] == 4)
    }

    @Test(arguments: [
        ("/a/b/c.yaml", ["/a/.git"], "b/c.yaml"), ("/a/b/c.yaml", ["/a/b/.git", "/a/.git"], "c.yaml"),
        ("/home/c.yaml", [], "c.yaml"), ("/a/b/c.yaml", [], "/a/b/c.yaml"), ("/c.yaml", ["/.git"], "c.yaml"),
    ])
    func pathsStartAtTheRootOfTheRepository(path: String, files: [String], expected: String) {
        #expect(RepositoryPath.relative(path, currentFolder: "/home", exists: files.contains) == expected)
    }
}

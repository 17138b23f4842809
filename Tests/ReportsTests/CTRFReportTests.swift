import Preflight
import Reports
import Testing
import Value

@Suite struct CTRFReportTests {
    private static func results(_ text: String) throws -> Value { try #require(try Value(jsonText: text)["results"]) }

    @Test func aCheckIsATestOfItsCategory() throws {
        let text = CTRFReport.render(ReportSample.report, origin: ReportSample.origin)
        let document = try Value(jsonText: text)
        #expect(document["reportFormat"] == "CTRF" && document["specVersion"] == "1.0.0")
        #expect(document["timestamp"] == "2026-11-29T07:26:34Z")
        let results = try Self.results(text)
        #expect(
            results["summary"] == [
                "tests": 5, "passed": 2, "failed": 1, "skipped": 1, "pending": 0, "other": 1, "suites": 5,
                "start": 1_795_937_194_000, "stop": 1_795_937_195_234, "duration": 1234,
            ])
        let tests = try #require(results["tests"]?.array)
        #expect(tests.compactMap { $0["name"]?.string } == ["cluster", "helm", "gpu-nodes", "crds", "nats"])
        #expect(tests.compactMap { $0["status"]?.string } == ["passed", "skipped", "failed", "other", "passed"])
        #expect(
            tests.compactMap { $0["rawStatus"]?.string } == ["warn", "skipped", "fail", "unknown.forbidden", "pass"])
        #expect(tests[2]["suite"] == ["preflight", "accelerators"])
        #expect(tests[0]["duration"] == 1200)
        #expect(tests[0]["filePath"] == "deploy/our cluster.yaml" && tests[0]["line"] == 12)
        #expect(
            tests[2]["message"]?.string == """
                enough accelerators are free in total (8 nvidia.com/gpu), but not together
                - gpu-1: 4 of 8 nvidia.com/gpu free, a worker needs 8
                - gpu-2: cordoned
                requirement: every worker finds its accelerators
                next: make room on single nodes, or ask for fewer accelerators a worker
                """)
        #expect(tests[0]["extra"]?["policy"] == "downgraded until 2026-12-31: planned for December")
        #expect(results["environment"]?["healthy"] == false)
        #expect(results["extra"] == ["outcome": "failed"])
        #expect(
            results["environment"]?["extra"]?["clusters"]?[0] == [
                "name": "preflight", "outcome": "failed", "simulated": true, "server": "https://10.0.0.1:6443",
                "uid": "4f1c", "requests": "asked the server 6 times: 2 lists, 3 gets, 1 review",
            ])
    }

    @Test func aReportThatPassesIsHealthy() throws {
        let results = try Self.results(CTRFReport.render(ReportSample.report(.pass), origin: ReportSample.origin))
        #expect(results["environment"]?["healthy"] == true)
    }

    @Test func aFindingNamesTheLineOfTheFirstModelThatItNames() throws {
        var report = ReportSample.report
        report.deployments = [ReportedDeployment(name: "b", line: 9), ReportedDeployment(name: "a", line: 5)]
        report.results[2].message = "too few accelerators for a, b"
        let results = try Self.results(CTRFReport.render(report, origin: ReportSample.origin))
        #expect(results["tests"]?[2]?["line"] == 5)
        #expect(results["tests"]?[3]?["line"] == 12)
    }

    @Test func whereNoFileSaysWhatIsWantedTheChecksFileIsNamed() throws {
        var origin = ReportSample.origin
        origin.file = nil
        let results = try Self.results(CTRFReport.render(ReportSample.report, origin: origin))
        #expect(results["tests"]?[2]?["filePath"] == "checks/gpu-nodes.yaml")
        #expect(results["tests"]?[2]?["line"] == 1)
    }

    @Test func suitesOfAFleetBeginWithTheCluster() throws {
        let results = try Self.results(CTRFReport.render(ReportSample.fleet, origin: ReportSample.origin))
        let suites = try #require(results["tests"]?.array).compactMap { $0["suite"]?[0]?.string }
        let edge = "arn:aws:eks:eu-1:42:cluster/edge"
        #expect(suites == ["prod", "prod", "prod", "prod", "prod", edge, edge, "lab"])
        #expect(results["summary"]?["tests"] == 8)
        #expect(results["summary"]?["other"] == 2)
        #expect(results["summary"]?["suites"] == 8)
        let clusters = try #require(results["environment"]?["extra"]?["clusters"]?.array)
        #expect(clusters.compactMap { $0["outcome"]?.string } == ["failed", "passed", "undecided"])
    }

    @Test func everyReportIsAsTheSchemaAsks() async throws {
        let origin = ReportSample.origin
        var bare = origin
        bare.file = nil
        let problems = try await ReportReader.problems(
            [
                CTRFReport.render(ReportSample.report, origin: origin),
                CTRFReport.render(ReportSample.fleet, origin: bare),
                CTRFReport.render(PreflightReport(results: []), origin: bare),
            ], schema: CTRFSchema.document)
        #expect(problems == "")
    }

    @Test func theSchemaRefusesWhatIsNotOfIt() async throws {
        let text = CTRFReport.render(ReportSample.report, origin: ReportSample.origin)
        let problems = try await ReportReader.problems(
            [text.replacing("\"other\"", with: "\"unsure\"")], schema: CTRFSchema.document)
        #expect(problems.contains("unsure"))
    }
}

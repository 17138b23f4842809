import Preflight
import Reports
import Schemas
import Testing
import Value

@Suite struct JSONReportTests {
    @Test func f53IsOneDocumentWithASchema() throws {
        let text = JSONReport.render(ReportSample.report)
        let value = try Value(jsonText: text)
        #expect(value == ReportSample.report.json)
        #expect(value["schema"]?.string == "groundcrew.preflight/v1")
        #expect(value["counts"]?["fail"]?.integer == 1)
        #expect(value["results"]?[3]?["unknown"]?["resource"]?.string == "crds")
        #expect(text.hasSuffix("}\n"))
    }

    @Test func tellsPoliciesRequirementsAndRequests() throws {
        let json = ReportSample.report.json
        let policy: Value = [
            "check": "cluster", "action": "downgrade", "reason": "planned for December", "expires": "2026-12-31",
        ]
        #expect(json["policies"] == .array([policy]))
        #expect(json["results"]?[0]?["policy"] == policy)
        #expect(json["results"]?[1]?["policy"] == nil)
        #expect(json["results"]?[2]?["requirement"] == "every worker finds its accelerators")
        #expect(
            json["requests"] == [
                "lists": 2, "gets": 3, "discovery": 0, "reviews": 1, "dryRuns": 0, "writes": 0, "other": 0,
            ])
        #expect(json["cluster"] == ["server": "https://10.0.0.1:6443", "uid": "4f1c"])
        let standings = try #require(json["results"]?.array).compactMap { $0["standing"]?.string }
        #expect(standings == ["warned", "skipped", "failed", "undecided", "passed"])
    }

    @Test func whatIsNotThereIsNull() {
        let json = PreflightReport(results: []).json
        #expect(json["cluster"] == .null && json["requests"] == .null)
        #expect(json["policies"] == [])
    }

    @Test func aFleetHoldsEachClustersReport() throws {
        let text = JSONReport.render(ReportSample.fleet)
        let json = try Value(jsonText: text)
        #expect(json == ReportSample.fleet.json)
        #expect(json["schema"] == "groundcrew.preflight.fleet/v1")
        #expect(json["outcome"] == "failed")
        #expect(json["durationMilliseconds"] == 2345)
        let clusters = try #require(json["clusters"]?.array)
        #expect(clusters.compactMap { $0["context"]?.string } == ["prod", "arn:aws:eks:eu-1:42:cluster/edge", "lab"])
        #expect(clusters.compactMap { $0["outcome"]?.string } == ["failed", "passed", "undecided"])
        #expect(clusters[0]["report"] == ReportSample.report.json)
        #expect(clusters[0]["error"] == nil)
        #expect(clusters[2]["report"] == nil)
        #expect(
            clusters[2]["error"] == ["message": "there is no context lab", "hint": "see kubectl config get-contexts"])
    }

    // MARK: - The published schemas

    @Test(arguments: [
        ("preflight.v1.json", PreflightReport.schema), ("preflight.fleet.v1.json", FleetReport.schema),
    ])
    func thePublishedSchemasAreThoseOfTheCode(_ name: String, _ schema: JSONSchema) throws {
        try Golden.check(schema.document.json(pretty: true) + "\n", "docs/schemas/\(name)")
    }

    @Test(arguments: [PreflightReport.schema, FleetReport.schema]) func everyMemberSaysWhatItIsFor(schema: JSONSchema) {
        for field in SchemaField.all(of: schema) {
            #expect(field.title.hasSuffix("."), "\(field.path): \(field.title)")
        }
    }

    @Test func reportsHoldNothingThatTheSchemasDoNotDescribe() async throws {
        var full = ReportSample.report
        full.failOn = [.warning, .unknown]
        full.cluster?.note = "as seen at ten"
        let reports = [
            full, ReportSample.report, PreflightReport(results: []), ReportSample.report(.unknown("x")),
            ReportSample.report(.skipped("x")),
        ]
        let problems = try await ReportReader.problems(
            reports.map { JSONReport.render($0) }, schema: ReportReader.closed(PreflightReport.schema.document))
        #expect(problems == "")
        let fleets = [ReportSample.fleet, FleetReport(clusters: [], failOn: [.unknown])]
        let fleetProblems = try await ReportReader.problems(
            fleets.map { JSONReport.render($0) }, schema: ReportReader.closed(FleetReport.schema.document))
        #expect(fleetProblems == "")
    }

    @Test(arguments: ["outcome", "results", "cluster", "schema"])
    func theSchemaRefusesAReportThatLacksSomething(_ key: String) async throws {
        var object = try #require(ReportSample.report.json.object)
        object[key] = nil
        let problems = try await ReportReader.problems(
            [Value.object(object).json()], schema: PreflightReport.schema.document)
        #expect(problems.contains("'\(key)' is a required property"), "\(problems)")
    }

    @Test func aReportOfALaterVersionMayHoldMore() async throws {
        var object = try #require(ReportSample.report.json.object)
        object["later"] = ["more": true]
        let problems = try await ReportReader.problems(
            [Value.object(object).json()], schema: PreflightReport.schema.document)
        #expect(problems == "")
    }
}

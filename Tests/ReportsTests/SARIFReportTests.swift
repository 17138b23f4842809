import Preflight
import Reports
import Testing
import Value

@Suite struct SARIFReportTests {
    @Test func hasARuleAndAResultForEveryCheck() throws {
        let sarif = try Value(jsonText: SARIFReport.render(ReportSample.report, origin: ReportSample.origin))
        #expect(sarif["version"]?.string == "2.1.0")
        let run = try #require(sarif["runs"]?[0])
        #expect(run["tool"]?["driver"]?["semanticVersion"]?.string == "1.2.3")
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        let results = try #require(run["results"]?.array)
        #expect(results.count == 5)
        for result in results {
            let index = try #require(result["ruleIndex"]?.integer)
            #expect(rules[Int(index)]["id"] == result["ruleId"])
        }
        #expect(results.compactMap { $0["kind"]?.string } == ["fail", "notApplicable", "fail", "open", "pass"])
        #expect(results.compactMap { $0["level"]?.string } == ["warning", "none", "error", "none", "none"])
        #expect(rules[2]["properties"]?["requirement"] == "every worker finds its accelerators")
        #expect(results[0]["properties"]?["policy"] == "downgraded until 2026-12-31: planned for December")
        #expect(results[1]["properties"] == nil)
        let invocation = try #require(run["invocations"]?[0])
        #expect(invocation["executionSuccessful"] == false)
        #expect(invocation["startTimeUtc"] == "2026-11-29T07:26:34Z")
        #expect(invocation["machine"] == "runner-7")
        #expect(invocation["toolExecutionNotifications"]?[0]?["associatedRule"] == ["id": "crds", "index": 3])
        #expect(run["properties"]?["clusterUID"] == "4f1c")
        #expect(run["automationDetails"] == nil)
    }

    /// Code scanning shows a finding in the file it names, and shows none that names no file.
    @Test(arguments: [
        (ReportOrigin.File?.some(.init(path: "deploy/our cluster.yaml", line: 12)), "deploy/our%20cluster.yaml", 12),
        (.some(.init(path: "/srv/ü.yaml", line: 1)), "file:///srv/%C3%BC.yaml", 1),
    ])
    func findingsStandInTheUsersFile(_ file: ReportOrigin.File?, _ uri: String, _ line: Int) throws {
        var origin = ReportSample.origin
        origin.file = file
        let sarif = try Value(jsonText: SARIFReport.render(ReportSample.report, origin: origin))
        for result in try #require(sarif["runs"]?[0]?["results"]?.array) {
            let location = try #require(result["locations"]?[0])
            #expect(location["physicalLocation"]?["artifactLocation"]?["uri"]?.string == uri)
            #expect(location["physicalLocation"]?["region"]?["startLine"]?.integer == Int64(line))
            #expect(location["logicalLocations"]?[0]?["fullyQualifiedName"] == "https://10.0.0.1:6443")
        }
        #expect(!sarif.json().contains("checks/"))
    }

    @Test func aFindingStandsAtTheModelsThatItNames() throws {
        var report = ReportSample.report
        report.deployments = [
            ReportedDeployment(name: "qwen", line: 14), ReportedDeployment(name: "llama", line: 21),
            ReportedDeployment(name: "llama-large", line: 30), ReportedDeployment(name: "nats", line: 33),
        ]
        report.results[0].message = "no room for models/llama-large"
        report.results[2].details = ["llama: needs 8", "gpu-2: held by qwen (meta/Llama-3)"]
        let sarif = try Value(jsonText: SARIFReport.render(report, origin: ReportSample.origin))
        let lines = try #require(sarif["runs"]?[0]?["results"]?.array).map { result in
            (result["locations"]?.array ?? []).map { $0["physicalLocation"]?["region"]?["startLine"]?.integer }
        }
        #expect(lines == [[30], [12], [14, 21], [12], [12]], "what passes is about all of them")
    }

    @Test func findingsStandInTheCheckWhereNoFileSaysWhatIsWanted() throws {
        var origin = ReportSample.origin
        origin.file = nil
        var report = ReportSample.report
        report.results[1].file = ""
        report.results[2].file = "/srv/checks/gpu-nodes.yaml"
        let sarif = try Value(jsonText: SARIFReport.render(report, origin: origin))
        let places = try #require(sarif["runs"]?[0]?["results"]?.array).map { result in
            result["locations"]?[0]?["physicalLocation"]
        }
        #expect(
            places.map { $0?["artifactLocation"]?["uri"]?.string } == [
                "checks/cluster.yaml", "checks/helm.yaml", "file:///srv/checks/gpu-nodes.yaml", "checks/crds.yaml",
                "checks/nats.yaml",
            ])
        #expect(places.allSatisfy { $0?["region"]?["startLine"] == 1 })
    }

    @Test func aReaderSeesWhatWasFound() async throws {
        let text = SARIFReport.render(ReportSample.report, origin: ReportSample.origin)
        let read = try await ReportReader.read(text, as: "out.sarif", ReportReader.sarif)
        let records = try #require(read[0]?.array)
        #expect(
            records.compactMap { $0["Severity"]?.string } == ["warning", "none", "error", "none", "none"])
        #expect(records.compactMap { $0["Code"]?.string } == ["cluster", "helm", "gpu-nodes", "crds", "nats"])
        #expect(records.allSatisfy { $0["Tool"] == "groundcrew" && $0["Line"] == 12 })
        #expect(records.allSatisfy { $0["Location"] == "deploy/our%20cluster.yaml" })
        #expect(records[3]["Description"]?.string?.hasPrefix("cannot get crds: forbidden\nnext:") == true)
    }

    @Test func aReaderSeesARunForEveryCluster() async throws {
        let text = SARIFReport.render(ReportSample.fleet, origin: ReportSample.origin)
        let read = try await ReportReader.read(text, as: "out.sarif", ReportReader.sarif)
        #expect(read.array?.compactMap { $0.array?.count } == [5, 2, 1])
        let runs = try #require(try Value(jsonText: text)["runs"]?.array)
        #expect(
            runs.compactMap { $0["automationDetails"]?["id"]?.string } == [
                "preflight/prod/", "preflight/arn:aws:eks:eu-1:42:cluster/edge/", "preflight/lab/",
            ])
        #expect(runs[2]["results"]?[0]?["kind"] == "open")
    }
}

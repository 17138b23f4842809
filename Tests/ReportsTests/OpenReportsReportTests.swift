import FoundationEssentials
import Preflight
import TestParts
import Testing
import Value
import YAML

@testable import Reports

@Suite(.timeLimit(.minutes(5))) struct OpenReportsReportTests {
    @Test func theObjectHasCountsAndFindingsFirst() throws {
        var origin = ReportSample.origin
        origin.context = "prod"
        let objects = OpenReportsReport.objects(ReportSample.report, origin: origin)
        #expect(objects.count == 1)
        let object = try #require(objects.first)
        #expect(object["apiVersion"] == "openreports.io/v1alpha1" && object["kind"] == "ClusterReport")
        #expect(
            object["metadata"] == [
                "name": "groundcrew-preflight", "labels": ["app.kubernetes.io/managed-by": "groundcrew"],
                "annotations": [
                    "groundcrew/cluster": "prod", "groundcrew/outcome": "failed", "groundcrew/version": "1.2.3",
                    "groundcrew/simulated": "true",
                ],
            ])
        #expect(object["summary"] == ["pass": 1, "warn": 1, "fail": 1, "skip": 1, "error": 1])
        let results = try #require(object["results"]?.array)
        #expect(results.compactMap { $0["policy"]?.string } == ["gpu-nodes", "crds", "cluster", "helm", "nats"])
        #expect(results.compactMap { $0["result"]?.string } == ["fail", "error", "warn", "skip", "pass"])
        #expect(results.compactMap { $0["severity"]?.string } == ["high", "medium", "medium", "info", "info"])
        #expect(results.compactMap { $0["scored"]?.bool } == [true, true, false, true, true])
        #expect(
            results[0]["properties"] == [
                "title": "GPU nodes", "verdict": "fail",
                "hint": "make room on single nodes, or ask for fewer accelerators a worker",
                "details": "gpu-1: 4 of 8 nvidia.com/gpu free, a worker needs 8\ngpu-2: cordoned",
                "requirement": "every worker finds its accelerators",
            ])
        #expect(results[0]["timestamp"] == ["seconds": 1_795_937_194, "nanos": 0])
        #expect(results[1]["properties"]?["verdict"] == "unknown.forbidden")
        #expect(results[2]["properties"]?["policy"] == "downgraded until 2026-12-31: planned for December")
        #expect(results[4]["message"]?.string?.contains("\\u{1b}[31m") == true)
    }

    @Test(arguments: [("a", 250), ("ü", 68)])
    func textsAreCutAndWhatIsLeftOutIsCounted(letter: String, count: Int) throws {
        let long = String(repeating: letter, count: letter == "a" ? 400 : 5000)
        let results = (0..<300).map { index in
            CheckResult(
                id: "c\(index)", title: "T", category: "c", verdict: index == 299 ? .fail : .pass, message: long,
                hint: long, details: Array(repeating: long, count: letter == "a" ? 1 : 20), requirement: long)
        }
        let object = try #require(
            OpenReportsReport.objects(PreflightReport(results: results), origin: ReportSample.origin).first)
        let kept = try #require(object["results"]?.array)
        #expect(kept.count == count)
        #expect(object.jsonBytes().count < 1_100_000, "etcd takes no object of more than 1.5 MiB")
        #expect(object["metadata"]?["annotations"]?["groundcrew/results-left-out"]?.string == "\(300 - count)")
        #expect(object["configuration"]?["limits"]?["maxResults"] == 250)
        #expect(kept[0]["policy"] == "c299")
        #expect(object["summary"]?["pass"] == 299 && object["summary"]?["fail"] == 1)
        guard letter == "ü" else { return }
        #expect(kept[1]["message"]?.string?.count == ReportLimits.openReportsMessage)
        #expect(kept[1]["message"]?.string?.hasSuffix("ü…") == true)
        #expect(kept[1]["properties"]?["details"]?.string?.count == ReportLimits.openReportsProperty)
    }

    @Test(arguments: [
        ("prod", "prod"), ("a.b-c", "a.b-c"), ("Prod", "prod-"), ("arn:aws:eks:eu-1:42:cluster/edge", "arn-aws-eks-"),
        ("___", ""), ("", ""), ("ü", ""),
    ])
    func contextsBecomeNames(_ context: String, _ start: String) {
        let suffix = OpenReportsReport.nameSuffix(context)
        #expect(suffix.hasPrefix(start))
        #expect(KubernetesName.isSubdomain("\(OpenReportsReport.name)-\(suffix)"), "\(suffix)")
    }

    @Test func namesDifferWhereContextsDo() {
        let contexts = ["a/b", "a:b", "a_b", "A-b", "a-b", String(repeating: "x", count: 200), "a--b", "-a-b-"]
        #expect(Set(contexts.map(OpenReportsReport.nameSuffix)).count == contexts.count)
        #expect(OpenReportsReport.nameSuffix(contexts[5]).count <= 63)
    }

    @Test func aStreamHasADocumentForEachCluster() throws {
        let text = OpenReportsReport.render(ReportSample.fleet, origin: ReportSample.origin)
        let documents = try YAML.decodeAll(text, file: "report.yaml").map(\.value)
        #expect(documents == OpenReportsReport.objects(ReportSample.fleet, origin: ReportSample.origin))
        #expect(documents.count == 3)
        #expect(documents[0]["metadata"]?["name"] == "groundcrew-preflight-prod")
        #expect(documents[2]["metadata"]?["name"] == "groundcrew-preflight-lab")
        #expect(documents[2]["metadata"]?["annotations"]?["groundcrew/cluster"] == "lab")
        #expect(documents[2]["results"]?[0]?["result"] == "error")
        let single = OpenReportsReport.render(ReportSample.report, origin: ReportSample.origin)
        let object = try YAML.decode(single, file: "report.yaml")
        #expect(object["metadata"]?["annotations"]?["groundcrew/cluster"] == "https://10.0.0.1:6443")
    }

    // MARK: - The real definition

    private static let definition =
        (ProcessInfo.processInfo.environment["GROUNDCREW_CRDS"] ?? "\(TestParts.projectRoot)/../shared/crds")
        + "/openreports.io_clusterreports.yaml"

    private static var hasDefinition: Bool { FileManager.default.fileExists(atPath: definition) }

    @Test(
        .enabled(
            if: hasDefinition,
            "../shared/crds/openreports.io_clusterreports.yaml is not here: reports are NOT checked against it"))
    func objectsAreAsTheDefinitionAsks() async throws {
        let text = try String(contentsOfFile: Self.definition, encoding: .utf8)
        let definition = try YAML.decode(text, file: "crd.yaml")
        let schema = try #require(definition["spec"]?["versions"]?[0]?["schema"]?["openAPIV3Schema"])
        let objects =
            OpenReportsReport.objects(ReportSample.report, origin: ReportSample.origin)
            + OpenReportsReport.objects(ReportSample.fleet, origin: ReportSample.origin)
        let problems = try await ReportReader.problems(objects.map { $0.json() }, schema: ReportReader.closed(schema))
        #expect(problems == "")
    }

    @Test(
        .enabled(
            if: hasDefinition,
            "../shared/crds/openreports.io_clusterreports.yaml is not here: reports are NOT shown to a server"))
    func aServerKeepsAllThatAReportSays() async throws {
        let text = try String(contentsOfFile: Self.definition, encoding: .utf8)
        let reports = OpenReportsReport.render(ReportSample.fleet, origin: ReportSample.origin)
        try await ControlPlane.with { cluster in
            try await cluster.kubectl("apply", "--server-side", "--filename", "-", input: text).require()
            try await cluster.kubectl(
                "wait", "--for=condition=Established", "crd/clusterreports.openreports.io", "--timeout=20s"
            ).require()
            try await cluster.kubectl("apply", "--server-side", "--filename", "-", input: reports).require()
            for object in OpenReportsReport.objects(ReportSample.fleet, origin: ReportSample.origin) {
                let name = try #require(object["metadata"]?["name"]?.string)
                let answer = try await cluster.kubectl("get", "clusterreports", name, "--output", "json")
                try answer.require()
                let kept = try Value(jsonText: answer.standardOutput)
                for key in ["source", "configuration", "summary", "results"] { #expect(kept[key] == object[key]) }
            }
        }
    }
}

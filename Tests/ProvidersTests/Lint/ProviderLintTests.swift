import Charts
import Providers
import Testing
import Value

/// What a report is as a whole: the matrix, folders that cannot be read, and output.
@Suite struct ProviderLintTests {
    // MARK: - What is well

    @Test func nothingIsFoundWhereNothingIsWrong() throws {
        let report = try Tower.report()
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.name == "tower" && report.folder == "folder/tower")
    }

    @Test func theMatrixSaysWhatGoesTogetherInTheChartsWords() throws {
        let combinations = try Tower.report().combinations
        #expect(combinations.map(\.engine) == ["vllm", "vllm", "sglang", "sglang"])
        #expect(combinations.map(\.mode) == ["whole", "split", "whole", "split"])
        #expect(combinations.map(\.router) == ["none", "none", "none", "none"])
        #expect(combinations.map(\.isDefault) == [true, false, false, false])
        #expect(combinations.map(\.refusal) == [nil, nil, nil, "mode split is not for sglang"])
    }

    /// What the schema refuses is named by the value, not by what the template would say.
    @Test func aSchemaRefusesInItsOwnWords() throws {
        let report = try Tower.report("values.schema.json", #""enum": ["whole", "split"]"#, #""const": "whole""#)
        #expect(report.findings.map(\.path) == ["capabilities.modes"], "\(report.findings)")
        #expect(report.findings.first?.message.hasPrefix("names split, which the chart refuses") == true)
        #expect(report.combinations.map { $0.refusal == nil } == [true, false, true, false])
        let words = try #require(report.combinations[1].refusal)
        #expect(words.hasPrefix("mode is wrong: ") && words.contains("whole"), "\(words)")
    }

    /// The chart's own mode and router are what comes by itself; its engine is the first of the capabilities.
    @Test func whatComesByItselfIsTheChartsOwn() throws {
        let combinations = try Tower.report("values.yaml", "mode: whole", "mode: split").combinations
        #expect(combinations.map(\.isDefault) == [false, true, false, false])
    }

    @Test func everyBuiltInFolderLintsWithoutErrors() throws {
        let registry = try ProviderRegistry.builtIn()
        #expect(!registry.providers.isEmpty)
        for provider in registry.providers {
            let report = ProviderLint(registry: registry).report(of: provider)
            #expect(report.findings.isEmpty, "\(provider.name): \(report.findings)")
            #expect(report.combinations.count(where: \.isDefault) == 1)
            #expect(report.combinations.first(where: \.isDefault)?.refusal == nil)
        }
    }

    // MARK: - Folders that cannot be read

    @Test(
        arguments: [
            (
                "kind: Tower\n  crd", "kind: Tower\n  colour: red\n  crd", "folder/tower/provider.yaml:15:",
                "resource.colour",
                "is not known"
            ),
            (
                "engines: [vllm, sglang]", "engines: vllm", "folder/tower/provider.yaml:25:", "capabilities.engines",
                "a list"
            ),
            ("name: tower\n", "name: [\n", "folder/tower/provider.yaml:", nil, nil),
            (
                "status.?ready.orValue(false)", "state == 1", "folder/tower/provider.yaml:48:",
                "readiness.rules[0].when",
                "unknown variable \"state\""
            ),
            (
                "phase: Pending", "phase: Waiting", "folder/tower/provider.yaml:51:", "readiness.rules[1].phase",
                "Waiting"
            ),
            (
                "perWorker: deployment", "perWorker: development", "folder/tower/provider.yaml:37:", nil,
                "unknown variable \"development\""
            ),
            ("name: tower\n", "name: house\n", "folder/tower/provider.yaml", nil, "the chart is named tower"),
        ] as [(String, String, String, String?, String?)])
    func aBrokenDefinitionIsOneFindingWithItsPlace(
        from: String, to: String, place: String, path: String?, says: String?
    ) throws {
        let error = try #require(throws: ProviderError.self) { try Tower.provider("provider.yaml", from, to) }
        let report = ProviderLintReport(broken: error, in: "folder/tower")
        #expect(report.name == "tower" && report.folder == "folder/tower" && report.combinations.isEmpty)
        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1)
        #expect(finding.severity == .error)
        #expect(finding.place.hasPrefix(place) && finding.path == path, "\(finding)")
        if let says { #expect(finding.message.contains(says), "\(finding)") }
        #expect(!finding.message.contains("folder/tower"), "said once: \(finding)")
    }

    @Test func aChartThatCannotBeReadIsNamedByItsFile() {
        let inner = ChartError(code: .badFile, message: "cannot load values.yaml: no", path: "values.yaml")
        let outer = ProviderError(.invalidChart, "a/b: no", underlying: inner)
        #expect(
            ProviderLintFinding(outer, in: "a/b")
                == ProviderLintFinding(.error, "a/b/values.yaml", "cannot load values.yaml: no"))
        let whole = ProviderError(
            .invalidChart, "x", underlying: ChartError(code: .badMetadata, message: "Chart.yaml file is missing"))
        #expect(
            ProviderLintFinding(whole, in: "a/b") == ProviderLintFinding(.error, "a/b", "Chart.yaml file is missing"))
        let absolute = ProviderError(
            .invalidChart, "x", underlying: ChartError(code: .unreadable, message: "no", path: "/a/b/c"))
        #expect(ProviderLintFinding(absolute, in: "/a/b").place == "/a/b/c")
    }

    // MARK: - Output

    @Test func aReportIsAValue() throws {
        let value = try Tower.report("values.schema.json", "{\"title\": \"GPUs.\", ", "{").value
        #expect(value["name"] == "tower")
        #expect(value["folder"] == "folder/tower")
        #expect(
            value["findings"] == [
                [
                    "severity": "warning", "place": "folder/tower/values.schema.json", "path": "resources.gpu",
                    "message": "has no title, by which `providers show` explains it",
                ]
            ])
        #expect(
            value["combinations"]?[0] == [
                "engine": "vllm", "mode": "whole", "routerMode": "none", "default": true, "supported": true,
            ])
        #expect(
            value["combinations"]?[3] == [
                "engine": "sglang", "mode": "split", "routerMode": "none", "default": false, "supported": false,
                "refusal": "mode split is not for sglang",
            ])
    }
}

import Providers
import Testing
import Value

/// What lint says of the objects that a chart makes, combination by combination.
@Suite struct LintObjectsTests {
    @Test(arguments: ["provider.yaml", "tests/readiness.yaml"])
    func whatOnlyGroundcrewReadsIsNoPartOfTheChart(path: String) throws {
        let files = Tower.files.merging([path: "a: b\n"]) { old, _ in old }
        let report = try Tower.report(files: files)
        #expect(report.findings.map(\.place) == ["folder/tower/\(path)"])
        #expect(report.findings.map(\.severity) == [.warning])
        #expect(report.findings.first?.message.contains(".helmignore") == true)
    }

    /// What differs between combinations names the one in which it was found first.
    @Test func aFindingOfOneCombinationNamesIt() throws {
        let report = try Tower.report(
            "provider.yaml", "workers: deployment.replicas",
            "workers: \"deployment.mode == 'split' ? 0.5 : 1\"")
        #expect(
            report.findings.map(\.message) == [
                "gives 0.5, which is not a whole number from 0, with engine vllm, mode split, router none"
            ])
    }

    @Test func aTemplateThatFailsForOneCombinationIsAnErrorAndNotARefusal() throws {
        let report = try Tower.report(
            "templates/tower.yaml", "replicas: {{ .Values.replicas }}",
            "replicas: {{ if eq .Values.mode \"split\" }}{{ index .Values.resources.gpu 3 }}{{ else }}1{{ end }}")
        #expect(report.count(of: .error) == 1, "\(report.findings)")
        let finding = try #require(report.findings.first)
        #expect(finding.place.hasPrefix("folder/tower/templates/tower.yaml:11:"), "\(finding)")
        #expect(finding.message.hasSuffix(", with engine vllm, mode split, router none"), "\(finding)")
        #expect(report.combinations.map { $0.refusal == nil } == [true, false, true, false])
    }

    // MARK: - CRDs

    @Test func objectsAreCheckedWhereACheckIsGiven() throws {
        let report = try Tower.report { object in
            object["kind"] == "Tower" ? ["spec.size: Required value", "spec.model: is not a field of the CRD"] : nil
        }
        #expect(
            report.findings.map(\.message) == [
                "Tower example: spec.size: Required value", "Tower example: spec.model: is not a field of the CRD",
            ])
        #expect(report.findings.allSatisfy { $0.place == "folder/tower/templates/tower.yaml" && $0.severity == .error })
    }

    @Test func whatNoCRDIsKnownOfIsAWarningUnlessKubernetesBringsIt() throws {
        let report = try Tower.report(
            "templates/tower.yaml", "apiVersion: example.com/v1",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: example.com/v1"
        ) { _ in nil }
        #expect(
            report.findings.map(\.message) == [
                "Tower of example.com/v1 was not checked: no CRD of it is known",
                // What the contract looks for beside it.
                "comes out as example-base, and each ConfigMap that the chart makes has another name: a",
            ], "\(report.findings)")
        #expect(report.findings.map(\.severity) == [.warning, .warning])
    }

    /// The items of a List are objects as any others.
    @Test func listsAreLookedInto() throws {
        let report = try Tower.report(
            "templates/tower.yaml", "apiVersion: example.com/v1",
            "apiVersion: v1\nkind: List\nmetadata: {name: all}\nitems: [{apiVersion: v1, kind: Secret}]\n---\n"
                + "apiVersion: example.com/v1")
        #expect(report.findings.map(\.message) == ["a Secret has no metadata.name"], "\(report.findings)")
    }
}

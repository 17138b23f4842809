import Testing

@testable import Preflight

/// Which line of the user's file a finding is about.
@Suite struct ReportedDeploymentTests {
    @Test(
        arguments: [
            ("bootstrap.yaml:12:5", 12), ("C:/a:b.yaml:3:1", 3), ("", nil), ("bootstrap.yaml", nil), ("a:b:c", nil),
        ] as [(String, Int?)])
    func theLineIsThatOfTheFile(source: String, line: Int?) {
        var deployment = Subject.Deployment(name: "qwen", namespace: "models", provider: "p", workers: 1, perWorker: 1)
        deployment.source = source
        #expect(ReportedDeployment(deployment)?.line == line)
    }

    private static let report: PreflightReport = {
        var report = PreflightReport(results: [])
        report.deployments = [
            ReportedDeployment(name: "qwen", line: 20), ReportedDeployment(name: "llama", line: 10),
            ReportedDeployment(name: "llama-2", line: 30),
        ]
        return report
    }()

    @Test(
        arguments: [
            ("no room for qwen, llama", [], [10, 20]), ("no room for models/llama-2: 8 needed", [], [30]),
            ("nobody", ["qwen: needs 8"], [20]), ("meta/Llama-2 and qwen3", [], []),
        ] as [(String, [String], [Int])])
    func aFindingIsAboutThoseThatItNames(message: String, details: [String], lines: [Int]) {
        let finding = CheckResult(
            id: "x", title: "X", category: "c", verdict: .fail, message: message, details: details)
        #expect(Self.report.deployments(namedBy: finding).map(\.line) == lines)
        let passed = CheckResult(id: "x", title: "X", category: "c", verdict: .pass, message: message)
        #expect(Self.report.deployments(namedBy: passed).isEmpty)
    }
}

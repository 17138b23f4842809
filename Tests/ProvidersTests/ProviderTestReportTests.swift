import Charts
import Providers
import Testing
import Value

/// What comes of running a folder's own tests.
@Suite struct ProviderTestReportTests {
    private static func provider(_ tests: [(name: String, text: String)]) throws -> Provider {
        try Provider(
            definition: """
                apiVersion: groundcrew/v1
                kind: Provider
                name: tower
                capabilities: {engines: [vllm]}
                readiness:
                  rules:
                    - when: status.?state.orValue('') == 'up'
                      phase: Running
                      message: is up
                    - when: status.?broken.orValue(false) && status.nothing
                      phase: Failed
                    - when: "true"
                      phase: Pending
                      message: waits

                """,
            chart: try Chart.load(files: [
                ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: tower\nversion: 1.0.0\n")
            ]
            ), folder: "folder/tower", tests: tests)
    }

    private static let up = "cases: [{name: is up, object: {status: {state: up}}, expect: {phase: Running}}]\n"
    private static let waits = "cases: [{name: waits, expect: {phase: Pending, message: waits}}]\n"
    private static let wrong = "cases: [{name: is down, expect: {phase: Failed, message: is down}}]\n"
    private static let broken = "cases: [{name: breaks, object: {status: {broken: true}}, expect: {phase: Failed}}]\n"

    @Test func casesOfAllFilesCount() throws {
        let report = try ProviderTestReport(of: Self.provider([("a.yaml", Self.up), ("b.yaml", Self.waits)]))
        #expect(report.name == "tower" && report.folder == "folder/tower")
        #expect(report.count == 2 && report.passed == 2 && report.failures.isEmpty)
    }

    @Test func aFailureHasItsFileItsNameAndEveryProblem() throws {
        let report = try ProviderTestReport(of: Self.provider([("a.yaml", Self.up), ("b.yaml", Self.wrong)]))
        #expect(report.passed == 1)
        let failure = try #require(report.failures.first)
        #expect(report.failures.count == 1)
        #expect(failure.file == "folder/tower/tests/b.yaml")
        #expect(failure.name == "is down")
        #expect(failure.problems == ["phase is Pending, not Failed", "message is waits, not is down"])
    }

    @Test(arguments: [
        ([up], [1, 2]), ([waits], [0, 1]), ([up, waits], [1]),
        // A case that does not hold reaches its rule, and a rule that cannot be evaluated is reached by none.
        ([up, wrong], [1]), ([up, waits, broken], [1]),
    ])
    func rulesThatNoCaseReachesAreNamed(files: [String], indices: [Int]) throws {
        let tests = files.enumerated().map { (name: "\($0.offset).yaml", text: $0.element) }
        let unreached = try ProviderTestReport(of: Self.provider(tests)).unreached
        #expect(unreached.map(\.path) == indices.map { "readiness.rules[\($0)]" })
        for rule in unreached { #expect(rule.place?.hasPrefix("folder/tower/provider.yaml:") == true, "\(rule)") }
    }

    @Test func anUnreachedRuleSaysItsCondition() throws {
        let report = try ProviderTestReport(of: Self.provider([("a.yaml", Self.waits)]))
        #expect(report.unreached.first?.condition == "status.?state.orValue('') == 'up'")
        #expect(report.unreached.first?.place == "folder/tower/provider.yaml:7:7")
    }

    /// Nothing is said of rules where there is nothing to reach them.
    @Test func aFolderWithoutTestsHasNoCases() throws {
        let report = try ProviderTestReport(of: Self.provider([]))
        #expect(report.count == 0 && report.passed == 0 && report.unreached.isEmpty)
    }

    @Test func aBrokenFileIsAnErrorWithItsPlace() throws {
        let provider = try Self.provider([("a.yaml", "cases: [{name: a, expect: {phase: Good}}]\n")])
        let error = try #require(throws: ProviderError.self) { try ProviderTestReport(of: provider) }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.hasPrefix("folder/tower/tests/a.yaml:1:"), "\(error)")
    }

    @Test func aReportIsAValue() throws {
        let value = try ProviderTestReport(of: Self.provider([("a.yaml", Self.up), ("b.yaml", Self.wrong)])).value
        #expect(value["name"] == "tower")
        #expect(value["passed"] == 1)
        #expect(value["failed"] == 1)
        #expect(
            value["failures"] == [
                [
                    "file": "folder/tower/tests/b.yaml", "name": "is down",
                    "problems": ["phase is Pending, not Failed", "message is waits, not is down"],
                ]
            ])
        #expect(value["unreachedRules"]?.array?.count == 1)
        #expect(value["unreachedRules"]?[0]?["path"] == "readiness.rules[1]")
        #expect(value["unreachedRules"]?[0]?["when"] == "status.?broken.orValue(false) && status.nothing")
    }
}

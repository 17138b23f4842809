import Expressions
import FoundationEssentials
import Testing

@testable import Proofs

@Suite struct CELProofTests {
    // MARK: - One case

    private static func outcome(_ source: String, _ change: (inout CELCase) -> Void) -> CELCase.Outcome {
        var test = CELCase(id: "f/s/n", source: source)
        change(&test)
        return test.outcome
    }

    @Test func aCasePassesWhenItsValueIsFound() {
        #expect(Self.outcome("1 + 1") { $0.value = .int(2) } == .passed)
        #expect(Self.outcome("1 + 1") { $0.value = .int(3) } == .failed("expected int(3), found int(2)"))
        #expect(Self.outcome("1 + 1") { $0.value = .uint(2) } == .failed("expected uint(2), found int(2)"))
        #expect(Self.outcome("1 / 0") { $0.value = .int(1) } == .failed("expected int(1), found: division by zero"))
        #expect(Self.outcome("1 +") { $0.value = .int(1) } != .passed)
    }

    @Test func anErrorMayBeExpected() {
        #expect(Self.outcome("1 / 0") { $0.expectsError = true } == .passed)
        #expect(Self.outcome("1 + 'a'") { $0.expectsError = true } == .passed)
        #expect(Self.outcome("1") { $0.expectsError = true } == .failed("expected an error, found int(1)"))
    }

    @Test func aTypeMayBeExpected() {
        #expect(Self.outcome("[1]") { $0.type = "list(int)" } == .passed)
        #expect(
            Self.outcome("[1]") { $0.type = "list(uint)" } == .failed("expected the type list(uint), found list(int)"))
        let unread = Self.outcome("[x][0] / 0") {
            $0.type = "dyn"
            $0.isCheckedOnly = true
            $0.variables = ["x"]
        }
        #expect(unread == .passed)
        #expect(
            Self.outcome("nope()") { $0.type = "dyn" } == .failed("expected a type, found: unknown function \"nope\""))
    }

    @Test func aCaseBindsVariablesInAContainer() {
        let found = Self.outcome("x") {
            $0.bindings = ["a.x": .int(1), "x": .int(2)]
            $0.variables = ["a.x", "x"]
            $0.container = "a"
            $0.value = .int(1)
        }
        #expect(found == .passed)
        #expect(Self.outcome("x") { $0.value = .int(1) } == .failed("expected int(1), found: unknown variable \"x\""))
    }

    @Test func aCaseMayGoUnchecked() {
        #expect(Self.outcome("true || 1 + 'a' == 2") { $0.value = .bool(true) } != .passed)
        let unchecked = Self.outcome("true || 1 + 'a' == 2") {
            $0.value = .bool(true)
            $0.isChecked = false
        }
        #expect(unchecked == .passed)
    }

    // MARK: - A file

    private static let file = """
        name: "sample"
        section {
          name: "one"
          test { name: "good" expr: "1 + 1" value { int64_value: 2 } }
          test { name: "bad" expr: "1 + 1" value { int64_value: 3 } }
          test { name: "message" expr: "TestAllTypes{}" value { bool_value: true } }
        }
        section { name: "two" test { name: "good" expr: "1 / 0" eval_error {} } }
        """

    private static func report(_ text: String, leftOut: [String: String] = [:]) throws -> CELReport {
        var report = CELReport(leftOut: leftOut)
        try CELProof.run(Array(text.utf8), name: "sample", into: &report)
        return report
    }

    @Test func casesAreCounted() throws {
        let report = try Self.report(Self.file)
        #expect(report.files == [.init(name: "sample", passed: 2, count: 3, needingMessages: 1)])
        #expect(
            report.failures == [.init(id: "sample/one/bad", source: "1 + 1", reason: "expected int(3), found int(2)")])
        #expect(report.summary == "2 of 3 cases pass; 1 more need protobuf's messages or enums")
        #expect(report.exitCode == 1)
        #expect(
            report.text == """
                sample  2 of 3

                FAILED:
                  sample/one/bad: 1 + 1
                    expected int(3), found int(2)

                2 of 3 cases pass; 1 more need protobuf's messages or enums
                """)
    }

    @Test func aCaseMayBeLeftOutWithAReason() throws {
        let report = try Self.report(Self.file, leftOut: ["sample/one/bad": "it is wrong"])
        #expect(report.unexpected.isEmpty && report.stale.isEmpty)
        #expect(report.exitCode == 0)
        #expect(report.text.contains("left out:\n  sample/one/bad: it is wrong"))
        #expect(!report.text.contains("FAILED"))
    }

    @Test func aReasonThatIsNotNeededIsAFailure() throws {
        let report = try Self.report(
            Self.file, leftOut: ["sample/one/bad": "it is wrong", "sample/one/good": "x", "sample/no/where": "y"])
        #expect(report.stale == ["sample/no/where", "sample/one/good"])
        #expect(report.exitCode == 1)
        #expect(report.text.contains("NOT LEFT OUT: sample/one/good passes or is not there; take it off the list"))
    }

    @Test func noCasesAreNoProof() {
        #expect(CELReport(leftOut: [:]).exitCode == 1)
        #expect(CELReport(leftOut: [:]).summary == "0 of 0 cases pass")
    }

    @Test func onlySomeMayBeRun() throws {
        var report = CELReport(leftOut: [:])
        try CELProof.run(Array(Self.file.utf8), name: "sample", { $0.hasPrefix("sample/two/") }, into: &report)
        #expect(report.count == 1 && report.passed == 1 && report.exitCode == 0)
    }

    @Test func aCaseOfAnotherFormStopsTheProof() {
        let error = #expect(throws: ProofError.self) {
            try Self.report("section { name: 's' test { name: 't' expr: '1' value { nope: 1 } } }")
        }
        #expect(error?.description == "sample/s/t has a value of nope")
        #expect(throws: ProofError.self) { try Self.report("section {") }
    }

    // MARK: - A checkout

    @Test func aCheckoutIsRead() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/cel-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }  // Left to the system's cleaning.
        let none = #expect(throws: ProofError.self) { try CELProof(folder: folder).run() }
        #expect(none?.description.contains("CEL_SPEC names a checkout of google/cel-spec") == true)
        let cases = folder + "/tests/simple/testdata"
        try FileManager.default.createDirectory(atPath: cases, withIntermediateDirectories: true)
        try Self.file.write(toFile: cases + "/b.textproto", atomically: true, encoding: .utf8)
        try Self.file.write(toFile: cases + "/a.textproto", atomically: true, encoding: .utf8)
        try "no cases".write(toFile: cases + "/README.md", atomically: true, encoding: .utf8)
        let report = try CELProof(folder: folder).run()
        #expect(report.files.map(\.name) == ["a", "b"])
        #expect(report.passed == 4 && report.count == 6)
        #expect(report.failures.map(\.id) == ["a/one/bad", "b/one/bad"])
        let some = try CELProof(folder: folder).run { $0 == "b/one/good" }
        #expect(some.passed == 1 && some.count == 1)
    }

    @Test(arguments: [nil, ""]) func aCheckoutMustBeNamed(_ folder: String?) {
        let error = #expect(throws: ProofError.self) { try CELProof(folder: folder) }
        #expect(error?.description.contains("CEL_SPEC") == true)
    }

    /// docs/cel.md lists the cases that are left out, with the same reasons.
    @Test func theDocumentListsWhatIsLeftOut() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/cel.md"), encoding: .utf8)
        let start = try #require(text.range(of: "| cases left out | why |"))
        var listed: [String: String] = [:]
        for row in text[start.upperBound...].split(separator: "\n").dropFirst() where row.hasPrefix("|") {
            let cells = row.split(separator: "|").map { $0.trimmed }
            for id in cells[0].split(separator: "`") where id.contains("/") { listed[String(id)] = cells[1] }
        }
        #expect(listed == CELLeftOutCases.reasons)
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first == " " { rest = rest.dropFirst() }
        while rest.last == " " { rest = rest.dropLast() }
        return String(rest)
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}

import TestParts
import Testing

@testable import Preflight

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The page of what was reported.
@Suite struct FieldReportsTests {
    private struct Row {
        var number: Int
        /// What stands between backticks.
        var checks: [String]
        var tests: [String]

        /// Nil for a line that is no row with a number.
        init?(_ line: Substring) {
            let cells = line.split(separator: "|").map { $0.filter { $0 != " " } }
            guard cells.count == 4, let number = Int(cells[0]) else { return nil }
            self.number = number
            checks = Self.quoted(cells[2])
            tests = Self.quoted(cells[3])
        }

        private static func quoted(_ text: String) -> [String] {
            text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        }
    }

    private static func rows() throws -> [Row] {
        let page = try String(contentsOfFile: "\(TestParts.projectRoot)/docs/field-reports.md", encoding: .utf8)
        return page.split(separator: "\n").compactMap(Row.init)
    }

    @Test func everyReportHasARow() throws {
        let numbers = try Self.rows().map(\.number)
        #expect(numbers == Array(1...37))
    }

    @Test func everyCheckOnThePageIsThere() throws {
        let catalog = try CheckCatalog.builtIn()
        for row in try Self.rows() {
            for id in row.checks { #expect(catalog[id] != nil, "row \(row.number) names \(id)") }
        }
    }

    // MARK: - Tests

    /// The texts of the suites, by the names of their files; of one that is in several, all of them.
    private static func suites(in folder: String) throws -> [String: String] {
        var suites: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            if name.hasSuffix(".swift") {
                let suite = String(name.dropLast(6).prefix { $0 != "+" })
                suites[suite, default: ""] += try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            } else if name.first?.isUppercase == true, !name.contains("."), name != "Corpus" {
                suites.merge(try Self.suites(in: "\(folder)/\(name)")) { $0 + $1 }
            }
        }
        return suites
    }

    @Test func everyTestOnThePageIsThere() throws {
        let suites = try Self.suites(in: "\(TestParts.projectRoot)/Tests")
        for row in try Self.rows() {
            #expect(!row.tests.isEmpty, "row \(row.number) names no test")
            for test in row.tests {
                let parts = test.split(separator: ".").map(String.init)
                try #require(parts.count == 2, "\(test)")
                let text = suites[parts[0]] ?? ""
                #expect(text.contains("func \(parts[1])("), "row \(row.number) names \(test)")
            }
        }
    }

    /// Tests of rows bear their numbers, and the page names each.
    @Test func everyTestOfARowIsOnThePage() throws {
        let rows = try Self.rows()
        let suites = try Self.suites(in: "\(TestParts.projectRoot)/Tests/PreflightTests/Field")
        for (suite, text) in suites where suite.hasSuffix("Tests") && suite != "FieldReportsTests" {
            for part in text.split(separator: "func row").dropFirst() {
                let digits = part.prefix { $0.isNumber }
                let name = part.prefix { $0.isLetter || $0.isNumber }
                let row = rows.first { $0.number == Int(digits) }
                #expect(row?.tests.contains("\(suite).row\(name)") == true, "\(suite).row\(name)")
            }
        }
    }
}

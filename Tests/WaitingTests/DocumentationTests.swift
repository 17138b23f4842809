import FoundationEssentials
import TestParts
import Testing

@testable import Waiting

/// The page says what the table does.
@Suite struct DocumentationTests {
    @Test func thePageHasEveryCauseWithItsPatience() throws {
        let page = try String(contentsOfFile: "\(TestParts.projectRoot)/docs/waiting.md", encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|").prefix(2).map { $0.filter { $0 != "`" && $0 != " " } }
        }
        let expected = Fault.Cause.allCases.compactMap { cause in
            FaultPolicy.standard[cause].map { [cause.rawValue, "\($0.patience.components.seconds)s"] }
        }
        #expect(rows == expected)
    }
}

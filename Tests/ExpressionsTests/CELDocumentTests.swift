import FoundationEssentials
import Testing

@testable import Expressions

/// docs/cel.md lists what there is: neither more nor less.
@Suite struct CELDocumentTests {
    private static func section(_ title: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/cel.md"), encoding: .utf8)
        let parts = text.split(separator: "\n## ", omittingEmptySubsequences: false)
        return String(try #require(parts.first { $0.hasPrefix(title) }, "docs/cel.md has no section \(title)"))
    }

    /// The code spans of the table's second column.
    private static func spans(_ section: String) -> [String] {
        section.split(separator: "\n").filter { $0.hasPrefix("|") }.flatMap { row in
            let cells = row.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count > 2 else { return [String]() }
            return cells[2].split(separator: "`", omittingEmptySubsequences: false).enumerated().filter {
                $0.offset % 2 == 1
            }.map { String($0.element) }
        }
    }

    @Test func listsEveryFunction() throws {
        let listed = Self.spans(try Self.section("Functions"))
        let known = Set(Functions.groups.flatMap(\.overloads).map(\.signature))
        #expect(Set(listed) == known)
        #expect(listed.count == Set(listed).count)
    }

    @Test func listsEveryMacro() throws {
        #expect(Set(Self.spans(try Self.section("Macros"))) == Set(Parser.forms.values.joined()))
    }

    @Test func listsEveryLimit() throws {
        let section = try Self.section("Limits")
        let limits = ExpressionLimits.standard
        for number in [
            limits.sourceSize, limits.depth, limits.cost, limits.patternSize, limits.resultSize, limits.outputSize,
            limits.precision,
        ] {
            #expect(section.contains("| \(number) "), "the limit \(number) is missing")
        }
    }
}

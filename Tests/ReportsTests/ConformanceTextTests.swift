import Preflight
import Testing

@testable import Reports

@Suite struct ConformanceTextTests {
    private static func entry(
        _ id: String, _ level: ConformanceProfile.Level, _ status: ConformanceReport.Status, _ reason: String,
        hint: String? = nil
    ) -> ConformanceReport.Entry {
        let requirement = ConformanceProfile.Requirement(
            id: id, level: level, title: id, text: "What it asks for.", checks: [])
        return ConformanceReport.Entry(requirement, status, reason: reason, hint: hint)
    }

    private static func text(_ entries: [ConformanceReport.Entry]) -> String {
        let report = ConformanceReport(profile: "p", title: "The standard", source: "https://p", entries: entries)
        return ConformanceText.lines(report, TextStyle()).joined(separator: "\n")
    }

    @Test func eachRequirementHasALineBelowItsLevel() {
        let text = Self.text([
            Self.entry("dra", .must, .proven, "served"),
            Self.entry("gang", .must, .notProven, "none", hint: "bring one"),
            Self.entry("scaling", .must, .notOffered, "nothing is there"),
            Self.entry("sharing", .should, .needsRun, "offered", hint: "start two pods"),
        ])
        #expect(
            text == """
                The standard

                must
                  proven       dra      served
                  not proven   gang     none
                    next: bring one
                  not offered  scaling  nothing is there

                should
                  needs a run  sharing  offered
                    next: start two pods

                of 3 musts 1 is proven, 1 is not proven, 1 is not offered
                of 1 should 1 needs a run in the cluster
                """)
    }

    @Test func aLevelWithoutRequirementsIsLeftOut() {
        let text = Self.text([Self.entry("dra", .must, .proven, "served")])
        #expect(!text.contains("should"))
    }

    @Test func wordsOfTheClusterCannotMoveTheCursor() {
        let text = Self.text([Self.entry("dra", .must, .notProven, "a\u{1B}[2Jb\nc", hint: "d\u{7}")])
        #expect(!text.contains("\u{1B}"))
        #expect(!text.contains("\u{7}"))
    }

    @Test func longReasonsAreWrapped() {
        let reason = Array(repeating: "word", count: 60).joined(separator: " ")
        let lines = Self.text([Self.entry("dra", .must, .notProven, reason)]).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
    }
}

import Preflight
import Schemas
import Testing
import Value

@Suite struct ConformanceReportTests {
    private typealias Status = ConformanceReport.Status

    private static func result(_ id: String, _ verdict: Verdict, hint: String? = nil) -> CheckResult {
        CheckResult(id: id, title: id, category: "cluster", verdict: verdict, message: "words of \(id)", hint: hint)
    }

    private static func requirement(
        _ checks: [String], isIfOffered: Bool = false, runNeeded: String? = nil,
        level: ConformanceProfile.Level = .must
    ) -> ConformanceProfile.Requirement {
        .init(
            id: "r", level: level, title: "R", text: "What it asks for.", checks: checks, isIfOffered: isIfOffered,
            runNeeded: runNeeded)
    }

    private static func entry(
        _ requirement: ConformanceProfile.Requirement, _ results: [CheckResult]
    ) -> ConformanceReport.Entry {
        let profile = ConformanceProfile(name: "p", title: "P", source: "https://p", requirements: [requirement])
        return ConformanceReport(profile, results).entries[0]
    }

    @Test(
        arguments: [
            ([.pass, .pass], nil, false, .proven), ([.pass, .pass], "run it", false, .needsRun),
            ([.pass, .warn], nil, false, .notProven), ([.pass, .warn], "run it", false, .notProven),
            ([.pass, .fail], nil, false, .notProven), ([.pass, .unknown("x")], nil, false, .notProven),
            ([.pass, .skipped("none")], nil, false, .notProven), ([.pass, .skipped("none")], nil, true, .notProven),
            ([.skipped("none"), .skipped("none")], nil, true, .notOffered),
            ([.skipped("none"), .skipped("none")], "run it", true, .notOffered),
            ([.skipped("none"), .skipped("none")], nil, false, .notProven),
            ([.skipped("needs cluster"), .skipped("needs cluster")], nil, true, .notProven),
            ([.skipped("skipped by request"), .skipped("none")], nil, true, .notProven),
            ([.unknown("x"), .skipped("none")], nil, true, .notProven),
            ([.fail, .skipped("none")], nil, true, .notProven),
        ] as [([Verdict], String?, Bool, ConformanceReport.Status)])
    func verdictsDecide(
        _ verdicts: [Verdict], _ run: String?, _ isIfOffered: Bool, _ status: ConformanceReport.Status
    ) {
        let results = [Self.result("a", verdicts[0]), Self.result("b", verdicts[1])]
        let entry = Self.entry(Self.requirement(["a", "b"], isIfOffered: isIfOffered, runNeeded: run), results)
        #expect(entry.status == status)
        #expect(entry.reason.contains("words of"))
        #expect((entry.hint != nil) == [Status.notProven, .needsRun].contains(status))
    }

    @Test func whatWasNotRunProvesNothing() {
        let entry = Self.entry(Self.requirement(["a", "b", "c"]), [Self.result("b", .pass)])
        #expect(entry.status == .notProven)
        #expect(entry.reason == "a, c was not run")
        #expect(entry.hint == "run again without leaving a, c out")
    }

    @Test func whatIsNotReadNeedsARun() {
        let entry = Self.entry(Self.requirement([], runNeeded: "start a pod"), [])
        #expect(entry.status == .needsRun)
        #expect(entry.reason == "nothing of it can be read")
        #expect(entry.hint == "start a pod")
    }

    @Test func whatIsLeftToDoIsSaidOnce() {
        let results = [
            Self.result("a", .fail, hint: "repair"), Self.result("b", .warn, hint: "repair"), Self.result("c", .pass),
            Self.result("d", .unknown("x"), hint: "look"),
        ]
        let entry = Self.entry(Self.requirement(["a", "b", "c", "d"], runNeeded: "run"), results)
        #expect(entry.hint == "repair; look")
        #expect(entry.reason == "a: words of a; b: words of b; d: words of d")
        let silent = Self.entry(Self.requirement(["a"]), [Self.result("a", .skipped("none"))])
        #expect(silent.hint == "bring up what it names, then run again")
    }

    @Test func numbersAreCountedByLevel() {
        let profile = ConformanceProfile(
            name: "p", title: "P", source: "https://p",
            requirements: [
                Self.requirement(["a"]), Self.requirement(["b"]), Self.requirement([], runNeeded: "run"),
                Self.requirement(["c"], isIfOffered: true), Self.requirement(["a"], level: .should),
            ])
        let report = ConformanceReport(
            profile, [Self.result("a", .pass), Self.result("b", .fail), Self.result("c", .skipped("none"))])
        #expect(
            report.summary(.must)
                == "of 4 musts 1 is proven, 1 is not proven, 1 needs a run in the cluster, 1 is not offered")
        #expect(report.summary(.should) == "of 1 should 1 is proven")
        #expect(report.json["must"] == ["proven": 1, "notProven": 1, "needsRun": 1, "notOffered": 1])
        #expect(report.json["should"]?["proven"] == 1)
        #expect(report.json["requirements"]?[1]?["status"] == "notProven")
        #expect(report.json["requirements"]?[0]?["hint"] == nil)
        let empty = ConformanceReport(profile: "p", title: "P", source: "s", entries: [])
        #expect(empty.summary(.must) == "no must")
    }

    @Test func theJSONHoldsWhatItsSchemaNames() {
        let report = ConformanceReport(
            .init(name: "p", title: "P", source: "s", requirements: [Self.requirement(["a"])]), [])
        let members = ConformanceReport.schema.keywords["properties"]?.object?.keys ?? []
        #expect(members.sorted() == report.json.object?.keys.sorted())
    }
}

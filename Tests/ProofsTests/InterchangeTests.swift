import TestParts
import Testing
import Value

@testable import Proofs

@Suite struct InterchangeChainTests {
    @Test func everyMixOfOursAndBothHelmsIsThere() {
        let alone = InterchangeChain.all.filter { $0.tools.allSatisfy(InterchangeTool.alone.contains) }
        #expect(alone.count == 81)
        #expect(Set(InterchangeChain.all).count == InterchangeChain.all.count)
        #expect(alone.contains { $0.id == "native-helm3-helm4-native" })
    }

    @Test(arguments: [InterchangeTool.alone, InterchangeTool.allCases])
    func anyTwoToolsMeetAtAnyTwoSteps(tools: [InterchangeTool]) {
        let chains = InterchangeChain.pairs(of: tools)
        #expect(chains.count == tools.count * tools.count)
        for one in 0..<4 {
            for other in 0..<4 where one != other {
                let meetings = Set(chains.map { [$0.tools[one], $0.tools[other]] })
                #expect(meetings.count == tools.count * tools.count, "steps \(one) and \(other)")
            }
        }
    }

    @Test(.enabled(if: TestParts.has(.helm3, .helm4), "the Helms are not here"))
    func helmAndOursTakeTheSameWords() throws {
        let charts = (first: "one", second: "two")
        func words(_ tool: InterchangeTool, _ verb: ProvenVerb) throws -> [String] {
            try tool.command(verb, charts, namespace: "ns", tool: Tool(path: "/bin/groundcrew"))
        }
        for verb in [ProvenVerb.install, .upgrade, .rollback] {
            let (ours, helms) = (try words(.native, verb), try words(.helm4, verb))
            #expect(Array(ours.dropFirst(2)) == Array(helms.dropFirst()))
            #expect(ours.prefix(2) == ["/bin/groundcrew", "release"])
        }
        #expect(try words(.driven3, .install).suffix(4).dropLast() == ["--driver", "helm", "--helm"])
        #expect(try words(.driven3, .install).last == TestParts.path(.helm3))
    }
}

@Suite struct InterchangeVerdictTests {
    private let helm: [String: Value] = ["ConfigMap/a": ["data": ["text": "one"], "managers": ["helm Apply"]]]

    @Test func whoSetAFieldIsNotCompared() {
        let found: [String: Value] = ["ConfigMap/a": ["data": ["text": "one"], "managers": ["helm Update"]]]
        #expect(InterchangeVerdict.problems(found, references: [helm]).isEmpty)
    }

    @Test func whatOneHelmAloneLeavesWillDo() {
        let other: [String: Value] = ["ConfigMap/a": ["data": ["text": "two"]], "ConfigMap/b": [:]]
        #expect(InterchangeVerdict.problems(other, references: [helm, other]).isEmpty)
        #expect(InterchangeVerdict.problems(helm, references: [helm, other]).isEmpty)
        #expect(
            InterchangeVerdict.problems(["ConfigMap/a": ["data": [:]]], references: [helm, other])
                == [#"ConfigMap/a differs at data.text: nothing instead of "one""#])
    }

    @Test func whatIsMissingOrMoreIsNamed() {
        #expect(InterchangeVerdict.problems([:], references: [helm]) == ["ConfigMap/a is missing"])
        let more = helm.merging(["ConfigMap/b": [:]]) { old, _ in old }
        #expect(InterchangeVerdict.problems(more, references: [helm]) == ["ConfigMap/b is an orphan"])
    }

    @Test func theHistoryIsReadWhole() {
        #expect(InterchangeVerdict.historyProblem(["superseded", "superseded", "deployed"], reader: .helm3) == nil)
        #expect(
            InterchangeVerdict.historyProblem(["deployed", "deployed"], reader: .helm4)
                == "helm4 reads the history as deployed, deployed")
    }
}

import Testing
import Value

@testable import Deployments

@Suite struct ValueChangeTests {
    struct Case: Sendable {
        var path: [String]
        var before: Value?
        var after: Value?
        var words: String
    }

    @Test(arguments: [
        Case(path: ["replicas"], before: 4, after: 1, words: "replicas 4 → 1"),
        Case(path: ["replicas"], before: 4, words: "replicas 4 → unset"),
        Case(path: ["replicas"], after: 2, words: "replicas unset → 2"),
        Case(
            path: ["mode"], before: "aggregated", after: "disaggregated", words: "mode aggregated → disaggregated"),
        Case(path: ["servedModelName"], before: "a", after: "", words: "servedModelName a → unset"),
        Case(path: ["resources", "gpu"], before: 1, after: 2, words: "resources.gpu 1 → 2"),
        Case(path: ["enforceEager"], before: true, after: false, words: "enforceEager true → false"),
        Case(
            path: ["engineArgs", "max-num-seqs"], before: 16, after: 8, words: "engineArgs.max-num-seqs 16 → 8"),
        Case(path: ["engineArgs", "token"], before: "hidden", words: "engineArgs.token changes"),
        Case(path: ["env"], before: ["hidden"], after: [], words: "env changes"),
        Case(path: ["labels"], before: ["team": "hidden"], words: "labels changes"),
    ])
    func tellsNumbersAndWhatKnobsSayAlone(_ test: Case) {
        let change = ValueChange(path: test.path, from: test.before, to: test.after)
        #expect(change.words == test.words)
        #expect(!change.value.json().contains("hidden"))
    }

    @Test func whatIsNamedMayBePrinted() {
        let change = ValueChange(path: ["version"], from: "1.0", to: "2.0", showing: ["version"])
        #expect(change.words == "version 1.0 → 2.0")
        #expect(change.value == ["name": "version", "before": "1.0", "after": "2.0"])
    }

    @Test func leavesAreWhatIsNoObject() {
        let values: Object = ["a": 1, "b": ["c": ["d": [1]], "e": [:] as Value], "f": .null]
        #expect(values.leaves.map { $0.path.joined(separator: ".") } == ["a", "b.c.d", "b.e", "f"])
        #expect(values.value(at: ["b", "c", "d"]) == [1])
        #expect(values.value(at: ["f"]) == nil && values.value(at: ["a", "b"]) == nil)
    }
}

import Testing
import Value

@testable import Deployments

@Suite struct PodSelectorTests {
    @Test(arguments: [
        ("app=a", ["app": "a"]), ("x.y/z==b,app=a", ["x.y/z": "b", "app": "a"]), ("app=", ["app": ""]),
    ])
    func equalitiesAreRead(text: String, labels: [String: String]) {
        #expect(PodSelector(text)?.labels == labels)
    }

    @Test(arguments: ["app in (a,b)", "app!=a", "!app", "app", "", "app=a,", "app notin (a)", "=a", "a=b=c"])
    func whatComparesOtherwiseIsForTheServer(text: String) {
        #expect(PodSelector(text) == nil)
    }

    @Test(
        arguments: [
            (["d=a"], "d=a"), (["d=b", "d=a", "d=a"], "d in (a,b)"), (["d=a,k=x", "k=x,d=b"], "d in (a,b),k=x"),
            (["d=a", "e=a"], nil), ([], nil),
        ] as [([String], String?)])
    func severalBecomeOne(texts: [String], joined: String?) {
        #expect(PodSelector.joined(texts.compactMap(PodSelector.init)) == joined)
    }

    @Test func moreNamesThanAURLHoldsBecomeTheLabelAlone() {
        let selectors = (0..<300).compactMap { PodSelector("deployment=a-rather-long-name-\($0)") }
        #expect(PodSelector.joined(selectors) == "deployment")
    }

    @Test func onlyPodsWithAllLabelsMatch() throws {
        let selector = try #require(PodSelector("a=1,b=2"))
        func pod(_ labels: Value) -> Value { ["metadata": ["labels": labels]] }
        #expect(selector.matches(pod(["a": "1", "b": "2", "c": "3"])))
        #expect(!selector.matches(pod(["a": "1"])))
        #expect(!selector.matches(pod(["a": "1", "b": "3"])))
        #expect(!selector.matches([:]))
    }

    @Test func aValueThatNoLabelMayHaveMatchesNothing() throws {
        #expect(try #require(PodSelector("a=" + String(repeating: "x", count: 63))).isPossible)
        #expect(try !#require(PodSelector("a=" + String(repeating: "x", count: 64))).isPossible)
    }
}

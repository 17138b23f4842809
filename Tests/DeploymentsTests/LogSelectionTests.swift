import Testing
import Value

@testable import Deployments

@Suite struct LogSelectionTests {
    private static func pod(
        _ name: String, _ containers: [String], initial: [String] = [], preferred: String? = nil
    ) -> Value {
        func list(_ names: [String]) -> Value { .array(names.map { ["name": .string($0)] }) }
        var metadata: Object = ["name": .string(name)]
        if let preferred { metadata["annotations"] = ["kubectl.kubernetes.io/default-container": .string(preferred)] }
        return [
            "metadata": .object(metadata), "spec": ["containers": list(containers), "initContainers": list(initial)],
        ]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var pods: [Value]
        var pod: String?
        var container: String?
        /// `pod/container`.
        var sources: [String] = []
        var problems: [String] = []
        var testDescription: String { name }
    }

    private static let cases = [
        Case(name: "no pods", pods: []),
        Case(name: "one of one", pods: [pod("a", ["main"])], sources: ["a/main"]),
        Case(name: "sorted", pods: [pod("b", ["x"]), pod("a", ["y"])], sources: ["a/y", "b/x"]),
        Case(name: "the first", pods: [pod("a", ["one", "two"], initial: ["zero"])], sources: ["a/one"]),
        Case(name: "its own default", pods: [pod("a", ["one", "two"], preferred: "two")], sources: ["a/two"]),
        Case(name: "a default that is not there", pods: [pod("a", ["one"], preferred: "gone")], sources: ["a/one"]),
        Case(name: "the one asked for", pods: [pod("a", ["one", "two"])], container: "two", sources: ["a/two"]),
        Case(
            name: "an init container", pods: [pod("a", ["one"], initial: ["load"])], container: "load",
            sources: ["a/load"]),
        Case(
            name: "not in every pod", pods: [pod("a", ["one"]), pod("b", ["one", "two"])], container: "two",
            sources: ["b/two"], problems: ["pod a has no container two, only one"]),
        Case(name: "one pod", pods: [pod("a", ["m"]), pod("b", ["m"])], pod: "b", sources: ["b/m"]),
        Case(name: "another pod", pods: [pod("a", ["m"])], pod: "c"),
        Case(name: "no container", pods: [pod("a", [])], problems: ["pod a has no container"]),
    ]

    @Test(arguments: cases) func choosesAContainerOfEachPod(test: Case) {
        let selection = LogSelection(of: test.pods, pod: test.pod, container: test.container)
        #expect(selection.sources.map { "\($0.pod)/\($0.container)" } == test.sources)
        #expect(selection.problems == test.problems)
    }
}

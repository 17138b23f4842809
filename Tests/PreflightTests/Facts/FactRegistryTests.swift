import Testing
import Value

@testable import Preflight

/// That facts and variables go together, and what checks see of them.
@Suite struct FactRegistryTests {
    static func source(_ name: FactName, needs: [FactName] = []) -> FactSource {
        FactSource(name, "a fact of a test", needs: needs) { _ in .absent }
    }

    static func variable(
        _ name: String, _ facts: [FactName], within: Set<CheckDefinition.Each>? = nil
    ) -> FactVariable {
        FactVariable(name, from: facts, form: "{a}", "a variable of a test", within: within) { _ in .null }
    }

    @Test func theBuiltInOnesGoTogether() {
        let registry = FactRegistry.builtIn
        #expect(FactRegistry.problems(registry.sources, registry.variables) == [])
        let names: Set<FactName> = [
            .kubernetes, .nodes, .pods, .nodeUse, .resourceSlices, .crds, .operators, .nats, .etcd, .helm,
        ]
        #expect(names.isSubset(of: registry.names))
        #expect(registry.names == registry.names.sorted())
        for name in registry.names { #expect(registry[name]?.name == name) }
        for source in registry.sources {
            #expect(!source.summary.isEmpty && !source.summary.hasSuffix("."), "\(source.name)")
        }
        for variable in registry.variables {
            #expect(registry.variable(variable.name)?.form == variable.form)
            #expect(!variable.form.isEmpty && !variable.summary.hasSuffix("."), "\(variable.name)")
        }
        #expect(registry["moon"] == nil)
        #expect(registry.variable("moon") == nil)
    }

    struct Problem: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sources: [FactSource]
        var variables: [FactVariable] = []
        var says: [String]
    }

    @Test(arguments: [
        Problem(testDescription: "none", sources: [source("a"), source("b", needs: ["a"])], says: []),
        Problem(
            testDescription: "a fact twice", sources: [source("a"), source("a")], says: ["the fact 'a' is there twice"]),
        Problem(
            testDescription: "a need that nobody gathers", sources: [source("a", needs: ["b"])],
            says: ["the fact 'a' needs 'b', which nobody gathers"]),
        Problem(
            testDescription: "a need of objects", sources: [source("a", needs: ["objects/services"])], says: []),
        Problem(
            testDescription: "the name of objects", sources: [source("objects/services")],
            says: ["the name of fact 'objects/services' is one of objects"]),
        Problem(
            testDescription: "a circle",
            sources: [source("a", needs: ["b"]), source("b", needs: ["c"]), source("c", needs: ["b"]), source("d")],
            says: ["the facts a, b, c wait for each other"]),
        Problem(
            testDescription: "a variable twice", sources: [source("a")],
            variables: [variable("v", ["a"]), variable("v", [])], says: ["the variable 'v' is there twice"]),
        Problem(
            testDescription: "a variable of nothing", sources: [source("a")], variables: [variable("v", ["a", "b"])],
            says: ["the variable 'v' is made of 'b', which nobody gathers"]),
        Problem(
            testDescription: "a variable of objects", sources: [], variables: [variable("v", ["objects/services"])],
            says: []),
    ])
    func whatDoesNotGoTogetherIsTold(_ problem: Problem) {
        #expect(FactRegistry.problems(problem.sources, problem.variables) == problem.says)
    }

    struct Sight: Sendable {
        var known: [FactName]
        var forEach: CheckDefinition.Each?
        var sees: [String]

        init(_ known: [FactName], _ forEach: CheckDefinition.Each? = nil, sees: [String]) {
            self.known = known
            self.forEach = forEach
            self.sees = sees
        }
    }

    @Test(arguments: [
        Sight([], sees: ["always"]), Sight(["a"], sees: ["always", "one"]),
        Sight(["b"], sees: ["always"]), Sight(["b", "a", "c"], sees: ["always", "one", "both"]),
        Sight([], .nats, sees: ["always", "each"]), Sight(["b"], .etcd, sees: ["always", "each", "etcd"]),
        Sight(["b"], .nats, sees: ["always", "each"]), Sight(["objects/services"], sees: ["always", "reach"]),
    ])
    func checksSeeWhatTheyHaveTheFactsOf(_ sight: Sight) {
        let registry = FactRegistry(
            sources: [Self.source("a"), Self.source("b"), Self.source("c")],
            variables: [
                Self.variable("always", []), Self.variable("each", [], within: [.nats, .etcd]),
                Self.variable("one", ["a"]), Self.variable("both", ["a", "b"]),
                Self.variable("etcd", ["b"], within: [.etcd]), Self.variable("reach", ["objects/services"]),
            ])
        #expect(registry.variables(given: sight.known, forEach: sight.forEach).map(\.name) == sight.sees)
    }

    @Test func namesAreOpenAndSorted() {
        let name: FactName = "moon"
        #expect(name == FactName("moon") && name == FactName(rawValue: "moon"))
        #expect("\(name)" == "moon")
        #expect(([.pods, "moon", .crds] as [FactName]).sorted() == [.crds, "moon", .pods])
        #expect(FactName("objects/services").isObjects && !FactName.pods.isObjects)
    }
}

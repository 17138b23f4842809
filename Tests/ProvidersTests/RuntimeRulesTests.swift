import Charts
import Models
import Testing
import Value
import YAML

@testable import Providers

/// Runtimes that are in a cluster, judged for a model by what a provider's `runtimes` says.
@Suite struct RuntimeRulesTests {
    private static let head = "{types: [{apiVersion: dock.io/v1, kind: Runtime}, {apiVersion: dock.io/v1, kind: Wide}]"

    private static func provider(_ runtimes: String, values: String = "") throws -> Provider {
        let chart = try Chart.load(files: [
            ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: dock\nversion: 0.1.0\n"),
            ChartFile(path: "values.yaml", text: "runtime: \"\"\nmode: plain\n" + values),
        ])
        let more = """
            resource: {kind: Deployment, name: deployments.apps, versions: [apps/v1]}
            selection: [{when: "true", reason: it is there}]
            runtimes: \(runtimes)
            """
        return try Provider(definition: Docks.definition("dock", [], more: more), chart: chart, folder: "dock")
    }

    private static func matches(_ rules: String, _ runtimes: [(kind: String, yaml: String)]) throws -> [RuntimeMatch] {
        let provider = try provider("\(head), rules: [\(rules.replacing("\n", with: " "))]}")
        let found = try #require(provider.definition.runtimes)
        let candidates = try runtimes.map { item in
            RuntimeRules.Candidate(
                kind: try #require(found.kinds.first { $0.kind == item.kind }),
                object: try YAML.decode(item.yaml, file: "runtime"))
        }
        return found.matches(candidates, model: Model(unlisted: "me/model"), deployment: provider.chart.values)
    }

    // MARK: - Matching

    @Test func theBestComesFirst() throws {
        let rules = """
            {when: "runtime.spec.size > 9", mismatch: "${runtime.metadata.name} is too large for ${model.id}"},
            {when: "deployment.mode == 'plain'", match: "of size ${runtime.spec.size}", priority: runtime.spec.rank}
            """
        let found = try Self.matches(
            rules,
            [
                ("Wide", "{metadata: {name: z}, spec: {size: 10}}"),
                ("Wide", "{metadata: {name: a}, spec: {size: 1, rank: 5}}"),
                ("Runtime", "{metadata: {name: c, namespace: team}, spec: {size: 2, rank: 5}}"),
                ("Runtime", "{metadata: {name: b, namespace: team}, spec: {size: 3, rank: 7}}"),
                ("Runtime", "{metadata: {name: d, namespace: team}, spec: {}}"),
                ("Runtime", "{metadata: {name: 'y', namespace: team}, spec: {size: 11}}"),
            ])
        #expect(
            found.map(\.title) == [
                "Runtime team/b", "Runtime team/c", "Wide a", "Runtime team/d", "Runtime team/y", "Wide z",
            ])
        #expect(found.map(\.verdict) == [.match, .match, .match, .unknown, .mismatch, .mismatch])
        #expect(found.map(\.priority) == [7, 5, 5, 0, 0, 0])
        #expect(found[0].reason == "of size 3")
        #expect(found[3].reason.hasPrefix("it cannot be judged: "), "\(found[3].reason)")
        #expect(found[5].reason == "z is too large for me/model")
        #expect(
            found[1].value == [
                "kind": "Runtime", "name": "c", "namespace": "team", "verdict": "match", "priority": 5,
                "reason": "of size 2",
            ])
    }

    @Test func whatNoRuleHoldsForDoesNotFit() throws {
        let found = try Self.matches("{when: \"false\", match: a}", [("Wide", "{metadata: {name: a}}")])
        #expect(found.map(\.verdict) == [.mismatch])
        #expect(found.first?.reason == "no rule says that it takes the model")
        #expect(try Self.matches("{when: \"true\", match: a}", []).isEmpty)
        let plain = try Self.matches("{when: \"true\", match: a}", [("Wide", "{metadata: {name: a}}")])
        #expect(plain.first?.priority == 0 && plain.first?.namespace == nil)
    }

    // MARK: - Reading

    @Test(arguments: [
        ("{types: [], rules: [{when: a, match: b}]}", "runtimes.types needs at least one type"),
        ("{rules: [{when: a, match: b}]}", "runtimes.types needs at least one type"),
        ("\(head)}", "runtimes.rules needs at least one rule"),
        ("{types: [{kind: A}], rules: []}", "runtimes.types[0].apiVersion is required"),
        ("\(head), rules: [{match: b}]}", "runtimes.rules[0].when is required"),
        ("\(head), rules: [{when: \"true\"}]}", "runtimes.rules[0].match is required"),
        ("\(head), rules: [{when: request.a, match: b}]}", "unknown variable \"request\""),
        (
            "\(head), rules: [{when: \"true\", mismatch: a, match: b}]}",
            "runtimes.rules[0].match stands beside mismatch"
        ),
        (
            "\(head), rules: [{when: \"true\", mismatch: a, priority: \"1\"}]}",
            "runtimes.rules[0].priority stands beside mismatch"
        ),
        ("\(head), rules: [{when: \"true\", match: b, score: 1}]}", "score"),
        ("\(head), more: 1}", "more"),
    ])
    func whatIsWrongIsToldWithItsPlace(runtimes: String, words: String) throws {
        let error = try #require(throws: ProviderError.self) { try Self.provider(runtimes) }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.contains(words), "\(error.message)")
        #expect(error.message.contains("dock/provider.yaml:"), "\(error.message)")
    }

    @Test func outputsNameTheTypes() throws {
        let provider = try Self.provider("\(Self.head), rules: [{when: \"true\", match: a}]}")
        #expect(provider.definition.value["runtimeTypes"] == ["dock.io/v1 Runtime", "dock.io/v1 Wide"])
        #expect(try Docks.provider("plain").definition.value["runtimeTypes"] == nil)
    }

    // MARK: - Lint

    private static func findings(_ provider: Provider) -> [String] {
        ProviderLint(registry: ProviderRegistry([])).report(of: provider).findings
            .filter { $0.path?.hasPrefix("runtimes") == true }.map(\.message)
    }

    @Test(
        arguments: [
            ("{when: \"true\", match: a}", []),
            ("{when: \"true\", mismatch: a}", ["has no rule with match, so that no runtime ever fits"]),
            (
                "{when: \"true\", match: a}, {when: \"true\", match: b}",
                ["is never reached: runtimes.rules[0] always holds"]
            ),
            (
                "{when: runtime.spec.a == 1, match: a}",
                ["fails for a runtime that says nothing of itself: it cannot be judged"]
            ),
        ] as [(String, [String])])
    func lintTriesTheRules(rules: String, words: [String]) throws {
        let found = try Self.findings(Self.provider("\(Self.head), rules: [\(rules)]}"))
        // The two types are alike.
        #expect(Set(found.map { $0.prefix(17) }) == Set(words.map { $0.prefix(17) }), "\(found)")
    }

    @Test func lintWantsTheChartsValue() throws {
        let more = """
            runtimes: {types: [{apiVersion: a/v1, kind: A}], rules: [{when: "true", match: a}]}

            """
        let found = Self.findings(try Docks.provider("dock", more: more))
        #expect(found == ["is there, and the chart has no value runtime that names a runtime"])
    }

    // MARK: - Choosing a provider

    @Test func whoTakesNoRuntimeIsNotChosen() throws {
        let registry = try ProviderRegistry.builtIn()
        var request = DeploymentRequest(model: Model(unlisted: "me/model"), name: "m", namespace: "models")
        request.use(runtime: "theirs")
        #expect(request.runtime == "theirs" && request.chartValues["runtime"] == "theirs")
        let taking = registry.providers.filter { $0.definition.runtimes != nil }.map(\.name)
        #expect(taking == ["kserve-classic", "ome"])
        for candidate in ProviderSelection.candidates(for: request, from: registry) {
            #expect((candidate.score != nil) == taking.contains(candidate.name), "\(candidate)")
        }
        request.provider = "vllm"
        let error = try #require(throws: ProviderError.self) {
            try ProviderSelection.select(for: request, from: registry)
        }
        #expect(error.message.contains("it takes no runtime that is in the cluster, such as theirs"))
        request.use(runtime: "")
        #expect(request.runtime == nil && request.chartValues["runtime"] == "")
    }
}

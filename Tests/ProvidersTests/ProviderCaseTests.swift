import Expressions
import Providers
import Readiness
import Testing
import Value

/// The test cases that providers' folders hold, and how such a file is read.
@Suite struct ProviderCaseTests {
    static let providers = (try? ProviderRegistry.builtIn().providers) ?? []

    @Test(arguments: providers.map(\.name))
    func everyCaseOfABuiltInFolderHolds(name: String) throws {
        let provider = try ProviderRegistry.builtIn().provider(name)
        let cases = try provider.cases()
        #expect(!cases.isEmpty)
        for one in cases {
            let problems = one.problems(by: provider.definition.readiness)
            #expect(problems.isEmpty, "\(one.file): \(one.name): \(problems.joined(separator: "; "))")
        }
    }

    /// A rule that no case reaches is a rule that nobody has seen work.
    @Test(arguments: providers.map(\.name))
    func everyRuleOfABuiltInFolderIsReached(name: String) throws {
        let provider = try ProviderRegistry.builtIn().provider(name)
        let contract = provider.definition.readiness
        let reached = Set(try provider.cases().compactMap { contract.status(of: $0.object).rule })
        for index in contract.rules.indices {
            #expect(
                reached.contains(index),
                "rule \(index + 1) of \(name): \(contract.rules[index].condition.source)")
        }
    }

    // MARK: - Reading

    private let file = """
        object:
          metadata: {name: qwen, namespace: team, labels: {a: b, c: d}}
          status: {state: bad}
        cases:
          - name: it runs
            object: {metadata: {labels: {c: null}}, status: {state: good}}
            related: {weights: {status: {state: Ready}}}
            events: [{reason: Late, message: is late, age: 3}, {reason: Early}]
            expect:
              phase: Running
              message: good b Ready Late 3

        """

    private func contract(_ section: Value) throws -> ReadinessContract { try ReadinessContract(section) }

    private var section: Value {
        [
            "related": ["weights": ["apiVersion": "v1", "kind": "ConfigMap", "name": "w-${object.metadata.name}"]],
            "rules": [
                [
                    "when": "status.state == 'good' && !has(object.metadata.labels.c) && events.size() == 2",
                    "phase": "Running",
                    "message":
                        "${status.state} ${object.metadata.labels.a} ${related.?weights.?status.?state.orValue('-')} ${events[0].reason} ${events[0].age}",
                ],
                ["when": "true", "phase": "Pending", "message": "waits", "patience": 7],
            ],
            "replicas": ["desired": "3", "ready": "1"],
            "pods": ["selector": "app=${object.metadata.name}"],
            "endpoint": ["service": "${object.metadata.name}-svc", "port": 80, "path": "/v1"],
        ]
    }

    @Test func aCaseIsTheFilesObjectWithItsOwnChanges() throws {
        let cases = try ProviderCase.cases(yaml: file, file: "tests/a.yaml")
        #expect(cases.map(\.name) == ["it runs"])
        #expect(try cases[0].problems(by: contract(section)) == [])
    }

    @Test func whatDiffersIsNamedWithBothSides() throws {
        let text = """
            object: {metadata: {name: qwen, namespace: team}, status: {state: bad}}
            cases:
              - name: all is wrong
                expect:
                  phase: Running
                  message: runs
                  patience: 9
                  replicas: {desired: 2}
                  endpoint: http://qwen.team.svc:80/v1
                  pods: app=other

            """
        let cases = try ProviderCase.cases(yaml: text, file: "tests/a.yaml")
        #expect(
            try cases[0].problems(by: contract(section)) == [
                "phase is Pending, not Running", "message is waits, not runs", "patience is 7 s, not 9 s",
                "replicas.desired is 3, not 2", "replicas.ready is 1, not missing", "pods is app=qwen, not app=other",
                "endpoint is http://qwen-svc.team.svc:80/v1, not http://qwen.team.svc:80/v1",
            ])
    }

    @Test func aPatienceThatNobodyExpectsIsAProblem() throws {
        let text = "cases: [{name: a, object: {status: {state: bad}}, expect: {phase: Pending}}]\n"
        let cases = try ProviderCase.cases(yaml: text, file: "a")
        #expect(try cases[0].problems(by: contract(section)) == ["patience is 7 s, not missing"])
    }

    @Test(arguments: [
        ("cases: []", "a.yaml:1:", "needs at least one case"), ("object: {}", "a.yaml:1:", "needs at least one case"),
        ("cases: [{expect: {phase: Running}}]", "a.yaml:1:", "name"),
        ("cases: [{name: a}]", "a.yaml:1:", "expect"), ("cases: [{name: a, expect: {}}]", "a.yaml:1:", "phase"),
        ("cases: [{name: a, expect: {phase: Good}}]", "a.yaml:1:", "Good"),
        ("cases: [{name: a, expect: {phase: Running}, more: 1}]", "a.yaml:1:", "more"),
        (
            "cases:\n  - {name: a, expect: {phase: Running}}\n  - {name: a, expect: {phase: Running}}", "a.yaml:3:",
            "'a' is used twice"
        ),
        ("cases: [{name: a, expect: {phase: Running}, events: [{message: b}]}]", "a.yaml:1:", "reason"),
        ("", "a.yaml", "is empty"),
    ])
    func whatIsWrongHasItsPlace(text: String, place: String, words: String) throws {
        let error = try #require(throws: ProviderError.self) { try ProviderCase.cases(yaml: text, file: "a.yaml") }
        #expect(error.code == .invalidDefinition)
        #expect(error.message.hasPrefix(place) && error.message.contains(words), "\(error.message)")
    }
}

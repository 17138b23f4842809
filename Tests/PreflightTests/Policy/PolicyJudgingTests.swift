import Events
import Testing
import Value

@testable import Preflight

/// Policies while checks are judged: what is skipped is not gathered, and what is downgraded blocks nobody.
@Suite struct PolicyJudgingTests {
    private static let names = ["a", "b"]

    private static let sources: [FactSource] = names.map { name in
        FactSource(FactName(name), "a fact") { _ in .absent }
    }

    private static let variables: [FactVariable] = names.map { name in
        FactVariable(name, from: [FactName(name)], form: "text", "a fact") { (facts) throws(UnknownReason) in
            try facts.known(FactName(name))
        }
    }

    private static let want = FactVariable("want", from: [], form: "{}", "what is wanted") { $0.subject.value }

    private static let registry = FactRegistry(sources: sources, variables: variables + [want])

    private static func check(_ id: String, _ lines: String) throws -> CheckDefinition {
        try CheckDefinition(
            yaml: "apiVersion: groundcrew/v1\nkind: Check\nid: \(id)\ntitle: T\ncategory: c\n" + lines,
            file: "\(id).yaml", registry: registry)
    }

    private static let passes = "outcomes: [{when: 'true', verdict: pass, message: fine}]"
    private static let fails = "outcomes: [{when: 'true', verdict: fail, message: bad, hint: repair it}]"

    private static func policy(_ check: String, _ action: AppliedPolicy.Action) -> AppliedPolicy {
        AppliedPolicy(check: check, action: action, reason: "known", expires: "2026-12-31")
    }

    private static func run(
        _ checks: [CheckDefinition], skip: [String: String] = [:], _ policies: AppliedPolicy...
    ) throws -> JudgingRun {
        try JudgingRun(
            Judge(try CheckCatalog(checks), registry: registry), PreflightRequest(skip: skip, policies: policies))
    }

    private static func judge(_ run: inout JudgingRun) -> [String] {
        let facts = Facts(facts: ["a": .known(1), "b": .known(2)])
        return run.judged(by: facts, isComplete: true, now: { .zero }).map { "\($0.id) \($0.verdict.name)" }
    }

    @Test func whatIsSkippedIsNotGathered() throws {
        var run = try Self.run(
            [Self.check("one", "needs: [a]\n" + Self.fails), Self.check("two", "needs: [b]\n" + Self.passes)],
            Self.policy("one", .skip))
        #expect(run.wishes.names == ["b"])
        #expect(Self.judge(&run) == ["one skipped", "two pass"])
        #expect(run.inOrder[0].message == "skipped by policy: known")
        #expect(run.inOrder[0].policy == Self.policy("one", .skip))
        #expect(run.inOrder[0].hint == nil && run.inOrder[0].duration == .zero)
    }

    @Test func whatIsSkippedOrDowngradedBlocksNobody() throws {
        let checks = [
            try Self.check("base", "needs: [a]\n" + Self.fails),
            try Self.check("top", "needs: [b]\nrequires: [base]\n" + Self.passes),
        ]
        var skipping = try Self.run(checks, Self.policy("base", .skip))
        #expect(Self.judge(&skipping) == ["base skipped", "top pass"])
        var downgrading = try Self.run(checks, Self.policy("base", .downgrade))
        #expect(Self.judge(&downgrading) == ["base warn", "top pass"])
        #expect(downgrading.inOrder[0].message == "bad" && downgrading.inOrder[0].hint == "repair it")
        var neither = try Self.run(checks, Self.policy("top", .downgrade))
        #expect(Self.judge(&neither) == ["base fail", "top skipped"])
        #expect(neither.inOrder.allSatisfy { $0.policy == nil }, "what is blocked was not made so by a policy")
    }

    @Test func theRequestGoesBeforeThePolicy() throws {
        var run = try Self.run(
            [Self.check("one", Self.fails)], skip: ["one": "ticket 7"], Self.policy("one", .downgrade))
        #expect(Self.judge(&run) == ["one skipped"])
        #expect(run.inOrder[0].message == "skipped by request: ticket 7" && run.inOrder[0].policy == nil)
    }

    @Test func whatIsUnknownOrDoesNotApplyStaysSo() throws {
        var run = try Self.run(
            [
                Self.check("odd", "outcomes: [{when: 'true', verdict: unknown, message: m, hint: h}]"),
                Self.check("unfit", "appliesTo: {when: 'false', otherwise: not today}\n" + Self.fails),
            ], Self.policy("odd", .downgrade), Self.policy("unfit", .downgrade))
        #expect(Self.judge(&run) == ["odd unknown", "unfit skipped"])
        #expect(run.inOrder.allSatisfy { $0.policy == nil })
    }

    /// Judging with a policy and applying it to what was judged without come to the same.
    @Test(arguments: [AppliedPolicy.Action.downgrade, .skip])
    func bothWaysComeToTheSame(action: AppliedPolicy.Action) throws {
        let checks = [
            try Self.check("bad", "needs: [a]\n" + Self.fails), try Self.check("good", "needs: [b]\n" + Self.passes),
        ]
        let policies = [Self.policy("bad", action), Self.policy("good", .downgrade)]
        let facts = Facts(facts: ["a": .known(1), "b": .known(2)])
        let judge = Judge(try CheckCatalog(checks), registry: Self.registry)
        let with = try judge.judge(facts, PreflightRequest(policies: policies))
        let without = try judge.judge(facts, PreflightRequest())
        #expect(with == without.map { $0.under(policies) })
    }

    @Test func aPolicyOfACheckThatDoesNotRunIsNone() throws {
        let judge = Judge(try CheckCatalog([Self.check("one", Self.fails)]), registry: Self.registry)
        let results = try judge.judge(Facts(), PreflightRequest(policies: [Self.policy("gone", .skip)]))
        #expect(results.map(\.verdict.name) == ["fail"])
    }

    @Test func eventsAndTheReportSayTheSame() throws {
        var run = try Self.run([Self.check("one", Self.fails)], Self.policy("one", .downgrade))
        let results = run.judged(by: Facts(), isComplete: true, now: { .zero })
        #expect(results.map { Event(finished: $0).outcome } == [.warned])
        #expect(Event(finished: PreflightReport(results: run.inOrder)).outcome == .warned)
    }
}

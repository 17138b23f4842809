import Testing
import Value

@testable import Preflight

/// When checks are judged while facts come in.
@Suite struct JudgingRunTests {
    private static let names = ["a", "b", "c"]

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

    private static func run(
        _ checks: [CheckDefinition], skip: [String: String] = [:], only: Set<String>? = nil
    ) throws -> JudgingRun {
        try JudgingRun(
            Judge(try CheckCatalog(checks), registry: registry), PreflightRequest(skip: skip, only: only))
    }

    private static func facts(_ names: FactName...) -> Facts {
        Facts(facts: Dictionary(names.map { ($0, Fact.known(1)) }, uniquingKeysWith: { first, _ in first }))
    }

    /// The ids of those that are judged by the facts, with their verdicts.
    private static func judge(_ run: inout JudgingRun, _ facts: Facts, isComplete: Bool = false) -> [String] {
        run.judged(by: facts, isComplete: isComplete, now: { .zero }).map { "\($0.id) \($0.verdict.name)" }
    }

    /// What no work needs costs nothing, and warns of nothing, unless somebody names it.
    @Test func checksOnRequestRunOnlyWhereTheyAreNamed() throws {
        let checks = try [
            Self.check("always", "needs: [a]\n" + Self.passes),
            Self.check("asked", "needs: [b]\nonRequest: true\n" + Self.fails),
        ]
        var all = try Self.run(checks)
        #expect(all.wishes.names == ["a"])
        let whole = Self.judge(&all, Self.facts("a", "b"), isComplete: true)
        #expect(whole == ["always pass"])
        var named = try Self.run(checks, only: ["asked"])
        #expect(named.wishes.names == ["b"])
        let one = Self.judge(&named, Self.facts("a", "b"), isComplete: true)
        #expect(one == ["asked fail"])
    }

    @Test func aCheckIsJudgedWhenItsFactsAreThere() throws {
        var run = try Self.run([
            Self.check("one", "needs: [a]\n" + Self.passes), Self.check("two", "needs: [a, b]\n" + Self.passes),
            Self.check("none", Self.passes),
        ])
        #expect(run.wishes.names == ["a", "b"])
        let first = Self.judge(&run, Facts())
        #expect(first == ["none pass"])
        let second = Self.judge(&run, Self.facts("b"))
        #expect(second == [])
        let third = Self.judge(&run, Self.facts("a", "b"))
        #expect(third == ["one pass", "two pass"])
        #expect(run.inOrder.map(\.id) == ["none", "one", "two"], "as in the catalog")
    }

    @Test func aCheckWaitsForThoseThatItRequires() throws {
        var run = try Self.run([
            Self.check("base", "needs: [b]\n" + Self.passes),
            Self.check("top", "needs: [a]\nrequires: [base]\n" + Self.passes),
        ])
        let first = Self.judge(&run, Self.facts("a"))
        #expect(first == [])
        let second = Self.judge(&run, Self.facts("a", "b"))
        #expect(second == ["base pass", "top pass"])
    }

    @Test func whatIsBlockedNeedsNoFacts() throws {
        var run = try Self.run([
            Self.check("base", "needs: [a]\n" + Self.fails),
            Self.check("next", "needs: [b]\nrequires: [base]\n" + Self.passes),
            Self.check("last", "needs: [c]\nrequires: [next]\n" + Self.passes),
        ])
        let judged = Self.judge(&run, Self.facts("a"))
        #expect(judged == ["base fail", "next skipped", "last skipped"])
        #expect(run.inOrder.map(\.message) == ["bad", "needs base", "needs next"])
    }

    /// Who may not read one thing may read another; what nobody answers blocks the rest.
    @Test(arguments: [
        (UnknownReason.Code.forbidden, ["base unknown", "top pass"]),
        (.unauthorized, ["base unknown", "top skipped"]), (.timeout, ["base unknown", "top skipped"]),
        (.unreachable, ["base unknown", "top skipped"]), (.untrusted, ["base unknown", "top skipped"]),
    ])
    func aRefusalBlocksNothing(_ code: UnknownReason.Code, _ judged: [String]) throws {
        var run = try Self.run([
            Self.check("base", "needs: [a]\noutcomes: [{when: 'true', verdict: pass, message: '${a}'}]"),
            Self.check("top", "needs: [b]\nrequires: [base]\n" + Self.passes),
        ])
        var facts = Self.facts("b")
        facts["a"] = .unknown(UnknownReason(code, "not a"))
        let found = Self.judge(&run, facts)
        #expect(found == judged)
    }

    @Test func whatIsSkippedOrDoesNotApplyIsJudgedAtOnceAndNotGathered() throws {
        var run = try Self.run(
            [
                Self.check("skipped", "needs: [a]\n" + Self.passes),
                Self.check("unfit", "needs: [b]\nappliesTo: {when: 'false', otherwise: not today}\n" + Self.passes),
                Self.check("odd", "needs: [b]\nappliesTo: {when: want.x, otherwise: not today}\n" + Self.passes),
                Self.check("fit", "needs: [c]\nappliesTo: {when: 'true', otherwise: not today}\n" + Self.passes),
            ], skip: ["skipped": "ticket 7"])
        #expect(run.wishes.names == ["c"])
        let first = Self.judge(&run, Facts())
        #expect(first == ["odd unknown", "skipped skipped", "unfit skipped"])
        let messages = run.inOrder.map(\.message)
        #expect(messages[1] == "skipped by request: ticket 7" && messages[2] == "not today")
        #expect(messages[0].contains("cannot be judged"))
    }

    /// So that a verdict does not hang on the order in which facts come.
    @Test func aBlockerCountsBeforeApplicability() throws {
        var run = try Self.run([
            Self.check("base", "needs: [a]\n" + Self.fails),
            Self.check("top", "requires: [base]\nappliesTo: {when: 'false', otherwise: not today}\n" + Self.passes),
        ])
        let first = Self.judge(&run, Facts())
        #expect(first == [])
        _ = Self.judge(&run, Self.facts("a"))
        #expect(run.inOrder.last?.message == "needs base")
    }

    @Test func inTheEndEverythingIsJudged() throws {
        var run = try Self.run([
            Self.check("one", "needs: [a]\noutcomes: [{when: 'true', verdict: pass, message: '${a}'}]")
        ])
        let judged = Self.judge(&run, Facts(), isComplete: true)
        #expect(judged == ["one unknown"])
        #expect(run.inOrder.first?.unknown?.code == .notGathered)
        let again = Self.judge(&run, Self.facts("a"), isComplete: true)
        #expect(again == [], "what is judged stays so")
    }

    @Test func aRequiredCheckThatWasNotAskedForBlocksNothing() throws {
        var run = try Self.run(
            [Self.check("base", Self.fails), Self.check("top", "requires: [base]\n" + Self.passes)], only: ["top"])
        let judged = Self.judge(&run, Facts())
        #expect(judged == ["top pass"])
    }

    @Test func judgingAsFactsComeIsJudgingInTheEnd() throws {
        let checks = [
            try Self.check("base", "needs: [a]\n" + Self.passes),
            try Self.check("top", "needs: [b]\nrequires: [base]\n" + Self.fails),
            try Self.check("leaf", "needs: [c]\nrequires: [top]\n" + Self.passes),
            try Self.check("none", "appliesTo: {when: 'false', otherwise: not today}\n" + Self.passes),
        ]
        let judge = Judge(try CheckCatalog(checks), registry: Self.registry)
        let whole = try judge.judge(Self.facts("a", "b", "c"), PreflightRequest())
        for order: [FactName] in [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]] {
            var run = try JudgingRun(judge, PreflightRequest())
            var facts = Facts()
            for name in order {
                facts[name] = .known(1)
                _ = run.judged(by: facts, isComplete: false, now: { .zero })
            }
            #expect(run.inOrder == whole, "\(order)")
        }
    }

    @Test func theRequirementIsHandedOn() throws {
        let checks = [
            try Self.check("a", "requirement: 'MUST: a thing'\n" + Self.fails),
            try Self.check("b", "requires: [a]\nrequirement: SHOULD\n" + Self.passes), try Self.check("c", Self.passes),
        ]
        let results = try Judge(try CheckCatalog(checks), registry: Self.registry).judge(Facts(), PreflightRequest())
        #expect(results.map(\.requirement) == ["MUST: a thing", "SHOULD", nil])
    }
}

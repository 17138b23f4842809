import Providers
import Releases
import Testing
import Value

@testable import Operators

/// Decisions as programs read them, and as they end a run.
@Suite struct OperatorDecisionTests {
    @Test func programsSeeAllOfIt() {
        let decision = Harbor.decision(
            .refuse, .unfit, "it is old", hint: "make it new", in: "ports", release: "base", version: "1.5.0")
        #expect(
            decision.value == [
                "action": "refuse", "code": "unfit", "reason": "it is old", "next": "make it new",
                "release": ["namespace": "ports", "name": "base"], "version": "1.5.0", "judgement": .null,
            ])
    }

    @Test func whatIsNotKnownIsNull() {
        #expect(
            Harbor.decision(.install, .absent, "it is not there").value == [
                "action": "install", "code": "absent", "reason": "it is not there", "next": .null,
                "release": ["namespace": "harbor-system", "name": "harbor"], "version": .null, "judgement": .null,
            ])
    }

    /// Scripts compare them.
    @Test func theNamesOfReasonsAndActionsStay() {
        #expect(
            OperatorDecision.Code.allCases.map(\.rawValue) == [
                "absent", "crds-left", "own", "own-elsewhere", "helm-release", "part-of-release", "name-taken",
                "managed", "other-tool", "unfit", "skips-versions", "second-copy", "unreadable", "at-work", "unseen",
            ])
        #expect(
            OperatorDecision.Action.allCases.map(\.rawValue) == [
                "install", "keep", "upgrade", "reuse", "adopt", "refuse",
            ])
        #expect(ExistingWord.allCases.map(\.rawValue) == ["reuse", "upgrade", "adopt"])
    }

    // MARK: - Refusing

    private func plan(_ name: String, _ decision: OperatorDecision?) -> OperatorPlan {
        var plan = Harbor.plan()
        plan.definition.name = name
        plan.decision = decision
        return plan
    }

    @Test func onlyRefusalsEndARun() throws {
        try OperatorDecider.refuse([])
        try OperatorDecider.refuse(
            [plan("undecided", nil)]
                + OperatorDecision.Action.allCases.filter { $0 != .refuse }
                .map { plan($0.rawValue, Harbor.decision($0, .own, "as it is")) })
    }

    @Test func everyRefusalIsNamedAndTheFirstSaysWhatToDo() throws {
        let plans = [
            plan("anchor", Harbor.decision(.install, .absent, "it is not there")),
            plan("chain", Harbor.decision(.refuse, .unfit, "it is old", hint: "make it new")),
            plan("crane", nil),
            plan("winch", Harbor.decision(.refuse, .nameTaken, "its name is taken", hint: "move it")),
        ]
        let error = try #require(throws: OperatorError.self) { try OperatorDecider.refuse(plans) }
        #expect(error.code == .existing)
        #expect(
            error.message
                == "operator chain: it is old (unfit); operator winch: its name is taken (name-taken)")
        #expect(error.description == error.message)
        #expect(error.hint == "make it new")
    }

    // MARK: - What became of it

    @Test func whatIsUsedAsItIsHasNoReleaseOfGroundcrews() {
        let decision = Harbor.decision(
            .reuse, .helmRelease, "it is there already", in: "ports", release: "base", version: "1.5.0")
        let outcome = OperatorOutcome("harbor", decision, change: .unchanged)
        #expect(outcome.namespace == "ports")
        #expect(!outcome.hasChanged && outcome.warnings.isEmpty && outcome.uncompared.isEmpty)
        #expect(outcome.notes.isEmpty)
        #expect(
            outcome.value == [
                "name": "base", "namespace": "ports", "chart": .null, "version": "1.5.0", "revision": .null,
                "status": "reused", "change": "unchanged", "objects": 0, "warnings": [], "uncompared": [],
                "decision": decision.value,
            ])
        #expect(OperatorOutcome("harbor", decision, change: .changed).hasChanged)
        let unknown = Harbor.decision(.reuse, .otherTool, "somebody put it there")
        #expect(OperatorOutcome("harbor", unknown, change: .unchanged).value["version"] == .null)
        let adopted = Harbor.decision(.adopt, .helmRelease, "it becomes groundcrew's, as asked")
        #expect(OperatorOutcome("harbor", adopted, change: .changed).value["status"] == "adopted")
    }
}

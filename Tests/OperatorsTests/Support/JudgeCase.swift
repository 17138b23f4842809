import Releases
import Testing

@testable import Operators

/// What there is of an operator, what the user says, and what must come of it.
struct JudgeCase: Sendable, CustomTestStringConvertible {
    var name: String
    var sight: OperatorSight
    var plan: OperatorPlan
    var word: ExistingWord?
    var isParticular: Bool
    var decision: OperatorDecision

    init(
        _ name: String, _ sight: OperatorSight, plan: OperatorPlan = Harbor.plan(), word: ExistingWord? = nil,
        isParticular: Bool = false, _ decision: OperatorDecision
    ) {
        self.name = name
        self.sight = sight
        self.plan = plan
        self.word = word
        self.isParticular = isParticular
        self.decision = decision
    }

    var testDescription: String { name }
}

/// What suites of such cases share.
protocol JudgeSuite {}

extension JudgeSuite {
    typealias Case = JudgeCase

    func judge(_ test: Case) {
        let judge = OperatorJudge(test.plan, test.sight, word: test.word, isParticular: test.isParticular)
        #expect(judge.decision == test.decision)
    }

    static func left(_ names: String) -> OperatorDecision {
        Harbor.decision(
            .install, .crdsLeft, "CRDs of it are there (\(names)), and nothing that looks after them")
    }

    static func shared(_ version: String = "1.6.2", status: String = "deployed") -> OperatorSight {
        Harbor.sight(
            [Harbor.record(version, labels: .prerequisite, status: status)], origins: [.prerequisite])
    }

    static func elsewhere(_ version: String = "1.6.2") -> OperatorSight {
        Harbor.sight([Harbor.record(version, in: "ports", labels: Harbor.own)])
    }

    static var ownThere: OperatorDecision {
        Harbor.decision(
            .reuse, .ownElsewhere, "\(there) is groundcrew's, in another namespace", in: "ports", version: "1.6.2")
    }

    static var flux: [String: String] { ["kustomize.toolkit.fluxcd.io/name": "base"] }

    static var here: String { "harbor-system/harbor (chart harbor 1.6.2, revision 3)" }

    static var there: String { "ports/harbor (chart harbor 1.6.2, revision 3)" }
}

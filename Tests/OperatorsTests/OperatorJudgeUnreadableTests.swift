import Releases
import Testing

@testable import Operators

/// What becomes of an operator whose release record nobody can read.
@Suite struct OperatorJudgeUnreadableTests: JudgeSuite {
    private static let broken = UnreadableRecord(
        namespace: "harbor-system", object: "sh.helm.release.v1.harbor.v1", release: "harbor",
        problem: "cannot be read: it is empty")

    private static func refusedAsBroken(_ version: String?) -> OperatorDecision {
        Harbor.decision(
            .refuse, .unreadable,
            "the release record in Secret harbor-system/sh.helm.release.v1.harbor.v1 cannot be read: it is empty",
            hint: "restore that Secret from a backup; what it holds now: "
                + "kubectl get secret sh.helm.release.v1.harbor.v1 --namespace harbor-system --output yaml",
            version: version)
    }

    private static let unreadable: [Case] = [
        Case("alone", Harbor.sight(unreadable: [broken]), refusedAsBroken(nil)),
        Case("to be upgraded", Harbor.sight(unreadable: [broken]), word: .upgrade, refusedAsBroken(nil)),
        Case(
            "beside an older one of groundcrew's",
            Harbor.sight([Harbor.record(labels: Harbor.own)], unreadable: [broken]), refusedAsBroken(nil)),
        Case(
            "with pods", Harbor.sight(unreadable: [broken], workloads: [Harbor.deployment(version: "1.6.2")]),
            refusedAsBroken("1.6.2")),
    ]

    @Test(arguments: unreadable)
    func whatCannotBeReadIsNotGuessedAt(test: Case) { judge(test) }
}

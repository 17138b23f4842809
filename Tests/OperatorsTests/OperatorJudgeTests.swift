import Releases
import Testing

@testable import Operators

/// What becomes of an operator of which there is nothing.
@Suite struct OperatorJudgeTests: JudgeSuite {
    private static let nothing = Harbor.decision(.install, .absent, "it is not there")

    private static let absent: [Case] = [
        Case("nothing", Harbor.sight(), nothing),
        Case("nothing, to be reused", Harbor.sight(), word: .reuse, nothing),
        Case("nothing, to be upgraded", Harbor.sight(), word: .upgrade, nothing),
        Case("nothing, to be adopted", Harbor.sight(), word: .adopt, nothing),
        Case("nothing, and a version named", Harbor.sight(), isParticular: true, nothing),
        Case("nothing that needs it fits nothing", Harbor.sight(), plan: Harbor.plan(ranges: [">=9.0.0"]), nothing),
        Case(
            "nothing to be seen", Harbor.sight(unseen: ["deployments of all namespaces: forbidden"]),
            Harbor.decision(.install, .absent, "nothing of it could be seen")),
        Case(
            "a history of somebody else's", Harbor.sight([Harbor.record(status: "uninstalled")]), nothing),
        Case(
            "its name elsewhere, for something else",
            Harbor.sight([Harbor.record("9.0.0", chart: "nginx", in: "ports")]), nothing),
        Case(
            "a broken record elsewhere",
            Harbor.sight(unreadable: [
                UnreadableRecord(
                    namespace: "ports", object: "sh.helm.release.v1.harbor.v1", release: "harbor",
                    problem: "cannot be read")
            ]), nothing),
        Case("CRDs alone are none of its", Harbor.sight(of: 0), plan: Harbor.plan(podSelector: nil), nothing),
    ]

    @Test(arguments: absent)
    func whatIsNotThereIsInstalled(test: Case) { judge(test) }
}

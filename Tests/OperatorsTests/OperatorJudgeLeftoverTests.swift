import Releases
import Testing

@testable import Operators

/// What becomes of an operator of which CRDs are left, and nothing that looks after them.
@Suite struct OperatorJudgeLeftoverTests: JudgeSuite {
    private static let leftovers: [Case] = [
        Case(
            "one of two", Harbor.sight(crds: [Harbor.found("berths.harbor.example.com")]),
            left("berths.harbor.example.com")),
        Case(
            "all, without their pods", Harbor.sight(crds: Harbor.crds.map { Harbor.found($0) }),
            left("berths.harbor.example.com, cranes.harbor.example.com")),
        Case(
            "three", Harbor.sight(crds: ["a.b", "c.d", "e.f"].map { Harbor.found($0) }, of: 3),
            left("a.b, c.d, e.f")),
        Case(
            "more than a line takes",
            Harbor.sight(crds: ["a.b", "c.d", "e.f", "g.h", "i.j"].map { Harbor.found($0) }, of: 5),
            left("a.b, c.d, e.f and 2 more")),
        Case(
            "some of what has no pods", Harbor.sight(crds: [Harbor.found("berths.harbor.example.com")]),
            plan: Harbor.plan(podSelector: nil), left("berths.harbor.example.com")),
        Case(
            "with what could not be seen, and the user's word",
            Harbor.sight(crds: [Harbor.found("berths.harbor.example.com")], unseen: ["daemonsets: forbidden"]),
            word: .upgrade, left("berths.harbor.example.com")),
    ]

    /// Whether something looks after them is not known: a second copy would be the worst of it.
    @Test(arguments: [nil, ExistingWord.reuse, .adopt])
    func crdsThatSomethingUnseenMayLookAfterAreNotTakenOver(word: ExistingWord?) {
        let sight = Harbor.sight(crds: [Harbor.found("berths.harbor.example.com")], unseen: ["daemonsets: forbidden"])
        let decision = OperatorJudge(Harbor.plan(), sight, word: word).decision
        #expect(decision.code == .unseen)
        #expect(decision.action == (word == .reuse ? .reuse : .refuse))
        guard word != .reuse else { return }
        #expect(decision.reason.hasSuffix("could not be seen: daemonsets: forbidden"), "\(decision.reason)")
        #expect(decision.hint == "--existing harbor=reuse takes it to be there, =upgrade installs it")
    }

    @Test(arguments: leftovers)
    func crdsThatNothingLooksAfterAreTakenOver(test: Case) { judge(test) }
}

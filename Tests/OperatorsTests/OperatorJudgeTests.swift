import Releases
import Testing

@testable import Operators

/// What becomes of an operator of which there is nothing, or what nobody can read.
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

    // MARK: - Records that cannot be read

    private static let broken = UnreadableRecord(
        namespace: "harbor-system", object: "sh.helm.release.v1.harbor.v1", release: "harbor",
        problem: "cannot be read: it is empty")

    private static func refusedAsBroken(_ version: String?) -> OperatorDecision {
        Harbor.decision(
            .refuse, .unreadable,
            "the release record in Secret harbor-system/sh.helm.release.v1.harbor.v1 cannot be read: it is empty",
            hint: "restore that Secret from a backup, or delete it if its release is gone: "
                + "kubectl delete secret sh.helm.release.v1.harbor.v1 --namespace harbor-system",
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

import Releases
import Testing
import Value

@testable import Operators

/// What becomes of an operator that is in a cluster more than once.
@Suite struct OperatorJudgeCopiesTests: JudgeSuite {
    private static let ports = Harbor.record(in: "ports")
    private static let infra = Harbor.record("1.5.0", name: "base", in: "infra")
    private static let two = Harbor.sight(
        [ports], workloads: [Harbor.deployment(of: "ports/harbor"), Harbor.deployment(of: "infra/base")],
        holders: [ports, infra])

    private static func refused(_ places: String, version: String? = nil, count: Int = 2) -> OperatorDecision {
        Harbor.decision(
            .refuse, .secondCopy, "it is there \(count) times, and each works on the whole cluster: \(places)",
            hint: "remove all but one of them; where each is for namespaces of its own, --existing harbor=reuse takes "
                + "them as they are", version: version)
    }

    private static let twoReleases =
        "ports/harbor (chart harbor 1.6.2, revision 3) and infra/base (chart harbor 1.5.0, revision 3)"

    private static func applied(_ version: String, in namespace: String) -> OperatorSight.Workload {
        var workload = Harbor.deployment(version: version)
        workload.namespace = namespace
        return workload
    }

    private static let cases: [Case] = [
        Case("two releases", two, refused(twoReleases)),
        Case("two releases, to be upgraded", two, word: .upgrade, refused(twoReleases)),
        Case("two releases, to be adopted", two, word: .adopt, refused(twoReleases)),
        Case("two releases, and a version named", two, isParticular: true, refused(twoReleases)),
        Case(
            "a release, and what somebody applied elsewhere",
            Harbor.sight(
                workloads: [Harbor.deployment(of: "infra/base"), applied("1.6.3", in: "quay")], holders: [infra]),
            refused("infra/base (chart harbor 1.5.0, revision 3) and quay/harbor-controller", version: "1.6.3")),
        Case(
            "applied in three namespaces",
            Harbor.sight(workloads: ["a", "b", "c"].map { applied("1.6.3", in: $0) }),
            refused(
                "a/harbor-controller, b/harbor-controller and c/harbor-controller", version: "1.6.3", count: 3)),
        Case(
            "groundcrew's own, and somebody else's",
            Harbor.sight(
                [Harbor.record(labels: Harbor.own)],
                workloads: [Harbor.deployment(of: "harbor-system/harbor"), Harbor.deployment(of: "infra/base")],
                holders: [Harbor.record(labels: Harbor.own), infra]),
            refused("\(here) and infra/base (chart harbor 1.5.0, revision 3)")),
        Case(
            "groundcrew's own, whose pods the next run brings back, and somebody else's",
            Harbor.sight(
                [Harbor.record(labels: Harbor.own)], workloads: [Harbor.deployment(of: "infra/base")],
                holders: [infra]), refused("\(here) and infra/base (chart harbor 1.5.0, revision 3)")),
        Case(
            "a release that cannot be read",
            Harbor.sight(workloads: [Harbor.deployment(of: "infra/base"), Harbor.deployment(of: "ports/harbor")]),
            refused("release infra/base and release ports/harbor")),
    ]

    @Test(arguments: cases)
    func twoCopiesAreRefusedAndBothNamed(test: Case) { judge(test) }

    @Test func theUsersWordTakesThemAsTheyAre() {
        let decision = OperatorJudge(Harbor.plan(), Self.two, word: .reuse).decision
        #expect(decision.action == .reuse && decision.code == .helmRelease)
    }

    // MARK: - What is one copy

    private static func changed(
        _ workload: OperatorSight.Workload, _ change: (inout OperatorSight.Workload) -> Void
    ) -> OperatorSight.Workload {
        var workload = workload
        change(&workload)
        return workload
    }

    private static let single: [(String, [OperatorSight.Workload])] = [
        ("two workloads of one release", [Harbor.deployment(of: "a/b"), Harbor.deployment(of: "a/b")]),
        (
            "one release in two namespaces",
            [Harbor.deployment(of: "a/b"), changed(Harbor.deployment(of: "a/b")) { $0.namespace = "other" }]
        ),
        ("two workloads of one namespace", [Harbor.deployment(), Harbor.deployment()]),
        ("a workload beside those of a release", [Harbor.deployment(), Harbor.deployment(of: "ports/b")]),
        (
            "one that wants no pods any more",
            [Harbor.deployment(of: "a/b"), changed(Harbor.deployment(of: "c/d")) { $0.isIdle = true }]
        ),
        (
            "one that the operator makes itself",
            [Harbor.deployment(of: "a/b"), changed(Harbor.deployment()) { $0.isPart = true }]
        ),
    ]

    @Test(arguments: single)
    func whatBelongsTogetherIsOneCopy(name: String, workloads: [OperatorSight.Workload]) {
        #expect(Harbor.sight(workloads: workloads).copies.count == 1, "\(name)")
    }

    /// Whoever takes all pods away for a while has them back later.
    @Test func copiesThatAllWantNoPodsCount() {
        let idle = ["a/b", "c/d"].map { Self.changed(Harbor.deployment(of: $0)) { $0.isIdle = true } }
        #expect(Harbor.sight(workloads: idle).copies.count == 2)
    }

    @Test func whatHasNoPodsHasNoCopies() {
        let decision = OperatorJudge(Harbor.plan(podSelector: nil), Self.two).decision
        #expect(decision.code != .secondCopy)
    }

    /// A release that is kept as history alone is not brought back beside another.
    @Test func aHistoryOfGroundcrewsOwnGivesWayToWhatIsAtWork() {
        let sight = Harbor.sight(
            [Harbor.record(labels: Harbor.own, status: "uninstalled")],
            workloads: [Harbor.deployment(of: "infra/base")], holders: [Self.infra])
        let decision = OperatorJudge(Harbor.plan(), sight).decision
        #expect(decision.action == .reuse && decision.release.name == "base")
    }
}

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

    // MARK: - What another release has brought

    private static func deployment(_ name: String, of chart: String) -> String {
        """
        ---
        # Source: \(chart)/templates/\(name).yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name), labels: {app: \(name)}}

        """
    }

    /// A chart that brings a fleet and its harbor.
    private static let brought = deployment("harbor", of: "fleet/charts/harbor") + deployment("ships", of: "fleet")

    private static func fleet(_ manifest: String = brought, in namespace: String = "gpu") -> ReleaseRecord {
        Harbor.record("26.7.0", chart: "fleet", name: "fleet", in: namespace, manifest: manifest)
    }

    private static func beside(
        _ here: [ReleaseRecord] = [], _ workloads: [OperatorSight.Workload], _ holders: ReleaseRecord...
    ) -> OperatorSight {
        Harbor.sight(
            here, workloads: [Harbor.deployment(of: "gpu/fleet", version: "1.6.2")] + workloads,
            holders: [fleet()] + holders)
    }

    private static let part = "as a part of gpu/fleet (chart fleet 26.7.0, revision 3)"
    private static let came = "it came with gpu/fleet (chart fleet 26.7.0, revision 3), whose chart is not its own"
    private static let ours = Harbor.record(labels: Harbor.own)
    private static let theirs = "infra/base (chart harbor 1.5.0, revision 3)"

    private static let besideOthers: [Case] = [
        Case(
            "groundcrew's own", beside([ours], [Harbor.deployment(of: "harbor-system/harbor")], ours),
            Harbor.decision(
                .keep, .own, "it is groundcrew's, revision 3; it is there \(part), too", version: "1.6.2")),
        Case(
            "groundcrew's own, whose pods the next run brings back", beside([ours], []),
            Harbor.decision(
                .keep, .own, "it is groundcrew's, revision 3; it is there \(part), too", version: "1.6.2")),
        Case(
            "groundcrew's own elsewhere",
            beside([Harbor.record(in: "ports", labels: Harbor.own)], [Harbor.deployment(of: "ports/harbor")]),
            Harbor.decision(
                .reuse, .ownElsewhere, "\(there) is groundcrew's, in another namespace; it is there \(part), too",
                in: "ports", version: "1.6.2")),
        Case(
            "somebody's", beside([], [Harbor.deployment(of: "infra/base")], infra),
            Harbor.decision(
                .reuse, .helmRelease,
                "\(theirs) is there already; groundcrew did not make it; it is there \(part), too", in: "infra",
                release: "base", version: "1.5.0")),
        Case(
            "somebody's, to be upgraded", beside([], [Harbor.deployment(of: "infra/base")], infra), word: .upgrade,
            Harbor.decision(
                .upgrade, .helmRelease, "\(theirs) is to be upgraded, as asked; it is there \(part), too",
                in: "infra", release: "base", version: "1.5.0")),
        Case(
            "what somebody applied", beside([], [Harbor.deployment()]),
            Harbor.decision(
                .reuse, .partOfRelease, "\(came); it is there as ports/harbor-controller, too", in: "gpu",
                release: "fleet", version: "1.6.2")),
        Case(
            "what yet another release has brought",
            beside([], [Harbor.deployment(of: "sea/fleet")], fleet(in: "sea")),
            Harbor.decision(
                .reuse, .partOfRelease, "\(came); it is there \(part.replacing("gpu", with: "sea")), too", in: "gpu",
                release: "fleet", version: "1.6.2")),
        Case(
            "two by themselves",
            beside(
                [ours], [Harbor.deployment(of: "harbor-system/harbor"), Harbor.deployment(of: "infra/base")], infra),
            refused("\(here) and \(theirs)", version: "1.6.2")),
    ]

    /// It goes and stays with what it came with, such as the feature discovery of the GPU operator.
    @Test(arguments: besideOthers)
    func whatAnotherReleaseHasBroughtIsNoSecondCopy(test: Case) { judge(test) }

    private static let copies: [(String, String)] = [
        ("a chart that only wraps it", deployment("harbor", of: "fleet/charts/harbor")),
        (
            "one that wraps it and its own parts",
            deployment("harbor", of: "fleet/charts/harbor/charts/quay")
                + deployment("crane", of: "fleet/charts/harbor/charts/crane")
        ),
        ("all in one chart", deployment("harbor", of: "fleet") + deployment("ships", of: "fleet")),
        ("what is not of it", deployment("ships", of: "fleet")), ("nothing", ""), ("what is not YAML", "a: b: c\n"),
    ]

    @Test(arguments: copies)
    func whatBringsNothingElseIsACopyLikeAnyOther(name: String, manifest: String) {
        let fleet = Self.fleet(manifest)
        let sight = Harbor.sight(
            [Self.ours],
            workloads: [Harbor.deployment(of: "gpu/fleet"), Harbor.deployment(of: "harbor-system/harbor")],
            holders: [fleet, Self.ours])
        judge(
            Case(name, sight, Self.refused("\(Self.here) and gpu/fleet (chart fleet 26.7.0, revision 3)")))
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

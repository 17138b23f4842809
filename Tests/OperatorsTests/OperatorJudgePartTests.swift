import Releases
import Testing

@testable import Operators

/// What becomes of an operator that came as one part of somebody's release, which is of a chart of another name.
@Suite struct OperatorJudgePartTests: JudgeSuite {
    private static let subchart = """
        ---
        # Source: platform-stack/charts/harbor/templates/deployment.yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: harbor-controller, labels: {app: harbor}}

        """
    private static let alone = """
        ---
        # Source: port-authority/templates/deployment.yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: harbor-controller, labels: {app: harbor}}
        ---
        # Source: port-authority/templates/service.yaml
        apiVersion: v1
        kind: Service
        metadata: {name: harbor-controller}

        """
    private static let lighthouse = """
        ---
        # Source: platform-stack/templates/lighthouse.yaml
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: lighthouse, labels: {app: lighthouse}}

        """
    private static let besides = alone + lighthouse

    private static func platform(_ manifest: String = subchart, labels: ReleaseLabels = [:]) -> ReleaseRecord {
        Harbor.record(
            "9.0.0", chart: "platform-stack", name: "platform", in: "infra", labels: labels, manifest: manifest)
    }

    private static func sight(
        _ labels: [String: String] = [:], version: String? = nil, imageVersion: String? = nil,
        manifest: String = subchart
    ) -> OperatorSight {
        Harbor.sight(
            workloads: [
                Harbor.deployment(of: "infra/platform", labels, version: version, imageVersion: imageVersion)
            ], holders: [platform(manifest)])
    }

    private static let words =
        "it came with infra/platform (chart platform-stack 9.0.0, revision 3), whose chart is not its own"

    private static func used(_ version: String?) -> OperatorDecision {
        Harbor.decision(
            .reuse, .partOfRelease, version == nil ? "\(words); its version is not known" : words, in: "infra",
            release: "platform", version: version)
    }

    // MARK: - Its version

    private static let versions: [Case] = [
        Case("by the label of its own chart", sight(["helm.sh/chart": "harbor-v1.6.3"], version: "7"), used("v1.6.3")),
        Case("by the label of its version", sight(version: "1.6.2"), used("1.6.2")),
        Case("by its image", sight(imageVersion: "1.5.1"), used("1.5.1")),
        Case(
            "by its image, where the labels are the other chart's",
            sight(["helm.sh/chart": "platform-stack-9.0.0"], version: "9.0.0", imageVersion: "1.5.1"), used("1.5.1")),
        Case(
            "not by the labels of the other chart",
            sight(["helm.sh/chart": "platform-stack-9.0.0"], version: "9.0.0"), used(nil)),
        Case("not at all", sight(), used(nil)),
        Case(
            "nothing is known, and the chart's would do", sight(), plan: Harbor.plan(ranges: [">=9.0.0"]), used(nil)),
        Case(
            "one that fits, where the chart's would not", sight(version: "1.6.2"),
            plan: Harbor.plan(ranges: ["<2.0.0"]), used("1.6.2")),
        Case(
            "one that does not fit, where the chart's would", sight(version: "1.6.2"),
            plan: Harbor.plan(ranges: [">=2.0.0"]),
            Harbor.decision(
                .refuse, .unfit, "\(words), and its version 1.6.2 is not >=2.0.0, which is needed",
                hint: "have whoever looks after it bring it to >=2.0.0", in: "infra", release: "platform",
                version: "1.6.2")),
        Case(
            "under the operator's name and namespace",
            Harbor.sight(
                [Harbor.record("9.0.0", chart: "platform-stack")],
                workloads: [Harbor.deployment(of: "harbor-system/harbor", version: "1.6.2")],
                holders: [Harbor.record("9.0.0", chart: "platform-stack")]),
            Harbor.decision(
                .reuse, .partOfRelease,
                "it came with harbor-system/harbor (chart platform-stack 9.0.0, revision 3), whose chart is not its own",
                version: "1.6.2")),
    ]

    @Test(arguments: versions)
    func itsVersionIsNotThatOfTheChartThatItCameWith(test: Case) { judge(test) }

    /// What another tool made of a chart is labelled like it.
    @Test(
        arguments: [
            (["helm.sh/chart": "harbor-1.6.3"], "1.6.9", nil, "1.6.3"), ([:], nil, "1.6.4", "1.6.4"),
            (["helm.sh/chart": "platform-stack-9.0.0"], "9.0.0", nil, nil),
        ] as [([String: String], String?, String?, String?)])
    func soItIsWhereNoReleaseHoldsIt(
        labels: [String: String], version: String?, imageVersion: String?, expected: String?
    ) {
        var workload = Harbor.deployment(labels, version: version)
        workload.imageVersion = imageVersion
        let decision = OperatorJudge(Harbor.plan(), Harbor.sight(workloads: [workload])).decision
        #expect(decision.code == .otherTool && decision.version == expected)
    }

    // MARK: - Words

    private static let useIt =
        "use it as it is (--existing harbor=reuse), or have whoever made that release change it"

    private static func refused(_ hint: String = useIt) -> OperatorDecision {
        Harbor.decision(
            .refuse, .partOfRelease, words, hint: hint, in: "infra", release: "platform", version: "1.6.2")
    }

    @Test(
        arguments: [(ExistingWord.upgrade, false), (.upgrade, true), (.adopt, false), (.adopt, true), (nil, true)]
            as [(ExistingWord?, Bool)])
    func theWholeIsNeverTakenForAPart(word: ExistingWord?, isParticular: Bool) {
        for manifest in [Self.subchart, Self.besides] {
            let sight = Self.sight(version: "1.6.2", manifest: manifest)
            judge(Case("a part", sight, word: word, isParticular: isParticular, Self.refused()))
        }
    }

    @Test func aChartThatMayOnlyBeCalledOtherwiseIsForTheUserToName() {
        judge(
            Case(
                "alone", Self.sight(version: "1.6.2", manifest: Self.alone), word: .adopt,
                Self.refused(
                    Self.useIt
                        + "; where it holds nothing else: groundcrew adopt platform --namespace infra --as harbor")))
    }

    private static let namings: [(String, String, OperatorDecision.Action)] = [
        ("a chart within it", subchart, .refuse), ("another workload", besides, .refuse),
        ("nothing else", alone, .adopt), ("what is not YAML", "a: b: c\n", .refuse),
    ]

    @Test(arguments: namings)
    func theUsersNameForItDoesNotMakeTheWholeAPart(
        name: String, manifest: String, action: OperatorDecision.Action
    ) {
        var judge = OperatorJudge(
            Harbor.plan(), Self.sight(version: "1.6.2", manifest: manifest), word: .adopt)
        judge.named = OperatorDecision.Place(namespace: "infra", name: "platform")
        let code: OperatorDecision.Code = action == .adopt ? .helmRelease : .partOfRelease
        #expect(judge.decision.action == action, "\(name)")
        #expect(judge.decision.code == code, "\(name)")
        #expect(judge.decision.version == "1.6.2", "\(name)")
    }

    /// Nothing in the cluster says that it is more.
    @Test func theUsersNameStandsForWhatSaysNothing() {
        let record = Harbor.record(chart: "maps", name: "app", in: "web", manifest: Self.besides)
        var judge = OperatorJudge(Harbor.plan(), Harbor.sight(holders: [record]), word: .adopt)
        judge.named = OperatorJudge.place(record)
        #expect(judge.decision.action == .adopt && judge.decision.version == nil)
    }

    /// One that was adopted once is not changed as a part of it.
    @Test(arguments: [nil, ExistingWord.upgrade])
    func whatWasAdoptedAsAWholeStaysAsItIs(word: ExistingWord?) {
        let labels = Harbor.own.merging([ReleaseLabels.adoptedKey: "harbor"]) { $1 }
        let sight = Harbor.sight(
            workloads: [Harbor.deployment(of: "infra/platform", version: "1.6.2")],
            holders: [Self.platform(labels: labels)])
        judge(Case("adopted", sight, word: word, word == nil ? Self.used("1.6.2") : Self.refused()))
    }

    /// A subchart's workloads tell which chart they are of.
    @Test func aPartWithoutPodsTellsItsVersionByItsTypes() {
        let crds = Harbor.crds.map {
            Harbor.found(
                $0, ["app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": "harbor-1.6.3"],
                annotations: ["meta.helm.sh/release-name": "platform", "meta.helm.sh/release-namespace": "infra"])
        }
        judge(
            Case(
                "types", Harbor.sight(crds: crds, holders: [Self.platform()]), plan: Harbor.plan(podSelector: nil),
                Self.used("1.6.3")))
    }
}

import Charts
import Releases
import Testing

@testable import Operators

/// What becomes of an operator that a release of somebody else's holds.
@Suite struct OperatorJudgeForeignTests: JudgeSuite {
    /// Where such a release can show.
    private static let foreign: [(String, OperatorSight, String, String, String)] = [
        ("here", Harbor.sight([Harbor.record()]), "harbor-system", "harbor", here),
        ("elsewhere", Harbor.sight([Harbor.record(in: "ports")]), "ports", "harbor", there),
        (
            "by what pods say of it",
            Harbor.sight(
                workloads: [Harbor.deployment()], holders: [Harbor.record("1.6.2", name: "base", in: "infra")]),
            "infra", "base", "infra/base (chart harbor 1.6.2, revision 3)"
        ),
        (
            "by what CRDs say of it",
            Harbor.sight(
                crds: [Harbor.found("berths.harbor.example.com")],
                holders: [Harbor.record("1.6.2", name: "base", in: "infra")]),
            "infra", "base", "infra/base (chart harbor 1.6.2, revision 3)"
        ),
        (
            "by what pods say, rather than by its name",
            Harbor.sight(
                [Harbor.record("1.5.0", in: "ports")], workloads: [Harbor.deployment()],
                holders: [Harbor.record("1.6.2", name: "base", in: "infra")]),
            "infra", "base", "infra/base (chart harbor 1.6.2, revision 3)"
        ),
    ]

    private static let isThere = "is there already; groundcrew did not make it"

    /// What the user says, and what comes of it.
    private static let verdicts: [(ExistingWord?, Bool, OperatorDecision.Action, String, String?)] = [
        (nil, false, .reuse, isThere, nil), (.reuse, false, .reuse, isThere, nil),
        (.reuse, true, .reuse, isThere, nil),
        (
            nil, true, .refuse, "is there already, and groundcrew did not make it",
            "--existing harbor=reuse takes it as it is, =upgrade changes it"
        ),
        (.upgrade, false, .upgrade, "is to be upgraded, as asked", nil),
        (.upgrade, true, .upgrade, "is to be upgraded, as asked", nil),
        (.adopt, false, .adopt, "becomes groundcrew's, as asked", nil),
        (.adopt, true, .adopt, "becomes groundcrew's, as asked", nil),
    ]

    private static let foreignCases: [Case] = foreign.flatMap { place, sight, namespace, name, title in
        verdicts.map { word, isParticular, action, words, hint in
            Case(
                "\(place), \(word?.rawValue ?? "no word")\(isParticular ? ", a version named" : "")", sight,
                word: word, isParticular: isParticular,
                Harbor.decision(
                    action, .helmRelease, "\(title) \(words)", hint: hint, in: namespace, release: name,
                    version: "1.6.2"))
        }
    }

    @Test(arguments: foreignCases)
    func whatSomebodyElseInstalledChangesOnlyOnAWord(test: Case) { judge(test) }

    /// A release of its name may hold anything.
    @Test(
        arguments: [
            (Harbor.chart, "harbor", true), (Harbor.chart, "nginx", false),
            ("https://charts.example.com/harbor-1.6.2.tgz", "harbor", true),
            ("https://charts.example.com/port-authority-1.6.2.tgz", "port-authority", true),
            ("https://charts.example.com/port-authority-1.6.2.tgz", "nginx", false),
            ("charts/port-authority-v1.6.2", "port-authority", true),
            // What a name begins with is another chart's name.
            ("oci://charts.example.com/port-authority", "port", false),
            ("workspace", "workspace", true), ("mine/workspace", "workspace", true),
            // The operator's own name is good enough, whatever its chart is called.
            ("workspace", "harbor", true), ("workspace", "space", false),
        ] as [(String, String, Bool)])
    func aReleaseOfItsNameCountsByItsChart(chart: String, found: String, isSame: Bool) {
        let sight = Harbor.sight([Harbor.record(chart: found, in: "ports")])
        let decision = OperatorJudge(Harbor.plan(chart: chart), sight).decision
        let code: OperatorDecision.Code = isSame ? .helmRelease : .absent
        #expect(decision.code == code)
    }

    @Test(
        arguments: [("harbor-crds", true), ("nginx", false)] as [(String, Bool)])
    func aChartAtHandHasItsOwnName(found: String, isSame: Bool) throws {
        let chart = try Chart.load(files: [
            ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: harbor-crds\nversion: 1.6.2\n")
        ])
        let references: [ChartReference] = [
            .loaded(chart, origin: "harbor-crds"),
            .deferred(DeferredChart(name: "harbor-crds", version: "1.6.2", origin: "a file") { chart }),
        ]
        let code: OperatorDecision.Code = isSame ? .helmRelease : .absent
        for reference in references {
            let sight = Harbor.sight([Harbor.record(chart: found, in: "ports")])
            #expect(OperatorJudge(Harbor.plan(reference: reference), sight).decision.code == code)
        }
    }

    private static let taken = Harbor.decision(
        .refuse, .nameTaken,
        "release harbor-system/harbor (chart nginx 9.0.0, revision 3) has its name and namespace, and is something else",
        hint: "give it another namespace (operators.harbor.namespace in a bootstrap file)")

    /// No word makes one chart out of another.
    @Test(
        arguments: [nil, .reuse, .upgrade, .adopt] as [ExistingWord?], [false, true])
    func itsNameMayBeTaken(word: ExistingWord?, isParticular: Bool) {
        let sight = Harbor.sight([Harbor.record("9.0.0", chart: "nginx")])
        judge(Case("taken", sight, word: word, isParticular: isParticular, Self.taken))
    }

    /// A tool that puts everything back would undo what is changed.
    @Test(
        arguments: [
            (["helm.toolkit.fluxcd.io/name": "base"], [:], "Flux"),
            (["argocd.argoproj.io/instance": "base"], [:], "Argo CD"),
            ([:], ["argocd.argoproj.io/tracking-id": "a"], "Argo CD"),
        ] as [([String: String], [String: String], String)])
    func aReleaseThatAToolKeepsIsUsedAndNeverChanged(
        labels: [String: String], annotations: [String: String], who: String
    ) {
        let helms = ["app.kubernetes.io/managed-by": "Helm"]
        let place = ["meta.helm.sh/release-name": "base", "meta.helm.sh/release-namespace": "infra"]
        let sight = Harbor.sight(
            workloads: [
                Harbor.deployment(
                    labels.merging(helms) { $1 }, annotations: annotations.merging(place) { $1 }, version: "1.6.2")
            ], holders: [Harbor.record(name: "base", in: "infra")])
        let title = "infra/base (chart harbor 1.6.2, revision 3)"
        for word in [nil, ExistingWord.reuse] {
            judge(
                Case(
                    who, sight, word: word,
                    Harbor.decision(
                        .reuse, .helmRelease, "\(title) is there already; groundcrew did not make it", in: "infra",
                        release: "base", version: "1.6.2")))
        }
        for word in [ExistingWord.upgrade, .adopt] {
            judge(
                Case(
                    who, sight, word: word,
                    Harbor.decision(
                        .refuse, .otherTool, "\(title) is \(who)'s, which would undo every change",
                        hint: "use it as it is (--existing harbor=reuse), or have \(who) let go of it first",
                        in: "infra", release: "base", version: "1.6.2")))
        }
    }
}

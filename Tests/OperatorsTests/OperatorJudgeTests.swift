import Charts
import Releases
import Testing

@testable import Operators

/// What becomes of an operator, by what is there of it and what the user says.
@Suite struct OperatorJudgeTests {
    struct Case: Sendable, CustomTestStringConvertible {
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

    private func judge(_ test: Case) {
        let judge = OperatorJudge(test.plan, test.sight, word: test.word, isParticular: test.isParticular)
        #expect(judge.decision == test.decision)
    }

    private static let here = "harbor-system/harbor (chart harbor 1.6.2, revision 3)"
    private static let there = "ports/harbor (chart harbor 1.6.2, revision 3)"

    // MARK: - Nothing, or what was left

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
                    namespace: "ports", secret: "sh.helm.release.v1.harbor.v1", release: "harbor",
                    problem: "cannot be read")
            ]), nothing),
        Case("CRDs alone are none of its", Harbor.sight(of: 0), plan: Harbor.plan(podSelector: nil), nothing),
    ]

    @Test(arguments: absent)
    func whatIsNotThereIsInstalled(test: Case) { judge(test) }

    private static func left(_ names: String) -> OperatorDecision {
        Harbor.decision(
            .install, .crdsLeft, "CRDs of it are there (\(names)), and nothing that looks after them")
    }

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

    // MARK: - groundcrew's own

    /// A release of groundcrew's where it is asked for.
    private static func own(_ version: String = "1.6.2", status: String = "deployed") -> OperatorSight {
        Harbor.sight([Harbor.record(version, labels: Harbor.own, status: status)])
    }

    private static func adopted(_ version: String) -> OperatorSight {
        Harbor.sight([
            Harbor.record(version, labels: Harbor.own.merging([ReleaseLabels.adoptedKey: "true"]) { $1 })
        ])
    }

    private static func shared(_ version: String = "1.6.2", status: String = "deployed") -> OperatorSight {
        Harbor.sight(
            [Harbor.record(version, labels: .prerequisite, status: status)], origins: [.prerequisite])
    }

    private static func upgraded(_ version: String = "1.6.2") -> OperatorDecision {
        Harbor.decision(.upgrade, .own, "it is groundcrew's, revision 3", version: version)
    }

    private static func same(_ version: String = "1.6.2") -> OperatorDecision {
        Harbor.decision(.keep, .own, "it is groundcrew's, revision 3", version: version)
    }

    private static let kept = Harbor.decision(
        .reuse, .own, "it is groundcrew's, version 1.5.0", hint: "--existing harbor=upgrade brings it to 1.6.2",
        version: "1.5.0")

    private static let ownHere: [Case] = [
        Case("as wanted", own(), same()), Case("older", own("1.5.0"), upgraded("1.5.0")),
        Case("newer", own("2.0.0"), upgraded("2.0.0")),
        Case("failed", own("1.5.0", status: "failed"), upgraded("1.5.0")),
        Case("kept as history alone", own(status: "uninstalled"), upgraded()),
        Case("to be reused", own("1.5.0"), word: .reuse, upgraded("1.5.0")),
        Case("a version named", own("1.5.0"), isParticular: true, upgraded("1.5.0")),
        Case(
            "older than what needs it can do with: it will be newer", own("1.5.0"),
            plan: Harbor.plan(ranges: [">=1.6.0"]), upgraded("1.5.0")),
        Case(
            "another copy elsewhere does not matter",
            Harbor.sight([
                Harbor.record(labels: Harbor.own), Harbor.record(in: "ports", labels: Harbor.own),
            ]), same()),
        Case(
            "adopted, of another version", adopted("1.5.0"),
            Harbor.decision(
                .reuse, .own, "it was adopted, and stays at version 1.5.0",
                hint: "--existing harbor=upgrade brings it to what is wanted", version: "1.5.0")),
        Case(
            "adopted, of the version that is wanted", adopted("1.6.2"),
            Harbor.decision(
                .reuse, .own, "it was adopted, and stays at version 1.6.2",
                hint: "--existing harbor=upgrade brings it to what is wanted", version: "1.6.2")),
        Case("adopted, to be upgraded", adopted("1.5.0"), word: .upgrade, upgraded("1.5.0")),
        Case("adopted, and a version named", adopted("1.5.0"), isParticular: true, upgraded("1.5.0")),
    ]

    @Test(arguments: ["pending-install", "pending-upgrade", "pending-rollback", "uninstalling"])
    func whatSomebodyIsAtWorkOnIsLeftToThem(status: String) {
        for word in [nil, ExistingWord.reuse, .adopt, .upgrade] {
            let decision = OperatorJudge(Harbor.plan(), Harbor.sight([Harbor.record(status: status)]), word: word)
                .decision
            #expect(decision.action == .refuse && decision.code == .atWork)
            #expect(decision.reason.contains("is \(status): somebody else is at work on it"), "\(decision.reason)")
        }
    }

    @Test(arguments: ownHere)
    func itsOwnIsBroughtToWhatIsWanted(test: Case) { judge(test) }

    private static let sharedHere: [Case] = [
        Case("as wanted", shared(), plan: Harbor.plan(isShared: true), same()),
        Case("the same, with a letter", shared("v1.6.2"), plan: Harbor.plan(isShared: true), same("v1.6.2")),
        Case("older", shared("1.5.0"), plan: Harbor.plan(isShared: true), kept),
        Case("older, to be reused", shared("1.5.0"), plan: Harbor.plan(isShared: true), word: .reuse, kept),
        Case("older, to be adopted", shared("1.5.0"), plan: Harbor.plan(isShared: true), word: .adopt, kept),
        Case(
            "newer", shared("2.0.0"), plan: Harbor.plan(isShared: true),
            Harbor.decision(
                .reuse, .own, "it is groundcrew's, version 2.0.0",
                hint: "--existing harbor=upgrade brings it to 1.6.2", version: "2.0.0")),
        Case(
            "of no version that compares", shared("main"), plan: Harbor.plan(isShared: true, ranges: [">=1.6.0"]),
            Harbor.decision(
                .reuse, .own, "it is groundcrew's, version main",
                hint: "--existing harbor=upgrade brings it to 1.6.2", version: "main")),
        Case(
            "older, to be upgraded", shared("1.5.0"), plan: Harbor.plan(isShared: true), word: .upgrade,
            upgraded("1.5.0")),
        Case(
            "older, and a version named", shared("1.5.0"), plan: Harbor.plan(isShared: true), isParticular: true,
            upgraded("1.5.0")),
        Case(
            "older and failed", shared("1.5.0", status: "failed"), plan: Harbor.plan(isShared: true),
            upgraded("1.5.0")),
        Case(
            "older, its change begun", shared("1.5.0", status: "pending-upgrade"),
            plan: Harbor.plan(isShared: true), upgraded("1.5.0")),
        Case(
            "a version that is known once the chart is found", shared("1.5.0"),
            plan: Harbor.plan(isShared: true, version: nil), upgraded("1.5.0")),
    ]

    /// What all providers use is not moved for one of them.
    @Test(arguments: sharedHere)
    func whatIsSharedMovesOnlyOnAWord(test: Case) { judge(test) }

    private static let pier: ReleaseLabels = .origin(provider: "pier", role: .operator)

    private static func elsewhere(_ version: String = "1.6.2") -> OperatorSight {
        Harbor.sight([Harbor.record(version, in: "ports", labels: Harbor.own)])
    }

    private static let ownThere = Harbor.decision(
        .reuse, .ownElsewhere, "\(there) is groundcrew's, in another namespace", in: "ports", version: "1.6.2")

    private static let ownElsewhere: [Case] = [
        Case("as it is", elsewhere(), ownThere), Case("to be reused", elsewhere(), word: .reuse, ownThere),
        Case("to be adopted", elsewhere(), word: .adopt, ownThere),
        Case(
            "of another version", elsewhere("1.5.0"),
            Harbor.decision(
                .reuse, .ownElsewhere,
                "ports/harbor (chart harbor 1.5.0, revision 3) is groundcrew's, in another namespace", in: "ports",
                version: "1.5.0")),
        Case(
            "made for another provider that has it too",
            Harbor.sight([Harbor.record(in: "ports", labels: pier)], origins: [Harbor.own, pier]), ownThere),
        Case(
            "shared", Harbor.sight([Harbor.record(in: "ports", labels: .prerequisite)], origins: [.prerequisite]),
            plan: Harbor.plan(isShared: true), ownThere),
        Case(
            "under another name, as its pods say",
            Harbor.sight(
                workloads: [Harbor.deployment()],
                holders: [Harbor.record(name: "second", in: "ports", labels: Harbor.own)]),
            Harbor.decision(
                .reuse, .ownElsewhere,
                "ports/second (chart harbor 1.6.2, revision 3) is groundcrew's, in another namespace", in: "ports",
                release: "second", version: "1.6.2")),
        Case(
            "to be upgraded", elsewhere(), word: .upgrade,
            Harbor.decision(
                .upgrade, .ownElsewhere, "it is groundcrew's, in namespace ports", in: "ports", version: "1.6.2")),
        Case(
            "to be upgraded to a version that is named", elsewhere("1.5.0"), word: .upgrade, isParticular: true,
            Harbor.decision(
                .upgrade, .ownElsewhere, "it is groundcrew's, in namespace ports", in: "ports", version: "1.5.0")),
        Case(
            "a version named", elsewhere(), isParticular: true,
            Harbor.decision(
                .refuse, .secondCopy,
                "\(there) is groundcrew's, in another namespace, and works on the whole cluster",
                hint: "--existing harbor=upgrade changes that one; or remove it first", in: "ports",
                version: "1.6.2")),
    ]

    @Test(arguments: ownElsewhere)
    func aSecondCopyIsNotMade(test: Case) { judge(test) }

    // MARK: - Releases of somebody else's

    /// Where such a release can show.
    private static let foreign: [(String, OperatorSight, String, String, String)] = [
        ("here", Harbor.sight([Harbor.record()]), "harbor-system", "harbor", here),
        ("elsewhere", Harbor.sight([Harbor.record(in: "ports")]), "ports", "harbor", there),
        (
            "by what pods say of it",
            Harbor.sight(
                workloads: [Harbor.deployment()],
                holders: [Harbor.record("1.6.2", chart: "platform", name: "base", in: "infra")]),
            "infra", "base", "infra/base (chart platform 1.6.2, revision 3)"
        ),
        (
            "by what CRDs say of it",
            Harbor.sight(
                crds: [Harbor.found("berths.harbor.example.com")],
                holders: [Harbor.record("1.6.2", chart: "platform", name: "base", in: "infra")]),
            "infra", "base", "infra/base (chart platform 1.6.2, revision 3)"
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

    // MARK: - What no release holds

    /// Each word, whether a version is named, and whether what is there is used as it is.
    private static let words: [(ExistingWord?, Bool, Bool)] = [
        (nil, false, true), (nil, true, false), (.reuse, false, true), (.reuse, true, true),
        (.upgrade, false, false), (.upgrade, true, false), (.adopt, false, false), (.adopt, true, false),
    ]

    @Test(arguments: words)
    func whatTheClustersProviderLooksAfterIsLeftAlone(word: ExistingWord?, isParticular: Bool, isUsed: Bool) {
        let sight = Harbor.sight(workloads: [
            Harbor.deployment(["addonmanager.kubernetes.io/mode": "Reconcile"], version: "1.6.2")
        ])
        let expected =
            isUsed
            ? Harbor.decision(.reuse, .managed, "the cluster's add-on manager looks after it", version: "1.6.2")
            : Harbor.decision(
                .refuse, .managed,
                "the cluster's add-on manager looks after the one that is there, and would undo every change",
                hint: "use it as it is, or turn the add-on off where the cluster is made", version: "1.6.2")
        judge(Case("an add-on", sight, word: word, isParticular: isParticular, expected))
    }

    private static let lifecycle = "OpenShift's operator lifecycle manager"

    @Test(
        arguments: [
            ("kubernetes.azure.com/managedby", "aks", "AKS"), ("eks.amazonaws.com/component", "harbor", "EKS"),
            ("components.gke.io/layer", "addon", "GKE"), ("components.gke.io/component-name", "harbor", "GKE"),
            ("addonmanager.kubernetes.io/mode", "EnsureExists", "the cluster's add-on manager"),
            ("olm.managed", "true", lifecycle), ("olm.owner", "harbor.v1.6.2", lifecycle),
        ] as [(String, String, String)])
    func everyMarkOfAnAddOnCounts(mark: String, value: String, who: String) {
        let marks = [mark: value]
        let sights = [
            Harbor.sight(workloads: [Harbor.deployment(marks)]),
            Harbor.sight(workloads: [Harbor.deployment(annotations: marks)]),
            Harbor.sight(workloads: [Harbor.deployment(), Harbor.deployment(marks)]),
            Harbor.sight(crds: [Harbor.found("berths.harbor.example.com", marks)]),
            // Whoever looks after it did so with Helm.
            Harbor.sight(
                workloads: [Harbor.deployment(marks)],
                holders: [Harbor.record(name: "addon", in: "kube-system")]),
        ]
        for sight in sights {
            judge(
                Case(
                    mark, sight,
                    Harbor.decision(.reuse, .managed, "\(who) looks after it; its version is not known")))
        }
    }

    /// Packages and namespaces are part of its key.
    @Test(arguments: ["operators.coreos.com/harbor.operators", "operators.coreos.com/harbor"])
    func aMarkMayBeNamedAfterTheOperator(mark: String) {
        for sight in [
            Harbor.sight(workloads: [Harbor.deployment([mark: ""])]),
            Harbor.sight(crds: [Harbor.found("berths.harbor.example.com", ["a": "b", mark: ""])]),
        ] {
            judge(
                Case(
                    mark, sight,
                    Harbor.decision(
                        .reuse, .managed, "\(Self.lifecycle) looks after it; its version is not known")))
        }
    }

    @Test(
        arguments: [("olm.managed", "false"), ("operators.coreos.com", "harbor"), ("team", "AKS")]
            as [(String, String)])
    func whatIsNoMarkSaysNothing(key: String, value: String) {
        let sight = Harbor.sight(workloads: [Harbor.deployment([key: value])])
        #expect(OperatorJudge(Harbor.plan(), sight).decision.code == .otherTool)
    }

    @Test(arguments: words)
    func whatAnotherToolPutThereIsLeftToIt(word: ExistingWord?, isParticular: Bool, isUsed: Bool) {
        let sight = Harbor.sight(workloads: [
            Harbor.deployment(["kustomize.toolkit.fluxcd.io/name": "base"], version: "1.6.2")
        ])
        let words = "Flux put it there: ports/harbor-controller"
        let expected =
            isUsed
            ? Harbor.decision(.reuse, .otherTool, words, version: "1.6.2")
            : Harbor.decision(
                .refuse, .otherTool, words,
                hint:
                    "use it as it is (--existing harbor=reuse), or have whoever put it there change or remove it",
                version: "1.6.2")
        judge(Case("another tool's", sight, word: word, isParticular: isParticular, expected))
    }

    private static let tracked = ["argocd.argoproj.io/tracking-id": "base:apps/Deployment:ports/harbor"]
    private static let applied = ["kubectl.kubernetes.io/last-applied-configuration": "{}"]
    private static let flux = ["kustomize.toolkit.fluxcd.io/name": "base"]

    @Test(
        arguments: [
            ([:], tracked, "Argo CD put it there"),
            (["argocd.argoproj.io/instance": "base"], [:], "Argo CD put it there"),
            (flux, [:], "Flux put it there"), ([:], applied, "kubectl apply put it there"),
            (flux, applied, "Flux put it there"), (flux, tracked, "Argo CD put it there"),
            ([:], [:], "it is there, and no release of Helm's holds it"),
            // Its release is not to be seen.
            (
                ["app.kubernetes.io/managed-by": "Helm"],
                ["meta.helm.sh/release-name": "a", "meta.helm.sh/release-namespace": "b"],
                "it is there, and no release of Helm's holds it"
            ),
        ] as [([String: String], [String: String], String)])
    func theToolIsNamed(labels: [String: String], annotations: [String: String], who: String) {
        let sight = Harbor.sight(workloads: [Harbor.deployment(labels, annotations: annotations)])
        judge(
            Case(
                who, sight,
                Harbor.decision(
                    .reuse, .otherTool, "\(who): ports/harbor-controller; its version is not known")))
    }

    private static let all = Harbor.crds.map { Harbor.found($0) }

    private static let definitions: [Case] = [
        Case(
            "all of them", Harbor.sight(crds: all), plan: Harbor.plan(podSelector: nil),
            Harbor.decision(
                .reuse, .otherTool, "it is there, and no release of Helm's holds it; its version is not known")),
        Case(
            "all of them, by a tool",
            Harbor.sight(crds: Harbor.crds.map { Harbor.found($0, annotations: applied) }),
            plan: Harbor.plan(podSelector: nil),
            Harbor.decision(.reuse, .otherTool, "kubectl apply put it there; its version is not known")),
        Case(
            "all of them, to be upgraded", Harbor.sight(crds: all), plan: Harbor.plan(podSelector: nil),
            word: .upgrade,
            Harbor.decision(
                .refuse, .otherTool, "it is there, and no release of Helm's holds it",
                hint:
                    "use it as it is (--existing harbor=reuse), or have whoever put it there change or remove it")),
        Case(
            "pods of the same labels are somebody else's",
            Harbor.sight(workloads: [Harbor.deployment()], crds: [all[0]]), plan: Harbor.plan(podSelector: nil),
            left("berths.harbor.example.com")),
        Case(
            "pods are enough for what has some", Harbor.sight(workloads: [Harbor.deployment(version: "1.6.2")]),
            Harbor.decision(
                .reuse, .otherTool, "it is there, and no release of Helm's holds it: ports/harbor-controller",
                version: "1.6.2")),
    ]

    /// What consists of CRDs alone is there when all of them are.
    @Test(arguments: definitions)
    func whatHasNoPodsIsThereWithAllItsCRDs(test: Case) { judge(test) }

    // MARK: - Versions

    private static let upgrade = "--existing harbor=upgrade brings it to 1.6.2"
    private static let ask = "have whoever looks after it bring it to >=1.6.0"

    private static func unfit(
        _ reason: String, hint: String, in namespace: String = "harbor-system"
    ) -> OperatorDecision {
        Harbor.decision(
            .refuse, .unfit, "\(reason), and its version 1.5.0 is not >=1.6.0, which is needed", hint: hint,
            in: namespace, version: "1.5.0")
    }

    private static let needy = Harbor.plan(ranges: [">=1.6.0"])
    private static let old = "ports/harbor (chart harbor 1.5.0, revision 3)"

    private static let versions: [Case] = [
        Case(
            "shared", shared("1.5.0"), plan: Harbor.plan(isShared: true, ranges: [">=1.6.0"]),
            unfit("it is groundcrew's, version 1.5.0", hint: upgrade)),
        Case(
            "groundcrew's elsewhere", elsewhere("1.5.0"), plan: needy,
            unfit("\(old) is groundcrew's, in another namespace", hint: upgrade, in: "ports")),
        Case(
            "somebody else's", Harbor.sight([Harbor.record("1.5.0", in: "ports")]), plan: needy,
            unfit("\(old) is there already; groundcrew did not make it", hint: upgrade, in: "ports")),
        Case(
            "somebody else's, to be adopted", Harbor.sight([Harbor.record("1.5.0", in: "ports")]), plan: needy,
            word: .adopt, unfit("\(old) becomes groundcrew's, as asked", hint: upgrade, in: "ports")),
        Case(
            "for a version that is known once the chart is found",
            Harbor.sight([Harbor.record("1.5.0", in: "ports")]),
            plan: Harbor.plan(version: nil, ranges: [">=1.6.0"]),
            unfit(
                "\(old) is there already; groundcrew did not make it",
                hint: "--existing harbor=upgrade brings it to the version that is wanted", in: "ports")),
        Case(
            "an add-on",
            Harbor.sight(workloads: [
                Harbor.deployment(["components.gke.io/layer": "addon"], version: "1.5.0")
            ]), plan: needy, unfit("GKE looks after it", hint: ask)),
        Case(
            "another tool's",
            Harbor.sight(workloads: [Harbor.deployment(flux, version: "1.5.0")]), plan: needy,
            unfit("Flux put it there: ports/harbor-controller", hint: ask)),
        Case(
            "somebody else's, to be upgraded", Harbor.sight([Harbor.record("1.5.0", in: "ports")]), plan: needy,
            word: .upgrade,
            Harbor.decision(
                .upgrade, .helmRelease, "\(old) is to be upgraded, as asked", in: "ports", version: "1.5.0")),
        Case(
            "groundcrew's elsewhere, to be upgraded", elsewhere("1.5.0"), plan: needy, word: .upgrade,
            Harbor.decision(
                .upgrade, .ownElsewhere, "it is groundcrew's, in namespace ports", in: "ports", version: "1.5.0")),
        Case("one that fits", elsewhere(), plan: needy, ownThere),
        Case(
            "nobody knows which", Harbor.sight(workloads: [Harbor.deployment(flux)]), plan: needy,
            Harbor.decision(
                .reuse, .otherTool, "Flux put it there: ports/harbor-controller; its version is not known")),
        Case(
            "what does not compare", Harbor.sight(workloads: [Harbor.deployment(flux, version: "main")]),
            plan: needy,
            Harbor.decision(.reuse, .otherTool, "Flux put it there: ports/harbor-controller", version: "main")),
        Case(
            "the first that is known",
            Harbor.sight(workloads: [Harbor.deployment(flux), Harbor.deployment(flux, version: "1.6.3")]),
            plan: needy,
            Harbor.decision(.reuse, .otherTool, "Flux put it there: ports/harbor-controller", version: "1.6.3")),
    ]

    @Test(arguments: versions)
    func aVersionThatWillNotDoIsRefused(test: Case) { judge(test) }

    @Test(
        arguments: [
            ("1.6.2", [], nil), ("1.6.2", [">=1.6.0"], nil), ("v1.6.2", [">=1.6.0"], nil), ("1.6", [">=1.6.0"], nil),
            ("1.5.9", [">=1.6.0"], ">=1.6.0"), ("1.5.0", [">=1.7.0", ">=1.6.0"], ">=1.7.0"),
            ("1.7.0", [">=1.6.0", "<1.7.0"], "<1.7.0"), ("1.6.0-rc.1", [">=1.6.0"], ">=1.6.0"),
            ("1.6.0-rc.1", [">=1.6.0-0"], nil), ("main", [">=1.6.0"], nil), ("", [">=1.6.0"], nil),
            ("1.5.0", ["whichever"], nil), ("1.5.0", ["whichever", ">=1.6.0"], ">=1.6.0"),
        ] as [(String, [String], String?)])
    func theFirstRangeThatItIsNotInIsNamed(version: String, ranges: [String], unfit: String?) {
        #expect(Harbor.plan(ranges: ranges).unfitRange(for: version) == unfit)
    }

    // MARK: - Records that cannot be read

    private static let broken = UnreadableRecord(
        namespace: "harbor-system", secret: "sh.helm.release.v1.harbor.v1", release: "harbor",
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

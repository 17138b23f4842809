import Releases
import Testing

@testable import Operators

/// What becomes of an operator that no release holds: add-ons, and what other tools put there.
@Suite struct OperatorJudgeToolTests: JudgeSuite {
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
}

import Providers
import Releases
import Testing

@testable import Operators

/// What becomes of an operator without pods and types of its own, which other objects tell.
@Suite struct OperatorJudgeSignTests: JudgeSuite {
    private static let helms = ["app.kubernetes.io/managed-by": "Helm"]
    private static let base = ["meta.helm.sh/release-name": "base", "meta.helm.sh/release-namespace": "infra"]
    private static let applied = ["kubectl.kubernetes.io/last-applied-configuration": "{}"]

    private static func sight(
        _ signs: [OperatorSight.Found], holders: [ReleaseRecord] = [], unseen: [String] = []
    ) -> OperatorSight {
        var sight = Harbor.sight(of: 0, holders: holders, unseen: unseen)
        sight.signs = signs
        return sight
    }

    private static var plan: OperatorPlan {
        var plan = Harbor.plan(podSelector: nil)
        plan.definition.crds = []
        return plan
    }

    private static let cases: [Case] = [
        Case("nothing tells it", sight([]), plan: plan, Harbor.decision(.install, .absent, "it is not there")),
        Case(
            "what somebody applied",
            sight([Harbor.found("presets", ["app.kubernetes.io/managed-by": "me"], annotations: applied)]), plan: plan,
            Harbor.decision(.reuse, .otherTool, "kubectl apply put it there: presets; its version is not known")),
        Case(
            "with its chart's label",
            sight([Harbor.found("presets", ["helm.sh/chart": "harbor-v1.6.2"], annotations: applied)]), plan: plan,
            Harbor.decision(.reuse, .otherTool, "kubectl apply put it there: presets", version: "v1.6.2")),
        Case(
            "a release of somebody's",
            sight(
                [Harbor.found("presets", helms, annotations: base)],
                holders: [Harbor.record("1.6.2", name: "base", in: "infra")]), plan: plan,
            Harbor.decision(
                .reuse, .helmRelease,
                "infra/base (chart harbor 1.6.2, revision 3) is there already; groundcrew did not make it",
                in: "infra", release: "base", version: "1.6.2")),
        Case(
            "a part of somebody's release",
            sight(
                [Harbor.found("presets", helms, annotations: base)],
                holders: [Harbor.record("9.0.0", chart: "platform-stack", name: "base", in: "infra")]), plan: plan,
            Harbor.decision(
                .reuse, .partOfRelease,
                "it came with infra/base (chart platform-stack 9.0.0, revision 3), whose chart is not its own; its "
                    + "version is not known", in: "infra", release: "base")),
    ]

    @Test(arguments: cases)
    func whatTellsItIsEnough(test: Case) { judge(test) }

    /// Of its chart, up to what came after 0.20.0.
    @Test(
        arguments: [
            "template", "worker-data-parallel", "decode-template", "decode-worker-data-parallel", "prefill-template",
            "prefill-worker-data-parallel", "scheduler", "scheduler-latency-predictor", "router-route", "tracing",
            "tokenizer",
        ])
    func eachPresetOfKServeTellsThatTheyAreThere(name: String) throws {
        let kserve = try ProviderRegistry.builtIn().provider("kserve")
        let presets = try #require(kserve.definition.operators.first { $0.name == "kserve-runtime-configs" })
        let sign = try #require(presets.signs.first)
        #expect(sign.namespace == "kserve")
        #expect(sign.isMeant("kserve-config-llm-\(name)"))
        #expect(!sign.isMeant("\(name)"))
    }

    @Test func whatTellsItCountsForWhoNeedsIt() {
        let there = Self.sight([Harbor.found("presets", annotations: Self.applied)])
        #expect(there.isThere)
        #expect(there.outsider(hasPods: false)?.words == "kubectl apply")
        #expect(!Self.sight([]).isThere)
        #expect(Self.sight([]).outsider(hasPods: false) == nil)
    }
}

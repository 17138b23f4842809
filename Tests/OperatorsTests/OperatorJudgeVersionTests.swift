import Releases
import Testing

@testable import Operators

/// What becomes of an operator whose version will not do.
@Suite struct OperatorJudgeVersionTests: JudgeSuite {
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
}

import Releases
import Testing

@testable import Operators

/// What becomes of an operator that groundcrew made or adopted.
@Suite struct OperatorJudgeOwnTests: JudgeSuite {
    /// A release of groundcrew's where it is asked for.
    private static func own(_ version: String = "1.6.2", status: String = "deployed") -> OperatorSight {
        Harbor.sight([Harbor.record(version, labels: Harbor.own, status: status)])
    }

    private static func adopted(_ version: String) -> OperatorSight {
        Harbor.sight([
            Harbor.record(version, labels: Harbor.own.merging([ReleaseLabels.adoptedKey: "true"]) { $1 })
        ])
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
            "a release elsewhere that runs nothing does not matter",
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
            "adopted, beside where it would be",
            Harbor.sight(holders: [
                Harbor.record(
                    name: "base", labels: Harbor.own.merging([ReleaseLabels.adoptedKey: "harbor"]) { $1 })
            ]),
            Harbor.decision(
                .reuse, .ownElsewhere,
                "harbor-system/base (chart harbor 1.6.2, revision 3) is groundcrew's, under another name",
                release: "base", version: "1.6.2")),
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

    private static let gpus = "gpu-operator/gpus (chart fleet 26.7.0, revision 3)"

    private static func shared(holder: ReleaseRecord) -> OperatorSight {
        Harbor.sight(
            origins: [.prerequisite], workloads: [Harbor.deployment(of: "gpu-operator/gpus", version: "1.6.2")],
            holders: [holder])
    }

    /// groundcrew's labels on what is shared do not say which operator it is.
    private static let fleet = Harbor.record(
        "26.7.0", chart: "fleet", name: "gpus", in: "gpu-operator", labels: .prerequisite)

    private static let broughtByAnother: [Case] = [
        Case(
            "as it is", shared(holder: fleet), plan: Harbor.plan(isShared: true),
            Harbor.decision(
                .reuse, .partOfRelease, "it came with \(gpus), whose chart is not its own", in: "gpu-operator",
                release: "gpus", version: "1.6.2")),
        Case(
            "adopted as another",
            shared(
                holder: Harbor.record(
                    "26.7.0", chart: "fleet", name: "gpus", in: "gpu-operator",
                    labels: ReleaseLabels.prerequisite.merging([ReleaseLabels.adoptedKey: "fleet"]) { $1 })),
            plan: Harbor.plan(isShared: true),
            Harbor.decision(
                .reuse, .partOfRelease, "it came with \(gpus), whose chart is not its own", in: "gpu-operator",
                release: "gpus", version: "1.6.2")),
    ]

    @Test(arguments: broughtByAnother)
    func whatAnotherOperatorOfGroundcrewsBringsIsNotItsOwn(test: Case) { judge(test) }

    @Test(arguments: [ExistingWord.upgrade, .adopt])
    func itsChartDoesNotReplaceThatOfAnotherOperator(word: ExistingWord) {
        let decision = OperatorJudge(Harbor.plan(isShared: true), Self.shared(holder: Self.fleet), word: word).decision
        #expect(decision.action == .refuse && decision.code == .partOfRelease, "\(decision)")
    }

    @Test(arguments: ownElsewhere)
    func aSecondCopyIsNotMade(test: Case) { judge(test) }
}

import Providers
import Releases
import Testing

@testable import Operators

/// An upgrade that upstream allows only by other versions is refused, with the way.
@Suite struct OperatorUpgradeTests {
    private static let text = """
        asOf: 2026-11-29
        known:
          - {version: 0.7.0}
          - {version: 0.8.0}
          - {version: "1.4", latest: 1.4.2}
          - {version: "1.5", latest: 1.5.1}
          - {version: "1.6", latest: 1.6.2}
        upgrades:
          - {from: <0.8.0, to: 0.8.x, before: keep its CRD}
          - {from: <0.8.0, to: '>=0.9.0', via: 0.8.0}
          - {from: '>=1.0.0', to: '>=1.0.0', step: minor}

        """

    private func known(
        isShared: Bool = false, version: String? = "1.6.2", podSelector: String? = "app=harbor"
    ) throws -> OperatorPlan {
        var plan = Harbor.plan(isShared: isShared, version: version, podSelector: podSelector)
        plan.definition.versions = try Harbor.versions(Self.text)
        return plan
    }

    private static func own(
        _ version: String, chart: String = "harbor", status: String = "deployed", labels: ReleaseLabels = Harbor.own
    ) -> OperatorSight {
        Harbor.sight(
            [Harbor.record(version, chart: chart, labels: labels, status: status)],
            origins: [Harbor.own, .prerequisite])
    }

    @Test func itsOwnGoesByEveryMinor() throws {
        let decision = OperatorJudge(try known(), Self.own("1.4.0")).decision
        #expect(
            decision
                == Harbor.decision(
                    .refuse, .skipsVersions,
                    "harbor-system/harbor (chart harbor 1.4.0, revision 3) cannot become 1.6.2 at once: its project "
                        + "supports the way by 1.5.1",
                    hint: "bring it to 1.5.1 first: groundcrew install dock --version 1.5.1", version: "1.4.0"))
    }

    @Test func allOfTheWayIsNamed() throws {
        let decision = OperatorJudge(try known(), Self.own("1.3.0")).decision
        #expect(decision.code == .skipsVersions)
        #expect(decision.reason.hasSuffix("supports the way by 1.4.2, then 1.5.1"), "\(decision.reason)")
        #expect(decision.hint == "bring it to 1.4.2 first: groundcrew install dock --version 1.4.2")
        let down = OperatorJudge(try known(version: "1.3.0"), Self.own("1.6.2")).decision
        #expect(down.reason.contains("cannot become 1.3.0 at once"), "\(down.reason)")
        #expect(down.hint == "bring it to 1.5.1 first: groundcrew install dock --version 1.5.1")
    }

    @Test(
        arguments: [
            ("1.5.1", "1.6.2"), ("1.5.0", "1.6.2"), ("1.6.0", "1.6.2"), ("1.6.9", "1.6.2"), ("1.7.0", "1.6.2"),
            ("1.6.2", "1.7.0"), ("0.9.0", "1.6.2"), ("2.0.0", "1.6.2"), ("main", "1.6.2"), ("1.4.0", nil),
        ] as [(String, String?)])
    func whatIsAllowedOrNotKnownIsDone(from: String, to: String?) throws {
        let decision = OperatorJudge(try known(version: to), Self.own(from)).decision
        #expect(
            decision == Harbor.decision(.upgrade, .own, "it is groundcrew's, revision 3", version: from))
    }

    /// Nothing runs of what is kept as history, and a chart of another name counts its versions otherwise.
    @Test func onlyTheOperatorsChartHasAWay() throws {
        for sight in [
            Self.own("1.4.0", status: "uninstalled"), Self.own("1.4.0", chart: "sandbox-operator"),
        ] {
            #expect(OperatorJudge(try known(), sight).decision.action == .upgrade)
        }
        for status in ["failed", "pending-upgrade"] {
            #expect(OperatorJudge(try known(), Self.own("1.4.0", status: status)).decision.code == .skipsVersions)
        }
    }

    @Test func whatIsThereAlreadyGoesNowhere() throws {
        #expect(OperatorJudge(try known(), Self.own("1.6.2")).decision.action == .keep)
        let shared = OperatorJudge(try known(isShared: true), Self.own("1.4.0", labels: .prerequisite)).decision
        #expect(shared.action == .reuse, "it is not moved unasked, so there is nothing to refuse")
    }

    @Test func theUsersWordSkipsNothing() throws {
        let shared = OperatorJudge(
            try known(isShared: true), Self.own("1.4.0", labels: .prerequisite), word: .upgrade
        ).decision
        #expect(shared.code == .skipsVersions)
        #expect(
            shared.hint
                == "bring it to 1.5.1 first: set operators.harbor.version to 1.5.1 in a bootstrap file, and run "
                + "groundcrew bootstrap with --existing harbor=upgrade")
        let foreign = OperatorJudge(
            try known(), Harbor.sight([Harbor.record("1.4.0", in: "ports")]), word: .upgrade
        ).decision
        #expect(foreign.code == .skipsVersions && foreign.release.namespace == "ports" && foreign.version == "1.4.0")
        #expect(
            foreign.hint == "bring it to 1.5.1 first: groundcrew install dock --version 1.5.1 --existing harbor=upgrade"
        )
        let elsewhere = OperatorJudge(
            try known(), Harbor.sight([Harbor.record("1.4.0", in: "ports", labels: Harbor.own)]), word: .upgrade
        ).decision
        #expect(elsewhere.code == .skipsVersions && elsewhere.release.namespace == "ports")
        let crds = OperatorJudge(try known(podSelector: nil), Self.own("1.4.0")).decision
        #expect(crds.hint?.contains("operators.harbor.version to 1.5.1") == true, "its version has no flag")
    }

    @Test func whatHasToBeDoneFirstIsTold() throws {
        let direct = OperatorJudge(try known(version: "0.8.0"), Self.own("0.7.0")).decision
        #expect(direct.action == .upgrade && direct.hint == "before it, keep its CRD")
        let blocked = OperatorJudge(try known(version: "1.6.2"), Self.own("0.7.0")).decision
        #expect(blocked.code == .skipsVersions)
        #expect(blocked.reason.hasSuffix("cannot become 1.6.2 at once: its project supports the way by 0.8.0"))
        #expect(
            blocked.hint
                == "bring it to 0.8.0 first: groundcrew install dock --version 0.8.0; before it, keep its CRD")
    }

    // MARK: - The version of what has no pods

    /// CRDs that their project applies by hand tell their version by an annotation.
    @Test func crdsTellTheirVersion() throws {
        var plan = Harbor.plan(podSelector: nil, ranges: [">=1.6.0"])
        plan.definition.versions = try Harbor.versions(
            "{asOf: 2026-11-29, annotation: example.com/version, known: [{version: 1.6.2}]}\n")
        func sight(_ version: String) -> OperatorSight {
            Harbor.sight(crds: Harbor.crds.map { Harbor.found($0, annotations: ["example.com/version": version]) })
        }
        let fit = OperatorJudge(plan, sight("v1.6.2")).decision
        #expect(fit.action == .reuse && fit.version == "v1.6.2")
        let old = OperatorJudge(plan, sight("v1.5.0")).decision
        #expect(old.action == .refuse && old.code == .unfit && old.version == "v1.5.0")
        let untold = OperatorJudge(plan, Harbor.sight(crds: Harbor.crds.map { Harbor.found($0) })).decision
        #expect(untold.action == .reuse && untold.version == nil)
    }
}

import Formats
import Providers
import Testing
import Value
import Versions

@testable import Operators

/// A version against what is around it, by what is known of it.
@Suite struct VersionJudgementTests {
    private static let text = """
        asOf: 2026-11-29
        known:
          - {version: "1.5", latest: 1.5.1, endOfSupport: 2026-06-30, kubernetes: ">=1.28.0-0"}
          - version: 1.6.2
            kubernetes: ">=1.30.0-0 <1.37.0-0"
            needs: {chain: ">=1.15.0", winch: "~2.1"}
            driver: 580
            cuda: "13"
          - {version: 1.6.3, driver: 580, needs: {sail: ">=0.1.0-alpha.14"}}

        """

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var version: String?
        var cluster: ClusterVersions
        var today: String
        var standing: VersionJudgement.Standing
        var findings: [VersionJudgement.Finding]

        init(
            _ name: String, _ version: String?, in cluster: ClusterVersions = ClusterVersions(),
            on today: String = "2026-11-30", _ standing: VersionJudgement.Standing,
            _ findings: (VersionJudgement.Rule, String)...
        ) {
            self.name = name
            self.version = version
            self.cluster = cluster
            self.today = today
            self.standing = standing
            self.findings = findings.map { .init(rule: $0.0, message: $0.1) }
        }

        var testDescription: String { name }
    }

    private static func drivers(_ drivers: [String: String]) -> ClusterVersions {
        ClusterVersions(drivers: drivers.compactMapValues { DriverVersion($0) })
    }

    private static let tooOld = "harbor 1.6.2 is made for Kubernetes >=1.30.0-0 <1.37.0-0, and this is v1.29.9"
    private static let notInData = "harbor 1.6.1 is none of the versions that are known, which is of 2026-11-29"

    private static let cases: [Case] = [
        Case(
            "all is known, and fits", "1.6.2",
            in: ClusterVersions(kubernetes: "v1.34.2", operators: ["chain": "1.21.1"]),
            .fits),
        Case(
            "a prerelease that is asked for", "1.6.3", in: ClusterVersions(operators: ["sail": "0.1.0-alpha.14"]), .fits
        ),
        Case(
            "a prerelease before it", "1.6.3", in: ClusterVersions(operators: ["sail": "0.1.0-alpha.8"]), .unfit,
            (.need, "harbor 1.6.3 works with sail >=0.1.0-alpha.14, and 0.1.0-alpha.8 is there")),
        Case(
            "a distribution's tag is no prerelease", "1.6.2",
            in: ClusterVersions(operators: ["chain": "1.15.0-gke.4"]), .fits),
        Case("nothing around it is known", "1.6.2", .fits), Case("with a letter", "v1.6.2", .fits),
        Case("a distribution's Kubernetes", "1.6.2", in: ClusterVersions(kubernetes: "v1.33.2-gke.1"), .fits),
        Case("build metadata", "1.6.2", in: ClusterVersions(kubernetes: "v1.34.2+sandbox"), .fits),
        Case("Kubernetes too old", "1.6.2", in: ClusterVersions(kubernetes: "v1.29.9"), .unfit, (.kubernetes, tooOld)),
        Case(
            "Kubernetes too new", "1.6.2", in: ClusterVersions(kubernetes: "v1.37.0"), .unfit,
            (.kubernetes, "harbor 1.6.2 is made for Kubernetes >=1.30.0-0 <1.37.0-0, and this is v1.37.0")),
        Case("Kubernetes that cannot be compared", "1.6.2", in: ClusterVersions(kubernetes: "main"), .fits),
        Case("another version has another range", "1.6.3", in: ClusterVersions(kubernetes: "v1.20.0"), .fits),
        Case(
            "a prerequisite too old", "1.6.2", in: ClusterVersions(operators: ["chain": "v1.14.9"]), .unfit,
            (.need, "harbor 1.6.2 works with chain >=1.15.0, and v1.14.9 is there")),
        Case(
            "all is wrong", "1.6.2",
            in: ClusterVersions(
                kubernetes: "v1.29.9", operators: ["chain": "1.14.0", "winch": "2.2.0"],
                drivers: ["gpu-0": DriverVersion("550.54.15")].compactMapValues(\.self)),
            .unfit, (.kubernetes, tooOld), (.need, "harbor 1.6.2 works with chain >=1.15.0, and 1.14.0 is there"),
            (.need, "harbor 1.6.2 works with winch ~2.1, and 2.2.0 is there"),
            (
                .driver,
                "images of harbor 1.6.2 (CUDA 13) need NVIDIA driver 580 or newer, and node gpu-0 has 550.54.15"
            )),
        Case(
            "a prerequisite that cannot be compared", "1.6.2", in: ClusterVersions(operators: ["chain": "main"]), .fits),
        Case("others are not looked at", "1.6.2", in: ClusterVersions(operators: ["rope": "0.1.0"]), .fits),
        Case("drivers that will do", "1.6.2", in: drivers(["a": "580.65.06", "b": "595.91.07"]), .fits),
        Case(
            "several drivers too old", "1.6.3", in: drivers(["c": "550.1", "b": "570.9", "a": "580", "d": "535"]),
            .unfit,
            (.driver, "images of harbor 1.6.3 need NVIDIA driver 580 or newer, and node b has 570.9, like 2 more")),
        Case("older images ask for no driver", "1.5.1", on: "2026-06-01", .fits),
        Case("the last day of its support", "1.5.0", on: "2026-06-30", .fits),
        Case(
            "after its support", "1.5.0", on: "2026-07-01", .unsupported,
            (.endOfSupport, "support of harbor 1.5.0 ended on 2026-06-30")),
        Case(
            "unfit, and after its support", "1.5.0", in: ClusterVersions(kubernetes: "v1.27.1"), .unfit,
            (.kubernetes, "harbor 1.5.0 is made for Kubernetes >=1.28.0-0, and this is v1.27.1"),
            (.endOfSupport, "support of harbor 1.5.0 ended on 2026-06-30")),
        Case(
            "newer than the data", "1.7.0", in: ClusterVersions(kubernetes: "v1.20.0"), .unknown,
            (.newerThanData, "harbor 1.7.0 is newer than what is known of harbor, which is of 2026-11-29")),
        Case("not in the data", "1.6.1", .unknown, (.notInData, notInData)),
        Case("no version is told", nil, .unknown), Case("what is no version", "main", .unknown),
    ]

    @Test(arguments: cases) func isJudged(test: Case) throws {
        let judgement = VersionJudgement(
            of: "harbor", test.version, by: try Harbor.versions(Self.text), in: test.cluster,
            today: try #require(CalendarDay(test.today)))
        #expect(judgement.standing == test.standing)
        #expect(judgement.findings == test.findings)
        #expect(judgement.version == test.version)
        #expect("\(judgement.asOf)" == "2026-11-29")
        #expect(
            judgement.warnings == (test.standing == .unknown ? [] : test.findings), "what is unknown warns of nothing")
    }

    /// Scripts compare them.
    @Test func theNamesOfStandingsAndRulesStay() {
        #expect(VersionJudgement.Standing.allCases.map(\.rawValue) == ["fits", "unfit", "unsupported", "unknown"])
        #expect(
            VersionJudgement.Rule.allCases.map(\.rawValue) == [
                "kubernetes", "need", "driver", "end-of-support", "newer-than-data", "not-in-data",
            ])
    }

    @Test func programsSeeAllOfIt() throws {
        let today = try #require(CalendarDay("2026-11-30"))
        let data = try Harbor.versions(Self.text)
        let judgement = VersionJudgement(of: "harbor", "1.6.1", by: data, in: ClusterVersions(), today: today)
        #expect(
            judgement.value == [
                "standing": "unknown", "version": "1.6.1", "asOf": "2026-11-29",
                "findings": [["rule": "not-in-data", "message": .string(Self.notInData)]],
            ])
        let untold = VersionJudgement(of: "harbor", nil, by: data, in: ClusterVersions(), today: today)
        #expect(
            untold.value == ["standing": "unknown", "version": .null, "asOf": "2026-11-29", "findings": []])
    }

    // MARK: - Of a plan

    private func planned(_ decision: OperatorDecision?, version: String? = "1.6.2") throws -> OperatorPlan {
        var plan = Harbor.plan(version: version)
        plan.definition.versions = try Harbor.versions(Self.text)
        plan.decision = decision
        return plan
    }

    /// What is used as it is is judged by its own version, whoever installed it.
    @Test(arguments: OperatorDecision.Action.allCases)
    func theVersionThatWillBeThereIsJudged(action: OperatorDecision.Action) throws {
        let plan = try planned(Harbor.decision(action, .own, "as it is", version: "1.5.1"))
        #expect(plan.coming == (action.makesRelease ? "1.6.2" : "1.5.1"))
        let judgement = plan.judgement(in: ClusterVersions(), today: try #require(CalendarDay("2026-01-01")))
        #expect(judgement?.version == plan.coming && judgement?.standing == .fits)
    }

    @Test func withoutDataNothingIsJudged() throws {
        let today = try #require(CalendarDay("2026-01-01"))
        #expect(Harbor.plan().judgement(in: ClusterVersions(), today: today) == nil)
        #expect(Harbor.plan().upgradePath(from: "0.1.0") == nil)
        #expect(Harbor.plan().versionNeeds.isEmpty)
        #expect(try planned(nil, version: nil).judgement(in: ClusterVersions(), today: today)?.standing == .unknown)
        #expect(try planned(nil, version: nil).upgradePath(from: "1.5.0") == nil)
    }

    // MARK: - Of plans for providers

    private static let known =
        "versions: {asOf: 2026-11-29, known: [{version: 1.0.0, needs: {chain: '>=1.1.0', rope: '1'}}]}"

    /// What a version works with is needed of what is installed with it.
    @Test func itsNeedsGoWithThoseOfTheOperator() throws {
        let provider = try Docks.provider("dock", Docks.item("crane", "version: 1.0.0, needs: [chain], \(Self.known)"))
        let chain = try Docks.shared("chain", "version: 1.2.0")
        let plans = try Docks.planning([provider], sharing: [chain]).plans(for: [provider])
        #expect(plans.map(\.name) == ["chain", "crane"])
        #expect(plans.map(\.ranges) == [[">=1.1.0"], []])
        let old = try Docks.shared("chain", "version: 1.0.0")
        let error = try #require(throws: OperatorError.self) {
            try Docks.planning([provider], sharing: [old]).plans(for: [provider])
        }
        #expect(error.message == "operator chain would be installed in version 1.0.0, and >=1.1.0 is needed of it")
    }

    /// A chart of the user's that is called otherwise may count its versions otherwise.
    @Test(
        arguments: [
            ("oci://mirror.example.com/a/crane", true), ("./crane-1.0.0.tgz", true), ("mine/crane", true),
            ("oci://mirror.example.com/derrick", false),
        ] as [(String, Bool)])
    func dataGoWithChartsOfTheOperatorsName(chart: String, isKept: Bool) throws {
        let provider = try Docks.provider("dock", Docks.item("crane", "version: 1.0.0, \(Self.known)"))
        let item = try #require(provider.definition.operators.first)
        var override = OperatorOverride()
        override.chart = chart
        #expect((Docks.planning([provider]).overridden(item, by: override).versions != nil) == isKept)
    }
}

import Preflight
import Reports
import Testing

@Suite struct FleetReportTests {
    private static func report(_ outcome: PreflightReport.Outcome) -> PreflightReport {
        switch outcome {
        case .passed: ReportSample.report(.pass)
        case .failed: ReportSample.report(.fail)
        case .undecided: ReportSample.report(.unknown("x"))
        }
    }

    private static func fleet(_ outcomes: [PreflightReport.Outcome]) -> FleetReport {
        FleetReport(
            clusters: outcomes.enumerated().map { index, outcome in
                ClusterReport(context: "c\(index)", report: report(outcome))
            })
    }

    @Test(arguments: [
        ([PreflightReport.Outcome.passed], PreflightReport.Outcome.passed), ([.passed, .undecided], .undecided),
        ([.undecided, .failed], .failed), ([.failed, .passed], .failed), ([.passed, .passed], .passed),
        ([], .undecided),
    ])
    func theWorstClusterDecides(_ outcomes: [PreflightReport.Outcome], _ expected: PreflightReport.Outcome) {
        let fleet = Self.fleet(outcomes)
        #expect(fleet.outcome == expected)
        for outcome in PreflightReport.Outcome.allCases {
            #expect(fleet.count(outcome) == outcomes.count { $0 == outcome })
        }
    }

    @Test func aClusterThatCannotBeOpenedIsUndecided() {
        let cluster = ClusterReport(context: "lab", error: "there is no context lab")
        let fleet = FleetReport(clusters: [ClusterReport(context: "a", report: Self.report(.passed)), cluster])
        #expect(fleet.outcome == .undecided)
        #expect(cluster.report == nil)
        #expect(cluster.error == "there is no context lab")
        #expect(fleet.clusters[0].error == nil)
        let report = fleet.report(of: cluster)
        #expect(report.results.map(\.id) == ["cluster"])
        #expect(report.results[0].hint == "see to the context lab of the kubeconfig")
        #expect(report.results[0].unknown?.code == .unreachable)
    }

    @Test func failOnUnknownTakesWhatCannotBeOpenedForAFailure() {
        let clusters = [ClusterReport(context: "lab", error: "there is no context lab")]
        #expect(FleetReport(clusters: clusters, failOn: [.unknown]).outcome == .failed)
        #expect(FleetReport(clusters: clusters, failOn: [.warning]).outcome == .undecided)
    }

    @Test func oneClusterAloneIsKnown() {
        #expect(Self.fleet([.failed]).single?.outcome == .failed)
        #expect(Self.fleet([.failed, .passed]).single == nil)
        #expect(Self.fleet([]).single == nil)
        #expect(FleetReport(clusters: [ClusterReport(context: "a", error: "b")]).single == nil)
    }

    @Test func theTextHasABlockForEachClusterAndATable() {
        let text = TextReport.render(ReportSample.fleet)
        #expect(text.hasPrefix("preflight of prod (https://10.0.0.1:6443) (simulated cluster)\n"))
        #expect(text.contains("\n\npreflight of arn:aws:eks:eu-1:42:cluster/edge (https://10.0.0.2)\n"))
        #expect(text.contains("\n\npreflight of lab\n\ncluster\n  unknown  cluster  Cluster: see below\n"))
        #expect(text.contains("\nUNKNOWN cluster: there is no context lab\n  next: see kubectl config get-contexts\n"))
        #expect(
            text.hasSuffix(
                """

                clusters
                  not ready       prod                            1 passed, 1 with a warning, 1
                                                                  failed, 1 unknown, 1 skipped
                  ready           arn:aws:eks:eu-1:42:cluster/edge  1 passed, 1 skipped
                  undecided       lab                             there is no context lab

                3 clusters: 1 ready, 1 not ready, 1 undecided (2.3 s)

                """), "\(text)")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func aTableOfNoneAndOfOne() {
        #expect(TextReport.render(Self.fleet([])) == "clusters\n\n0 clusters: no cluster (0.0 s)\n")
        #expect(TextReport.render(Self.fleet([.passed])).hasSuffix("\n1 cluster: 1 ready (0.0 s)\n"))
    }
}

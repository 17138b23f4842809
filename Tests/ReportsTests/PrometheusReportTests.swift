import Preflight
import Reports
import Testing

@Suite struct PrometheusReportTests {
    @Test func metricsHaveHelpAndTypeAndTheClusterAsLabel() {
        var origin = ReportSample.origin
        origin.context = "prod"
        var report = ReportSample.report
        report.results = [ReportSample.failed, ReportSample.passed]
        report.requests = nil
        #expect(
            PrometheusReport.render(report, origin: origin) == """
                # HELP groundcrew_preflight_check_status Verdict of a check, as its label says; always 1.
                # TYPE groundcrew_preflight_check_status gauge
                groundcrew_preflight_check_status{cluster="prod",check="gpu-nodes",category="accelerators",verdict="fail"} 1
                groundcrew_preflight_check_status{cluster="prod",check="nats",category="services",verdict="pass"} 1
                # HELP groundcrew_preflight_checks Checks with a verdict.
                # TYPE groundcrew_preflight_checks gauge
                groundcrew_preflight_checks{cluster="prod",verdict="pass"} 1
                groundcrew_preflight_checks{cluster="prod",verdict="warn"} 0
                groundcrew_preflight_checks{cluster="prod",verdict="fail"} 1
                groundcrew_preflight_checks{cluster="prod",verdict="unknown"} 0
                groundcrew_preflight_checks{cluster="prod",verdict="skip"} 0
                # HELP groundcrew_preflight_outcome 1 for what came out, 0 for what did not.
                # TYPE groundcrew_preflight_outcome gauge
                groundcrew_preflight_outcome{cluster="prod",outcome="passed"} 0
                groundcrew_preflight_outcome{cluster="prod",outcome="failed"} 1
                groundcrew_preflight_outcome{cluster="prod",outcome="undecided"} 0
                # HELP groundcrew_preflight_duration_seconds How long the preflight took.
                # TYPE groundcrew_preflight_duration_seconds gauge
                groundcrew_preflight_duration_seconds{cluster="prod"} 1.234
                # HELP groundcrew_preflight_timestamp_seconds When the preflight began, in seconds since 1970.
                # TYPE groundcrew_preflight_timestamp_seconds gauge
                groundcrew_preflight_timestamp_seconds{cluster="prod"} 1795937194
                # HELP groundcrew_preflight_info What was checked, and by what; always 1.
                # TYPE groundcrew_preflight_info gauge
                groundcrew_preflight_info{cluster="prod",server="https://10.0.0.1:6443",uid="4f1c",version="1.2.3",\
                simulated="true"} 1

                """)
    }

    @Test func theClusterIsCalledByItsAddressWhereNoContextNamesIt() {
        let text = PrometheusReport.render(ReportSample.report, origin: ReportSample.origin)
        #expect(text.contains("groundcrew_preflight_duration_seconds{cluster=\"https://10.0.0.1:6443\"} 1.234\n"))
        #expect(text.contains("groundcrew_preflight_requests{cluster=\"https://10.0.0.1:6443\",kind=\"gets\"} 3\n"))
        let bare = PrometheusReport.render(ReportSample.report(.pass), origin: ReportSample.origin)
        #expect(bare.contains("groundcrew_preflight_duration_seconds{cluster=\"\"} 0.000\n"))
        #expect(!bare.contains("groundcrew_preflight_requests"))
    }

    @Test func labelsAreEscaped() {
        let result = CheckResult(id: "a", title: "A", category: "x\\y\"z\nw", verdict: .pass, message: "m")
        var origin = ReportSample.origin
        origin.context = "a\"} 1\nevil 2"
        let text = PrometheusReport.render(PreflightReport(results: [result]), origin: origin)
        #expect(
            text.contains(
                #"check_status{cluster="a\"} 1 evil 2",check="a",category="x\\y\"z w",verdict="pass"} 1"#), "\(text)")
    }

    @Test func samplesOfAMetricStandTogether() {
        let text = PrometheusReport.render(ReportSample.fleet, origin: ReportSample.origin)
        let types = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
        #expect(types.count == 7)
        #expect(Set(types).count == 7)
        let lab = text.split(separator: "\n").map(String.init).filter { $0.contains("cluster=\"lab\"") }
        #expect(
            lab.first == #"groundcrew_preflight_check_status{cluster="lab",check="cluster",category="cluster","#
                + #"verdict="unknown"} 1"#)
        #expect(lab.contains(#"groundcrew_preflight_outcome{cluster="lab",outcome="undecided"} 1"#))
    }

    @Test func promtoolHasNothingToSay() async throws {
        let origin = ReportSample.origin
        for text in [
            PrometheusReport.render(ReportSample.report, origin: origin),
            PrometheusReport.render(ReportSample.fleet, origin: origin),
            PrometheusReport.render(PreflightReport(results: []), origin: origin),
        ] {
            let problems = try await ReportReader.metricProblems(text)
            #expect(problems == "")
        }
    }

    @Test func promtoolSeesWhatIsWrong() async throws {
        let text = PrometheusReport.render(ReportSample.report, origin: ReportSample.origin)
        let problems = try await ReportReader.metricProblems(text.replacing("verdict=", with: "verdict"))
        #expect(!problems.isEmpty)
    }
}

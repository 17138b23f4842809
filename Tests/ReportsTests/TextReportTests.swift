import Preflight
import Reports
import Testing

@Suite struct TextReportTests {
    @Test func isReadableAt80Columns() {
        let text = TextReport.render(ReportSample.report)
        #expect(
            text == #"""
                preflight of https://10.0.0.1:6443 (simulated cluster)
                  uid of kube-system: 4f1c

                cluster
                  warn     cluster    Cluster: see below

                accelerators
                  fail     gpu-nodes  GPU nodes: see below

                crds
                  unknown  crds       Custom resources: see below

                services
                  pass     nats       NATS 2.10.21 at \u{1b}[31mn:4222\u{7}, "with" <JetStream>
                                      & möre\u{202e}

                tools
                  skipped  helm       the native driver needs no helm

                by policy
                  cluster: downgraded until 2026-12-31: planned for December

                asked the server 6 times: 2 lists, 3 gets, 1 review

                WARN cluster: Kubernetes 1.20.2 is outside the range >=1.30.0-0 of NVIDIA Dynamo
                  next: upgrade the cluster

                FAIL gpu-nodes: enough accelerators are free in total (8 nvidia.com/gpu), but
                     not together
                  - gpu-1: 4 of 8 nvidia.com/gpu free, a worker needs 8
                  - gpu-2: cordoned
                  requirement: every worker finds its accelerators
                  next: make room on single nodes, or ask for fewer accelerators a worker

                UNKNOWN crds: cannot get crds: forbidden
                  next: run as someone who may read it

                not ready: 1 passed, 1 with a warning, 1 failed, 1 unknown, 1 skipped (1.2 s,
                           simulated)

                """#)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test(arguments: [40, 60, 120, 1]) func keepsToTheWidth(_ width: Int) {
        for text in [
            TextReport.render(ReportSample.report, style: TextStyle(width: width)),
            TextReport.render(ReportSample.fleet, style: TextStyle(width: width)),
        ] {
            // A word that is longer than the line stays whole, so that it can be copied.
            let limit = max(width, 40) + 34
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= limit }, "\(text)")
        }
    }

    @Test func colorIsOnlyAddedNotChanged() {
        let colored = TextReport.render(ReportSample.report, style: TextStyle(hasColor: true))
        #expect(colored.contains("\u{1B}[31mfail   \u{1B}[0m"))
        let bare = colored.replacing(/\u{1B}\[\d+m/, with: "")
        #expect(bare == TextReport.render(ReportSample.report))
        let fleet = TextReport.render(ReportSample.fleet, style: TextStyle(hasColor: true))
        #expect(fleet.replacing(/\u{1B}\[\d+m/, with: "") == TextReport.render(ReportSample.fleet))
    }

    @Test(arguments: [
        ([Verdict.pass], "ready: 1 passed"), ([.unknown("x")], "undecided: 1 unknown"),
        ([], "nothing judged: no check"),
        ([.pass, .warn], "ready: 1 passed, 1 with a warning"), ([.skipped("x")], "nothing judged: 1 skipped"),
    ])
    func theLastLineSaysHowItStands(_ verdicts: [Verdict], _ expected: String) {
        let results = verdicts.map { CheckResult(id: "a", title: "A", category: "c", verdict: $0, message: "m") }
        let lines = TextReport.render(PreflightReport(results: results)).split(separator: "\n")
        #expect(lines.last?.hasPrefix(expected) == true, "\(lines)")
    }

    @Test func categoriesStandInTheirOrderAndOthersByName() {
        let names = ["zoo", "tools", "security", "cluster", "alpha", "accelerators", "pod"]
        let results = names.map { CheckResult(id: $0, title: "T", category: $0, verdict: .pass, message: "m") }
        let report = PreflightReport(results: results)
        let expected = ["cluster", "accelerators", "pod", "security", "tools", "alpha", "zoo"]
        #expect(report.categories.map(\.name) == expected)
        let lines = TextReport.render(report).split(separator: "\n").map(String.init)
        #expect(lines.filter(names.contains) == expected)
        #expect(ReportCategory.order.count == 11 && Set(ReportCategory.order).count == 11)
    }

    @Test func resultsOfACategoryKeepTheirOrder() {
        let results = ["b", "a", "c"].map { id in
            CheckResult(id: id, title: "T", category: id == "a" ? "tools" : "pod", verdict: .warn, message: "m")
        }
        let report = PreflightReport(results: results)
        #expect(report.categories.map { $0.results.map(\.id) } == [["b", "c"], ["a"]])
        #expect(report.findings.map(\.id) == ["b", "c", "a"])
    }

    @Test(arguments: [
        (ClusterIdentityFact?.none, "preflight of this machine\n\nc\n"),
        (.some(ClusterIdentityFact(server: "https://a")), "preflight of https://a\n\nc\n"),
        (
            .some(ClusterIdentityFact(server: "https://a", note: "get namespaces is forbidden")),
            "preflight of https://a\n  uid of kube-system: unknown (get namespaces is forbidden)\n\nc\n"
        ),
    ])
    func theHeadNamesTheCluster(_ cluster: ClusterIdentityFact?, _ expected: String) {
        var report = ReportSample.report(.pass)
        report.cluster = cluster
        #expect(TextReport.render(report).hasPrefix(expected))
    }

    @Test func policiesTellReasonAndExpiry() {
        var report = ReportSample.report(.skipped("by policy"))
        report.results[0].policy = AppliedPolicy(
            check: "a", action: .skip, reason: "no\n\u{1B}such part", expires: "2027-01-31")
        let text = TextReport.render(report)
        #expect(text.contains("\nby policy\n  a: skipped until 2027-01-31: no \\u{1b}such part\n"), "\(text)")
        #expect(report.policies.map(\.check) == ["a"])
    }

    @Test func requestsAreCounted() {
        #expect(RequestCounts().text == "did not ask the server")
        #expect(RequestCounts().total == 0)
        #expect(ReportSample.requests.total == 6)
        var counts = RequestCounts()
        counts.discovery = 1
        #expect(counts.text == "asked the server once: 1 discovery")
        counts.discovery = 2
        counts.dryRuns = 3
        counts.writes = 1
        counts.other = 2
        #expect(counts.text == "asked the server 8 times: 2 discoveries, 3 dry-runs, 1 write, 2 others")
        #expect(counts.parts.map(\.name) == ["lists", "gets", "discovery", "reviews", "dryRuns", "writes", "other"])
        #expect(!TextReport.render(ReportSample.report(.pass)).contains("asked"))
    }
}

/// What has no bearing is counted in a brief report; what somebody decided is listed all the same.
@Suite struct BriefTextReportTests {
    private static func text(_ results: [CheckResult], isBrief: Bool = true) -> String {
        TextReport.render(PreflightReport(results: results), style: TextStyle(isBrief: isBrief))
    }

    private static func skipped(_ id: String, _ reason: String = "not needed") -> CheckResult {
        CheckResult(id: id, title: id, category: "pod", verdict: .skipped(reason), message: reason)
    }

    private static let passed = CheckResult(
        id: "cluster", title: "Cluster", category: "cluster", verdict: .pass, message: "it answers")

    @Test func skippedChecksAreCounted() {
        let text = Self.text([Self.passed, Self.skipped("one"), Self.skipped("two")])
        #expect(text.contains("cluster  it answers"), "\(text)")
        #expect(!text.contains("not needed"), "\(text)")
        #expect(!text.contains("\npod\n"), "\(text)")
        #expect(text.contains("\n2 checks were skipped; -v lists them with their reasons\n"), "\(text)")
        #expect(text.contains("1 passed, 2 skipped"), "\(text)")
    }

    @Test func oneIsOne() {
        let text = Self.text([Self.passed, Self.skipped("one")])
        #expect(text.contains("\n1 check was skipped; -v lists it with its reason\n"), "\(text)")
    }

    @Test func whatTheUserSkippedIsListed() {
        let text = Self.text([Self.passed, Self.skipped("one", "skipped by request: by --skip"), Self.skipped("two")])
        #expect(text.contains("skipped by request: by --skip"), "\(text)")
        #expect(text.contains("\n1 check was skipped"), "\(text)")
    }

    @Test func whatAPolicySkippedIsListed() {
        var result = Self.skipped("one")
        result.policy = AppliedPolicy(check: "one", action: .skip, reason: "known", expires: "2027-01-01")
        let text = Self.text([Self.passed, result])
        #expect(text.contains("one      not needed"), "\(text)")
        #expect(!text.contains("-v lists"), "\(text)")
    }

    @Test func theWholeReportListsAll() {
        let text = Self.text([Self.passed, Self.skipped("one")], isBrief: false)
        #expect(text.contains("one      not needed"), "\(text)")
        #expect(!text.contains("-v lists"), "\(text)")
    }
}

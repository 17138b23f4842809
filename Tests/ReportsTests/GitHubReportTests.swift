import Preflight
import Reports
import Testing

@Suite struct GitHubReportTests {
    @Test func thereIsALineForEachFinding() {
        let file = "file=deploy/our cluster.yaml,line=12,"
        #expect(
            GitHubReport.render(ReportSample.report, origin: ReportSample.origin) == """
                ::notice title=preflight (simulated)::the cluster that was checked is simulated
                ::warning \(file)title=preflight cluster (simulated)::Kubernetes 1.20.2 is outside the range \
                >=1.30.0-0 of NVIDIA Dynamo%0Apolicy: downgraded until 2026-12-31: planned for December%0Anext: \
                upgrade the cluster
                ::error \(file)title=preflight gpu-nodes (simulated)::enough accelerators are free in total \
                (8 nvidia.com/gpu), but not together%0A- gpu-1: 4 of 8 nvidia.com/gpu free, a worker needs 8%0A- \
                gpu-2: cordoned%0Arequirement: every worker finds its accelerators%0Anext: make room on single nodes, \
                or ask for fewer accelerators a worker
                ::error \(file)title=preflight crds (unknown) (simulated)::cannot get crds: forbidden%0Anext: run as \
                someone who may read it

                """)
    }

    @Test func commandsCannotBeForged() {
        let result = CheckResult(
            id: "a", title: "A", category: "c", verdict: .fail, message: "100%\n::error::forged\r::x")
        var origin = ReportSample.origin
        origin.file = .init(path: "a,title=x::b\n", line: 1)
        #expect(
            GitHubReport.render(PreflightReport(results: [result]), origin: origin)
                == "::error file=a%2Ctitle=x%3A%3Ab%0A,line=1,title=preflight a::100%25%0A::error::forged\\u{d}::x\n")
    }

    @Test func aLineNamesItsClusterWhereThereAreSeveral() {
        var origin = ReportSample.origin
        origin.file = nil
        let lines = GitHubReport.render(ReportSample.fleet, origin: origin).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("::notice title=preflight prod%3A (simulated)::"))
        #expect(lines[1].hasPrefix("::warning title=preflight prod%3A cluster (simulated)::"))
        #expect(
            lines[4] == "::error title=preflight lab%3A cluster (unknown)::there is no context lab%0Anext: see kubectl "
                + "config get-contexts")
    }
}

import Preflight
import Reports
import Testing
import Value

@Suite struct JUnitReportTests {
    @Test func tellsWhoWhenHowLongAndWhatKindOfFailure() {
        let xml = JUnitReport.render(ReportSample.report, origin: ReportSample.origin)
        let head =
            #"name="preflight" tests="5" failures="1" errors="1" skipped="1" time="1.234" "#
            + #"timestamp="2026-11-29T07:26:34""#
        #expect(
            xml.hasPrefix(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites \(head)>
                  <testsuite \(head) hostname="runner-7">
                    <properties>
                      <property name="groundcrew" value="1.2.3"/>
                      <property name="simulated" value="true"/>
                      <property name="cluster" value="https://10.0.0.1:6443"/>
                      <property name="cluster-uid" value="4f1c"/>
                      <property name="file" value="deploy/our cluster.yaml:12"/>
                      <property name="policy" value="cluster: downgraded until 2026-12-31: planned for December"/>
                      <property name="requests" value="asked the server 6 times: 2 lists, 3 gets, 1 review"/>
                    </properties>
                    <testcase classname="preflight.cluster" name="cluster" time="1.200">
                      <system-out>Kubernetes 1.20.2 is outside the range &gt;=1.30.0-0 of NVIDIA Dynamo
                policy: downgraded until 2026-12-31: planned for December
                next: upgrade the cluster</system-out>
                    </testcase>

                """))
        #expect(xml.contains("<skipped message=\"the native driver needs no helm\"/>"))
        #expect(xml.contains("<error type=\"unknown.forbidden\" message=\"cannot get crds: forbidden\">next: run as"))
        #expect(xml.contains("<failure type=\"fail\" message=\"enough accelerators are free in total (8"))
        #expect(xml.contains("<testcase classname=\"preflight.services\" name=\"nats\" time=\"0.000\"/>"))
        #expect(xml.hasSuffix("  </testsuite>\n</testsuites>\n"))
    }

    @Test func escapesWhatXMLForbids() {
        let result = CheckResult(
            id: "a", title: "A", category: "<&\"'>", verdict: .fail, message: "a\u{0}b\u{FFFF}<&\"\n", details: ["]]>"])
        let xml = JUnitReport.render(PreflightReport(results: [result]), origin: ReportSample.origin)
        #expect(xml.contains("classname=\"preflight.&lt;&amp;&quot;'&gt;\""))
        #expect(xml.contains("message=\"a\\u{0}b\u{FFFD}&lt;&amp;&quot;&#10;\">]]&gt;</failure>"))
    }

    @Test func saysWhatMadeAFailure() {
        let report = ReportSample.report(.warn, failOn: [.warning, .unknown])
        let xml = JUnitReport.render(report, origin: ReportSample.origin)
        #expect(xml.contains("<property name=\"fail-on\" value=\"unknown\"/>\n"))
        #expect(xml.contains("<property name=\"fail-on\" value=\"warning\"/>\n"))
        #expect(xml.contains("<failure type=\"warn\" message=\"m\"></failure>"))
    }

    @Test func aParserReadsEveryCase() async throws {
        let xml = JUnitReport.render(ReportSample.report, origin: ReportSample.origin)
        let read = try await ReportReader.read(xml, as: "out.xml", ReportReader.junit)
        #expect(["tests", "failures", "errors"].compactMap { read[$0]?.integer } == [5, 1, 1])
        let suite = try #require(read["suites"]?[0])
        #expect(["tests", "failures", "errors", "skipped"].compactMap { suite[$0]?.integer } == [5, 1, 1, 1])
        #expect(suite["properties"]?["cluster-uid"] == "4f1c")
        let cases = try #require(suite["cases"]?.array)
        #expect(cases.compactMap { $0["name"]?.string } == ["cluster", "helm", "gpu-nodes", "crds", "nats"])
        let kinds = cases.map { $0["results"]?[0]?[0]?.string }
        #expect(kinds == [nil, "Skipped", "Failure", "Error", nil])
        #expect(cases[0]["out"]?.string?.hasPrefix("Kubernetes 1.20.2 is outside the range >=1.30.0-0") == true)
        #expect(cases[2]["results"]?[0]?[3]?.string?.contains("gpu-2: cordoned") == true)
        #expect(cases[3]["results"]?[0]?[1] == "unknown.forbidden")
        #expect(cases[4]["class"] == "preflight.services")
    }

    @Test func aParserReadsASuiteForEveryCluster() async throws {
        let xml = JUnitReport.render(ReportSample.fleet, origin: ReportSample.origin)
        let read = try await ReportReader.read(xml, as: "out.xml", ReportReader.junit)
        #expect(["tests", "failures", "errors"].compactMap { read[$0]?.integer } == [8, 1, 2])
        let suites = try #require(read["suites"]?.array)
        #expect(
            suites.compactMap { $0["name"]?.string } == [
                "preflight prod", "preflight arn:aws:eks:eu-1:42:cluster/edge", "preflight lab",
            ])
        #expect(suites.compactMap { $0["tests"]?.integer } == [5, 2, 1])
        #expect(suites[2]["errors"] == 1)
        #expect(suites[2]["cases"]?[0]?["class"] == "preflight.lab.cluster")
        #expect(suites[2]["cases"]?[0]?["results"]?[0]?[2] == "there is no context lab")
    }
}

import Preflight
import Reports
import Testing
import Value

@Suite struct PreflightReportTests {
    static let report = PreflightReport(
        cluster: ClusterIdentityFact(server: "https://10.0.0.1:6443", uid: "4f1c"),
        results: [
            CheckResult(
                id: "cluster", title: "Cluster", category: "cluster", verdict: .warn,
                message: "Kubernetes 1.20.2 is outside the range >=1.30.0-0 of NVIDIA Dynamo",
                hint: "upgrade the cluster", file: "checks/cluster.yaml", duration: .microseconds(1_200_900)),
            CheckResult(
                id: "helm", title: "Helm", category: "tools", verdict: .skipped("the native driver needs no helm"),
                message: "the native driver needs no helm", file: "checks/helm.yaml"),
            CheckResult(
                id: "gpu-nodes", title: "GPU nodes", category: "capacity", verdict: .fail,
                message: "enough accelerators are free in total (8 nvidia.com/gpu), but not together",
                hint: "make room on single nodes, or ask for fewer accelerators a worker",
                details: ["gpu-1: 4 of 8 nvidia.com/gpu free, a worker needs 8", "gpu-2: cordoned"],
                file: "checks/gpu-nodes.yaml"),
            CheckResult(
                id: "crds", title: "Custom resources", category: "operators", verdict: .unknown("cannot get crds"),
                message: "cannot get crds: forbidden", hint: "run as someone who may read it",
                unknown: UnknownReason(.forbidden, "cannot get crds", verb: "get", resource: "crds"),
                file: "checks/crds.yaml"),
            CheckResult(
                id: "nats", title: "NATS", category: "services", verdict: .pass,
                message: "NATS 2.10.21 at \u{1B}[31mn:4222\u{7}, \"with\" <JetStream> & more\u{202E}",
                file: "checks/nats.yaml"),
        ],
        duration: .milliseconds(1234), isSimulated: true)

    static let origin = ReportOrigin(
        version: "1.2.3", hostname: "runner-7", startedAt: "2026-11-29T07:26:34",
        file: .init(path: "deploy/our cluster.yaml", line: 12))

    @Test func textIsReadableAt80Columns() {
        let text = TextReport.render(Self.report)
        #expect(
            text == #"""
                preflight of https://10.0.0.1:6443 (simulated cluster)

                cluster
                  warn     cluster    Cluster: see below

                tools
                  skipped  helm       the native driver needs no helm

                capacity
                  fail     gpu-nodes  GPU nodes: see below

                operators
                  unknown  crds       Custom resources: see below

                services
                  pass     nats       NATS 2.10.21 at \u{1b}[31mn:4222\u{7}, "with" <JetStream>
                                      & more\u{202e}

                WARN cluster: Kubernetes 1.20.2 is outside the range >=1.30.0-0 of NVIDIA Dynamo
                  next: upgrade the cluster

                FAIL gpu-nodes: enough accelerators are free in total (8 nvidia.com/gpu), but
                     not together
                  - gpu-1: 4 of 8 nvidia.com/gpu free, a worker needs 8
                  - gpu-2: cordoned
                  next: make room on single nodes, or ask for fewer accelerators a worker

                UNKNOWN crds: cannot get crds: forbidden
                  next: run as someone who may read it

                not ready: 1 passed, 1 with a warning, 1 failed, 1 unknown, 1 skipped (1.2 s,
                           simulated)

                """#)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test(arguments: [40, 60, 120, 1]) func textKeepsToTheWidth(_ width: Int) {
        let text = TextReport.render(Self.report, style: TextStyle(width: width))
        // A word that is longer than the line stays whole, so that it can be copied.
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= max(width, 40) + 12 })
    }

    @Test func colorIsOnlyAddedNotChanged() {
        let colored = TextReport.render(Self.report, style: TextStyle(hasColor: true))
        #expect(colored.contains("\u{1B}[31mfail   \u{1B}[0m"))
        let bare = colored.replacing(/\u{1B}\[\d+m/, with: "")
        #expect(bare == TextReport.render(Self.report))
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

    @Test func f54noReportLetsAnEscapeSequenceThrough() {
        let hostile = "\u{1B}]0;title\u{7}\u{9B}31m\u{202E}\u{85}\u{2028}\r\nx"
        let report = PreflightReport(
            cluster: ClusterIdentityFact(server: "https://\(hostile)"),
            results: ["fail", "warn", "unknown", "pass", "skipped"].map { name in
                let verdicts: [String: Verdict] = [
                    "fail": .fail, "warn": .warn, "unknown": .unknown(hostile), "pass": .pass,
                    "skipped": .skipped(hostile),
                ]
                return CheckResult(
                    id: name, title: hostile, category: hostile, verdict: verdicts[name] ?? .fail, message: hostile,
                    hint: hostile, details: [hostile], file: hostile)
            })
        var origin = Self.origin
        origin.hostname = hostile
        origin.file = .init(path: hostile, line: 1)
        let texts = [
            TextReport.render(report), JUnitReport.render(report, origin: origin),
            SARIFReport.render(report, origin: origin),
            GitHubReport.render(report, origin: origin), JSONReport.render(report),
        ]
        for text in texts {
            for scalar in text.unicodeScalars {
                #expect(
                    scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) || scalar == "\n",
                    "U+\(String(scalar.value, radix: 16)) in \(text.prefix(40))")
                #expect(scalar != "\u{202E}" && scalar != "\u{2028}")
            }
        }
    }

    @Test func f53jsonIsOneDocumentWithASchema() throws {
        let text = JSONReport.render(Self.report)
        let value = try Value(jsonText: text)
        #expect(value == Self.report.json)
        #expect(value["schema"]?.string == "groundcrew.preflight/v1")
        #expect(value["counts"]?["fail"]?.integer == 1)
        #expect(value["results"]?[3]?["unknown"]?["resource"]?.string == "crds")
        #expect(text.hasSuffix("}\n"))
    }

    @Test func junitTellsWhoWhenHowLongAndWhatKindOfFailure() {
        let xml = JUnitReport.render(Self.report, origin: Self.origin)
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
                      <property name="file" value="deploy/our cluster.yaml:12"/>
                    </properties>
                    <testcase classname="preflight.cluster" name="cluster" time="1.200">
                      <system-out>Kubernetes 1.20.2 is outside the range &gt;=1.30.0-0 of NVIDIA Dynamo
                next: upgrade the cluster</system-out>
                    </testcase>

                """))
        #expect(xml.contains("<skipped message=\"the native driver needs no helm\"/>"))
        #expect(xml.contains("<error type=\"unknown.forbidden\" message=\"cannot get crds: forbidden\">next: run as"))
        #expect(xml.contains("<failure type=\"fail\" message=\"enough accelerators are free in total (8"))
        #expect(xml.contains("<testcase classname=\"preflight.services\" name=\"nats\" time=\"0.000\"/>"))
        #expect(xml.hasSuffix("  </testsuite>\n</testsuites>\n"))
    }

    @Test func junitEscapesWhatXMLForbids() {
        let result = CheckResult(
            id: "a", title: "A", category: "<&\"'>", verdict: .fail, message: "a\u{0}b\u{FFFF}<&\"\n", details: ["]]>"])
        let xml = JUnitReport.render(PreflightReport(results: [result]), origin: Self.origin)
        #expect(xml.contains("classname=\"preflight.&lt;&amp;&quot;'&gt;\""))
        #expect(xml.contains("message=\"a\\u{0}b\u{FFFD}&lt;&amp;&quot;&#10;\">]]&gt;</failure>"))
    }

    @Test func sarifHasARuleAndAResultForEveryCheck() throws {
        let sarif = try Value(jsonText: SARIFReport.render(Self.report, origin: Self.origin))
        #expect(sarif["version"]?.string == "2.1.0")
        let run = try #require(sarif["runs"]?[0])
        #expect(run["tool"]?["driver"]?["semanticVersion"]?.string == "1.2.3")
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        let results = try #require(run["results"]?.array)
        #expect(results.count == 5)
        for result in results {
            let index = try #require(result["ruleIndex"]?.integer)
            #expect(rules[Int(index)]["id"] == result["ruleId"])
        }
        #expect(results.compactMap { $0["kind"]?.string } == ["fail", "notApplicable", "fail", "open", "pass"])
        #expect(results.compactMap { $0["level"]?.string } == ["warning", "none", "error", "none", "none"])
        let invocation = try #require(run["invocations"]?[0])
        #expect(invocation["executionSuccessful"] == false)
        #expect(invocation["startTimeUtc"] == "2026-11-29T07:26:34Z")
        #expect(invocation["machine"] == "runner-7")
        #expect(invocation["toolExecutionNotifications"]?[0]?["associatedRule"] == ["id": "crds", "index": 3])
    }

    /// Code scanning shows a finding in the file it names: a check's id is none of the user's.
    @Test(arguments: [
        (ReportOrigin.File?.some(.init(path: "deploy/our cluster.yaml", line: 12)), "deploy/our%20cluster.yaml", 12),
        (.some(.init(path: "/srv/ü.yaml", line: 1)), "file:///srv/%C3%BC.yaml", 1),
        (nil, nil, nil),
    ])
    func sarifFindingsStandInTheUsersFile(_ file: ReportOrigin.File?, _ uri: String?, _ line: Int64?) throws {
        var origin = Self.origin
        origin.file = file
        let sarif = try Value(jsonText: SARIFReport.render(Self.report, origin: origin))
        for result in try #require(sarif["runs"]?[0]?["results"]?.array) {
            let location = try #require(result["locations"]?[0])
            #expect(location["physicalLocation"]?["artifactLocation"]?["uri"]?.string == uri)
            #expect(location["physicalLocation"]?["region"]?["startLine"]?.integer == line)
            #expect(location["logicalLocations"]?[0]?["fullyQualifiedName"] == "https://10.0.0.1:6443")
        }
        #expect(!sarif.json().contains("checks/"))
    }

    @Test func githubGetsALineForEachFinding() {
        let file = "file=deploy/our cluster.yaml,line=12,"
        #expect(
            GitHubReport.render(Self.report, origin: Self.origin) == """
                ::notice title=preflight (simulated)::the cluster that was checked is simulated
                ::warning \(file)title=preflight cluster (simulated)::Kubernetes 1.20.2 is outside the range \
                >=1.30.0-0 of NVIDIA Dynamo%0Anext: upgrade the cluster
                ::error \(file)title=preflight gpu-nodes (simulated)::enough accelerators are free in total \
                (8 nvidia.com/gpu), but not together%0A- gpu-1: 4 of 8 nvidia.com/gpu free, a worker needs 8%0A- \
                gpu-2: cordoned%0Anext: make room on single nodes, or ask for fewer accelerators a worker
                ::error \(file)title=preflight crds (unknown) (simulated)::cannot get crds: forbidden%0Anext: run as \
                someone who may read it

                """)
    }

    @Test func githubCommandsCannotBeForged() {
        let result = CheckResult(
            id: "a", title: "A", category: "c", verdict: .fail, message: "100%\n::error::forged\r::x")
        var origin = Self.origin
        origin.file = .init(path: "a,title=x::b\n", line: 1)
        #expect(
            GitHubReport.render(PreflightReport(results: [result]), origin: origin)
                == "::error file=a%2Ctitle=x%3A%3Ab%0A,line=1,title=preflight a::100%25%0A::error::forged\\u{d}::x\n")
    }
}

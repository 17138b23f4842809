import Preflight
import Testing

@testable import Reports

@Suite struct GitHubSummaryTests {
    @Test func findingsComeFirstWithWhatToDo() throws {
        let text = GitHubSummary.render(ReportSample.report, origin: ReportSample.origin)
        #expect(
            text.hasPrefix(
                #"""
                ## Preflight of https\://10.0.0.1\:6443: ❌ not ready

                **The cluster is simulated.**

                1 passed, 1 with a warning, 1 failed, 1 unknown, 1 skipped (1.2 s)

                uid of kube-system: 4f1c

                ### What to do

                |  | check | found | what to do next |
                |---|---|---|---|
                | ⚠️ warn | `cluster` | Kubernetes 1.20.2 is outside the range \>=1.30.0-0 of NVIDIA Dynamo | upgrade the cluster |
                | ❌ fail | `gpu-nodes` | enough accelerators are free in total (8 nvidia.com/gpu), but not together | make room on single nodes, or ask for fewer accelerators a worker |
                | ❓ unknown | `crds` | cannot get crds\: forbidden | run as someone who may read it |

                <details><summary>gpu-nodes: 2 details</summary>

                - gpu-1\: 4 of 8 nvidia.com/gpu free, a worker needs 8
                - gpu-2\: cordoned

                </details>

                ### By policy

                | check |  | until | reason |
                |---|---|---|---|
                | `cluster` | downgraded | 2026-12-31 | planned for December |

                ### All checks

                <details><summary>cluster: 1 warn</summary>

                """#), "\(text)")
        #expect(text.contains("| ⏭️ skip | `helm` | the native driver needs no helm |\n"))
        #expect(text.hasSuffix("\n<sub>groundcrew 1.2.3, 2026-11-29T07:26:34Z</sub>\n"))
        let findings = try #require(text.firstRange(of: "### What to do")).lowerBound
        let all = try #require(text.firstRange(of: "### All checks")).lowerBound
        #expect(findings < all)
    }

    @Test func whatPassesHasNothingToDo() {
        let text = GitHubSummary.render(ReportSample.report(.pass), origin: ReportSample.origin)
        #expect(text.hasPrefix("## Preflight: ✅ ready\n\n1 passed (0.0 s)\n\n### All checks\n"), "\(text)")
        let strict = GitHubSummary.render(
            ReportSample.report(.warn, failOn: [.warning]), origin: ReportSample.origin)
        #expect(strict.contains("1 with a warning (0.0 s), \\-\\-fail-on warning\n"))
        #expect(strict.contains("| ❌ fail | `a` | m |  |\n"))
    }

    @Test func aFleetBeginsWithATable() {
        let text = GitHubSummary.render(ReportSample.fleet, origin: ReportSample.origin)
        #expect(
            text.hasPrefix(
                #"""
                ## Preflight of 3 clusters: ❌ not ready

                |  | cluster | server | checks |
                |---|---|---|---|
                | ❌ not ready | prod | https\://10.0.0.1\:6443 | 1 passed, 1 with a warning, 1 failed, 1 unknown, 1 skipped |
                | ✅ ready | arn\:aws\:eks\:eu-1\:42\:cluster/edge | https\://10.0.0.2 | 1 passed, 1 skipped |
                | ❓ undecided | lab |  | there is no context lab |

                ### prod: ❌ not ready

                """#), "\(text)")
        #expect(text.contains("\n### lab: ❓ undecided\n\n"))
        #expect(
            text.contains("| ❓ unknown | `cluster` | there is no context lab | see kubectl config get-contexts |\n"))
    }

    @Test func manyDetailsAreCut() {
        var report = ReportSample.report(.fail)
        report.results[0].details = (1...30).map { "line \($0)" }
        let text = GitHubSummary.render(report, origin: ReportSample.origin)
        #expect(text.contains("- line 20\n- and 10 more\n"))
        #expect(!text.contains("line 21"))
    }

    @Test func aLongReportKeepsItsFindings() {
        let long = String(repeating: "long ", count: 300)
        var report = ReportSample.report
        report.results += (0..<1000).map { index in
            CheckResult(id: "c\(index)", title: "T", category: "c", verdict: .pass, message: long)
        }
        let brief = GitHubSummary.render(report, origin: ReportSample.origin)
        #expect(brief.utf8.count <= ReportLimits.summaryBytes)
        #expect(brief.contains("### What to do") && !brief.contains("### All checks"))
        report.results += (0..<1000).map { index in
            CheckResult(id: "d\(index)", title: "T", category: "c", verdict: .fail, message: long)
        }
        let cut = GitHubSummary.render(report, origin: ReportSample.origin)
        #expect(cut.utf8.count <= ReportLimits.summaryBytes + 100)
        #expect(cut.hasSuffix("\n\nthe rest does not fit here: see the other reports\n"))
    }

    @Test(arguments: [
        ("plain text, (8 a/b)", "plain text, (8 a/b)"), ("a | b\nc", "a \\| b c"),
        ("<script>&amp;", "\\<script\\>\\&amp;"), ("@all **b** _i_ `c`", "\\@all \\*\\*b\\*\\* \\_i\\_ \\`c\\`"),
        ("[x](http://y) ![z]", "\\[x\\](http\\://y) \\!\\[z\\]"),
        (":tada: $x$ ~~y~~ #1", "\\:tada\\: \\$x\\$ \\~\\~y\\~\\~ \\#1"),
        ("see www.example.com", "see www\\.example.com"), ("back\\slash", "back\\\\slash"),
        ("\u{1B}[2J\u{202E}", "\\\\u\\{1b\\}\\[2J\\\\u\\{202e\\}"),
    ])
    func textOfTheClusterDoesNothing(_ text: String, _ expected: String) {
        #expect(MarkdownText.escaped(text) == expected)
        #expect(MarkdownText.cell(text) == expected)
    }

    @Test func textWithinTagsIsEscaped() {
        #expect(MarkdownText.html("a <b> & c\nd") == "a &lt;b&gt; &amp; c d")
        #expect(MarkdownText.folded("</summary>", "x").hasPrefix("<details><summary>&lt;/summary&gt;</summary>\n\nx\n"))
    }
}

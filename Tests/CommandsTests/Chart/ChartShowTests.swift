import Commands
import TestParts
import Testing
import Value

/// `chart show` beside `helm show`.
@Suite(.timeLimit(.minutes(5))) struct ChartShowTests {
    @Test(arguments: ["all", "chart", "values", "readme", "crds"])
    func printsHelmsBytes(_ part: String) async throws {
        try await HelmComparison.with { both in
            try await both.expectSame("show \(part) demo")
            try await both.prepare("package demo")
            try await both.expectSame("show \(part) demo-1.2.3.tgz")
            try both.write("apiVersion: v1\nname: bare\nversion: 1.0.0\n", to: "bare/Chart.yaml")
            try await both.expectSame("show \(part) bare")
            try both.write("", to: "bare/values.yaml")
            try both.write("text", to: "bare/readme.TXT")
            try both.write("dependencies: [{name: x, version: 1, repository: ''}]\n", to: "bare/requirements.yaml")
            try await both.expectSame("show \(part) bare")
        }
    }

    @Test(arguments: [
        "{.replicas}", "{.labels}", "{.labels.a}", "{.labels['a']}", "{.list[0]}", "{.list[-1].three}", "{.list[0:2]}",
        "{.list[*]}", "{..three}", "{range.list[*]}[{@}]{end}", "x{.replicas}{\"\\n\"}y", "{.sub.enabled}",
        "{$.labels.c}",
    ])
    func jsonpathPrintsHelmsBytes(_ template: String) async throws {
        try await HelmComparison.with {
            try await $0.expectSame(["show", "values", "demo", "--jsonpath", template])
        }
    }

    @Test(arguments: [
        "{.none}", "{.list[9]}", "{.replicas.x}", "{", "{range .list[*]}", "{.a[", "{end}", "{.list[?(@.x)]}",
    ])
    func aPathThatLeadsNowhereIsAnError(_ template: String) async throws {
        try await HelmComparison.with { both in
            let run = await both.run(["chart", "show", "values", "demo", "--jsonpath", template])
            #expect(run.status == .usage)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("--jsonpath: "))
        }
    }

    @Test func dataComesInOtherFormats() async throws {
        try await HelmComparison.with { both in
            let metadata = try await both.run("chart show chart demo -o json").json
            #expect(metadata["version"] == "1.2.3")
            let values = try await both.run("chart show values demo -o json").json
            #expect(values["replicas"] == 2)
            let yaml = try await both.run("chart show values demo -o yaml").yaml
            #expect(yaml["labels"]?["a"] == "b")
        }
    }

    @Test func controlSequencesReachNoTerminalCVE2021x21303() async throws {
        try await HelmComparison.with { both in
            try both.write("\u{1B}]0;owned\u{07}text", to: "demo/README.md")
            let piped = await both.run("chart show readme demo")
            #expect(piped.output.contains("\u{1B}"))
            let shown = await CommandRun.of(
                ["chart", "show", "readme", "demo"], in: both.folder, terminal: .init(isOutput: true))
            #expect(!shown.output.contains("\u{1B}"))
            #expect(shown.output.contains("text"))
        }
    }
}

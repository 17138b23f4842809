import Commands
import TestParts
import Testing
import Value

/// `chart lint` beside `helm lint`: the same findings, the same verdict.
@Suite(.timeLimit(.minutes(10))) struct ChartLintTests {
    /// One change of the demo chart that lint should notice, or should not.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var removed: [String] = []
        var flags = ""
        var testDescription: String { name }
    }

    private static let metadata = DemoChart.files["Chart.yaml"] ?? ""

    static let cases: [Case] = [
        Case(name: "nothing", files: [:]),
        Case(name: "strict", files: [:], flags: "--strict"),
        Case(name: "no icon", files: ["Chart.yaml": metadata.replacing("icon:", with: "home:")]),
        Case(name: "no values", files: [:], removed: ["values.yaml"]),
        Case(name: "broken values", files: ["values.yaml": "a: [1\n"]),
        Case(name: "values that are a list", files: ["values.yaml": "- a\n"]),
        Case(name: "two empty rules", files: ["Chart.yaml": "{}\n"]),
        Case(name: "unknown field", files: ["Chart.yaml": metadata + "whatever: 1\n"]),
        Case(name: "unknown field inside", files: ["Chart.yaml": metadata.replacing("email:", with: "mail:")]),
        Case(name: "key twice", files: ["Chart.yaml": metadata + "icon: https://b/c\n"]),
        Case(name: "number as version", files: ["Chart.yaml": metadata.replacing("1.2.3", with: "1.2")]),
        Case(name: "number as app version", files: ["Chart.yaml": metadata.replacing("\"9\"", with: "9")]),
        Case(name: "no version", files: ["Chart.yaml": metadata.replacing("version: 1.2.3", with: "home: x")]),
        Case(name: "bad version", files: ["Chart.yaml": metadata.replacing("1.2.3", with: "one")]),
        Case(name: "version of zeros", files: ["Chart.yaml": metadata.replacing("1.2.3", with: "0.0.0-0")]),
        Case(name: "loose version", files: ["Chart.yaml": metadata.replacing("1.2.3", with: "v1.2")]),
        Case(name: "no name", files: ["Chart.yaml": metadata.replacing("name: demo", with: "home: x")]),
        Case(name: "name with a slash", files: ["Chart.yaml": metadata.replacing("name: demo", with: "name: a/b")]),
        Case(name: "no apiVersion", files: ["Chart.yaml": metadata.replacing("apiVersion: v2", with: "home: x")]),
        Case(
            name: "apiVersion v3", files: ["Chart.yaml": metadata.replacing("apiVersion: v2", with: "apiVersion: v3")]),
        Case(
            name: "apiVersion v1", files: ["Chart.yaml": metadata.replacing("apiVersion: v2", with: "apiVersion: v1")]),
        Case(name: "type in v1", files: ["Chart.yaml": "apiVersion: v1\nname: a\nversion: 1.0.0\ntype: application\n"]),
        Case(name: "wrong type", files: ["Chart.yaml": metadata + "type: operator\n"]),
        Case(name: "library", files: ["Chart.yaml": metadata + "type: library\n"]),
        Case(name: "bad mail", files: ["Chart.yaml": metadata.replacing("ann@example.com", with: "ann at home")]),
        Case(name: "good mail", files: ["Chart.yaml": metadata.replacing("ann@", with: "ann.b+c@mail.")]),
        Case(name: "nameless maintainer", files: ["Chart.yaml": metadata.replacing("name: Ann", with: "url: x")]),
        Case(
            name: "bad url",
            files: ["Chart.yaml": metadata.replacing("email: ann@example.com", with: "url: 'not a url'")]),
        Case(
            name: "good url",
            files: ["Chart.yaml": metadata.replacing("email: ann@example.com", with: "url: 'https://github.com/ann'")]),
        Case(
            name: "bad icon",
            files: ["Chart.yaml": metadata.replacing("https://example.com/icon.png", with: "icon.png")]),
        Case(name: "bad source", files: ["Chart.yaml": metadata + "sources: ['https://a/b', 'nowhere']\n"]),
        Case(name: "list as name", files: ["Chart.yaml": metadata.replacing("name: demo", with: "name: [a]")]),
        Case(name: "no templates", files: [:], removed: ["templates"]),
        Case(name: "templates is a file", files: ["templates": "x"], removed: ["templates"]),
        Case(name: "template that does not parse", files: ["templates/b.yaml": "{{ if }}\n"]),
        Case(name: "template that fails", files: ["templates/b.yaml": "a: {{ index .Values.list 9 }}\n"]),
        Case(
            name: "fail and required pass",
            files: ["templates/b.yaml": "{{ fail \"no\" }}{{ required \"x\" .Values.none }}\n"]),
        Case(name: "output that is not YAML", files: ["templates/b.yaml": "a: b: c\n"]),
        Case(name: "wrong extension", files: ["templates/b.json": "{}"]),
        Case(name: "indented", files: ["templates/b.yaml": "\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n"]),
        Case(
            name: "bad names",
            files: [
                "templates/b.yaml": """
                kind: Pod
                metadata: {name: Upper}
                ---
                kind: Service
                metadata: {name: 1a}
                ---
                kind: Namespace
                metadata: {name: a.b}
                ---
                kind: Namespace
                metadata: {name: A}
                ---
                kind: ClusterRole
                metadata: {name: "a:b/c%d"}
                ---
                kind: Role
                metadata: {name: ".."}
                ---
                kind: ServiceAccount
                metadata: {name: "a_b"}
                ---
                kind: CertificateSigningRequest
                metadata: {name: "A B"}
                ---
                kind: Anything
                metadata: {}
                ---
                kind: Pod
                metadata: {name: \(String(repeating: "x", count: 260))}

                """
            ]),
        Case(
            name: "name of another type",
            files: ["templates/b.yaml": "kind: Pod\nmetadata: {name: 12}\n---\nkind: Pod\nmetadata: {name: [a]}\n"]),
        Case(name: "document that is a list", files: ["templates/b.yaml": "- a\n"]),
        Case(
            name: "document that is JSON",
            files: ["templates/b.yaml": "{\"kind\": \"Pod\", \"metadata\": {\"name\": \"A\"}}\n"]),
        Case(
            name: "deprecated",
            files: [
                "templates/b.yaml": """
                apiVersion: extensions/v1beta1
                kind: Ingress
                metadata: {name: a}
                ---
                apiVersion: policy/v1beta1
                kind: PodDisruptionBudgetList
                metadata: {name: b}
                ---
                apiVersion: v1
                kind: Endpoints
                metadata: {name: c}

                """
            ]),
        Case(
            name: "not deprecated yet",
            files: ["templates/b.yaml": "apiVersion: v1\nkind: Endpoints\nmetadata: {name: c}\n"],
            flags: "--kube-version 1.32"),
        Case(name: "no selector", files: ["templates/b.yaml": "kind: Deployment\nmetadata: {name: a}\n"]),
        Case(
            name: "policy in a list",
            files: [
                "templates/b.yaml": """
                kind: List
                metadata: {name: a}
                items: [{metadata: {annotations: {helm.sh/resource-policy: keep}}}]

                """
            ]),
        Case(
            name: "schema",
            files: [
                "values.schema.json": "{\"properties\": {\"replicas\": {\"type\": \"string\"}}, \"required\": [\"x\"]}"
            ]),
        Case(
            name: "schema skipped", files: ["values.schema.json": "{\"required\": [\"x\"]}"],
            flags: "--skip-schema-validation"),
        Case(
            name: "schema satisfied by flags", files: ["values.schema.json": "{\"required\": [\"x\"]}"],
            flags: "--set x=1"),
        Case(name: "broken schema", files: ["values.schema.json": "{"]),
        Case(name: "schema of a subchart", files: ["charts/sub/values.schema.json": "{\"required\": [\"y\"]}"]),
        Case(
            name: "unnamed subchart",
            files: ["charts/other/Chart.yaml": "apiVersion: v2\nname: other\nversion: 1.0.0\n"]),
        Case(name: "missing subchart", files: [:], removed: ["charts"]),
        Case(
            name: "dependency twice", files: ["Chart.yaml": metadata + "- {name: sub, version: 1.x, repository: ''}\n"]),
        Case(name: "broken subchart", files: ["charts/bad/Chart.yaml": "name: bad\n"]),
        Case(name: "crds is a file", files: ["crds": "x"], removed: ["crds"]),
        Case(name: "crd of another kind", files: ["crds/three.yaml": "apiVersion: v1\nkind: Pod\n---\n# nothing\n"]),
        Case(name: "crd that is a template", files: ["crds/three.yaml": "a: {{ .Values.x }}\n"]),
        Case(name: "crd of a subchart", files: ["charts/sub/crds/sub.yaml": "apiVersion: v1\nkind: Pod\n"]),
        Case(
            name: "with subcharts", files: ["charts/sub/templates/b.yaml": "kind: Deployment\nmetadata: {name: a}\n"],
            flags: "--with-subcharts"),
        Case(name: "quiet", files: [:], flags: "--quiet"),
        Case(name: "quiet with a warning", files: [:], removed: ["templates"], flags: "--quiet"),
        Case(name: "coalescing fails", files: [:], flags: "--set sub=1"),
        Case(name: "no chart", files: [:], removed: ["Chart.yaml"]),
        Case(
            name: "namespace",
            files: ["templates/b.yaml": "kind: Pod\nmetadata: {name: \"{{ .Release.Namespace }}\"}\n"],
            flags: "-n UPPER"),
    ]

    @Test(arguments: cases)
    func findsWhatHelmFinds(_ change: Case) async throws {
        try await HelmComparison.with { both in
            for path in change.removed {
                try await TestParts.run("rm", ["-r", "\(both.folder)/demo/\(path)"]).require()
            }
            for (path, text) in change.files { try both.write(text, to: "demo/\(path)") }
            let arguments = ["lint", "demo"] + change.flags.split(separator: " ").map(String.init)
            let ours = await both.run(["chart"] + arguments)
            let theirs = try await both.helm(arguments)
            #expect((ours.status == .done) == theirs.isSuccess, "\(ours.everything)\n\(theirs)")
            #expect(ours.status == .done || ours.status == .failed)
            #expect(
                Findings(ours.output, folder: both.folder).lines
                    == Findings(theirs.standardOutput, folder: both.folder).lines)
        }
    }

    /// The lines of findings, but for the words in which parsers say where they stumbled.
    struct Findings {
        let lines: [String]

        init(_ output: String, folder: String) {
            lines = output.replacing(folder + "/", with: "").split(separator: "\n").compactMap { line in
                // Our places and excerpts, and what Helm puts on lines of its own, stand indented below a finding.
                let isIndented = ["    ", "\t", "  line "].contains(where: line.hasPrefix)
                guard !isIndented else { return nil }
                if ["unexpected EOF", "the text ends inside an object"].contains(where: line.hasSuffix) { return "…" }
                var line = String(line)
                for words in [
                    "error converting YAML to JSON", "cannot unmarshal yaml document: ", "unable to parse YAML: ",
                    "parse error at (",
                    "Error unable to check",
                ] {
                    if let range = line.firstRange(of: words) { line = line[..<range.upperBound] + "…" }
                }
                return line
            }
        }
    }

    @Test func lintsArchivesAndSeveralCharts() async throws {
        try await HelmComparison.with { both in
            try both.write("kind: Deployment\nmetadata: {name: a}\n", to: "demo/templates/b.yaml")
            try await both.prepare("package demo")
            for arguments in [["lint", "demo-1.2.3.tgz", "demo"], ["lint", "none", "demo"]] {
                let ours = await both.run(["chart"] + arguments)
                let theirs = try await both.helm(arguments)
                #expect(ours.status == .failed)
                #expect(!theirs.isSuccess)
                #expect(
                    Findings(ours.output, folder: both.folder).lines
                        == Findings(theirs.standardOutput, folder: both.folder).lines)
                #expect(ours.errors.contains("2 chart(s) linted, \(arguments[1] == "none" ? 2 : 2) chart(s) failed"))
            }
        }
    }

    @Test func saysWhereATemplateFails() async throws {
        try await HelmComparison.with { both in
            try both.write("a: b\nc: {{ index .Values.list 9 }}\n", to: "demo/templates/b.yaml")
            let run = await both.run("chart lint demo")
            #expect(run.status == .failed)
            #expect(run.output.contains("demo/templates/b.yaml:2:"), "\(run.output)")
            let json = try await both.run("chart lint demo -o json").json
            #expect(json[0]?["failed"] == true)
            #expect(json[0]?["findings"]?[0]?["severity"] == "error")
            #expect(json[0]?["findings"]?[0]?["path"] == "templates/")
        }
    }
}

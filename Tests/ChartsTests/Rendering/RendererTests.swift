import Charts
import Synchronization
import Testing
import Value

@Suite struct RendererTests {
    @Test func objectsComeInInstallOrderWithTheirSources() throws {
        let rendered = try ChartText.render(
            "kind: Service\nmetadata: {name: s}\n---\nkind: Namespace\nmetadata: {name: ns1}",
            others: ["templates/a.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}"])
        #expect(rendered.manifests.map(\.kind) == ["Namespace", "Service", "Deployment"])
        #expect(rendered.manifests.map(\.name) == ["ns1", "s", "d"])
        #expect(rendered.manifests[2].sourcePath == "app/templates/a.yaml")
        #expect(rendered.manifests[2].apiVersion == "apps/v1")
        #expect(
            rendered.manifestText.hasPrefix(
                "---\n# Source: app/templates/x.yaml\nkind: Namespace\nmetadata: {name: ns1}\n"))
    }

    @Test func hooksAreToldFromObjects() throws {
        let rendered = try ChartText.render(
            """
            kind: Job
            metadata:
              name: j
              annotations:
                helm.sh/hook: pre-install, Post-Upgrade
                helm.sh/hook-weight: "-7"
                helm.sh/hook-delete-policy: hook-succeeded,before-hook-creation,odd
            ---
            kind: Pod
            metadata: {name: t, annotations: {helm.sh/hook: test-success, helm.sh/hook-weight: heavy}}
            ---
            kind: Pod
            metadata: {name: u, annotations: {helm.sh/hook: "pre-install,nonsense"}}
            ---
            kind: Secret
            metadata: {name: s}
            """)
        #expect(rendered.manifests.map(\.name) == ["s"])
        #expect(rendered.hooks.map(\.name) == ["t", "j"])
        let job = try #require(rendered.hooks.last)
        #expect(job.events == [.preInstall, .postUpgrade] && job.weight == -7 && job.kind == "Job")
        #expect(job.deletePolicies.map(\.rawValue) == ["hook-succeeded", "before-hook-creation", "odd"])
        #expect(rendered.hooks[0].isTest && rendered.hooks[0].weight == 0)
        #expect(rendered.warnings.contains { $0.contains("unknown hook") })
    }

    @Test func notesAreTheChartsOwn() throws {
        let others = [
            "templates/NOTES.txt": "Hello {{ .Release.Name }}",
            "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0",
            "charts/sub/templates/NOTES.txt": "Sub {{ .Chart.Name }}",
        ]
        #expect(try ChartText.render("a: b", others: others).notes == "Hello rel")
        #expect(try ChartText.render("a: b").notes == nil)
        var options = RenderOptions()
        options.includesSubchartNotes = true
        #expect(try ChartText.render("a: b", others: others, options: options).notes == "Hello rel\nSub sub")
    }

    @Test func partialsAndBlankFilesGiveNothing() throws {
        let rendered = try ChartText.render(
            "  \n{{- if false }}a{{ end }}\n", others: ["templates/_p.yaml": "kind: Never"])
        #expect(rendered.documents.isEmpty)
        #expect(try rendered.templateOutput() == "\n")
    }

    @Test func crdsStayTexts() throws {
        let rendered = try ChartText.render(
            "kind: A", others: ["crds/b.yaml": "kind: B\n---\nkind: C\n", "crds/a.json": "{\"kind\": \"{{ no }}\"}"])
        #expect(rendered.crdFiles.map(\.path) == ["app/crds/a.json", "app/crds/b.yaml"])
        #expect(try rendered.crds().map(\.kind) == ["{{ no }}", "B", "C"])
        var options = TemplateOutputOptions()
        options.includesCRDs = true
        #expect(try rendered.templateOutput(options).hasPrefix("---\n# Source: app/crds/a.json\n{\"kind\""))
    }

    @Test(arguments: [
        (">=1.20", true), ("<1.20", false), ("1.37.x", true), (">=1.37.0-0", true), ("nonsense", false), ("", true),
    ])
    func theClusterMustFit(range: String, fits: Bool) throws {
        let error = try ChartText.renderError(
            "a: b", others: ["Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\nkubeVersion: '\(range)'"])
        #expect((error == nil) == fits)
        #expect(fits || error?.code == .incompatible)
    }

    // MARK: - Errors

    @Test func aNilValueIsShownWithItsLine() throws {
        let error = try #require(try ChartText.renderError("a: 1\nname: {{ .Values.a.b.c }}\n", values: "x: 1"))
        #expect(error.code == .templateFailed)
        #expect(error.path == "app/templates/x.yaml" && error.line == 2)
        #expect(error.reason.contains("nil pointer evaluating interface {}.b"))
        #expect(error.description.contains("name: {{ .Values.a.b.c }}"))
        #expect(error.description.contains("^"))
        #expect(error.description.contains("the value a is not set, so it has no b"))
        #expect(error.hint == "set a.b in a values file or with --set")
    }

    @Test func includesAreNamedOnTheWay() throws {
        let error = try #require(
            try ChartText.renderError(
                "a: {{ include \"outer\" . }}",
                others: [
                    "templates/_h.tpl":
                        "{{ define \"outer\" }}{{ include \"inner\" . }}{{ end }}\n{{ define \"inner\" }}{{ .Values.x.y.z }}{{ end }}"
                ]))
        #expect(error.path == "app/templates/_h.tpl" && error.line == 2)
        #expect(error.description.contains("from app/templates/_h.tpl:1"))
        #expect(error.description.contains("from app/templates/x.yaml:1"))
    }

    @Test(arguments: [
        ("{{ fail \"no: such luck\" }}", "no: such luck"),
        ("{{ required \"need it\" .Values.none }}", "need it"),
        ("{{ required \"need it\" \"\" }}", "need it"),
    ])
    func whatChartsSayIsPassedOn(template: String, message: String) throws {
        let error = try #require(try ChartText.renderError(template))
        #expect(error.reason.hasPrefix("execution error at (app/templates/x.yaml:1:"))
        #expect(error.reason.hasSuffix("): \(message)"))
        #expect(error.description.contains(message))
    }

    @Test func syntaxErrorsHaveAPlace() throws {
        let error = try #require(try ChartText.renderError("a: 1\nb: {{ nosuch 1 }}"))
        #expect(error.code == .templateSyntax)
        #expect(error.reason == "parse error at (app/templates/x.yaml:2): function \"nosuch\" not defined")
    }

    @Test func outputThatIsNoYAMLNamesTheTemplate() throws {
        let error = try #require(try ChartText.renderError("a: b: c"))
        #expect(error.code == .badManifest && error.path == "app/templates/x.yaml")
        #expect(error.reason.hasPrefix("YAML parse error on app/templates/x.yaml"))
    }

    @Test(arguments: [
        "just text", "- list", "kind: [a]", "metadata: text", "metadata: {annotations: [a]}",
        "metadata: {annotations: {a: [b]}}",
    ])
    func documentsOfOddShapesAreRefused(text: String) throws {
        #expect(try ChartText.renderError(text)?.code == .badManifest)
    }

    @Test func f56TemplatesThatIncludeThemselvesEnd() throws {
        let error = try #require(
            try ChartText.renderError("{{ define \"loop\" }}{{ include \"loop\" . }}{{ end }}{{ include \"loop\" . }}"))
        #expect(error.reason.contains("rendering template has a nested reference name: loop"))
    }

    @Test func f56OutputHasALimit() throws {
        var options = RenderOptions()
        options.limits.outputBytes = 10_000
        #expect(throws: RenderError.self) {
            try ChartText.render("{{ range until 1000 }}0123456789{{ repeat 100 \"x\" }}{{ end }}", options: options)
        }
    }

    @Test func f56AnEmptyFileHasNoLines() throws {
        let text = try ChartText.text(
            "a: {{ .Files.Lines \"empty\" | len }} {{ .Files.Lines \"one\" | len }} {{ .Files.Lines \"none\" | len }}",
            others: ["empty": "", "one": "x\n"])
        #expect(text == "a: 0 1 0")
    }

    @Test func missingValuesPrintNothing() throws {
        #expect(try ChartText.text("a: \"{{ .Values.none }}\"\nb: \"<no value>\"") == "a: \"\"\nb: \"\"")
    }

    @Test func lintingPassesWhatWouldFail() throws {
        var options = RenderOptions()
        options.isLinting = true
        let rendered = try ChartText.render("a: x{{ fail \"no\" }}{{ required \"no\" .Values.b }}", options: options)
        #expect(rendered.documents.map(\.text) == ["a: x"])
    }

    @Test func showOnlyNamesWhatIsMissing() throws {
        var options = TemplateOutputOptions()
        options.showOnly = ["templates/none.yaml"]
        do {
            _ = try ChartText.render("a: b").templateOutput(options)
            Issue.record("found")
        } catch let error as RenderError {
            #expect(error.reason == "could not find template templates/none.yaml in chart")
        }
    }
}

/// `lookup` against a cluster that answers, refuses or is asked without end.
@Suite struct LookupTests {
    private final class Cluster: ObjectLookup {
        struct Refused: Error {}
        let objects: [String: Object]
        let asked = Mutex<[LookupQuery]>([])

        init(_ objects: [String: Object]) { self.objects = objects }

        func object(for query: LookupQuery) async throws -> Object {
            asked.withLock { $0.append(query) }
            if query.name == "forbidden" { throw Refused() }
            return objects[query.name] ?? Object()
        }
    }

    private func text(_ template: String, _ cluster: Cluster) async throws -> String {
        let chart = try ChartText.chart(["templates/x.yaml": template])
        return try await Renderer().render(
            chart, values: [:], release: ReleaseIdentity(name: "r", namespace: "n"), capabilities: .assumed,
            lookup: cluster
        ).documents.map(\.text).joined()
    }

    @Test func answersReachTheTemplate() async throws {
        let cluster = Cluster(["a": ["data": ["k": "v"]]])
        let template =
            "a: {{ (lookup \"v1\" \"Secret\" \"n\" \"a\").data.k }}\nb: {{ lookup \"v1\" \"Secret\" \"n\" \"b\" | empty }}"
        #expect(try await text(template, cluster) == "a: v\nb: true")
        #expect(cluster.asked.withLock { $0.count } == 2)
    }

    @Test func questionsThatFollowFromAnswersAreAsked() async throws {
        let cluster = Cluster(["a": ["next": "b"], "b": ["value": "found"]])
        let template = """
            {{- $a := lookup "v1" "Secret" "n" "a" }}
            {{- if $a }}{{ $b := lookup "v1" "Secret" "n" $a.next }}r: {{ $b.value }}{{ else }}{{ fail "no a" }}{{ end }}
            """
        #expect(try await text(template, cluster) == "r: found")
        #expect(cluster.asked.withLock { $0.map(\.name) } == ["a", "b"])
    }

    /// F32: a refusal is never taken for "there is none".
    @Test func f32ARefusedLookupFailsTheRender() async throws {
        do {
            _ = try await text("a: {{ lookup \"v1\" \"Secret\" \"n\" \"forbidden\" }}", Cluster([:]))
            Issue.record("rendered")
        } catch let error as RenderError {
            #expect(error.code == .lookupFailed)
            #expect(error.reason.contains("/templates/x.yaml: cannot look up v1 Secret/n/forbidden: "), "\(error)")
            #expect(error.path?.hasSuffix("/templates/x.yaml") == true)
        }
    }

    @Test func endlessQuestionsEnd() async throws {
        do {
            _ = try await text("a: {{ lookup \"v1\" \"Secret\" \"n\" (randAlphaNum 12) | empty }}", Cluster([:]))
            Issue.record("rendered")
        } catch let error as RenderError {
            #expect(error.code == .lookupFailed)
        }
    }
}

import Charts
import Providers
import Testing
import Value

/// A provider without a fault, and what lint says when one thing of it is broken.
@Suite struct ProviderLintTests {
    // MARK: - The provider

    private static let definition = """
        apiVersion: groundcrew/v1
        kind: Provider
        name: tower
        operators:
          - name: tower-operator
            namespace: tower-system
            chart: oci://charts.invalid/tower-operator
            version: 2.1.0
            crds:
              - name: towers.example.com
                versions: [v1]
            needs: [cert-manager]
        resource:
          kind: Tower
          crd: towers.example.com
          versions: [example.com/v1]
          selector: app=tower
        requirements:
          oneOf:
            - needed: for bridges
              when: deployment.mode == 'split'
              crds: [bridges.example.com]
              hint: install one
        capabilities:
          engines: [vllm, sglang]
          modes: [whole, split]
          routers: [none]
          accelerators: [nvidia]
          tasks: [text-generation]
        selection:
          - when: request.mode == 'split' && request.engine != 'vllm'
            reject: only vllm is split, and ${request.engine} is asked for
          - when: "true"
            score: 10
            reason: serves ${model.id}
        gpus:
          perWorker: deployment.resources.gpu
          workers: deployment.replicas
        defaults:
          operatorVersion: "${operators[?'tower-operator'].?version.orValue('')}"
        readiness:
          related:
            base:
              apiVersion: v1
              kind: ConfigMap
              name: ${object.metadata.name}-base
          rules:
            - when: status.?ready.orValue(false)
              phase: Running
            - when: "true"
              phase: Pending
              message: waits
          replicas:
            desired: object.spec.replicas
            ready: status.?replicas.orValue(0)
          pods:
            selector: app=tower,tower=${object.metadata.name}
          endpoint:
            service: ${object.metadata.name}
            port: 8000

        """

    private static let files = [
        "Chart.yaml": "apiVersion: v2\nname: tower\nversion: 1.0.0\n",
        "values.yaml": """
        modelId: ""
        engine: vllm
        mode: whole
        routerMode: none
        replicas: 2
        operatorVersion: ""
        resources: {gpu: 1}

        """,
        "values.schema.json": """
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "modelId": {"title": "The model.", "type": "string", "minLength": 1},
            "engine": {"title": "The engine.", "enum": ["vllm", "sglang"]},
            "mode": {"title": "The mode.", "enum": ["whole", "split"]},
            "routerMode": {"title": "The router.", "const": "none"},
            "replicas": {"title": "Workers.", "type": "integer"},
            "operatorVersion": {"title": "The operator's version.", "type": "string", "pattern": "^[0-9.]*$"},
            "resources": {"type": "object", "properties": {"gpu": {"title": "GPUs.", "type": "integer"}}}
          }
        }
        """,
        "templates/tower.yaml": """
        {{- if and (eq .Values.mode "split") (ne .Values.engine "vllm") }}
        {{- fail (printf "mode split is not for %s" .Values.engine) }}
        {{- end }}
        apiVersion: example.com/v1
        kind: Tower
        metadata:
          name: {{ .Release.Name }}
          labels: {app: tower}
        spec:
          model: {{ .Values.modelId | quote }}
          replicas: {{ .Values.replicas }}

        """,
    ]

    private static func provider(_ file: String = "", _ from: String = "", _ to: String? = nil) throws -> Provider {
        var files = files
        var definition = definition
        if file == "provider.yaml" {
            try #require(definition.contains(from))
            definition = definition.replacing(from, with: to ?? "")
        } else if !file.isEmpty {
            let text = files[file] ?? ""
            try #require(text.contains(from) || from.isEmpty)
            files[file] = to.map { from.isEmpty ? $0 : text.replacing(from, with: $0) }
        }
        let chart = try Chart.load(
            files: files.sorted { $0.key < $1.key }.map { ChartFile(path: $0.key, text: $0.value) })
        return try Provider(definition: definition, chart: chart, folder: "folder/tower")
    }

    private static func report(
        _ provider: Provider, _ check: ProviderLint.ObjectCheck? = nil
    ) throws -> ProviderLintReport {
        ProviderLint(registry: try ProviderRegistry.builtIn(), check: check).report(of: provider)
    }

    // MARK: - What is well

    @Test func nothingIsFoundWhereNothingIsWrong() throws {
        let report = try Self.report(Self.provider())
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.name == "tower" && report.folder == "folder/tower")
    }

    @Test func theMatrixSaysWhatGoesTogetherInTheChartsWords() throws {
        let combinations = try Self.report(Self.provider()).combinations
        #expect(combinations.map(\.engine) == ["vllm", "vllm", "sglang", "sglang"])
        #expect(combinations.map(\.mode) == ["whole", "split", "whole", "split"])
        #expect(combinations.map(\.router) == ["none", "none", "none", "none"])
        #expect(combinations.map(\.isDefault) == [true, false, false, false])
        #expect(combinations.map(\.refusal) == [nil, nil, nil, "mode split is not for sglang"])
    }

    /// What the schema refuses is named by the value, not by what the template would say.
    @Test func aSchemaRefusesInItsOwnWords() throws {
        let provider = try Self.provider("values.schema.json", #""enum": ["whole", "split"]"#, #""const": "whole""#)
        let report = try Self.report(provider)
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.combinations.map { $0.refusal == nil } == [true, false, true, false])
        let words = try #require(report.combinations[1].refusal)
        #expect(words.hasPrefix("mode is wrong: ") && words.contains("whole"), "\(words)")
    }

    /// The chart's own mode and router are what comes by itself; its engine is the first of the capabilities.
    @Test func whatComesByItselfIsTheChartsOwn() throws {
        let provider = try Self.provider("values.yaml", "mode: whole", "mode: split")
        let combinations = try Self.report(provider).combinations
        #expect(combinations.map(\.isDefault) == [false, true, false, false])
    }

    @Test func everyBuiltInFolderLintsWithoutErrors() throws {
        let registry = try ProviderRegistry.builtIn()
        #expect(!registry.providers.isEmpty)
        for provider in registry.providers {
            let report = ProviderLint(registry: registry).report(of: provider)
            #expect(report.findings.isEmpty, "\(provider.name): \(report.findings)")
            #expect(report.combinations.count(where: \.isDefault) == 1)
            #expect(report.combinations.first(where: \.isDefault)?.refusal == nil)
        }
    }

    // MARK: - What is broken

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var file = "provider.yaml"
        /// Empty for the whole file.
        var from: String
        /// Nil takes the file away.
        var to: String?
        var severity = ProviderLintFinding.Severity.error
        /// How the place begins, after the folder.
        var place = "provider.yaml"
        var path: String?
        /// Part of the message.
        var says: String
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        // The definition.
        Case(
            name: "no engine", from: "engines: [vllm, sglang]", to: "engines: []", path: "capabilities.engines",
            says: "can serve nothing"),
        Case(
            name: "no task", from: "tasks: [text-generation]", to: "tasks: []", path: "capabilities.tasks",
            says: "can serve nothing"),
        Case(
            name: "a need that nobody has", from: "needs: [cert-manager]", to: "needs: [certificates]",
            path: "operators", says: "operator tower-operator needs certificates"),
        Case(
            name: "a CRD that nobody brings", from: "- name: towers.example.com", to: "- name: houses.example.com",
            severity: .warning, path: "resource.crd", says: "is towers.example.com, which no operator says"),
        Case(
            name: "a kind that the chart does not make", from: "kind: Tower", to: "kind: House", path: "resource",
            says: "is a House of towers.example.com, and the chart makes none"),
        Case(
            name: "a group that the chart does not make", file: "templates/tower.yaml",
            from: "apiVersion: example.com/v1", to: "apiVersion: example.org/v1", path: "resource",
            says: "the chart makes none"),
        Case(
            name: "a version that the chart does not make", from: "versions: [example.com/v1]",
            to: "versions: [example.com/v2]", path: "resource.versions", says: "has not example.com/v1"),
        Case(
            name: "a name that is not the release's", file: "templates/tower.yaml", from: "name: {{ .Release.Name }}",
            to: "name: {{ .Release.Name }}-tower", path: "resource",
            says: "must have the release's name, example, and the chart makes example-tower"),
        Case(
            name: "a selector that finds nothing", from: "selector: app=tower\n", to: "selector: app=house\n",
            path: "resource.selector", says: "wants the label app=house"),
        // Selection.
        Case(
            name: "no rules",
            from: """
                selection:
                  - when: request.mode == 'split' && request.engine != 'vllm'
                    reject: only vllm is split, and ${request.engine} is asked for
                  - when: "true"
                    score: 10
                    reason: serves ${model.id}

                """, to: "", path: "selection", says: "has no rules"),
        Case(
            name: "a rule that is never reached", from: "request.mode == 'split' && request.engine != 'vllm'",
            to: "\" true \"", place: "provider.yaml:33:", path: "selection[1]",
            says: "is never reached: rule 1 always holds"),
        Case(
            name: "rules that never hold", from: "  - when: \"true\"\n    score: 10",
            to: "  - when: \"false\"\n    score: 10", path: "selection", says: "has no rule by which"),
        Case(
            name: "a rule that cannot be judged", from: "request.mode == 'split' && request.engine != 'vllm'",
            to: "request.modes == 'split'", place: "provider.yaml:31:", path: "selection[0]",
            says: "cannot be judged: no such key: modes (line 1, column "),
        Case(
            name: "a reason that cannot be told", from: "reason: serves ${model.id}", to: "reason: serves ${model.ids}",
            place: "provider.yaml:35:", path: "selection[1]", says: "cannot be judged: no such key: ids"),
        // Counts.
        Case(
            name: "half a GPU", from: "perWorker: deployment.resources.gpu", to: "perWorker: \"0.5\"",
            place: "provider.yaml:37:", path: "gpus.perWorker", says: "gives 0.5, which is not a whole number"),
        Case(
            name: "fewer than no workers", from: "workers: deployment.replicas", to: "workers: \"-1\"",
            path: "gpus.workers", says: "gives -1"),
        Case(
            name: "workers that cannot be told", from: "workers: deployment.replicas",
            to: "workers: deployment.workers",
            path: "gpus.workers", says: "cannot be told: "),
        Case(
            name: "a requirement that cannot be told", from: "when: deployment.mode == 'split'",
            to: "when: deployment.bridge == 'split'", path: "requirements.oneOf[0].when", says: "cannot be told: "),
        // Defaults.
        Case(
            name: "a default of no value", from: "operatorVersion: \"${", to: "towerVersion: \"${",
            place: "provider.yaml:40:", path: "defaults.towerVersion", says: "is not a value of the chart"),
        Case(
            name: "a default that cannot be told", from: "operators[?'tower-operator'].?version.orValue('')",
            to: "operators['tower-operator'].version", path: "defaults",
            says: "the default operatorVersion of provider tower cannot be told"),
        Case(
            name: "a default that the chart refuses", from: "version: 2.1.0", to: "version: 2.1.0-beta",
            path: "defaults.operatorVersion", says: "gives \"2.1.0-beta\", which the chart refuses: it is wrong: "),
        // Readiness.
        Case(
            name: "a rule of readiness that is never reached", from: "status.?ready.orValue(false)", to: "\"true\"",
            path: "readiness.rules[1]", says: "is never reached: rule 1 always holds"),
        Case(
            name: "running before it is looked at", from: "orValue(false)", to: "orValue(true)",
            path: "readiness.rules[0]", says: "makes a deployment Running that nothing has looked at yet"),
        Case(
            name: "a rule that fails at first", from: "status.?ready.orValue(false)", to: "status.ready",
            path: "readiness", says: "makes a new deployment Unknown: rule 1"),
        Case(
            name: "replicas that fail at first", from: "status.?replicas.orValue(0)", to: "status.replicas",
            path: "readiness", says: "replicas.ready: "),
        Case(
            name: "pods of everything", from: "selector: app=tower,tower=${object.metadata.name}",
            to: "selector: ${status.?pods.orValue('')}", path: "readiness.pods.selector", says: "every pod there is"),
        Case(
            name: "pods that cannot be told", from: "tower=${object.metadata.name}", to: "tower=${status.name}",
            path: "readiness.pods.selector", says: "no such key: name"),
        Case(
            name: "a port that is none", from: "port: 8000", to: "port: ${status.?port.orValue(0)}",
            path: "readiness.endpoint.port", says: "\"0\" is not a port"),
        Case(
            name: "a service that cannot be told", from: "service: ${object.metadata.name}",
            to: "service: ${status.service}", path: "readiness.endpoint.service", says: "no such key: service"),
        Case(
            name: "a related object without a name", from: "${object.metadata.name}-base", to: "${object.spec.base}",
            path: "readiness.related.base", says: "no such key: base"),
        // The chart.
        Case(
            name: "no templates", file: "templates/tower.yaml", from: "", to: nil, severity: .warning,
            place: "templates/", says: "directory does not exist"),
        Case(
            name: "a template that does not parse", file: "templates/tower.yaml", from: "{{- end }}", to: "{{- ende }}",
            place: "templates/tower.yaml", says: "ende"),
        Case(
            name: "a template that fails", file: "templates/tower.yaml", from: "{{ .Values.replicas }}",
            to: "{{ index .Values.resources 7 \"x\" }}", place: "templates/tower.yaml:11:", says: "index"),
        Case(
            name: "an object without a kind", file: "templates/tower.yaml", from: "spec:\n",
            to: "---\napiVersion: v1\nmetadata: {name: a}\nspec:\n", place: "templates/tower.yaml", says: "kind"),
        Case(
            name: "an object without a name", file: "templates/tower.yaml", from: "spec:\n",
            to: "---\napiVersion: v1\nkind: ConfigMap\nspec:\n", place: "templates/tower.yaml",
            says: "a ConfigMap has no metadata.name"),
        Case(
            name: "no schema", file: "values.schema.json", from: "", to: nil, place: "values.schema.json",
            says: "is missing"),
        Case(
            name: "a schema that is none", file: "values.schema.json", from: "", to: "{", place: "values.schema.json",
            says: "cannot be read"),
        Case(
            name: "a value without a title", file: "values.schema.json", from: "{\"title\": \"GPUs.\", ", to: "{",
            severity: .warning, place: "values.schema.json", path: "resources.gpu", says: "has no title"),
        Case(
            name: "a default engine that is none", file: "values.yaml", from: "engine: vllm", to: "engine: trtllm",
            place: "values.yaml", path: "engine", says: "is trtllm, which is not among the capabilities: vllm, sglang"),
        Case(
            name: "a default mode that is none", file: "values.yaml", from: "mode: whole", to: "mode: half",
            place: "values.yaml", path: "mode", says: "is half"),
        Case(
            name: "a default router that is none", file: "values.yaml", from: "routerMode: none", to: "routerMode: kv",
            place: "values.yaml", path: "routerMode", says: "is kv"),
        Case(
            name: "what comes by itself is refused by the schema", file: "values.schema.json",
            from: "\"enum\": [\"whole\", \"split\"]", to: "\"enum\": [\"split\"]", place: "",
            says: "refused: mode is wrong"
        ),
        Case(
            name: "what comes by itself is refused by the chart", file: "templates/tower.yaml",
            from: "(ne .Values.engine \"vllm\") }}", to: "(ne .Values.engine \"vllm\") | not }}", place: "",
            says: "refused: mode split is not for vllm"),
    ]

    @Test(arguments: cases)
    func eachRuleBrokenIsAFinding(test: Case) throws {
        let report = try Self.report(Self.provider(test.file, test.from, test.to))
        let found = report.findings.contains { finding in
            finding.severity == test.severity && finding.path == test.path && finding.message.contains(test.says)
                && finding.place.hasPrefix("folder/tower" + (test.place.isEmpty ? "" : "/\(test.place)"))
        }
        #expect(found, "\(report.findings)")
        #expect(report.count(of: test.severity) > 0)
    }

    @Test(arguments: ["provider.yaml", "tests/readiness.yaml"])
    func whatOnlyGroundcrewReadsIsNoPartOfTheChart(path: String) throws {
        let files = Self.files.merging([path: "a: b\n"]) { old, _ in old }
        let chart = try Chart.load(
            files: files.sorted { $0.key < $1.key }.map { ChartFile(path: $0.key, text: $0.value) })
        let report = try Self.report(Provider(definition: Self.definition, chart: chart, folder: "f"))
        #expect(report.findings.map(\.place) == ["f/\(path)"])
        #expect(report.findings.map(\.severity) == [.warning])
        #expect(report.findings.first?.message.contains(".helmignore") == true)
    }

    /// What differs between combinations names the one in which it was found first.
    @Test func aFindingOfOneCombinationNamesIt() throws {
        let provider = try Self.provider(
            "provider.yaml", "workers: deployment.replicas",
            "workers: \"deployment.mode == 'split' ? 0.5 : 1\"")
        let report = try Self.report(provider)
        #expect(
            report.findings.map(\.message) == [
                "gives 0.5, which is not a whole number from 0, with engine vllm, mode split, router none"
            ])
    }

    @Test func aTemplateThatFailsForOneCombinationIsAnErrorAndNotARefusal() throws {
        let provider = try Self.provider(
            "templates/tower.yaml", "replicas: {{ .Values.replicas }}",
            "replicas: {{ if eq .Values.mode \"split\" }}{{ index .Values.resources.gpu 3 }}{{ else }}1{{ end }}")
        let report = try Self.report(provider)
        #expect(report.count(of: .error) == 1, "\(report.findings)")
        let finding = try #require(report.findings.first)
        #expect(finding.place.hasPrefix("folder/tower/templates/tower.yaml:11:"), "\(finding)")
        #expect(finding.message.hasSuffix(", with engine vllm, mode split, router none"), "\(finding)")
        #expect(report.combinations.map { $0.refusal == nil } == [true, false, true, false])
    }

    // MARK: - CRDs

    @Test func objectsAreCheckedWhereACheckIsGiven() throws {
        let report = try Self.report(Self.provider()) { object in
            object["kind"] == "Tower" ? ["spec.size: Required value", "spec.model: is not a field of the CRD"] : nil
        }
        #expect(
            report.findings.map(\.message) == [
                "Tower example: spec.size: Required value", "Tower example: spec.model: is not a field of the CRD",
            ])
        #expect(report.findings.allSatisfy { $0.place == "folder/tower/templates/tower.yaml" && $0.severity == .error })
    }

    @Test func whatNoCRDIsKnownOfIsAWarningUnlessKubernetesBringsIt() throws {
        let provider = try Self.provider(
            "templates/tower.yaml", "apiVersion: example.com/v1",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: example.com/v1")
        let report = try Self.report(provider) { _ in nil }
        #expect(
            report.findings.map(\.message) == ["Tower of example.com/v1 was not checked: no CRD of it is known"],
            "\(report.findings)")
        #expect(report.findings.map(\.severity) == [.warning])
    }

    /// The items of a List are objects as any others.
    @Test func listsAreLookedInto() throws {
        let provider = try Self.provider(
            "templates/tower.yaml", "apiVersion: example.com/v1",
            "apiVersion: v1\nkind: List\nmetadata: {name: all}\nitems: [{apiVersion: v1, kind: Secret}]\n---\n"
                + "apiVersion: example.com/v1")
        let report = try Self.report(provider)
        #expect(report.findings.map(\.message) == ["a Secret has no metadata.name"], "\(report.findings)")
    }

    // MARK: - Folders that cannot be read

    @Test(
        arguments: [
            (
                "kind: Tower", "kind: Tower\n  colour: red", "folder/tower/provider.yaml:15:", "resource.colour",
                "is not known"
            ),
            (
                "engines: [vllm, sglang]", "engines: vllm", "folder/tower/provider.yaml:25:", "capabilities.engines",
                "a list"
            ),
            ("name: tower\n", "name: [\n", "folder/tower/provider.yaml:", nil, nil),
            (
                "status.?ready.orValue(false)", "state == 1", "folder/tower/provider.yaml:48:",
                "readiness.rules[0].when",
                "unknown variable \"state\""
            ),
            (
                "phase: Pending", "phase: Waiting", "folder/tower/provider.yaml:51:", "readiness.rules[1].phase",
                "Waiting"
            ),
            (
                "perWorker: deployment", "perWorker: development", "folder/tower/provider.yaml:37:", nil,
                "unknown variable \"development\""
            ),
            ("name: tower\n", "name: house\n", "folder/tower/provider.yaml", nil, "the chart is named tower"),
        ] as [(String, String, String, String?, String?)])
    func aBrokenDefinitionIsOneFindingWithItsPlace(
        from: String, to: String, place: String, path: String?, says: String?
    ) throws {
        let error = try #require(throws: ProviderError.self) { try Self.provider("provider.yaml", from, to) }
        let report = ProviderLintReport(broken: error, in: "folder/tower")
        #expect(report.name == "tower" && report.folder == "folder/tower" && report.combinations.isEmpty)
        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1)
        #expect(finding.severity == .error)
        #expect(finding.place.hasPrefix(place) && finding.path == path, "\(finding)")
        if let says { #expect(finding.message.contains(says), "\(finding)") }
        #expect(!finding.message.contains("folder/tower"), "said once: \(finding)")
    }

    @Test func aChartThatCannotBeReadIsNamedByItsFile() {
        let inner = ChartError(code: .badFile, message: "cannot load values.yaml: no", path: "values.yaml")
        let outer = ProviderError(.invalidChart, "a/b: no", underlying: inner)
        #expect(
            ProviderLintFinding(outer, in: "a/b")
                == ProviderLintFinding(.error, "a/b/values.yaml", "cannot load values.yaml: no"))
        let whole = ProviderError(
            .invalidChart, "x", underlying: ChartError(code: .badMetadata, message: "Chart.yaml file is missing"))
        #expect(
            ProviderLintFinding(whole, in: "a/b") == ProviderLintFinding(.error, "a/b", "Chart.yaml file is missing"))
        let absolute = ProviderError(
            .invalidChart, "x", underlying: ChartError(code: .unreadable, message: "no", path: "/a/b/c"))
        #expect(ProviderLintFinding(absolute, in: "/a/b").place == "/a/b/c")
    }

    // MARK: - Output

    @Test func aReportIsAValue() throws {
        let provider = try Self.provider("values.schema.json", "{\"title\": \"GPUs.\", ", "{")
        let value = try Self.report(provider).value
        #expect(value["name"] == "tower")
        #expect(value["folder"] == "folder/tower")
        #expect(
            value["findings"] == [
                [
                    "severity": "warning", "place": "folder/tower/values.schema.json", "path": "resources.gpu",
                    "message": "has no title, by which `providers show` explains it",
                ]
            ])
        #expect(
            value["combinations"]?[0] == [
                "engine": "vllm", "mode": "whole", "routerMode": "none", "default": true, "supported": true,
            ])
        #expect(
            value["combinations"]?[3] == [
                "engine": "sglang", "mode": "split", "routerMode": "none", "default": false, "supported": false,
                "refusal": "mode split is not for sglang",
            ])
    }
}

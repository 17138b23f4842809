import Charts
import Testing
import Value
import YAML

@testable import Operators

/// Files of objects as a chart.
@Suite struct ManifestChartTests {
    private func make(
        _ texts: [(String, String)], version: String = "v1.5.1"
    ) throws -> Chart {
        try ManifestChart.make("harbor", version: version, files: texts.map { ($0.0, Array($0.1.utf8)) })
    }

    private func objects(in file: ChartFile) throws -> [Value] {
        try YAML.decodeAll(file.bytes, file: file.path, rules: .helm).map(\.value)
    }

    private func rendered(_ chart: Chart) throws -> RenderedChart {
        try Renderer().render(
            chart, values: [:], release: ReleaseIdentity(name: "harbor", namespace: "harbor-system"))
    }

    private let types = """
        # As its project publishes them.
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: berths.harbor.example.com}
        spec: {group: harbor.example.com, scope: Namespaced}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: harbor-system}
        ---

        """

    private let rest = """
        apiVersion: v1
        kind: List
        items:
          - {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {port: "80"}}
          - {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: cranes.harbor.example.com}}
          - {apiVersion: apps/v1, kind: Deployment, metadata: {name: harbor}, spec: {replicas: 2}}

        """

    private let berths: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "berths.harbor.example.com"],
        "spec": ["group": "harbor.example.com", "scope": "Namespaced"],
    ]
    private let cranes: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "cranes.harbor.example.com"],
    ]
    private let others: [Value] = [
        ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "harbor-system"]],
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "settings"], "data": ["port": "80"]],
        ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "harbor"], "spec": ["replicas": 2]],
    ]

    // MARK: - What becomes of objects

    @Test func crdsOutliveTheReleaseAndTheRestIsItsOwn() throws {
        let chart = try make([("types.yaml", types), ("rest.yaml", rest)])
        #expect(chart.crds.map(\.path) == ["harbor/crds/0000.yaml", "harbor/crds/0001.yaml"])
        #expect(try chart.crds.flatMap(objects) == [berths, cranes])
        #expect(
            chart.templates.map(\.path) == ["templates/0002.yaml", "templates/0003.yaml", "templates/0004.yaml"])
        #expect(try chart.templates.flatMap(objects) == others)
    }

    @Test func theChartIsNamedAfterTheOperator() throws {
        let chart = try make([("types.yaml", types)], version: "1.5.0-rc.1")
        #expect(chart.metadata.apiVersion == "v2")
        #expect(chart.name == "harbor")
        #expect(chart.metadata.version == "1.5.0-rc.1")
        #expect(chart.metadata.type == "application")
        #expect(chart.metadata.description == "harbor as its project publishes it")
        #expect(chart.values.isEmpty && chart.dependencies.isEmpty && chart.warnings.isEmpty)
    }

    /// What is in place is recognized by it.
    @Test(arguments: ["v1.5.1", "1.5.1", "1.5", "v0.1.0-alpha.1"])
    func theVersionIsKeptAsItIsWritten(version: String) throws {
        #expect(try make([("types.yaml", types)], version: version).metadata.version == version)
    }

    @Test func aRenderingHasTheObjectsAsTheyWere() throws {
        let rendered = try rendered(make([("types.yaml", types), ("rest.yaml", rest)]))
        #expect(rendered.manifests.map(\.value) == others)
        #expect(try rendered.crds().map(\.value) == [berths, cranes])
        #expect(rendered.hooks.isEmpty && rendered.notes == nil && rendered.warnings.isEmpty)
    }

    /// Objects of one kind keep their order: what comes first may be needed first.
    @Test func theOrderOfFilesIsTheOrderOfObjects() throws {
        let names = (0..<12).map { "settings-\(11 - $0)" }
        let files = names.map { ("\($0).yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: \($0)}}\n") }
        let chart = try make(files)
        #expect(chart.crds.isEmpty)
        #expect(chart.templates.first?.path == "templates/0000.yaml")
        #expect(chart.templates.last?.path == "templates/0011.yaml")
        #expect(try rendered(chart).manifests.map(\.name) == names)
    }

    @Test func crdsAloneAreAChartToo() throws {
        let chart = try make([("a.yaml", YAML.encode(berths))])
        #expect(chart.templates.isEmpty && chart.crds.count == 1)
        let rendered = try rendered(chart)
        #expect(rendered.manifests.isEmpty)
        #expect(try rendered.crds().map(\.value) == [berths])
    }

    @Test func jsonIsYAML() throws {
        let chart = try make([("a.json", berths.json())])
        #expect(try chart.crds.flatMap(objects) == [berths])
    }

    // MARK: - Braces

    /// Projects write them into descriptions, scripts and rules for alerts.
    private static let braces = [
        "{{ .Values.image }}", "{{", "}}", "}} {{", "{{{", "{{{{", "{{}}", "{{- if .Values.a -}}", "{{/* nothing */}}",
        "{{ \"{{\" }}", "a {{ `b` }} c", "{{ \"it's\" }}", "ends with {{", "#{{", "- {{ a: b }}",
        "first\n{{ range .Items }}\n  - {{ . }}\n{{ end }}\n", "{{\n}}", "Pod {{ $labels.pod }} is down: 100%",
    ]

    @Test(arguments: braces)
    func bracesArePlainText(text: String) throws {
        let object: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "settings", "annotations": ["about": .string(text)]],
            "data": ["text": .string(text), Value.string(text).json(): "a key"],
        ]
        let rendered = try rendered(make([("a.yaml", YAML.encode(object))]))
        #expect(rendered.manifests.map(\.value) == [object])
    }

    /// Nobody renders `crds/`.
    @Test(arguments: braces)
    func bracesInCRDsStayAsTheyAre(text: String) throws {
        var object = try #require(berths.object)
        object["spec"] = ["description": .string(text)]
        let chart = try make([("a.yaml", YAML.encode(.object(object)))])
        #expect(try rendered(chart).crds().map(\.value) == [.object(object)])
    }

    // MARK: - What is refused

    @Test(
        arguments: [
            ("", "a.yaml: holds no object"), ("---\n# nothing\n---\n", "a.yaml: holds no object"),
            ("kind: List\n", "a.yaml: holds no object"), ("kind: List\nitems: []\n", "a.yaml: holds no object"),
            ("Not Found\n", "a.yaml: object 1 lacks a kind or a name"),
            ("[{kind: A, metadata: {name: a}}]\n", "a.yaml: object 1 lacks a kind or a name"),
            ("{kind: A}\n", "a.yaml: object 1 lacks a kind or a name"),
            ("{kind: A, metadata: {}}\n", "a.yaml: object 1 lacks a kind or a name"),
            ("{kind: A, metadata: {generateName: a-}}\n", "a.yaml: object 1 lacks a kind or a name"),
            ("{kind: A, metadata: {name: 1}}\n", "a.yaml: object 1 lacks a kind or a name"),
            ("{metadata: {name: a}}\n", "a.yaml: object 1 lacks a kind or a name"),
            ("{kind: A, metadata: {name: a}}\n---\n---\n{kind: B}\n", "a.yaml: object 2 lacks a kind or a name"),
            (
                "{kind: List, items: [{kind: A, metadata: {name: a}}, {kind: B}]}\n",
                "a.yaml: object 2 lacks a kind or a name"
            ),
            ("{kind: List, items: [a]}\n", "a.yaml: object 1 lacks a kind or a name"),
        ] as [(String, String)])
    func whatHoldsNoObjectIsRefused(text: String, words: String) throws {
        let error = try #require(throws: OperatorError.self) { try make([("a.yaml", text)]) }
        #expect(error.code == .manifest)
        #expect(error.message == words)
    }

    @Test(
        arguments: [
            Array("kind: [".utf8), Array("a: b: c\n".utf8), Array("{{ .Values.a }}\n---\n".utf8), [0xC3, 0x28],
        ] as [[UInt8]])
    func whatIsNotYAMLIsRefusedWithItsPlace(bytes: [UInt8]) throws {
        let error = try #require(throws: OperatorError.self) {
            try ManifestChart.make("harbor", version: "1.0.0", files: [("a.yaml", bytes)])
        }
        #expect(error.code == .manifest)
        #expect(error.message.hasPrefix("a.yaml:"), "\(error)")
    }

    @Test func theFileThatIsWrongIsNamed() throws {
        let error = try #require(throws: OperatorError.self) {
            try make([("types.yaml", types), ("b.yaml", "{kind: A}\n")])
        }
        #expect(error.message.hasPrefix("b.yaml: "), "\(error)")
    }

    @Test(arguments: ["latest", "one", ""])
    func aChartNeedsAVersion(version: String) throws {
        let error = try #require(throws: ChartError.self) { try make([("types.yaml", types)], version: version) }
        #expect(error.code == .badMetadata)
    }
}

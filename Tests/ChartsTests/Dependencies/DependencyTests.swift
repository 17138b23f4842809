import Charts
import Testing
import Value

@Suite struct DependencyTests {
    private func render(_ dependencies: String, values: String = "", subcharts: [String: String] = [:]) throws
        -> RenderedChart
    {
        var texts = [
            "Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:\n\(dependencies)",
            "values.yaml": values,
        ]
        for (name, version) in subcharts {
            texts["charts/\(name)/Chart.yaml"] = "apiVersion: v2\nname: \(name)\nversion: \(version)"
            texts["charts/\(name)/values.yaml"] = "own: \(name)\nexports: {data: {exported: \(name)}}\ntable: {k: v}"
            texts["charts/\(name)/templates/x.waml"] = "name: {{ .Chart.Name }}"
        }
        return try Renderer().render(
            try ChartText.chart(texts), values: [:], release: ReleaseIdentity(name: "r", namespace: "n"))
    }

    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var dependency: String
        var values: String
        var isEnabled: Bool
    }

    @Test(arguments: [
        Case(description: "no condition", dependency: "", values: "", isEnabled: true),
        Case(description: "true", dependency: "condition: a.up", values: "a: {up: true}", isEnabled: true),
        Case(description: "false", dependency: "condition: a.up", values: "a: {up: false}", isEnabled: false),
        Case(description: "absent", dependency: "condition: a.up", values: "", isEnabled: true),
        Case(description: "no boolean", dependency: "condition: a.up", values: "a: {up: 'false'}", isEnabled: true),
        Case(
            description: "the first found decides", dependency: "condition: 'x.w,a.up'",
            values: "x: {w: false}\na: {up: true}", isEnabled: false),
        Case(
            description: "the second when the first is absent", dependency: "condition: 'x.w,a.up'",
            values: "a: {up: false}", isEnabled: false),
        Case(description: "on the top level", dependency: "condition: up", values: "up: false", isEnabled: false),
        Case(
            description: "a table is not a value", dependency: "condition: a", values: "a: {up: false}", isEnabled: true
        ),
        Case(description: "a tag off", dependency: "tags: [t]", values: "tags: {t: false}", isEnabled: false),
        Case(
            description: "one tag up", dependency: "tags: [t, u]", values: "tags: {t: false, u: true}", isEnabled: true),
        Case(description: "tags unset", dependency: "tags: [t]", values: "tags: {v: false}", isEnabled: true),
        Case(
            description: "a condition beats tags", dependency: "tags: [t]\n    condition: a.up",
            values: "tags: {t: false}\na: {up: true}", isEnabled: true),
    ])
    func conditionsAndTagsDecide(test: Case) throws {
        let rendered = try render(
            "  - name: a\n    version: '*'\n    \(test.dependency)", values: test.values, subcharts: ["a": "1.0.0"])
        #expect(rendered.chart.dependencies.map(\.name) == (test.isEnabled ? ["a"] : []))
        #expect(rendered.documents.count == (test.isEnabled ? 1 : 0))
    }

    @Test func chartsThatAreNotListedAreAlwaysIn() throws {
        let rendered = try render("  - {name: a, version: '*'}", subcharts: ["a": "1.0.0", "b": "2.0.0"])
        #expect(rendered.chart.dependencies.map(\.name) == ["b", "a"])
    }

    @Test func aVersionOutOfRangeLeavesTheChartUnderItsOwnRule() throws {
        // Helm keeps a chart that no entry fits, as one that is not listed.
        let rendered = try render("  - {name: a, version: 2.x}", subcharts: ["a": "1.0.0"])
        #expect(rendered.chart.dependencies.map(\.name) == ["a"])
    }

    @Test func aliasesGiveOneChartSeveralNames() throws {
        let rendered = try render(
            "  - {name: a, version: 1.x, alias: one}\n  - {name: a, version: 1.x, alias: two, condition: two.up}\n"
                + "  - {name: a, version: 1.x}",
            values: "one: {own: first}\ntwo: {up: true}", subcharts: ["a": "1.2.3"])
        #expect(rendered.chart.dependencies.map(\.name) == ["one", "two", "a"])
        #expect(rendered.mergedValues["one"]?["own"] == "first")
        #expect(rendered.mergedValues["two"]?["own"] == "a")
        #expect(rendered.documents.map(\.text).sorted() == ["name: a", "name: one", "name: two"])
        #expect(rendered.documents.map(\.sourcePath).contains("app/charts/one/templates/x.waml"))
    }

    @Test func exportsAreImported() throws {
        let rendered = try render("  - {name: a, version: '*', import-values: [data]}", subcharts: ["a": "1.0.0"])
        #expect(rendered.mergedValues["exported"] == "a")
        #expect(
            rendered.chart.metadata.dependencies?.first?.importValues == [["child": "exports.data", "parent": "."]])
    }

    @Test func tablesAreImportedUnderAPath() throws {
        let rendered = try render(
            "  - {name: a, version: '*', import-values: [{child: table, parent: x.w}]}",
            values: "x: {w: {k: mine, l: m}}",
            subcharts: ["a": "1.0.0"])
        #expect(rendered.mergedValues["x"] == ["w": ["k": "mine", "l": "m"]])
        let other = try render(
            "  - {name: a, version: '*', import-values: [{child: table, parent: x.w}]}", subcharts: ["a": "1.0.0"])
        #expect(other.mergedValues["x"] == ["w": ["k": "v"]])
    }

    @Test func whatIsNotThereIsNotImported() throws {
        let rendered = try render("  - {name: a, version: '*', import-values: [none]}", subcharts: ["a": "1.0.0"])
        #expect(rendered.warnings.contains { $0.contains("\"exports.none\" is not a table") })
    }

    @Test func missingChartsAreNamed() throws {
        do {
            _ = try render("  - {name: a, version: '*'}\n  - {name: b, version: '*'}")
            Issue.record("rendered")
        } catch let error as RenderError {
            #expect(error.code == .notInstallable)
            #expect(error.reason.hasSuffix("missing in charts/ directory: a, b"))
        }
    }

    @Test func conditionsReachSubcharts() throws {
        var texts = [
            "Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies: [{name: a, version: '*'}]",
            "values.yaml": "a: {b: {up: false}}",
        ]
        texts["charts/a/Chart.yaml"] =
            "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{name: b, version: '*', condition: b.up}]"
        texts["charts/a/charts/b/Chart.yaml"] = "apiVersion: v2\nname: b\nversion: 1.0.0"
        let rendered = try Renderer().render(
            try ChartText.chart(texts), values: [:], release: ReleaseIdentity(name: "r", namespace: "n"))
        #expect(rendered.chart.dependencies.map(\.name) == ["a"])
        #expect(rendered.chart.dependencies[0].dependencies.isEmpty)
    }

    @Test func librariesGiveTheirDefinitionsOnly() throws {
        let text = try ChartText.text(
            "a: {{ include \"lib.x\" . }}",
            others: [
                "charts/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library",
                "charts/lib/templates/_x.tpl": "{{ define \"lib.x\" }}from library{{ end }}",
                "charts/lib/templates/y.yaml": "never: true",
            ])
        #expect(text == "a: from library")
    }

    @Test func librariesThemselvesAreNotInstallable() throws {
        let error = try #require(
            try ChartText.renderError(
                "a: b", others: ["Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\ntype: library"]))
        #expect(error.reason == "library charts are not installable")
    }
}

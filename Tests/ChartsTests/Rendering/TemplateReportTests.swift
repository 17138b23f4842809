import Charts
import Testing
import Value

/// What a person reads when a template fails.
@Suite struct TemplateReportTests {
    @Test func aMissingTemplateIsNamed() throws {
        let error = #expect(throws: RenderError.self) { _ = try ChartText.render("a: {{ include \"app.absent\" . }}") }
        let description = try #require(error).description
        #expect(description.contains("app/templates/x.yaml:1:7: error calling include: "))
        #expect(description.contains("no template \"app.absent\" associated with template"))
    }

    @Test func aMissingTemplateInsideAnIncludeIsNamed() throws {
        let helpers = "{{ define \"app.outer\" }}{{ include \"app.absent\" . }}{{ end }}"
        let error = #expect(throws: RenderError.self) {
            _ = try ChartText.render(
                "a: {{ include \"app.outer\" . }}", others: ["templates/_helpers.tpl": helpers])
        }
        let description = try #require(error).description
        #expect(description.contains("app/templates/_helpers.tpl:1:28: error calling include: "))
        #expect(description.contains("no template \"app.absent\" associated with template"))
        #expect(description.contains("from app/templates/x.yaml:1:7"))
    }

    @Test(arguments: [
        (
            "{{ repeat 1000000000 \"x\" }}",
            "x.yaml:1:4: error calling repeat: a value of 1000000000 bytes exceeds 33554432 bytes"
        ),
        ("{{ range 1000000000 }}{{ end }}", "x.yaml:1:10: template execution exceeds 50000000 steps"),
    ])
    func aLimitIsNamedWithItsPlace(_ template: String, _ words: String) throws {
        let error = #expect(throws: RenderError.self) { _ = try ChartText.render(template) }
        #expect(try #require(error).description.contains(words), "\(String(describing: error))")
    }

    // MARK: - The value that was not there

    struct Fault: Sendable {
        var template: String
        var values: String
        var says: String
        var hint: String?
    }

    @Test(arguments: [
        Fault(
            template: "a: {{ .Values.image.tag }}", values: "", says: "the value image is not set, so it has no tag",
            hint: "set image.tag in a values file or with --set"),
        Fault(
            template: "a: {{ $.Values.image.tag }}", values: "image: null",
            says: "the value image is null, so it has no tag", hint: "set image.tag in a values file or with --set"),
        Fault(
            template: "a: {{ with .Values.image }}{{ .pull.policy }}{{ end }}", values: "image: {tag: 1}",
            says: "the value image.pull is not set, so it has no policy",
            hint: "set image.pull.policy in a values file or with --set"),
        Fault(
            template: "{{ range .Values.ports }}{{ .target.port }}{{ end }}", values: "ports: [{}]",
            says: "the value ports[0].target is not set, so it has no port",
            hint: "set ports[0].target.port in a values file or with --set"),
        Fault(
            template: "{{ $x := index .Values \"a.b\" }}{{ $x.c.d }}", values: "a.b: {x: 1}",
            says: "the value a\\.b.c is not set, so it has no d",
            hint: "set a\\.b.c.d in a values file or with --set"),
        Fault(
            template: "a: {{ .Values.image.tag }}", values: "image: 7",
            says: "the value image is a number, so it has no tag"),
        Fault(
            template: "a: {{ .Values.image.tag }}", values: "image: [x]",
            says: "the value image is a list, so it has no tag"),
        Fault(
            template: "a: {{ trunc 5 .Values.name }}", values: "", says: "the value name is not set",
            hint: "set name in a values file or with --set"),
        Fault(template: "a: {{ trunc 5 .Values.name }}", values: "name: {}", says: "the value name is a map"),
        Fault(
            template: "a: {{ .Values.name | trunc 5 }}", values: "name: true", says: "the value name is a boolean"),
        Fault(
            template: "{{ range .Values.names }}{{ end }}", values: "names: text", says: "the value names is a string"),
        // What a template made is not a value of the user's.
        Fault(
            template: "{{ $d := dict \"x\" 1 }}{{ $d.y.z }}", values: "", says: "$d.y is not set, so it has no z"),
    ])
    func theValueIsNamedByItsPath(_ fault: Fault) throws {
        let error = try #require(try ChartText.renderError(fault.template, values: fault.values))
        #expect(error.description.split(separator: "\n").contains(Substring(fault.says)), "\(error)")
        #expect(error.hint == fault.hint)
    }

    @Test func aValueOfASubchartHasTheParentsPath() throws {
        let chart = try ChartText.chart([
            "charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n",
            "charts/db/templates/x.yaml": "a: {{ include \"db.tag\" (dict \"ctx\" $) }}",
            "charts/db/templates/_h.tpl": "{{ define \"db.tag\" }}{{ .ctx.Values.image.tag.name }}{{ end }}",
            "charts/db/values.yaml": "image: {}\n",
        ])
        let error = try #require(throws: RenderError.self) {
            _ = try Renderer().render(chart, values: [:], release: ReleaseIdentity(name: "r", namespace: "n"))
        }
        #expect(error.description.contains("the value db.image.tag is not set, so it has no name"))
    }

    // MARK: - The place and the way to it

    @Test func aPlaceThatRepeatsIsToldOnce() throws {
        let template = "{{ define \"loop\" }}{{ include \"loop\" . }}{{ end }}{{ include \"loop\" . }}"
        let error = try #require(try ChartText.renderError(template))
        #expect(error.description.contains("in \"loop\" at <include \"loop\" .>, 1000 times"))
        #expect(error.description.split(separator: "\n").count == 5)
    }

    @Test func aLongWayIsToldFromBothEnds() throws {
        let helpers = (0..<40).map {
            "{{ define \"t\($0)\" }}{{ include \"t\($0 + 1)\" . }}{{ end }}"
        }.joined(separator: "\n")
        let error = try #require(
            try ChartText.renderError(
                "{{ include \"t0\" . }}",
                others: ["templates/_h.tpl": helpers + "{{ define \"t40\" }}{{ fail \"here\" }}{{ end }}"]))
        let lines = error.description.split(separator: "\n")
        #expect(lines.first == "app/templates/_h.tpl:40:70: here")
        #expect(lines.contains("  …") && lines.count == 3 + 17)
        #expect(lines.last?.contains("app/templates/x.yaml:1:4") == true)
    }

    @Test func theTextOfTplIsShown() throws {
        let error = try #require(
            try ChartText.renderError("a: {{ tpl .Values.text . }}", values: "text: \"one\\n{{ .Values.x.y }}\""))
        #expect(
            error.description.hasPrefix(
                "text of tpl:2:11: nil pointer evaluating interface {}.y\n    {{ .Values.x.y }}"))
        #expect(error.description.contains("from app/templates/x.yaml:1:7"))
    }

    @Test func templateActionsAreOnTheWayToo() throws {
        let error = try #require(
            try ChartText.renderError(
                "{{ template \"t\" . }}", others: ["templates/_h.tpl": "{{ define \"t\" }}{{ fail \"no\" }}{{ end }}"]))
        #expect(error.description.contains("from app/templates/x.yaml:1:13 in \"app/templates/x.yaml\""))
    }

    struct Syntax: Sendable {
        var template: String
        var says: String
        var line: Int
        var column: Int
    }

    @Test(arguments: [
        Syntax(template: "a: 1\nb: {{ nosuch 1 }}", says: "function \"nosuch\" not defined", line: 2, column: 7),
        Syntax(template: "a: {{ .x", says: "unclosed action", line: 1, column: 4),
        Syntax(
            template: "a: {{ .x\n ", says: "unclosed action started at app/templates/x.yaml:1: it has no }}", line: 1,
            column: 4),
        Syntax(
            template: "a: 1\n{{ if .x }}\nb: c\n", says: "unexpected EOF: what begins here has no {{ end }}", line: 2,
            column: 1),
        Syntax(template: "{{ end }}", says: "unexpected {{end}}", line: 1, column: 8),
        Syntax(template: "{{ $x }}", says: "undefined variable \"$x\"", line: 1, column: 4),
        Syntax(template: "{{ .a | | .b }}", says: "unexpected \"|\" in command", line: 1, column: 9),
    ])
    func syntaxErrorsPointAtTheirPlace(_ test: Syntax) throws {
        let error = try #require(try ChartText.renderError(test.template))
        #expect(error.code == .templateSyntax && error.line == test.line && error.column == test.column, "\(error)")
        #expect(error.description.hasPrefix("app/templates/x.yaml:\(test.line):\(test.column): \(test.says)"))
    }

    @Test func aLongLineIsCutAroundThePlace() throws {
        let filler = String(repeating: "x", count: 400)
        let error = try #require(try ChartText.renderError("a: \(filler){{ fail \"no\" }}\(filler)"))
        let lines = error.description.split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines[1].hasPrefix("    …xxx") && lines[1].hasSuffix("xxx…") && lines[1].count < 180)
        let caret = try #require(lines[2].firstIndex(of: "^"))
        let offset = lines[2].distance(from: lines[2].startIndex, to: caret)
        #expect(lines[1].dropFirst(offset).hasPrefix("fail"))
    }

    @Test func textThatIsNoObjectIsShown() throws {
        let error = try #require(try ChartText.renderError("just\nsome\ntext"))
        #expect(
            error.description == """
                app/templates/x.yaml gave what is not a Kubernetes object: a document is of type string, not a map
                    just
                    some
                    text
                """)
    }
}

import Testing

@testable import GoTemplate

/// A template prints itself back, and what it prints means the same.
@Suite struct RoundTripTests {
    private static let templates = [
        "plain", "a{{ .b }}c", "{{- .b -}}", "{{ .a.b.c }}", "{{ $.a.b }}", "{{ $x := 1 }}{{ $x }}",
        "{{ $x := .a }}{{ $x = .b }}{{ $x.y.z }}", "{{ if .a }}b{{ else if .c }}d{{ else }}e{{ end }}",
        "{{ with .a }}{{ . }}{{ else with .b }}{{ . }}{{ end }}", "{{ with $y := .a }}{{ $y }}{{ end }}",
        "{{ range .l }}{{ . }}{{ else }}none{{ end }}", "{{ range $i, $e := .l }}{{ $i }}{{ $e }}{{ end }}",
        "{{ range .l }}{{ if . }}{{ break }}{{ end }}{{ continue }}{{ end }}",
        "{{ template \"x\" }}{{ template \"x\" .a }}", "{{ printf \"%d %s\" 1 `raw` | len | print 'c' 1.5 0x1F }}",
        "{{ (index .l 0).name }}", "{{ ((.a)) }}", "{{ not (and true (or false nil)) }}",
        "{{ eq (len .a) (len .b) | not }}", "{{ print (print 1 | print 2).x }}", "{{ .a | print | print 1 }}",
        "{{/* gone */}}x", "{{ \"quo\\\"te\\n\" }}", "{{ print nil true . $ }}",
    ]

    @Test(arguments: templates)
    func printingAndParsingIsStable(_ text: String) throws {
        let once = try Self.printed(text)
        #expect(try Self.printed(once) == once)
    }

    @Test(arguments: [
        ("{{ if .a }}b{{ end }}", "{{if .a}}b{{end}}"),
        ("{{- range $i, $e := .l -}} x {{- end -}}", "{{range $i, $e := .l}}x{{end}}"),
        ("{{ if .a }}b{{ else if .c }}d{{ end }}", "{{if .a}}b{{else}}{{if .c}}d{{end}}{{end}}"),
        ("{{ (print 1).a.b }}", "{{(print 1).a.b}}"), ("{{ $x = 1 }}", "{{$x = 1}}"),
        ("{{ template `x` 1 }}", "{{template \"x\" 1}}"), ("{{ 'a' | print 0x1F }}", "{{'a' | print 0x1F}}"),
    ])
    func printsAsGo(_ text: String, _ expected: String) throws {
        #expect(try Self.printed(text) == expected)
    }

    @Test func definitionsComeBeforeWhatHoldsThem() throws {
        let templates = try Self.parse("a{{ define \"x\" }}X{{ end }}{{ block \"y\" . }}Y{{ end }}")
        #expect(templates.map(\.name) == ["x", "y", "T"])
        withExtendedLifetime(templates) {
            #expect(templates.map(\.root.description) == ["X", "Y", "a{{template \"y\" .}}"])
        }
    }

    @Test func variablesThatDoNotOverlapShareSlots() throws {
        let template = try #require(
            Self.parse("{{ if 1 }}{{ $a := 1 }}{{ end }}{{ if 1 }}{{ $b := 1 }}{{ $c := 1 }}{{ end }}").last)
        #expect(template.slots == 3)
    }

    private static func printed(_ text: String) throws -> String {
        // The template owns the text that its nodes point into.
        let template = try #require(parse(text).last)
        return withExtendedLifetime(template) { template.root.description }
    }

    private static func parse(_ text: String) throws -> [Template] {
        try Parser.parse(Array(text.utf8), name: "T", functions: TemplateFunctions(), builtins: Builtins()).templates
    }
}

import TestSupport
import Testing

/// Texts that are not templates, and what Helm says of them.
@Suite struct ParseErrorTests {
    @Test(arguments: cases1)
    func refusesText1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func refusesText2(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet(
            #"{{ define "y" }}a{{ end }}{{ define "y" }}b{{ end }}"#,
            error: #"template: T:1: template: multiple definition of template "y""#),
        Snippet("{{ foo }}", error: #"template: T:1: function "foo" not defined"#),
        Snippet("{{ if }}", error: "template: T:1: missing value for if"),
        Snippet("{{ if true }}", error: "template: T:1: unexpected EOF"),
        Snippet("{{ end }}", error: "template: T:1: unexpected {{end}}"),
        Snippet("{{ else }}", error: "template: T:1: unexpected {{else}}"),
        Snippet(
            "{{ range $a, $b, $c := .Values.l }}{{ end }}",
            error: "template: T:1: too many declarations in range"),
        Snippet("{{ $x }}", error: #"template: T:1: undefined variable "$x""#),
        Snippet("{{ .Values.a | 5 }}", error: "template: T:1: non executable command in pipeline stage 2"),
        Snippet(#"{{ "unclosed }}"#, error: "template: T:1: unterminated quoted string"),
        Snippet("{{ `unclosed }}", error: "template: T:1: unterminated raw quoted string"),
        Snippet("{{ 'ab' }}", error: "template: T:1: malformed character constant: 'ab'"),
        Snippet("{{ 1a }}", error: #"template: T:1: bad number syntax: "1a""#),
        Snippet("{{ 1..2 }}", error: #"template: T:1: unexpected ".2" in operand"#),
        Snippet("{{ .a.b..c }}", error: "template: T:1: unexpected <.> in operand"),
        Snippet("{{ ( 1 }}", error: "template: T:1: unclosed left paren"),
        Snippet("{{ 1 ) }}", error: "template: T:1: unexpected right paren"),
        Snippet("{{ | }}", error: #"template: T:1: unexpected "|" in command"#),
        Snippet("{{ 1 | | 2 }}", error: #"template: T:1: unexpected "|" in command"#),
        Snippet(#"{{ "x".y }}"#, error: #"template: T:1: unexpected . after term "\"x\"""#),
        Snippet("{{ 99999999999999999999 }}", error: #"template: T:1: integer overflow: "99999999999999999999""#),
        Snippet("{{ /* unclosed }}", error: #"template: T:1: unexpected "/" in command"#),
        Snippet("{{/* ends */ x}}", error: "template: T:1: comment ends before closing delimiter"),
        Snippet("{{ break }}", error: "template: T:1: {{break}} outside {{range}}"),
        Snippet("{{ continue }}", error: "template: T:1: {{continue}} outside {{range}}"),
        Snippet("{{ if true }}{{ else if }}{{ end }}", error: "template: T:1: missing value for if"),
        Snippet("{{ with }}{{ end }}", error: "template: T:1: missing value for with"),
        Snippet("{{ range }}{{ end }}", error: "template: T:1: missing value for range"),
        Snippet("{{ template foo }}", error: #"template: T:1: unexpected "foo" in template clause"#),
        Snippet("{{ define foo }}{{ end }}", error: #"template: T:1: unexpected "foo" in define clause"#),
        Snippet(#"{{ define "x" }}"#, error: "template: T:1: unexpected EOF"),
        Snippet(#"{{ block "x" }}{{ end }}"#, error: "template: T:1: missing value for block clause"),
        Snippet("{{ a := 1 }}", error: #"template: T:1: function "a" not defined"#),
        Snippet("{{ $x := }}", error: "template: T:1: missing value for command"),
        Snippet("{{ .Values.a @ }}", error: #"template: T:1: unexpected "@" in operand"#),
        Snippet(
            "{{ # }}",
            error: #"""
                template: T:1: unexpected "#" in command
                """#),
        Snippet("{{ é }}", error: #"template: T:1: function "é" not defined"#),
        Snippet("{{ true.x }}", error: #"template: T:1: unexpected . after term "true""#),
        Snippet("{{ end . }}", error: "template: T:1: unexpected <.> in end"),
        Snippet(
            "{{ if true }}a{{ else }}b{{ else }}c{{ end }}",
            error: "template: T:1: expected end; found {{else}}"),
        Snippet(#"{{ "\q" }}"#, error: "template: T:1: invalid syntax"),
        Snippet(#"{{ env "HOME" }}"#, error: #"template: T:1: function "env" not defined"#),
        Snippet(#"{{ expandenv "x" }}"#, error: #"template: T:1: function "expandenv" not defined"#),
        Snippet("{{ (.Values.s }}", error: "template: T:1: unclosed left paren"),
        Snippet("{{ .Values.s) }}", error: "template: T:1: unexpected right paren"),
    ]

    private static let cases2: [Snippet] = [
        Snippet("{{ - }}", error: #"template: T:1: illegal number syntax: "-""#),
        Snippet("{{ .5x }}", error: #"template: T:1: bad number syntax: ".5x""#),
        Snippet(#"{{\#n}}"#, error: "template: T:2: missing value for command"),
        Snippet("{{ true | false }}", error: "template: T:1: non executable command in pipeline stage 2"),
    ]
}

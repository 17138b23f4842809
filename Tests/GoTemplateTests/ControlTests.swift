import TestSupport
import Testing

/// Branches, loops, variables and definitions.
@Suite struct ControlTests {
    @Test(arguments: cases)
    func controlsAsGo(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet("{{ range $k, $v := .Values.m }}{{ $k }}={{ $v }};{{ end }}", output: "a=[true];z=1;"),
        Snippet("{{ range $v := .Values.list }}{{ $v }},{{ end }}", output: "c,a,b,a,"),
        Snippet("{{ range .Values.el }}x{{ else }}none{{ end }}", output: "none"),
        Snippet("{{ range .Values.nope }}x{{ else }}none{{ end }}", output: "none"),
        Snippet("{{ range 3 }}{{ . }}{{ end }}", output: "012"),
        Snippet("{{ range $i := 3 }}{{ $i }}{{ end }}", output: "012"),
        Snippet("{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}", output: "21"),
        Snippet("{{ if .Values.t }}a{{ else if .Values.fa }}b{{ else }}c{{ end }}", output: "a"),
        Snippet(
            "{{ with .Values.nope }}a{{ else with .Values.s }}{{ . }}{{ else }}c{{ end }}",
            output: "Hello World"),
        Snippet("{{ with $y := .Values.s }}{{ $y }}{{ . }}{{ end }}", output: "Hello WorldHello World"),
        Snippet("{{ range $i, $e := .Values.maps }}{{ $i }}:{{ $e.k }}/{{ .n }} {{ end }}", output: "0:v1/1 1:v2/2 "),
        Snippet("{{ with .Values.b }}{{ .c }}{{ $.Values.a }}{{ end }}", output: "d1"),
        Snippet("{{ if and .Values.t (or .Values.fa .Values.a) (not .Values.zero) }}y{{ end }}", output: "y"),
        Snippet(
            #"""
            {{ if eq .Values.s "Hello World" "x" }}y{{ end }} {{ if not (eq .Values.f 2.0) }}z{{\#
             end }}
            """#,
            output: "y z"),
        Snippet(
            "{{ $x := .Values.nope }}{{ $x }}|{{ $x.y }}|{{ if $x }}a{{ else }}b{{ end }}",
            output: "<no value>|<no value>|b"),
        Snippet("{{ if true }}{{ $y := 1 }}{{ else }}{{ $y }}{{ end }}", output: ""),
        Snippet("{{ $x := 5 }}{{ with $x = 6 }}{{ . }}{{ end }}{{ $x }}", output: "66"),
        Snippet("{{ if $x := 1 }}{{ $x }}{{ end }}", output: "1"),
        Snippet("{{ $a := 1 }}{{ $b := $a }}{{ $a = 2 }}{{ $a }}{{ $b }}", output: "21"),
        Snippet(#"{{ if\#ntrue }}a{{ end }}"#, output: "a"),
        Snippet(
            #"""
            {{ with .Values.deep.x }}{{ with .y }}{{ .z }}{{ end }}{{ end }}{{ with .Values.empt\#
            y }}x{{ else }}e{{ end }}{{ with $v := .Values.a }}{{ $v }}{{ end }}
            """#,
            output: "we1"),
        Snippet(
            #"""
            {{ range $i, $m := .Values.maps }}{{ if $i }}, {{ end }}{{ $m.k }}:{{ range $k, $v :\#
            = $m }}{{ $k }}{{ end }}{{ end }}
            """#,
            output: "v1:kn, v2:kn"),
        Snippet(#"{{- if .Values.t }}\#n x\#n{{- end }}\#n"#, output: #"\#n x\#n"#),
    ]
}

import TestSupport
import Testing

/// Literals, fields and built-in functions.
@Suite struct ValueTests {
    @Test(arguments: cases1)
    func evaluatesAsGo1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func evaluatesAsGo2(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet("{{ .Values.a }}", output: "1"),
        Snippet("{{ .Values.f }}", output: "1.5"),
        Snippet("{{ .Values.big }}", output: "1.2345678e+07"),
        Snippet("{{ .Values.huge }}", output: "9.007199254740992e+15"),
        Snippet("{{ .Values.fl }}", output: "3.14159"),
        Snippet("{{ .Values.neg }}", output: "-3"),
        Snippet(
            "{{ .Values }}",
            output: #"""
                map[a:1 b:map[c:d e:map[]] big:1.2345678e+07 deep:map[x:map[y:map[z:w]]] el:[] em:ma\#
                p[] empty: f:1.5 fa:false fl:3.14159 huge:9.007199254740992e+15 l:[1 x <nil> 2.5 1e+\#
                06] list:[c a b a] long:the quick brown fox jumps over the lazy dog and then runs aw\#
                ay from the bear that lives in the wood m:map[a:[true] z:1] maps:[map[k:v1 n:1] map[\#
                k:v2 n:2]] multi:one
                two

                three
                 neg:-3 num:0123 quote:it's "q" & <b> s:Hello World t:true u:grüße zero:0]
                """#),
        Snippet("{{ .Values.l }}", output: "[1 x <nil> 2.5 1e+06]"),
        Snippet("{{ .Values.m }}", output: "map[a:[true] z:1]"),
        Snippet("{{ .Values.b }}", output: "map[c:d e:map[]]"),
        Snippet("{{ .Values.nope }}", output: "<no value>"),
        Snippet("{{ .Values.b.n }}", output: "<no value>"),
        Snippet("{{ .Values.b.nope }}", output: "<no value>"),
        Snippet("{{ (.Values.nope).x }}", output: "<no value>"),
        Snippet(#"{{- " trim " -}}  x  {{- /* c */ -}}  y"#, output: " trim xy"),
        Snippet("{{/* comment */}}a{{- /* b */}} c", output: "a c"),
        Snippet(#"{{ "a" }}"#, output: "a"),
        Snippet(#"{{ `raw "x" \n` }}"#, output: #"raw "x" \n"#),
        Snippet("{{ 'a' }}", output: "97"),
        Snippet(#"{{ '\n' }}"#, output: "10"),
        Snippet(#"{{ '\x41' }}"#, output: "65"),
        Snippet(#"{{ "\u00e9\t\x41" }}"#, output: #"é\#tA"#),
        Snippet("{{ 1 }}", output: "1"),
        Snippet("{{ 1.5 }}", output: "1.5"),
        Snippet("{{ 1e3 }}", output: "1000"),
        Snippet("{{ 0x1F }}", output: "31"),
        Snippet("{{ 0o17 }}", output: "15"),
        Snippet("{{ 017 }}", output: "15"),
        Snippet("{{ 0b11 }}", output: "3"),
        Snippet("{{ 1_000 }}", output: "1000"),
        Snippet("{{ -5 }}", output: "-5"),
        Snippet("{{ +5 }}", output: "5"),
        Snippet("{{ .5 }}", output: "0.5"),
        Snippet("{{ 1. }}", output: "1"),
        Snippet("{{ 1e100 }}", output: "1e+100"),
        Snippet(#"{{ len "abc" }}"#, output: "3"),
        Snippet("{{ len .Values.l }}", output: "5"),
        Snippet("{{ len .Values.m }}", output: "2"),
        Snippet("{{ len .Values.u }}", output: "7"),
        Snippet("{{ index .Values.l 1 }}", output: "x"),
        Snippet(#"{{ index .Values.m "z" }}"#, output: "1"),
        Snippet(#"{{ index .Values "b" "c" }}"#, output: "d"),
        Snippet(#"{{ index "abc" 1 }}"#, output: "98"),
        Snippet(#"{{ index .Values.m "nope" }}"#, output: "<no value>"),
        Snippet("{{ and 1 0 }}", output: "0"),
    ]

    private static let cases2: [Snippet] = [
        Snippet("{{ and 1 2 3 }}", output: "3"),
        Snippet(#"{{ or 0 "" "x" }}"#, output: "x"),
        Snippet(#"{{ or 0 "" }}"#, output: ""),
        Snippet("{{ not 1 }}", output: "false"),
        Snippet(#"{{ not "" }}"#, output: "true"),
        Snippet("{{ and true .Values.nope }}", output: "<no value>"),
        Snippet("{{ eq 1 1 }}", output: "true"),
        Snippet("{{ eq 1 2 3 1 }}", output: "true"),
        Snippet(#"{{ eq "a" "b" }}"#, output: "false"),
        Snippet("{{ ne 1 2 }}", output: "true"),
        Snippet("{{ lt 1 2 }}", output: "true"),
        Snippet("{{ le 2 2 }}", output: "true"),
        Snippet("{{ gt 2 1 }}", output: "true"),
        Snippet("{{ ge 1 2 }}", output: "false"),
        Snippet("{{ eq 1.0 1.0 }}", output: "true"),
        Snippet(#"{{ lt "a" "b" }}"#, output: "true"),
        Snippet("{{ eq true true }}", output: "true"),
        Snippet("{{ eq .Values.a 1.0 }} ", output: "true "),
        Snippet("{{ gt .Values.f 1.0 }}", output: "true"),
        Snippet(#"{{ html "<a href='x'>&\"" }}"#, output: "&lt;a href=&#39;x&#39;&gt;&amp;&#34;"),
        Snippet(#"{{ js "it's <b> & \"q\" =\n" }}"#, output: #"it\'s \u003Cb\u003E \u0026 \"q\" \u003D\u000A"#),
        Snippet(#"{{ urlquery "a b&c=d/é" }}"#, output: "a+b%26c%3Dd%2F%C3%A9"),
        Snippet("{{ .Values.s | }}", output: "Hello World"),
        Snippet("{{- .Values.s -}}", output: "Hello World"),
        Snippet("a {{- 3 }}{{ -3 }}{{- -3 }}", output: "a3-3-3"),
        Snippet("x {{-3}} y", output: "x -3 y"),
        Snippet(#"{{"}}"}}"#, output: "}}"),
        Snippet("{{ eq .Values.a nil }}", output: "false"),
        Snippet("{{ ne nil nil }}", output: "false"),
        Snippet("{{ eq nil 1 }}", output: "false"),
        Snippet(#"{{ ne .Values.nope "x" }}"#, output: "true"),
        Snippet("{{ and .Values.s 5 nil }}", output: "<no value>"),
        Snippet("{{ or nil .Values.empty .Values.l }}", output: "[1 x <nil> 2.5 1e+06]"),
        Snippet("{{ not .Values.nope }}", output: "true"),
        Snippet("{{ not nil }}", output: "true"),
    ]
}

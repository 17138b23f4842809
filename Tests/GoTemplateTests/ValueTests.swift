import Testing

/// Literals, fields and built-in functions.
@Suite struct ValueTests {
    @Test(arguments: cases)
    func evaluatesAsGo(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"""
            {{ .Values.a }}|{{ .Values.f }}|{{ .Values.big }}|{{ .Values.huge }}|{{ .Values.fl }\#
            }|{{ .Values.neg }}
            """#,
            output: "1|1.5|1.2345678e+07|9.007199254740992e+15|3.14159|-3"),
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
        Snippet(
            "{{ .Values.l }} {{ .Values.m }} {{ .Values.b }}",
            output: "[1 x <nil> 2.5 1e+06] map[a:[true] z:1] map[c:d e:map[]]"),
        Snippet(
            "{{ .Values.nope }}|{{ .Values.b.n }}|{{ .Values.b.nope }}",
            output: "<no value>|<no value>|<no value>"),
        Snippet("{{ (.Values.nope).x }}", output: "<no value>"),
        Snippet(#"{{- " trim " -}}  x  {{- /* c */ -}}  y"#, output: " trim xy"),
        Snippet("{{/* comment */}}a{{- /* b */}} c", output: "a c"),
        Snippet(
            #"{{ "a" }}{{ `raw "x" \n` }}{{ 'a' }}{{ '\n' }}{{ '\x41' }}{{ "\u00e9\t\x41" }}"#,
            output: #"araw "x" \n971065é\#tA"#),
        Snippet(
            #"""
            {{ 1 }} {{ 1.5 }} {{ 1e3 }} {{ 0x1F }} {{ 0o17 }} {{ 017 }} {{ 0b11 }} {{ 1_000 }} {\#
            { -5 }} {{ +5 }} {{ .5 }} {{ 1. }} {{ 1e100 }}
            """#,
            output: "1 1.5 1000 31 15 15 3 1000 -5 5 0.5 1 1e+100"),
        Snippet(#"{{ len "abc" }} {{ len .Values.l }} {{ len .Values.m }} {{ len .Values.u }}"#, output: "3 5 2 7"),
        Snippet(
            #"""
            {{ index .Values.l 1 }} {{ index .Values.m "z" }} {{ index .Values "b" "c" }} {{ ind\#
            ex "abc" 1 }}
            """#,
            output: "x 1 d 98"),
        Snippet(#"{{ index .Values.m "nope" }}"#, output: "<no value>"),
        Snippet(
            #"""
            {{ and 1 0 }} {{ and 1 2 3 }} {{ or 0 "" "x" }} {{ or 0 "" }} {{ not 1 }} {{ not "" \#
            }} {{ and true .Values.nope }}
            """#,
            output: "0 3 x  false true <no value>"),
        Snippet(
            #"""
            {{ eq 1 1 }} {{ eq 1 2 3 1 }} {{ eq "a" "b" }} {{ ne 1 2 }} {{ lt 1 2 }} {{ le 2 2 }\#
            } {{ gt 2 1 }} {{ ge 1 2 }} {{ eq 1.0 1.0 }} {{ lt "a" "b" }} {{ eq true true }}
            """#,
            output: "true true false true true true true false true true true"),
        Snippet("{{ eq .Values.a 1.0 }} ", output: "true "),
        Snippet("{{ gt .Values.f 1.0 }}", output: "true"),
        Snippet(
            #"{{ html "<a href='x'>&\"" }} {{ js "it's <b> & \"q\" =\n" }} {{ urlquery "a b&c=d/é" }}"#,
            output: #"""
                &lt;a href=&#39;x&#39;&gt;&amp;&#34; it\'s \u003Cb\u003E \u0026 \"q\" \u003D\u000A a\#
                +b%26c%3Dd%2F%C3%A9
                """#),
        Snippet("{{ .Values.s | }}", output: "Hello World"),
        Snippet("{{- .Values.s -}}", output: "Hello World"),
        Snippet("a {{- 3 }}{{ -3 }}{{- -3 }}", output: "a3-3-3"),
        Snippet("x {{-3}} y", output: "x -3 y"),
        Snippet(#"{{"}}"}}"#, output: "}}"),
        Snippet(
            #"{{ eq .Values.a nil }} {{ ne nil nil }} {{ eq nil 1 }} {{ ne .Values.nope "x" }}"#,
            output: "false false false true"),
        Snippet(
            "{{ and .Values.s 5 nil }}|{{ or nil .Values.empty .Values.l }}",
            output: "<no value>|[1 x <nil> 2.5 1e+06]"),
        Snippet("{{ not .Values.nope }} {{ not nil }}", output: "true true"),
    ]
}

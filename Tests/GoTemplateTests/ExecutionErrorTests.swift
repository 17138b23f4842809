import TestSupport
import Testing

/// Templates that fail while they run, with Go's words and places.
@Suite struct ExecutionErrorTests {
    @Test(arguments: cases1)
    func failsWithGoWords1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func failsWithGoWords2(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet(
            "{{ .Values.nope.x }}",
            error: #"""
                template: T:1:10: executing "T" at <.Values.nope.x>: nil pointer evaluating interfac\#
                e {}.x
                """#),
        Snippet(
            "{{ .Values.b.n.x }}",
            error: #"""
                template: T:1:10: executing "T" at <.Values.b.n.x>: nil pointer evaluating interface\#
                 {}.x
                """#),
        Snippet(
            "{{ .Values.s.x }}",
            error: #"""
                template: T:1:10: executing "T" at <.Values.s.x>: can't evaluate field x in type int\#
                erface {}
                """#),
        Snippet(
            "{{ .Values.a.x }}",
            error: #"""
                template: T:1:10: executing "T" at <.Values.a.x>: can't evaluate field x in type int\#
                erface {}
                """#),
        Snippet(
            "{{ .Values.l.x }}",
            error: #"""
                template: T:1:10: executing "T" at <.Values.l.x>: can't evaluate field x in type int\#
                erface {}
                """#),
        Snippet(
            "{{ with .Values.s }}{{ .x }}{{ end }}",
            error: #"template: T:1:23: executing "T" at <.x>: can't evaluate field x in type string"#),
        Snippet(
            "{{ range .Values.l }}{{ .x }}{{ end }}",
            error: #"template: T:1:24: executing "T" at <.x>: can't evaluate field x in type interface {}"#),
        Snippet(
            "{{ range $i, $j := 3 }}{{ $i }}{{ end }}",
            error: #"""
                template: T:1:19: executing "T" at <3>: can't use 3 to iterate over more than one va\#
                riable
                """#),
        Snippet(
            "{{ range .Values.a }}{{ . }}{{ end }}",
            error: #"template: T:1:16: executing "T" at <.Values.a>: range can't iterate over 1"#),
        Snippet(
            "{{ range .Values.f }}{{ . }}{{ end }}",
            error: #"template: T:1:16: executing "T" at <.Values.f>: range can't iterate over 1.5"#),
        Snippet(
            "{{ range .Values.s }}{{ . }}{{ end }}",
            error: #"template: T:1:16: executing "T" at <.Values.s>: range can't iterate over Hello World"#),
        Snippet(
            "{{ range true }}{{ . }}{{ end }}",
            error: #"template: T:1:9: executing "T" at <true>: range can't iterate over true"#),
        Snippet(
            "{{ len 5 }}",
            error: #"template: T:1:3: executing "T" at <len 5>: error calling len: len of type int"#),
        Snippet(
            "{{ len .Values.nope }}",
            error: #"""
                template: T:1:3: executing "T" at <len .Values.nope>: error calling len: len of nil \#
                pointer
                """#),
        Snippet(
            "{{ .Values.nope | len }}",
            error: #"""
                template: T:1:18: executing "T" at <len>: error calling len: reflect: call of reflec\#
                t.Value.Type on zero Value
                """#),
        Snippet(
            "{{ len nil }}",
            error: #"""
                template: T:1:3: executing "T" at <len nil>: error calling len: reflect: call of ref\#
                lect.Value.Type on zero Value
                """#),
        Snippet(
            "{{ index .Values.l 9 }}",
            error: #"""
                template: T:1:3: executing "T" at <index .Values.l 9>: error calling index: index ou\#
                t of range: 9
                """#),
        Snippet(
            "{{ index .Values.l 5 }}",
            error: #"""
                template: T:1:3: executing "T" at <index .Values.l 5>: error calling index: reflect:\#
                 slice index out of range
                """#),
        Snippet(
            "{{ index .Values.l -1 }}",
            error: #"""
                template: T:1:3: executing "T" at <index .Values.l -1>: error calling index: index o\#
                ut of range: -1
                """#),
        Snippet(
            #"{{ index .Values.l "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <index .Values.l "x">: error calling index: cannot\#
                 index slice/array with type string
                """#),
        Snippet(
            "{{ index .Values.m 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <index .Values.m 1>: error calling index: value ha\#
                s type int; should be string
                """#),
        Snippet(
            "{{ index .Values.nope 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <index .Values.nope 1>: error calling index: index\#
                 of untyped nil
                """#),
        Snippet(
            "{{ index nil 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <index nil 1>: error calling index: index of untyp\#
                ed nil
                """#),
        Snippet(
            #"{{ index .Values "nope" "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <index .Values "nope" "x">: error calling index: i\#
                ndex of nil pointer
                """#),
        Snippet(
            "{{ index .Values.a 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <index .Values.a 1>: error calling index: can't in\#
                dex item of type float64
                """#),
        Snippet(
            "{{ and }}",
            error: #"""
                template: T:1:3: executing "T" at <and>: wrong number of args for and: want at least\#
                 1 got 0
                """#),
        Snippet(
            "{{ or }}",
            error: #"""
                template: T:1:3: executing "T" at <or>: wrong number of args for or: want at least 1\#
                 got 0
                """#),
        Snippet(
            "{{ not }}",
            error: #"template: T:1:3: executing "T" at <not>: wrong number of args for not: want 1 got 0"#),
        Snippet(
            #"{{ eq 1 "a" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <eq 1 "a">: error calling eq: incompatible types f\#
                or comparison: int and string
                """#),
        Snippet(
            "{{ eq 1 1.0 }}",
            error: #"""
                template: T:1:3: executing "T" at <eq 1 1.0>: error calling eq: incompatible types f\#
                or comparison: int and float64
                """#),
        Snippet(
            "{{ eq .Values.a 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <eq .Values.a 1>: error calling eq: incompatible t\#
                ypes for comparison: float64 and int
                """#),
        Snippet(
            "{{ eq .Values.m .Values.m }}",
            error: #"""
                template: T:1:3: executing "T" at <eq .Values.m .Values.m>: error calling eq: non-co\#
                mparable type map[a:[%!s(bool=true)] z:%!s(float64=1)]: map[string]interface {}
                """#),
        Snippet(
            "{{ eq .Values.l .Values.l }}",
            error: #"""
                template: T:1:3: executing "T" at <eq .Values.l .Values.l>: error calling eq: non-co\#
                mparable type [%!s(float64=1) x <nil> %!s(float64=2.5) %!s(float64=1e+06)]: []interf\#
                ace {}
                """#),
        Snippet(
            "{{ eq 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <eq 1>: error calling eq: missing argument for com\#
                parison
                """#),
        Snippet(
            "{{ eq }}",
            error: #"""
                template: T:1:3: executing "T" at <eq>: wrong number of args for eq: want at least 1\#
                 got 0
                """#),
        Snippet(
            #"{{ lt 1 "a" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <lt 1 "a">: error calling lt: incompatible types f\#
                or comparison: int and string
                """#),
        Snippet(
            "{{ lt true false }}",
            error: #"""
                template: T:1:3: executing "T" at <lt true false>: error calling lt: invalid type fo\#
                r comparison
                """#),
        Snippet(
            "{{ lt nil 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <lt nil 1>: error calling lt: invalid type for com\#
                parison
                """#),
        Snippet(
            "{{ lt .Values.m 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <lt .Values.m 1>: error calling lt: invalid type f\#
                or comparison
                """#),
        Snippet(
            "{{ gt .Values.a 0 }}",
            error: #"""
                template: T:1:3: executing "T" at <gt .Values.a 0>: error calling gt: incompatible t\#
                ypes for comparison: float64 and int
                """#),
        Snippet(
            "{{ eq .Values.l 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <eq .Values.l 1>: error calling eq: incompatible t\#
                ypes for comparison: []interface {} and int
                """#),
        Snippet(
            "{{ call .Values.s }}",
            error: #"""
                template: T:1:3: executing "T" at <call .Values.s>: error calling call: non-function\#
                 .Values.s of type string
                """#),
        Snippet(
            "{{ call nil }}",
            error: #"template: T:1:3: executing "T" at <call nil>: error calling call: call of nil"#),
        Snippet(
            #"{{ template "nope" . }}"#,
            error: #"template: T:1:12: executing "T" at <{{template "nope" .}}>: template "nope" not defined"#),
        Snippet("{{ $x = 1 }}", error: #"template: T:1:8: executing "T" at <1>: undefined variable: $x"#),
    ]

    private static let cases2: [Snippet] = [
        Snippet("{{ 5 6 }}", error: #"template: T:1:3: executing "T" at <5>: can't give argument to non-function 5"#),
        Snippet(
            #"{{ "a" "b" }}"#,
            error: #"template: T:1:3: executing "T" at <"a">: can't give argument to non-function "a""#),
        Snippet("{{ nil }}", error: #"template: T:1:3: executing "T" at <nil>: nil is not a command"#),
        Snippet(
            #"{{ .Values.a "x" }}"#,
            error: #"template: T:1:10: executing "T" at <.Values.a>: a is not a method but has arguments"#),
        Snippet(
            "{{ .Values.s | .Values.a }}",
            error: #"template: T:1:22: executing "T" at <.Values.a>: a is not a method but has arguments"#),
        Snippet(
            "{{ (1) 2 }}",
            error: #"template: T:1:3: executing "T" at <(1) 2>: can't give argument to non-function 1"#),
        Snippet(
            "{{ 9223372036854775808 }}",
            error: #"""
                template: T:1:3: executing "T" at <9223372036854775808>: 9223372036854775808 overflo\#
                ws int
                """#),
        Snippet("{{ . . }}", error: #"template: T:1:3: executing "T" at <.>: can't give argument to non-function ."#),
        Snippet(
            "{{ .Values.m.z.q }}",
            error: #"""
                template: T:1:10: executing "T" at <.Values.m.z.q>: can't evaluate field q in type i\#
                nterface {}
                """#),
        Snippet(
            "{{ if false }}{{ $y := 1 }}{{ else }}{{ $y }}{{ end }}",
            error: #"template: T:1:40: executing "T" at <$y>: undefined variable: $y"#),
        Snippet(
            "{{ .Values.a.b.c }}",
            error: #"""
                template: T:1:10: executing "T" at <.Values.a.b.c>: can't evaluate field b in type i\#
                nterface {}
                """#),
        Snippet(
            "{{ .Values.deep.x.y.z.w }}",
            error: #"""
                template: T:1:10: executing "T" at <.Values.deep.x.y.z.w>: can't evaluate field w in\#
                 type interface {}
                """#),
        Snippet(
            "{{ .Values.deep.x.nope.z }}",
            error: #"""
                template: T:1:10: executing "T" at <.Values.deep.x.nope.z>: nil pointer evaluating i\#
                nterface {}.z
                """#),
        Snippet(
            "{{ $.Values.nope.z }}",
            error: #"""
                template: T:1:4: executing "T" at <$.Values.nope.z>: nil pointer evaluating interfac\#
                e {}.z
                """#),
        Snippet(
            "{{ with .Values.deep }}{{ .q.z }}{{ end }}",
            error: #"template: T:1:28: executing "T" at <.q.z>: nil pointer evaluating interface {}.z"#),
        Snippet(
            "{{ range .Values.maps }}{{ .q.z }}{{ end }}",
            error: #"template: T:1:29: executing "T" at <.q.z>: nil pointer evaluating interface {}.z"#),
        Snippet("{{ printf 5 }}", error: #"template: T:1:10: executing "T" at <5>: expected string; found 5"#),
        Snippet(
            "{{ index }}",
            error: #"""
                template: T:1:3: executing "T" at <index>: wrong number of args for index: want at l\#
                east 1 got 0
                """#),
        Snippet(
            "{{ range .Values.f }}{{ end }}",
            error: #"template: T:1:16: executing "T" at <.Values.f>: range can't iterate over 1.5"#),
        Snippet(
            #"{{ range $i, $c := "héy" }}{{ $i }}{{ $c }} {{ end }}"#,
            error: #"template: T:1:19: executing "T" at <"héy">: range can't iterate over héy"#),
        Snippet(
            #"{{ range $i := "ab" }}{{ $i }}{{ end }}"#,
            error: #"template: T:1:15: executing "T" at <"ab">: range can't iterate over ab"#),
        Snippet(
            #"{{ range "" }}x{{ else }}e{{ end }}"#,
            error: #"template: T:1:9: executing "T" at <"">: range can't iterate over "#),
        Snippet(
            "{{ $.x.y }}",
            error: #"template: T:1:4: executing "T" at <$.x.y>: nil pointer evaluating interface {}.y"#),
        Snippet(
            #"line1\#n{{ .Values.nope.a }}\#n"#,
            error: #"""
                template: T:2:10: executing "T" at <.Values.nope.a>: nil pointer evaluating interfac\#
                e {}.a
                """#),
        Snippet(
            #"{{ .Values.a.b "x" }}"#,
            error: #"""
                template: T:1:10: executing "T" at <.Values.a.b>: can't evaluate field b in type int\#
                erface {}
                """#),
        Snippet(
            #"{{ .Values.nope "x" }}"#,
            error: #"""
                template: T:1:10: executing "T" at <.Values.nope>: nope is not a method but has argu\#
                ments
                """#),
        Snippet(
            #"{{ $.Values.s "x" }}"#,
            error: #"template: T:1:4: executing "T" at <$.Values.s>: s is not a method but has arguments"#),
        Snippet(
            "{{ $x := 1 }}{{ $x 2 }}",
            error: #"template: T:1:16: executing "T" at <$x>: can't give argument to non-function $x"#),
        Snippet(
            "{{ lt .Values.nope 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <lt .Values.nope 1>: error calling lt: invalid typ\#
                e for comparison
                """#),
        Snippet(
            #"{{ eq .Values.t "true" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <eq .Values.t "true">: error calling eq: incompati\#
                ble types for comparison: bool and string
                """#),
        Snippet(
            "{{ ge 1.0 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <ge 1.0 1>: error calling ge: incompatible types f\#
                or comparison: float64 and int
                """#),
    ]
}

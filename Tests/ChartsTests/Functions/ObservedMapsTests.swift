import TestSupport
import Testing

/// Maps, as Helm 4.3.1 prints them.
@Suite struct ObservedMapsTests {
    @Test(arguments: cases1)
    func printsAsHelm1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func printsAsHelm2(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet(
            #"{{ define "y" }}{{ .foo.bar }}{{ end }}{{ template "y" (dict "a" 1) }}"#,
            error: #"template: T:1:23: executing "y" at <.foo.bar>: nil pointer evaluating interface {}.bar"#),
        Snippet(
            "{{ keys 1 }}",
            error: #"""
                template: T:1:8: executing "T" at <1>: can't handle 1 for arg of type map[string]int\#
                erface {}
                """#),
        Snippet(
            "{{ keys .Values.nope }}",
            error: #"""
                template: T:1:15: executing "T" at <.Values.nope>: wrong type for value; expected ma\#
                p[string]interface {}; got interface {}
                """#),
        Snippet("{{ keys nil }}", output: "[]"),
        Snippet("{{ .Values.nope | keys }}", output: "[]"),
        Snippet(#"{{ hasKey .Values "a" }}"#, output: "true"),
        Snippet(#"{{ hasKey .Values "nope" }}"#, output: "false"),
        Snippet(#"{{ hasKey .Values.m "z" }}"#, output: "true"),
        Snippet(
            #"{{ dig "deep" "x" "y" "z" "def" .Values }}"#,
            error: #"""
                template: T:1:3: executing "T" at <dig "deep" "x" "y" "z" "def" .Values>: error call\#
                ing dig: interface conversion: interface {} is common.Values, not map[string]interfa\#
                ce {}
                """#),
        Snippet(#"{{ dig "x" "y" "z" "def" .Values.deep }}"#, output: "w"),
        Snippet(#"{{ dig "x" "q" "z" "def" .Values.deep }}"#, output: "def"),
        Snippet(
            #"{{ dig "c" "y" "def" .Values.b }}"#,
            error: #"""
                template: T:1:3: executing "T" at <dig "c" "y" "def" .Values.b>: error calling dig: \#
                interface conversion: interface {} is string, not map[string]interface {}
                """#),
        Snippet(
            #"{{ dig "a" "b" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <dig "a" "b">: error calling dig: dig needs at lea\#
                st three arguments
                """#),
        Snippet(#"{{ get .Values.m "z" }}"#, output: "1"),
        Snippet(#"{{ get .Values.m "nope" }}"#, output: ""),
        Snippet(#"{{ set .Values.m "q" 5 }}{{ .Values.m.q }}"#, output: "map[a:[true] q:5 z:1]5"),
        Snippet(
            #"""
            {{ $d := dict "a" 1 "b" }}{{ $d }}{{ $_ := set $d "c" (dict "x" 1) }}{{ $d }}{{ unse\#
            t $d "a" }}
            """#,
            output: "map[a:1 b:]map[a:1 b: c:map[x:1]]map[b: c:map[x:1]]"),
        Snippet(#"{{ dict 1 2 "x" nil }}"#, output: "map[1:2 x:<nil>]"),
        Snippet("{{ dict }}", output: "map[]"),
        Snippet(#"{{ pluck "k" (index .Values.maps 0) (index .Values.maps 1) }}"#, output: "[v1 v2]"),
        Snippet(#"{{ pick .Values.m "z" "q" }}"#, output: "map[z:1]"),
        Snippet(#"{{ omit .Values.m "z" }}"#, output: "map[a:[true]]"),
        Snippet("{{ values .Values.em }}", output: "[]"),
        Snippet("{{ keys .Values.m | sortAlpha }}", output: "[a z]"),
        Snippet(#"{{ values (dict "a" 1) }}"#, output: "[1]"),
        Snippet(
            #"{{ merge (dict "a" 1 "b" (dict "x" 1)) (dict "a" 2 "b" (dict "y" 2) "c" 3) }}"#,
            output: "map[a:1 b:map[x:1 y:2] c:3]"),
        Snippet(
            #"""
            {{ mergeOverwrite (dict "a" 1 "b" (dict "x" 1)) (dict "a" 2 "b" (dict "y" 2 "x" 9) "\#
            c" nil "d" "") }}
            """#,
            output: "map[a:2 b:map[x:9 y:2] c:<nil> d:]"),
        Snippet(
            #"""
            {{ merge (dict "a" "" "l" (list) "m" (dict) "z" 0 "f" false) (dict "a" "x" "l" (list\#
             1) "m" (dict "q" 1) "z" 5 "f" true) }}
            """#,
            output: "map[a:x f:true l:[1] m:map[q:1] z:5]"),
        Snippet(
            #"""
            {{ merge (dict "a" (list 1) "b" "s" "c" (dict "x" 1)) (dict "a" (list 2) "b" (dict "\#
            y" 1) "c" "str" "n" nil) }}
            """#,
            output: "map[a:[1] b:s c:map[x:1]]"),
        Snippet(
            #"""
            {{ mergeOverwrite (dict "a" (list 1) "b" "s" "c" (dict "x" 1) "e" 1) (dict "a" (list\#
            ) "b" (dict "y" 1) "c" "str" "e" 0) }}
            """#,
            output: "map[a:[] b:map[y:1] c:str e:0]"),
        Snippet(#"{{ mustMerge (dict "a" 1) (dict "b" 2) }}"#, output: "map[a:1 b:2]"),
        Snippet(#"{{ mustMergeOverwrite (dict "a" 1) (dict "a" 2) }}"#, output: "map[a:2]"),
        Snippet(
            #"""
            {{ $a := dict "x" (dict "y" 1) }}{{ $b := deepCopy $a }}{{ $_ := set $b.x "y" 2 }}{{\#
             $a }} {{ $b }}
            """#,
            output: "map[x:map[y:1]] map[x:map[y:2]]"),
        Snippet(
            #"""
            {{ $s := dict "n" (dict "a" 1) }}{{ $d := merge (dict) $s }}{{ $_ := set $d.n "a" 9 \#
            }}{{ $s }}
            """#,
            output: "map[n:map[a:9]]"),
        Snippet("{{ deepEqual (list 1 2) (list 1 2) }}", output: "true"),
        Snippet("{{ deepEqual 1 1.0 }}", output: "false"),
        Snippet(#"{{ deepEqual (dict "a" 1) (dict "a" 1) }}"#, output: "true"),
        Snippet("{{ deepEqual nil nil }}", output: "true"),
        Snippet("{{ deepEqual (list 1) (until 1) }}", output: "false"),
        Snippet("{{ (index .Values.maps 0).k }}", output: "v1"),
        Snippet("{{ (first .Values.maps).n }}", output: "1"),
        Snippet(#"{{ (dict "a" (dict "b" "c")).a.b }}"#, output: "c"),
        Snippet("{{ ((list 1 2) | first) }}", output: "1"),
        Snippet(
            #"{{ range $k, $v := dict "b" 1 "a" 2 "B" 3 "10" 4 "9" 5 }}{{ $k }}{{ $v }} {{ end }}"#,
            output: "104 95 B3 a2 b1 "),
        Snippet(
            #"{{ hasKey .Values.s "x" }}"#,
            error: #"""
                template: T:1:17: executing "T" at <.Values.s>: wrong type for value; expected map[s\#
                tring]interface {}; got string
                """#),
    ]

    private static let cases2: [Snippet] = [
        Snippet(
            #"{{ hasKey .Values.nope "x" }}"#,
            error: #"""
                template: T:1:17: executing "T" at <.Values.nope>: wrong type for value; expected ma\#
                p[string]interface {}; got interface {}
                """#),
        Snippet(
            #"{{ set .Values.nope "x" 1 }}"#,
            error: #"""
                template: T:1:14: executing "T" at <.Values.nope>: wrong type for value; expected ma\#
                p[string]interface {}; got interface {}
                """#),
        Snippet(
            "{{ merge .Values.nope (dict) }}",
            error: #"""
                template: T:1:16: executing "T" at <.Values.nope>: wrong type for value; expected ma\#
                p[string]interface {}; got interface {}
                """#),
        Snippet("{{ get (dict) 5 }}", error: #"template: T:1:14: executing "T" at <5>: expected string; found 5"#),
        Snippet(
            "{{ omit .Values.m 5 }}",
            error: #"template: T:1:18: executing "T" at <5>: expected string; found 5"#),
        Snippet(
            #"""
            {{ without (list 1 2 "a") 1 "a" }} {{ pick (dict "a" 1) "a" "b" }} {{ values (dict "\#
            b" 1 "a" 2) | len }} {{ reverse (list 1 2) }} {{ mustFirst (list 5) }} {{ mustHas 1 \#
            (list 1) }}
            """#,
            output: "[2] map[a:1] 2 [2 1] 5 true"),
        Snippet("{{ int (list) }}", output: "0"),
        Snippet("{{ int (dict) }}", output: "0"),
        Snippet("{{ float64 (list) }}", output: "0"),
        Snippet(#"{{ toString (dict "a" 1) }}"#, output: "map[a:1]"),
        Snippet(
            "{{ eq (dict) 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <eq (dict) 1>: error calling eq: incompatible type\#
                s for comparison: map[string]interface {} and int
                """#),
        Snippet(
            #"""
            {{ list 3 1 2 | sortAlpha }} {{ list "b" "a" | sortAlpha | first }} {{ until 3 | toS\#
            trings | join "," }} {{ until 3 | last }} {{ seq 3 | splitList " " | len }} {{ witho\#
            ut (list "a" "b") "a" }} {{ has "a" (list "a") }} {{ has 1 (until 3) }} {{ uniq (lis\#
            t (dict "a" 1) (dict "a" 1)) }}
            """#,
            output: "[1 2 3] a 0,1,2 2 3 [b] true true [map[a:1]]"),
        Snippet(#"{{ dict "a" 1 "a" 2 }}"#, output: "map[a:2]"),
        Snippet("{{ dict true 1 }}", output: "map[true:1]"),
        Snippet(#"{{ hasKey (dict "a" nil) "a" }}"#, output: "true"),
        Snippet(#"{{ get (dict "a" nil) "a" }}"#, output: "<no value>"),
        Snippet(#"{{ (dict "a" (dict)).a.b }}"#, output: "<no value>"),
        Snippet(#"{{ keys (dict "b" 1 "a" 2) | sortAlpha }}"#, output: "[a b]"),
        Snippet(#"{{ pick (dict "a" 1 "b" 2) "a" }}"#, output: "map[a:1]"),
        Snippet(#"{{ omit (dict "a" 1 "b" 2) "a" }}"#, output: "map[b:2]"),
        Snippet(
            #"""
            {{ $d := dict "a" 1 }}{{ range $k, $v := $d }}{{ $_ := set $d "z" 1 }}{{ $k }}{{ end\#
             }} {{ $d }}
            """#,
            output: "a map[a:1 z:1]"),
        Snippet(
            #"""
            {{ mergeOverwrite (dict "a" (dict "b" 1 "c" 2)) (dict "a" (dict "b" 9)) (dict "a" (d\#
            ict "d" 4)) }}
            """#,
            output: "map[a:map[b:9 c:2 d:4]]"),
        Snippet(#"{{ merge (dict) (dict "a" 1) (dict "a" 2 "b" 3) }}"#, output: "map[a:1 b:3]"),
        Snippet(#"{{ merge (dict "a" false) (dict "a" true) }}"#, output: "map[a:true]"),
        Snippet(#"{{ mergeOverwrite (dict "a" true) (dict "a" false) }}"#, output: "map[a:false]"),
        Snippet(
            #"""
            {{ $a := dict "x" (dict "l" (list 1)) }}{{ $b := dict "x" (dict "l" (list 2) "m" 1) \#
            }}{{ merge $a $b }} {{ $b }} {{ mergeOverwrite $a $b }}
            """#,
            output: "map[x:map[l:[1] m:1]] map[x:map[l:[2] m:1]] map[x:map[l:[2] m:1]]"),
        Snippet(
            #"""
            {{ deepCopy .Values.m }} {{ mustDeepCopy (list 1) }} {{ $x := dict "a" (list (dict "\#
            b" 1)) }}{{ $y := deepCopy $x }}{{ $_ := set (index $y.a 0) "b" 2 }}{{ $x }}{{ $y }}\#

            """#,
            output: "map[a:[true] z:1] [1] map[a:[map[b:1]]]map[a:[map[b:2]]]"),
        Snippet(#"{{ quote "é\u0000\u00a0\x7f😀\ufeff" }}"#, output: #""é\x00\u00a0\x7f😀\ufeff""#),
        Snippet(#"{{ quote "\xff" }}"#, output: #""\xff""#),
        Snippet(#"{{ squote (list "a") }}"#, output: "'[a]'"),
        Snippet(#"{{ quote (dict "a" "b") }}"#, output: #""map[a:b]""#),
    ]
}

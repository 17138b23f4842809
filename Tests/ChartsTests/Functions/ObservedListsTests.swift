import TestSupport
import Testing

/// Lists, as Helm 4.3.1 prints them.
@Suite struct ObservedListsTests {
    @Test(arguments: cases1)
    func printsAsHelm1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func printsAsHelm2(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases3)
    func printsAsHelm3(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet("{{ slice .Values.l 1 3 }}", output: "[x <nil>]"),
        Snippet("{{ slice .Values.list 2 }}", output: "[b a]"),
        Snippet(
            "{{ slice .Values.l 3 9 }}",
            error: #"""
                template: T:1:3: executing "T" at <slice .Values.l 3 9>: error calling slice: reflec\#
                t.Value.Slice: slice index out of bounds
                """#),
        Snippet(
            #"{{ slice "abc" 1 }}"#,
            error: #"""
                template: T:1:3: executing "T" at <slice "abc" 1>: error calling slice: list should \#
                be type of slice or array but string
                """#),
        Snippet(#"{{ quote "a" 1 true nil 1.5 (list 1 2) }}"#, output: #""a" "1" "true" "1.5" "[1 2]""#),
        Snippet(#"{{ squote "a" "b'c" nil 3 }}"#, output: "'a' 'b'c' '3'"),
        Snippet(#"{{ quote "a\"b\\c\n\té" }}"#, output: #""a\"b\\c\n\té""#),
        Snippet("{{ quote .Values.nope }}", output: ""),
        Snippet("{{ quote }}", output: ""),
        Snippet(#"{{ split "," "a,b,c" }}"#, output: "map[_0:a _1:b _2:c]"),
        Snippet(#"{{ (split "," "a,b")._1 }}"#, output: "b"),
        Snippet(#"{{ (split "," "a,b,c")._1 }}"#, output: "b"),
        Snippet(#"{{ splitList "," "a,b,c" }}"#, output: "[a b c]"),
        Snippet(#"{{ splitn "," 2 "a,b,c" }}"#, output: "map[_0:a _1:b,c]"),
        Snippet(#"{{ splitList "" "héy" }}"#, output: "[h é y]"),
        Snippet(#"{{ split "" "ab" }}"#, output: "map[_0:a _1:b]"),
        Snippet(#"{{ splitList "," "" }}"#, output: "[]"),
        Snippet(#"{{ join "-" (list "a" 1 nil 2.5) }}"#, output: "a-1-2.5"),
        Snippet(#"{{ join "," .Values.list }}"#, output: "c,a,b,a"),
        Snippet(#"{{ join "," "x" }}"#, output: "x"),
        Snippet(#"{{ join "," nil }}"#, output: ""),
        Snippet(#"{{ join "," 5 }}"#, output: "5"),
        Snippet(#"{{ toStrings (list 1 "a" nil true) }}"#, output: "[1 a true]"),
        Snippet("{{ toStrings 5 }}", output: "[5]"),
        Snippet(#"{{ sortAlpha (list "c" "a" 3 "b") }}"#, output: "[3 a b c]"),
        Snippet(#"{{ sortAlpha "x" }}"#, output: "[x]"),
        Snippet(
            #"""
            {{ list 1 2 3 }} {{ tuple 1 "a" }} {{ append (list 1) 2 }} {{ prepend (list 1) 0 }} \#
            {{ first (list 1 2) }} {{ last (list 1 2) }} {{ rest (list 1 2 3) }} {{ initial (lis\#
            t 1 2 3) }} {{ reverse (list 1 2 3) }} {{ uniq (list 1 2 1 "a" "a") }} {{ without (l\#
            ist 1 2 3) 2 }} {{ has 2 (list 1 2) }} {{ compact (list 0 1 "" "a" nil false) }} {{ \#
            concat (list 1) (list 2 3) }} {{ chunk 2 (list 1 2 3 4 5) }}
            """#,
            output: #"""
                [1 2 3] [1 a] [1 2] [0 1] 1 2 [2 3] [1 2] [3 2 1] [1 2 a] [1 3] true [1 a] [1 2 3] [\#
                [1 2] [3 4] [5]]
                """#),
        Snippet("{{ first (list) }}", output: "<no value>"),
        Snippet("{{ last .Values.el }}", output: "<no value>"),
        Snippet("{{ rest (list) }}", output: "[]"),
        Snippet("{{ has 1 nil }}", output: "false"),
        Snippet("{{ concat }}", output: "[]"),
        Snippet("{{ slice (list 1 2 3) 1 }}", output: "[2 3]"),
        Snippet("{{ slice (list 1 2 3) 0 2 }}", output: "[1 2]"),
        Snippet("{{ slice (list) }}", output: "<no value>"),
        Snippet("{{ chunk 3 (list) }}", output: "[]"),
        Snippet(
            "{{ first nil }}",
            error: #"""
                template: T:1:3: executing "T" at <first nil>: error calling first: runtime error: i\#
                nvalid memory address or nil pointer dereference
                """#),
        Snippet(
            #"{{ first "abc" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <first "abc">: error calling first: Cannot find fi\#
                rst on type string
                """#),
        Snippet(
            "{{ first .Values.nope }}",
            error: #"""
                template: T:1:3: executing "T" at <first .Values.nope>: error calling first: runtime\#
                 error: invalid memory address or nil pointer dereference
                """#),
        Snippet(
            #"{{ append "x" 1 }}"#,
            error: #"""
                template: T:1:3: executing "T" at <append "x" 1>: error calling append: Cannot push \#
                on type string
                """#),
        Snippet(
            "{{ append nil 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <append nil 1>: error calling append: runtime erro\#
                r: invalid memory address or nil pointer dereference
                """#),
        Snippet(
            #"{{ has 1 "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <has 1 "x">: error calling has: Cannot find has on\#
                 type string
                """#),
        Snippet(
            #"{{ concat (list 1) "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <concat (list 1) "x">: error calling concat: Canno\#
                t concat type string as list
                """#),
        Snippet(
            "{{ concat nil }}",
            error: #"""
                template: T:1:3: executing "T" at <concat nil>: error calling concat: runtime error:\#
                 invalid memory address or nil pointer dereference
                """#),
        Snippet(
            "{{ without 5 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <without 5 1>: error calling without: Cannot find \#
                without on type int
                """#),
    ]

    private static let cases2: [Snippet] = [
        Snippet(
            "{{ uniq 5 }}",
            error: #"""
                template: T:1:3: executing "T" at <uniq 5>: error calling uniq: Cannot find uniq on \#
                type int
                """#),
        Snippet(
            "{{ reverse 5 }}",
            error: #"""
                template: T:1:3: executing "T" at <reverse 5>: error calling reverse: Cannot find re\#
                verse on type int
                """#),
        Snippet(
            "{{ chunk 0 (list 1) }}",
            error: #"""
                template: T:1:3: executing "T" at <chunk 0 (list 1)>: error calling chunk: runtime e\#
                rror: makeslice: len out of range
                """#),
        Snippet(#"{{ default "d" "" }}"#, output: "d"),
        Snippet(#"{{ default "d" "x" }}"#, output: "x"),
        Snippet(#"{{ default "d" 0 }}"#, output: "d"),
        Snippet(#"{{ default "d" .Values.nope }}"#, output: "d"),
        Snippet(#"{{ .Values.empty | default "e" }}"#, output: "e"),
        Snippet(#"{{ default "x" false }}"#, output: "x"),
        Snippet(#"{{ default "x" (list) }}"#, output: "x"),
        Snippet(#"{{ default "x" .Values.em }}"#, output: "x"),
        Snippet(#"{{ default "x" }}"#, output: "x"),
        Snippet(#"{{ empty "" }}"#, output: "true"),
        Snippet("{{ empty 0 }}", output: "true"),
        Snippet("{{ empty nil }}", output: "true"),
        Snippet("{{ empty .Values.m }}", output: "false"),
        Snippet("{{ empty (list) }}", output: "true"),
        Snippet(#"{{ coalesce 0 "" nil "x" }}"#, output: "x"),
        Snippet("{{ coalesce }}", output: "<no value>"),
        Snippet("{{ all 1 2 }}", output: "true"),
        Snippet("{{ all 1 0 }}", output: "false"),
        Snippet("{{ any 0 1 }}", output: "true"),
        Snippet("{{ any 0 }}", output: "false"),
        Snippet("{{ .Values.list | first | upper | quote }}", output: #""C""#),
        Snippet("{{ .Values.l | toString | len }}", output: "21"),
        Snippet(#"{{ toStrings .Values.l | join "," }}"#, output: "1,x,2.5,1e+06"),
        Snippet("{{ range $i, $x := list 1 2 }}{{ else }}{{ $i }}{{ end }}", output: ""),
        Snippet("{{ range $i, $x := list }}{{ else }}{{ $i }}{{ $x }}{{ end }}", output: "[][]"),
        Snippet("{{ $i := 0 }}{{ range $i = list 1 2 }}{{ end }}{{ $i }}", output: "2"),
        Snippet("{{ $i := 0 }}{{ $j := 0 }}{{ range $i, $j = list 5 6 }}{{ end }}{{ $i }}{{ $j }}", output: "16"),
        Snippet(
            "{{ upper (list 1) }}",
            error: #"""
                template: T:1:15: executing "T" at <1>: wrong type for value; expected string; got [\#
                ]interface {}
                """#),
        Snippet(
            #"""
            {{ with $x := .Values.b }}{{ $x.c }}{{ with .c }}{{ . }}{{ end }}{{ end }}{{- range \#
            $i, $e := list "a" "b" -}}
              {{ $i }}: {{ $e }}
            {{- end -}}
            """#,
            output: "dd0: a1: b"),
        Snippet(
            "{{ slice (list 1 2 3) 2 1 }}",
            error: #"""
                template: T:1:3: executing "T" at <slice (list 1 2 3) 2 1>: error calling slice: ref\#
                lect.Value.Slice: slice index out of bounds
                """#),
        Snippet(
            #"{{ slice "abc" 1 2 }}"#,
            error: #"""
                template: T:1:3: executing "T" at <slice "abc" 1 2>: error calling slice: list shoul\#
                d be type of slice or array but string
                """#),
        Snippet(
            "{{ slice nil }}",
            error: #"""
                template: T:1:3: executing "T" at <slice nil>: error calling slice: runtime error: i\#
                nvalid memory address or nil pointer dereference
                """#),
        Snippet(
            #"{{ splitList nil "a" }}"#,
            error: #"template: T:1:13: executing "T" at <nil>: cannot assign nil to string"#),
        Snippet(
            "{{ eq (list 1) (list 1) }}",
            error: #"""
                template: T:1:3: executing "T" at <eq (list 1) (list 1)>: error calling eq: non-comp\#
                arable type [%!s(int=1)]: []interface {}
                """#),
        Snippet(#"{{ "a,b,,c" | splitList "," | len }}"#, output: "4"),
        Snippet(#"{{ "a.b.c" | split "." }}"#, output: "map[_0:a _1:b _2:c]"),
        Snippet(#"{{ splitn "." 1 "a.b" }}"#, output: "map[_0:a.b]"),
    ]

    private static let cases3: [Snippet] = [
        Snippet(#"{{ splitn "." 0 "a.b" }}"#, output: "map[]"),
        Snippet(#"{{ splitn "" 2 "abc" }}"#, output: "map[_0:a _1:bc]"),
        Snippet(
            #"""
            {{ range $a := list 1 2 3 }}{{ range $b := list 1 2 }}{{ if eq $b 2 }}{{ break }}{{ \#
            end }}{{ $a }}{{ $b }} {{ end }}{{ end }}
            """#,
            output: "11 21 31 "),
    ]
}

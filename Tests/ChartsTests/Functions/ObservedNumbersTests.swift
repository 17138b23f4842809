import Testing

/// Numbers, as Helm 4.3.1 prints them.
@Suite struct ObservedNumbersTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet("{{ range until 3 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ . }}{{ end }}", output: "02"),
        Snippet("{{ range until 5 }}{{ if eq . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}", output: "012"),
        Snippet("{{ $x := 1 }}{{ range until 3 }}{{ $x = add $x . }}{{ end }}{{ $x }}", output: "4"),
        Snippet(
            #"""
            {{ eq (int .Values.a) 1 }} {{ eq .Values.nope nil }} {{ eq nil nil }} {{ eq .Values.\#
            s nil }}
            """#,
            output: "true true true false"),
        Snippet(
            #"""
            {{ atoi "42" }} {{ atoi "x" }} {{ atoi "0x10" }} {{ int "42" }} {{ int "08" }} {{ in\#
            t "010" }} {{ int "0x10" }} {{ int "1.0" }} {{ int "1.5" }} {{ int 3.99 }} {{ int -3\#
            .99 }} {{ int true }} {{ int nil }} {{ int "" }} {{ int64 "9223372036854775807" }} {\#
            { int "9223372036854775808" }} {{ int .Values.big }} {{ int 1e30 }}
            """#,
            output: "42 0 0 42 0 8 16 1 0 3 -3 1 0 0 9223372036854775807 0 12345678 -9223372036854775808"),
        Snippet(
            #"""
            {{ float64 "1.5" }} {{ float64 "x" }} {{ float64 3 }} {{ float64 "1e3" }} {{ float64\#
             true }} {{ float64 "0x10" }} {{ float64 "inf" }}
            """#,
            output: "1.5 0 3 1000 1 0 +Inf"),
        Snippet(
            #"{{ toDecimal "777" }} {{ toDecimal 777 }} {{ toDecimal "9" }} {{ toDecimal "0777" }}"#,
            output: "511 511 0 511"),
        Snippet(
            #"""
            {{ add 1 2 3 }} {{ add }} {{ add1 5 }} {{ sub 5 3 }} {{ mul 2 3 4 }} {{ div 7 2 }} {\#
            { mod 7 3 }} {{ div -7 2 }} {{ mod -7 3 }} {{ add "5" 1.9 }} {{ max 1 5 3 }} {{ min \#
            1 5 -3 }} {{ biggest 1 2 }}
            """#,
            output: "6 0 6 2 24 3 1 -3 -1 6 5 -3 2"),
        Snippet(
            "{{ div 1 0 }}",
            error: #"""
                template: T:1:3: executing "T" at <div 1 0>: error calling div: runtime error: integ\#
                er divide by zero
                """#),
        Snippet(
            "{{ mod 1 0 }}",
            error: #"""
                template: T:1:3: executing "T" at <mod 1 0>: error calling mod: runtime error: integ\#
                er divide by zero
                """#),
        Snippet(
            #"""
            {{ addf 1.1 2.2 }} {{ subf 5.5 1 }} {{ mulf 1.1 3 }} {{ divf 10 4 }} {{ divf 1 3 }} \#
            {{ add1f 1.5 }} {{ maxf 1.5 2 }} {{ minf 1.5 -2 }} {{ addf 0.1 0.2 }} {{ divf 2 3 }}\#
             {{ mulf 0.1 0.1 0.1 }} {{ subf 1 0.9 }} {{ divf 22 7 3 }}
            """#,
            output: #"""
                3.3 4.5 3.3 2.5 0.3333333333333333 2.5 2 -2 0.3 0.6666666666666667 0.001 0.1 1.04761\#
                90476190477
                """#),
        Snippet(
            "{{ divf 1 0 }}",
            error: #"template: T:1:3: executing "T" at <divf 1 0>: error calling divf: decimal division by 0"#),
        Snippet(
            #"""
            {{ floor 1.7 }} {{ ceil 1.2 }} {{ round 1.2345 2 }} {{ round 1.5 0 }} {{ round 2.5 0\#
             }} {{ round -1.5 0 }} {{ round 123.5555 3 }} {{ round 123.5555 3 0.7 }} {{ floor -1\#
            .5 }} {{ ceil "1.2" }} {{ round 1234 -2 }}
            """#,
            output: "1 2 1.23 2 3 -2 123.556 123.555 -2 2 1200"),
        Snippet(
            #"""
            {{ until 5 }} {{ until -3 }} {{ until 0 }} {{ untilStep 0 10 3 }} {{ untilStep 5 0 -\#
            2 }} {{ untilStep 0 5 -1 }} {{ untilStep 5 0 1 }} {{ untilStep 0 0 0 }}
            """#,
            output: "[0 1 2 3 4] [0 -1 -2] [] [0 3 6 9] [5 3 1] [] [] []"),
        Snippet(
            #"""
            {{ seq 5 }} {{ seq 2 5 }} {{ seq 0 2 10 }} {{ seq 5 1 }} {{ seq -2 }} {{ seq 5 -2 0 \#
            }} {{ seq 0 -1 5 }} {{ seq }} {{ seq 0 }} {{ seq 5 2 0 }}|
            """#,
            output: "1 2 3 4 5 2 3 4 5 0 2 4 6 8 10 5 4 3 2 1 1 0 -1 -2 5 3 1   1 0 |"),
        Snippet(
            #"""
            {{ int .Values.zero | toString }} {{ .Values.big | int64 }} {{ .Values.big | int }} \#
            {{ .Values.huge | int64 }} {{ .Values.a | toString }} {{ .Values.big | toString }} {\#
            { .Values.fl | toString }}
            """#,
            output: "0 12345678 12345678 9007199254740992 1 1.2345678e+07 3.14159"),
        Snippet(
            "{{ range tuple 1 2 }}{{ . }}{{ end }} {{ range $i, $_ := until 2 }}{{ $i }}{{ end }}",
            output: "12 01"),
        Snippet(
            "{{ add 1 (div 1 0) }}",
            error: #"""
                template: T:1:10: executing "T" at <div 1 0>: error calling div: runtime error: inte\#
                ger divide by zero
                """#),
        Snippet(#"{{ until "5" }}"#, error: #"template: T:1:9: executing "T" at <"5">: expected integer; found "5""#),
        Snippet(
            "{{ until .Values.a }}",
            error: #"""
                template: T:1:16: executing "T" at <.Values.a>: wrong type for value; expected int; \#
                got float64
                """#),
        Snippet("{{ until (int .Values.a) }}", output: "[0]"),
        Snippet(
            #"{{ round "x" 2 }} {{ round 1.5 "x" }}"#,
            error: #"template: T:1:31: executing "T" at <"x">: expected integer; found "x""#),
        Snippet(#"{{ list "a" | join "," | quote | len | add 1 | toString | upper }}"#, output: "4"),
        Snippet("{{ atoi 5 }}", error: #"template: T:1:8: executing "T" at <5>: expected string; found 5"#),
        Snippet(
            "{{ (add 1 2) 3 }}",
            error: #"""
                template: T:1:3: executing "T" at <(add 1 2) 3>: can't give argument to non-function\#
                 add 1 2
                """#),
        Snippet("{{ 1 | add | 2 }}", error: "template: T:1: non executable command in pipeline stage 3"),
        Snippet(
            #"""
            {{ add 1.9 "2" true nil }} {{ mul 2.5 2 }} {{ sub 1 "x" }} {{ div 10 3.9 }} {{ max "\#
            5" 3 }} {{ addf "1.5" 1 }} {{ round 3.14159 3 }} {{ round -2.5 0 }} {{ floor "1.9" }\#
            } {{ add 9223372036854775807 1 }} {{ int64 "0b11" }} {{ int "1_000" }} {{ float64 "1\#
            _0" }} {{ float64 ".5" }} {{ float64 "5." }} {{ int "+5" }} {{ int " 5" }} {{ int "5\#
            .00" }} {{ int "5." }} {{ int ".0" }} {{ int "-0" }}
            """#,
            output: "4 4 1 3 5 2.5 3.142 -3 1 -9223372036854775808 3 1000 10 0.5 5 5 0 5 0 0 0"),
    ]
}

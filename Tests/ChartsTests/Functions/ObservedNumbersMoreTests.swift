import TestSupport
import Testing

/// Numbers, as Helm 4.3.1 prints them.
@Suite struct ObservedNumbersMoreTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet("{{ .Values.fl | toString }}", output: "3.14159"),
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
        Snippet(#"{{ add 1.9 "2" true nil }}"#, output: "4"),
        Snippet("{{ mul 2.5 2 }}", output: "4"),
        Snippet(#"{{ sub 1 "x" }}"#, output: "1"),
        Snippet("{{ div 10 3.9 }}", output: "3"),
        Snippet(#"{{ max "5" 3 }}"#, output: "5"),
        Snippet(#"{{ addf "1.5" 1 }}"#, output: "2.5"),
        Snippet("{{ round 3.14159 3 }}", output: "3.142"),
        Snippet("{{ round -2.5 0 }}", output: "-3"),
        Snippet(#"{{ floor "1.9" }}"#, output: "1"),
        Snippet("{{ add 9223372036854775807 1 }}", output: "-9223372036854775808"),
        Snippet(#"{{ int64 "0b11" }}"#, output: "3"),
        Snippet(#"{{ int "1_000" }}"#, output: "1000"),
        Snippet(#"{{ float64 "1_0" }}"#, output: "10"),
        Snippet(#"{{ float64 ".5" }}"#, output: "0.5"),
        Snippet(#"{{ float64 "5." }}"#, output: "5"),
        Snippet(#"{{ int "+5" }}"#, output: "5"),
        Snippet(#"{{ int " 5" }}"#, output: "0"),
        Snippet(#"{{ int "5.00" }}"#, output: "5"),
        Snippet(#"{{ int "5." }}"#, output: "0"),
        Snippet(#"{{ int ".0" }}"#, output: "0"),
        Snippet(#"{{ int "-0" }}"#, output: "0"),
    ]
}

import TestSupport
import Testing

/// Numbers, as Helm 4.3.1 prints them.
@Suite struct ObservedNumbersTests {
    @Test(arguments: cases1)
    func printsAsHelm1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func printsAsHelm2(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases3)
    func printsAsHelm3(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet("{{ range until 3 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ . }}{{ end }}", output: "02"),
        Snippet("{{ range until 5 }}{{ if eq . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}", output: "012"),
        Snippet("{{ $x := 1 }}{{ range until 3 }}{{ $x = add $x . }}{{ end }}{{ $x }}", output: "4"),
        Snippet("{{ eq (int .Values.a) 1 }}", output: "true"),
        Snippet("{{ eq .Values.nope nil }}", output: "true"),
        Snippet("{{ eq nil nil }}", output: "true"),
        Snippet("{{ eq .Values.s nil }}", output: "false"),
        Snippet(#"{{ atoi "42" }}"#, output: "42"),
        Snippet(#"{{ atoi "x" }}"#, output: "0"),
        Snippet(#"{{ atoi "0x10" }}"#, output: "0"),
        Snippet(#"{{ int "42" }}"#, output: "42"),
        Snippet(#"{{ int "08" }}"#, output: "0"),
        Snippet(#"{{ int "010" }}"#, output: "8"),
        Snippet(#"{{ int "0x10" }}"#, output: "16"),
        Snippet(#"{{ int "1.0" }}"#, output: "1"),
        Snippet(#"{{ int "1.5" }}"#, output: "0"),
        Snippet("{{ int 3.99 }}", output: "3"),
        Snippet("{{ int -3.99 }}", output: "-3"),
        Snippet("{{ int true }}", output: "1"),
        Snippet("{{ int nil }}", output: "0"),
        Snippet(#"{{ int "" }}"#, output: "0"),
        Snippet(#"{{ int64 "9223372036854775807" }}"#, output: "9223372036854775807"),
        Snippet(#"{{ int "9223372036854775808" }}"#, output: "0"),
        Snippet("{{ int .Values.big }}", output: "12345678"),
        Snippet("{{ int 1e30 }}", output: "-9223372036854775808"),
        Snippet(#"{{ float64 "1.5" }}"#, output: "1.5"),
        Snippet(#"{{ float64 "x" }}"#, output: "0"),
        Snippet("{{ float64 3 }}", output: "3"),
        Snippet(#"{{ float64 "1e3" }}"#, output: "1000"),
        Snippet("{{ float64 true }}", output: "1"),
        Snippet(#"{{ float64 "0x10" }}"#, output: "0"),
        Snippet(#"{{ float64 "inf" }}"#, output: "+Inf"),
        Snippet(#"{{ toDecimal "777" }}"#, output: "511"),
        Snippet("{{ toDecimal 777 }}", output: "511"),
        Snippet(#"{{ toDecimal "9" }}"#, output: "0"),
        Snippet(#"{{ toDecimal "0777" }}"#, output: "511"),
        Snippet("{{ add 1 2 3 }}", output: "6"),
        Snippet("{{ add }}", output: "0"),
        Snippet("{{ add1 5 }}", output: "6"),
        Snippet("{{ sub 5 3 }}", output: "2"),
        Snippet("{{ mul 2 3 4 }}", output: "24"),
        Snippet("{{ div 7 2 }}", output: "3"),
        Snippet("{{ mod 7 3 }}", output: "1"),
        Snippet("{{ div -7 2 }}", output: "-3"),
        Snippet("{{ mod -7 3 }}", output: "-1"),
    ]

    private static let cases2: [Snippet] = [
        Snippet(#"{{ add "5" 1.9 }}"#, output: "6"),
        Snippet("{{ max 1 5 3 }}", output: "5"),
        Snippet("{{ min 1 5 -3 }}", output: "-3"),
        Snippet("{{ biggest 1 2 }}", output: "2"),
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
        Snippet("{{ addf 1.1 2.2 }}", output: "3.3"),
        Snippet("{{ subf 5.5 1 }}", output: "4.5"),
        Snippet("{{ mulf 1.1 3 }}", output: "3.3"),
        Snippet("{{ divf 10 4 }}", output: "2.5"),
        Snippet("{{ divf 1 3 }}", output: "0.3333333333333333"),
        Snippet("{{ add1f 1.5 }}", output: "2.5"),
        Snippet("{{ maxf 1.5 2 }}", output: "2"),
        Snippet("{{ minf 1.5 -2 }}", output: "-2"),
        Snippet("{{ addf 0.1 0.2 }}", output: "0.3"),
        Snippet("{{ divf 2 3 }}", output: "0.6666666666666667"),
        Snippet("{{ mulf 0.1 0.1 0.1 }}", output: "0.001"),
        Snippet("{{ subf 1 0.9 }}", output: "0.1"),
        Snippet("{{ divf 22 7 3 }}", output: "1.0476190476190477"),
        Snippet(
            "{{ divf 1 0 }}",
            error: #"template: T:1:3: executing "T" at <divf 1 0>: error calling divf: decimal division by 0"#),
        Snippet("{{ floor 1.7 }}", output: "1"),
        Snippet("{{ ceil 1.2 }}", output: "2"),
        Snippet("{{ round 1.2345 2 }}", output: "1.23"),
        Snippet("{{ round 1.5 0 }}", output: "2"),
        Snippet("{{ round 2.5 0 }}", output: "3"),
        Snippet("{{ round -1.5 0 }}", output: "-2"),
        Snippet("{{ round 123.5555 3 }}", output: "123.556"),
        Snippet("{{ round 123.5555 3 0.7 }}", output: "123.555"),
        Snippet("{{ floor -1.5 }}", output: "-2"),
        Snippet(#"{{ ceil "1.2" }}"#, output: "2"),
        Snippet("{{ round 1234 -2 }}", output: "1200"),
        Snippet("{{ until 5 }}", output: "[0 1 2 3 4]"),
        Snippet("{{ until -3 }}", output: "[0 -1 -2]"),
        Snippet("{{ until 0 }}", output: "[]"),
        Snippet("{{ untilStep 0 10 3 }}", output: "[0 3 6 9]"),
        Snippet("{{ untilStep 5 0 -2 }}", output: "[5 3 1]"),
        Snippet("{{ untilStep 0 5 -1 }}", output: "[]"),
        Snippet("{{ untilStep 5 0 1 }}", output: "[]"),
        Snippet("{{ untilStep 0 0 0 }}", output: "[]"),
        Snippet("{{ seq 5 }}", output: "1 2 3 4 5"),
    ]

    private static let cases3: [Snippet] = [
        Snippet("{{ seq 2 5 }}", output: "2 3 4 5"),
        Snippet("{{ seq 0 2 10 }}", output: "0 2 4 6 8 10"),
        Snippet("{{ seq 5 1 }}", output: "5 4 3 2 1"),
        Snippet("{{ seq -2 }}", output: "1 0 -1 -2"),
        Snippet("{{ seq 5 -2 0 }}", output: "5 3 1"),
        Snippet("{{ seq 0 -1 5 }}", output: ""),
        Snippet("{{ seq }}", output: ""),
        Snippet("{{ seq 0 }}", output: "1 0"),
        Snippet("{{ seq 5 2 0 }}", output: ""),
        Snippet("{{ int .Values.zero | toString }}", output: "0"),
        Snippet("{{ .Values.big | int64 }}", output: "12345678"),
        Snippet("{{ .Values.big | int }}", output: "12345678"),
        Snippet("{{ .Values.huge | int64 }}", output: "9007199254740992"),
        Snippet("{{ .Values.a | toString }}", output: "1"),
        Snippet("{{ .Values.big | toString }}", output: "1.2345678e+07"),
    ]
}

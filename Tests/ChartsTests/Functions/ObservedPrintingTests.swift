import TestSupport
import Testing

/// Printing, as Helm 4.3.1 prints them.
@Suite struct ObservedPrintingTests {
    @Test(arguments: cases1)
    func printsAsHelm1(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet(
            #"""
            {{ $t := toDate "2006-01-02" "2024-02-29" }}{{ $t }} {{ unixEpoch $t }} {{ dateModif\#
            y "-1.5h" $t }} {{ date "2006-01-02" (dateModify "24h" $t) }} {{ $t.Year }} {{ $t.Mo\#
            nth }} {{ $t.Weekday }} {{ $t.Unix }} {{ $t.YearDay }} {{ ($t.AddDate 1 1 1) }} {{ $\#
            t.Format "Jan 2" }} {{ printf "%d" $t.Month }} {{ toDate "2006-01-02" "bad" }} {{ to\#
            Json $t }} {{ typeOf $t }} {{ kindOf $t }}
            """#,
            output: #"""
                2024-02-29 00:00:00 +0000 UTC 1709164800 2024-02-28 22:30:00 +0000 UTC 2024-03-01 20\#
                24 February Thursday 1709164800 60 2025-03-30 00:00:00 +0000 UTC Feb 29 2 0001-01-01\#
                 00:00:00 +0000 UTC "2024-02-29T00:00:00Z" time.Time struct
                """#),
        Snippet(#"{{ "a" | printf "%s-%s" "b" }}"#, output: "b-a"),
        Snippet("{{ 5 | add 1 | mul 2 }}", output: "12"),
        Snippet(#"{{ printf "%d" .Values.a }}"#, output: "%!d(float64=1)"),
        Snippet(#"{{ printf "%d" (int .Values.a) }}"#, output: "1"),
        Snippet(#"{{ printf "%s" .Values.a }}"#, output: "%!s(float64=1)"),
        Snippet(#"{{ printf "%.0f" .Values.f }}"#, output: "2"),
        Snippet(#"{{ upper (printf "%s" .Values.nope) }}"#, output: "%!S(<NIL>)"),
        Snippet(#"{{ printf "%s" (list 1 nil) }}"#, output: "[%!s(int=1) <nil>]"),
        Snippet(#"{{ printf "%#v" (list nil 1 "a") }}"#, output: #"[]interface {}{interface {}(nil), 1, "a"}"#),
        Snippet(
            #"{{ printf "%#v" (dict "a" nil "b" 1.0) }}"#,
            output: #"map[string]interface {}{"a":interface {}(nil), "b":1}"#),
        Snippet(#"{{ printf "%v" (until 3) }}"#, output: "[0 1 2]"),
        Snippet(#"{{ printf "%#v" (until 3) }}"#, output: "[]int{0, 1, 2}"),
        Snippet(#"{{ printf "%q" (list "a" 1) }}"#, output: #"["a" '\x01']"#),
        Snippet("{{ ((((1)))) }}", output: "1"),
        Snippet(#"{{ (printf "%d" (add 1 (mul 2 3))) }}"#, output: "7"),
        Snippet("{{ not (and true (or false true)) }}", output: "false"),
        Snippet(
            #"{{ range (int64 2) }}{{ printf "%T" . }}{{ end }} {{ range -1 }}x{{ else }}n{{ end }}"#,
            output: "int64int64 n"),
        Snippet(#"{{ printf "%t" 1 }}"#, output: "%!t(int=1)"),
        Snippet(#"{{ printf "%s" true }}"#, output: "%!s(bool=true)"),
        Snippet(#"{{ printf "%d" true }}"#, output: "%!d(bool=true)"),
        Snippet(#"{{ printf "%f" 1 }}"#, output: "%!f(int=1)"),
        Snippet(#"{{ printf "%d" 1.5 }}"#, output: "%!d(float64=1.5)"),
        Snippet(#"{{ printf "%s" (list 1 "a") }}"#, output: "[%!s(int=1) a]"),
        Snippet(#"{{ printf "%d" (list 1 "a") }}"#, output: "[1 %!d(string=a)]"),
        Snippet(#"{{ printf "%s" (dict "a" 1) }}"#, output: "map[a:%!s(int=1)]"),
        Snippet(#"{{ printf "%v %v" (list "a b" "c") (dict "x y" "z") }}"#, output: "[a b c] map[x y:z]"),
        Snippet(#"{{ print (list 1 "a" (dict "k" nil)) }}"#, output: "[1 a map[k:<nil>]]"),
        Snippet(#"{{ print "a" "b" 1 2 true "c" }}"#, output: "ab1 2 truec"),
        Snippet("{{ println }}", output: #"\#n"#),
        Snippet("{{ index (list 1 2) 0 }}", output: "1"),
        Snippet(#"{{ index (dict "a" (list 1 2)) "a" 1 }}"#, output: "2"),
        Snippet("{{ index (list (list 1)) 0 0 }}", output: "1"),
        Snippet(#"{{ index "héllo" 1 }}"#, output: "195"),
        Snippet(#"{{ printf "%c" (index "abc" 1) }}"#, output: "b"),
        Snippet(#"{{ typeOf (index "abc" 1) }}"#, output: "uint8"),
        Snippet(#"{{ (semver "1.2.3").Major | typeOf }}"#, output: "uint64"),
        Snippet(#"{{ (semver "1.2.3-a").IncPatch }}"#, output: "1.2.3"),
        Snippet(#"{{ ((semver "1.2.3").SetPrerelease "rc1") }}"#, output: "1.2.3-rc1"),
        Snippet(#"{{ semver "v1" | toString }}"#, output: "1.0.0"),
        Snippet(#"{{ (semver "1.2.3") | printf "%v %s" 1 }}"#, output: "1 1.2.3"),
        Snippet(
            #"""
            {{ $s := "" }}{{ range .Values.list }}{{ $s = printf "%s%s" $s . }}{{ end }}{{ $s }}\#
             {{ $c := 0 }}{{ range until 4 }}{{ if eq (mod . 2) 0 }}{{ continue }}{{ end }}{{ $c\#
             = add $c . }}{{ end }}{{ $c }}
            """#,
            output: "caba 4"),
    ]
}

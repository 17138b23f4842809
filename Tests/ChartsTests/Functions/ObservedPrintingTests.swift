import Testing

/// Printing, as Helm 4.3.1 prints them.
@Suite struct ObservedPrintingTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
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
        Snippet(#"{{ "a" | printf "%s-%s" "b" }} {{ 5 | add 1 | mul 2 }}"#, output: "b-a 12"),
        Snippet(
            #"""
            {{ printf "%d" .Values.a }} {{ printf "%d" (int .Values.a) }} {{ printf "%s" .Values\#
            .a }} {{ printf "%.0f" .Values.f }}
            """#,
            output: "%!d(float64=1) 1 %!s(float64=1) 2"),
        Snippet(#"{{ upper (printf "%s" .Values.nope) }}"#, output: "%!S(<NIL>)"),
        Snippet(
            #"""
            {{ printf "%s" (list 1 nil) }} {{ printf "%#v" (list nil 1 "a") }} {{ printf "%#v" (\#
            dict "a" nil "b" 1.0) }} {{ printf "%v" (until 3) }} {{ printf "%#v" (until 3) }} {{\#
             printf "%q" (list "a" 1) }}
            """#,
            output: #"""
                [%!s(int=1) <nil>] []interface {}{interface {}(nil), 1, "a"} map[string]interface {}\#
                {"a":interface {}(nil), "b":1} [0 1 2] []int{0, 1, 2} ["a" '\x01']
                """#),
        Snippet(
            #"""
            {{ ((((1)))) }} {{ (printf "%d" (add 1 (mul 2 3))) }} {{ not (and true (or false tru\#
            e)) }}
            """#,
            output: "1 7 false"),
        Snippet(
            #"{{ range (int64 2) }}{{ printf "%T" . }}{{ end }} {{ range -1 }}x{{ else }}n{{ end }}"#,
            output: "int64int64 n"),
        Snippet(
            #"""
            {{ printf "%t" 1 }} {{ printf "%s" true }} {{ printf "%d" true }} {{ printf "%f" 1 }\#
            } {{ printf "%d" 1.5 }} {{ printf "%s" (list 1 "a") }} {{ printf "%d" (list 1 "a") }\#
            } {{ printf "%s" (dict "a" 1) }}
            """#,
            output: #"""
                %!t(int=1) %!s(bool=true) %!d(bool=true) %!f(int=1) %!d(float64=1.5) [%!s(int=1) a] \#
                [1 %!d(string=a)] map[a:%!s(int=1)]
                """#),
        Snippet(
            #"""
            {{ printf "%v %v" (list "a b" "c") (dict "x y" "z") }} {{ print (list 1 "a" (dict "k\#
            " nil)) }} {{ print "a" "b" 1 2 true "c" }} {{ println }}
            """#,
            output: #"[a b c] map[x y:z] [1 a map[k:<nil>]] ab1 2 truec \#n"#),
        Snippet(
            #"""
            {{ index (list 1 2) 0 }} {{ index (dict "a" (list 1 2)) "a" 1 }} {{ index (list (lis\#
            t 1)) 0 0 }} {{ index "héllo" 1 }} {{ printf "%c" (index "abc" 1) }} {{ typeOf (inde\#
            x "abc" 1) }}
            """#,
            output: "1 2 1 195 b uint8"),
        Snippet(
            #"""
            {{ (semver "1.2.3").Major | typeOf }} {{ (semver "1.2.3-a").IncPatch }} {{ ((semver \#
            "1.2.3").SetPrerelease "rc1") }} {{ semver "v1" | toString }} {{ (semver "1.2.3") | \#
            printf "%v %s" 1 }}
            """#,
            output: "uint64 1.2.3 1.2.3-rc1 1.0.0 1 1.2.3"),
        Snippet(
            #"""
            {{ $s := "" }}{{ range .Values.list }}{{ $s = printf "%s%s" $s . }}{{ end }}{{ $s }}\#
             {{ $c := 0 }}{{ range until 4 }}{{ if eq (mod . 2) 0 }}{{ continue }}{{ end }}{{ $c\#
             = add $c . }}{{ end }}{{ $c }}
            """#,
            output: "caba 4"),
    ]
}

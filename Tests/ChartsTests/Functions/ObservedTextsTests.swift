import TestSupport
import Testing

/// Texts, as Helm 4.3.1 prints them.
@Suite struct ObservedTextsTests {
    @Test(arguments: cases1)
    func printsAsHelm1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func printsAsHelm2(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases3)
    func printsAsHelm3(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet(
            #"{{ include "nope" . }}"#,
            error: #"""
                template: T:1:3: executing "T" at <include "nope" .>: error calling include: templat\#
                e: no template "nope" associated with template "gotpl"
                """#),
        Snippet("{{ upper 1 }}", error: #"template: T:1:9: executing "T" at <1>: expected string; found 1"#),
        Snippet("{{ upper nil }}", error: #"template: T:1:9: executing "T" at <nil>: cannot assign nil to string"#),
        Snippet(
            "{{ upper .Values.nope }}",
            error: #"""
                template: T:1:16: executing "T" at <.Values.nope>: wrong type for value; expected st\#
                ring; got interface {}
                """#),
        Snippet(
            "{{ .Values.nope | upper }}",
            error: #"template: T:1:18: executing "T" at <upper>: invalid value; expected string"#),
        Snippet(
            "{{ upper .Values.a }}",
            error: #"""
                template: T:1:16: executing "T" at <.Values.a>: wrong type for value; expected strin\#
                g; got float64
                """#),
        Snippet(
            "{{ upper }}",
            error: #"template: T:1:3: executing "T" at <upper>: wrong number of args for upper: want 1 got 0"#),
        Snippet(
            #"{{ upper "a" "b" }}"#,
            error: #"template: T:1:3: executing "T" at <upper>: wrong number of args for upper: want 1 got 2"#),
        Snippet(
            #"{{ "a" | upper "b" }}"#,
            error: #"template: T:1:9: executing "T" at <upper>: wrong number of args for upper: want 1 got 2"#),
        Snippet(
            #"{{ repeat "x" 3 }}"#,
            error: #"template: T:1:10: executing "T" at <"x">: expected integer; found "x""#),
        Snippet(
            #"{{ trunc "x" "y" }}"#,
            error: #"template: T:1:9: executing "T" at <"x">: expected integer; found "x""#),
        Snippet(#"{{ upper "abc é" }}"#, output: "ABC É"),
        Snippet(#"{{ lower "ABC É" }}"#, output: "abc é"),
        Snippet(#"{{ title "hello world-foo bar_baz" }}"#, output: "Hello World-Foo Bar_baz"),
        Snippet(#"{{ untitle "Hello World" }}"#, output: "hello world"),
        Snippet(#"{{ swapcase "This Is a.Test" }}"#, output: "tHIS iS A.tEST"),
        Snippet(#"{{ initials "First Try é" }}"#, output: "FTÃ"),
        Snippet(#"{{ nospace " a b c " }}"#, output: "abc"),
        Snippet(
            #"""
            {{ trim "  a b \n" }}| {{ trimAll "$" "$5.00$" }} {{ trimSuffix "-" "hello-" }} {{ t\#
            rimPrefix "-" "-hello" }} {{ trimall "ab" "abxba" }} {{ trimSuffix "--" "-" }}
            """#,
            output: "a b| 5.00 hello hello x -"),
        Snippet(#"{{ repeat 3 "ab" }}"#, output: "ababab"),
        Snippet(#"{{ repeat 0 "x" }}"#, output: ""),
        Snippet(
            #"{{ repeat -1 "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <repeat -1 "x">: error calling repeat: strings: ne\#
                gative Repeat count
                """#),
        Snippet(#"{{ substr 0 5 "hello world" }}"#, output: "hello"),
        Snippet(#"{{ substr -1 3 "hello" }}"#, output: "hel"),
        Snippet(#"{{ substr 2 -1 "hello" }}"#, output: "llo"),
        Snippet(#"{{ substr 2 99 "hello" }}"#, output: "llo"),
        Snippet(
            #"{{ substr 3 2 "hello" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <substr 3 2 "hello">: error calling substr: runtim\#
                e error: slice bounds out of range [3:2]
                """#),
        Snippet(
            #"{{ substr 9 99 "hello" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <substr 9 99 "hello">: error calling substr: runti\#
                me error: slice bounds out of range [9:5]
                """#),
        Snippet(
            #"{{ substr -1 9 "hello" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <substr -1 9 "hello">: error calling substr: runti\#
                me error: slice bounds out of range [:9] with length 5
                """#),
        Snippet(
            #"{{ substr 9 12 "hello" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <substr 9 12 "hello">: error calling substr: runti\#
                me error: slice bounds out of range [9:5]
                """#),
        Snippet(#"{{ trunc 5 "hello world" }}"#, output: "hello"),
        Snippet(#"{{ trunc -5 "hello world" }}"#, output: "world"),
        Snippet(#"{{ trunc 99 "x" }}"#, output: "x"),
        Snippet(#"{{ trunc -99 "x" }}"#, output: "x"),
        Snippet(#"{{ trunc 0 "x" }}"#, output: ""),
        Snippet(#"{{ abbrev 5 "hello world" }}"#, output: "he..."),
        Snippet(#"{{ abbrev 3 "hello" }}"#, output: "hello"),
        Snippet(#"{{ abbrev 20 "hello" }}"#, output: "hello"),
        Snippet(#"{{ abbrevboth 5 10 "1234 5678 9123" }}"#, output: "...5678..."),
        Snippet(#"{{ abbrevboth 0 7 "1234 5678 9123" }}"#, output: "1234..."),
        Snippet(#"{{ abbrevboth 6 7 "1234 5678 9123" }}"#, output: "...6..."),
        Snippet(#"{{ abbrevboth 10 8 "1234 5678 9123" }}"#, output: "... 9123"),
        Snippet(#"{{ snakecase "FirstName" }}"#, output: "first_name"),
        Snippet(#"{{ snakecase "HTTPServer" }}"#, output: "http_server"),
        Snippet(#"{{ snakecase "NoHTTPS" }}"#, output: "no_https"),
    ]

    private static let cases2: [Snippet] = [
        Snippet(#"{{ snakecase "GO_PATH" }}"#, output: "go_path"),
        Snippet(#"{{ snakecase "GO PATH" }}"#, output: "go_path"),
        Snippet(#"{{ snakecase "GO-PATH" }}"#, output: "go_path"),
        Snippet(#"{{ snakecase "http2xx" }}"#, output: "http_2xx"),
        Snippet(#"{{ snakecase "HTTP20xOK" }}"#, output: "http_20x_ok"),
        Snippet(#"{{ snakecase "Duration2m3s" }}"#, output: "duration_2m3s"),
        Snippet(#"{{ snakecase "Bld4Floor3rd" }}"#, output: "bld4_floor_3rd"),
        Snippet(#"{{ snakecase "a.b c" }}"#, output: "a.b_c"),
        Snippet(#"{{ snakecase "_x" }}"#, output: "_x"),
        Snippet(#"{{ camelcase "http_server" }}"#, output: "HttpServer"),
        Snippet(#"{{ camelcase "some words-here" }}"#, output: "SomeWordsHere"),
        Snippet(#"{{ camelcase "_complex__case_" }}"#, output: "_Complex_Case_"),
        Snippet(#"{{ camelcase "a" }}"#, output: "A"),
        Snippet(#"{{ camelcase "ALREADY" }}"#, output: "Already"),
        Snippet(#"{{ camelcase "fooBar" }}"#, output: "FooBar"),
        Snippet(#"{{ kebabcase "FirstName" }}"#, output: "first-name"),
        Snippet(#"{{ kebabcase "HTTPServer" }}"#, output: "http-server"),
        Snippet(#"{{ kebabcase "GO PATH" }}"#, output: "go-path"),
        Snippet(#"{{ kebabcase "my_var Name2" }}"#, output: "my-var-name2"),
        Snippet(
            "{{ wrap 20 .Values.long }}",
            output: #"""
                the quick brown fox
                jumps over the lazy
                dog and then runs
                away from the bear
                that lives in the
                wood
                """#),
        Snippet(
            #"{{ wrapWith 10 "|" .Values.long }}"#,
            output: #"""
                the quick|brown fox|jumps over|the lazy|dog and|then runs|away from|the bear|that li\#
                ves|in the|wood
                """#),
        Snippet(#"{{ wrap 3 "abcdefgh ij" }}"#, output: #"abcdefgh\#nij"#),
        Snippet(#"{{ contains "ell" "hello" }}"#, output: "true"),
        Snippet(#"{{ hasPrefix "he" "hello" }}"#, output: "true"),
        Snippet(#"{{ hasSuffix "lo" "hello" }}"#, output: "true"),
        Snippet(#"{{ contains "" "x" }}"#, output: "true"),
        Snippet("{{ quote .Values.big }}", output: #""1.2345678e+07""#),
        Snippet("{{ .Values.a | quote }}", output: #""1""#),
        Snippet("{{ squote .Values.f }}", output: "'1.5'"),
        Snippet(#"{{ cat "a" 1 nil "b" .Values.l }}"#, output: "a 1 b [1 x <nil> 2.5 1e+06]"),
        Snippet("{{ indent 4 .Values.multi }}|", output: #"    one\#n    two\#n    \#n    three\#n    |"#),
        Snippet(#"{{ nindent 2 "a\nb" }}"#, output: #"\#n  a\#n  b"#),
        Snippet(#"{{ replace "o" "0" "foo boo" }}"#, output: "f00 b00"),
        Snippet(#"{{ replace "" "-" "abc" }}"#, output: "-a-b-c-"),
        Snippet(#"{{ replace "x" "" "axbx" }}"#, output: "ab"),
        Snippet(#"{{ plural "one" "many" 1 }}"#, output: "one"),
        Snippet(#"{{ plural "one" "many" 2 }}"#, output: "many"),
        Snippet("{{ toString 5 }}", output: "5"),
        Snippet("{{ toString 1.5 }}", output: "1.5"),
        Snippet("{{ toString .Values.l }}", output: "[1 x <nil> 2.5 1e+06]"),
    ]

    private static let cases3: [Snippet] = [
        Snippet("{{ toString nil }}", output: "<nil>"),
        Snippet("{{ toString true }}", output: "true"),
        Snippet(
            #"{{ include "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <include>: wrong number of args for include: want \#
                2 got 1
                """#),
        Snippet("{{ include 5 . }}", error: #"template: T:1:11: executing "T" at <5>: expected string; found 5"#),
        Snippet(
            #"{{ indent "a" "b" }}"#,
            error: #"template: T:1:10: executing "T" at <"a">: expected integer; found "a""#),
        Snippet("{{ indent 2 5 }}", error: #"template: T:1:12: executing "T" at <5>: expected string; found 5"#),
        Snippet(
            #"{{ .Values.s | indent 2 | indent "x" }}"#,
            error: #"template: T:1:33: executing "T" at <"x">: expected integer; found "x""#),
        Snippet(
            "{{ upper (.Values.a) }}",
            error: #"""
                template: T:1:17: executing "T" at <.Values.a>: wrong type for value; expected strin\#
                g; got float64
                """#),
        Snippet(
            "{{ upper (index .Values.l 0) }}",
            error: #"""
                template: T:1:26: executing "T" at <0>: wrong type for value; expected string; got f\#
                loat64
                """#),
        Snippet(#"{{ camelcase "HTTPServer" }}"#, output: "Httpserver"),
        Snippet(#"{{ camelcase "FOO_BAR" }}"#, output: "FooBar"),
        Snippet(#"{{ camelcase "fooBAR baz" }}"#, output: "FooBARBaz"),
        Snippet(#"{{ camelcase "ABC" }}"#, output: "Abc"),
        Snippet(#"{{ camelcase "Abc" }}"#, output: "Abc"),
        Snippet(#"{{ camelcase "aBC" }}"#, output: "ABC"),
    ]
}

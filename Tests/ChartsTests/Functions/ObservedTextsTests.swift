import Testing

/// Texts, as Helm 4.3.1 prints them.
@Suite struct ObservedTextsTests {
    @Test(arguments: cases1)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func printsAsHelmToo(_ snippet: Snippet) { snippet.check() }

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
        Snippet(
            #"""
            {{ upper "abc é" }} {{ lower "ABC É" }} {{ title "hello world-foo bar_baz" }} {{ unt\#
            itle "Hello World" }} {{ swapcase "This Is a.Test" }} {{ initials "First Try é" }} {\#
            { nospace " a b c " }}
            """#,
            output: "ABC É abc é Hello World-Foo Bar_baz hello world tHIS iS A.tEST FTÃ abc"),
        Snippet(
            #"""
            {{ trim "  a b \n" }}| {{ trimAll "$" "$5.00$" }} {{ trimSuffix "-" "hello-" }} {{ t\#
            rimPrefix "-" "-hello" }} {{ trimall "ab" "abxba" }} {{ trimSuffix "--" "-" }}
            """#,
            output: "a b| 5.00 hello hello x -"),
        Snippet(#"{{ repeat 3 "ab" }} {{ repeat 0 "x" }}"#, output: "ababab "),
        Snippet(
            #"{{ repeat -1 "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <repeat -1 "x">: error calling repeat: strings: ne\#
                gative Repeat count
                """#),
        Snippet(
            #"""
            {{ substr 0 5 "hello world" }} {{ substr -1 3 "hello" }} {{ substr 2 -1 "hello" }} {\#
            { substr 2 99 "hello" }}
            """#,
            output: "hello hel llo llo"),
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
        Snippet(
            #"""
            {{ trunc 5 "hello world" }} {{ trunc -5 "hello world" }} {{ trunc 99 "x" }} {{ trunc\#
             -99 "x" }} {{ trunc 0 "x" }}
            """#,
            output: "hello world x x "),
        Snippet(
            #"""
            {{ abbrev 5 "hello world" }} {{ abbrev 3 "hello" }} {{ abbrev 20 "hello" }} {{ abbre\#
            vboth 5 10 "1234 5678 9123" }} {{ abbrevboth 0 7 "1234 5678 9123" }} {{ abbrevboth 6\#
             7 "1234 5678 9123" }} {{ abbrevboth 10 8 "1234 5678 9123" }}
            """#,
            output: "he... hello hello ...5678... 1234... ...6... ... 9123"),
        Snippet(
            #"""
            {{ snakecase "FirstName" }} {{ snakecase "HTTPServer" }} {{ snakecase "NoHTTPS" }} {\#
            { snakecase "GO_PATH" }} {{ snakecase "GO PATH" }} {{ snakecase "GO-PATH" }} {{ snak\#
            ecase "http2xx" }} {{ snakecase "HTTP20xOK" }} {{ snakecase "Duration2m3s" }} {{ sna\#
            kecase "Bld4Floor3rd" }} {{ snakecase "a.b c" }} {{ snakecase "_x" }}
            """#,
            output: #"""
                first_name http_server no_https go_path go_path go_path http_2xx http_20x_ok duratio\#
                n_2m3s bld4_floor_3rd a.b_c _x
                """#),
        Snippet(
            #"""
            {{ camelcase "http_server" }} {{ camelcase "some words-here" }} {{ camelcase "_compl\#
            ex__case_" }} {{ camelcase "a" }} {{ camelcase "ALREADY" }} {{ camelcase "fooBar" }}\#

            """#,
            output: "HttpServer SomeWordsHere _Complex_Case_ A Already FooBar"),
        Snippet(
            #"""
            {{ kebabcase "FirstName" }} {{ kebabcase "HTTPServer" }} {{ kebabcase "GO PATH" }} {\#
            { kebabcase "my_var Name2" }}
            """#,
            output: "first-name http-server go-path my-var-name2"),
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
        Snippet(
            #"""
            {{ contains "ell" "hello" }} {{ hasPrefix "he" "hello" }} {{ hasSuffix "lo" "hello" \#
            }} {{ contains "" "x" }}
            """#,
            output: "true true true true"),
        Snippet(
            "{{ quote .Values.big }} {{ .Values.a | quote }} {{ squote .Values.f }}",
            output: #""1.2345678e+07" "1" '1.5'"#),
        Snippet(#"{{ cat "a" 1 nil "b" .Values.l }}"#, output: "a 1 b [1 x <nil> 2.5 1e+06]"),
        Snippet("{{ indent 4 .Values.multi }}|", output: #"    one\#n    two\#n    \#n    three\#n    |"#),
        Snippet(#"{{ nindent 2 "a\nb" }}"#, output: #"\#n  a\#n  b"#),
        Snippet(
            #"{{ replace "o" "0" "foo boo" }} {{ replace "" "-" "abc" }} {{ replace "x" "" "axbx" }}"#,
            output: "f00 b00 -a-b-c- ab"),
        Snippet(#"{{ plural "one" "many" 1 }} {{ plural "one" "many" 2 }}"#, output: "one many"),
        Snippet(
            #"""
            {{ toString 5 }} {{ toString 1.5 }} {{ toString .Values.l }} {{ toString nil }} {{ t\#
            oString true }}
            """#,
            output: "5 1.5 [1 x <nil> 2.5 1e+06] <nil> true"),
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
        Snippet(
            #"""
            {{ camelcase "fooBar" }} {{ camelcase "HTTPServer" }} {{ camelcase "FOO_BAR" }} {{ c\#
            amelcase "fooBAR baz" }} {{ camelcase "ABC" }} {{ camelcase "Abc" }} {{ camelcase "a\#
            BC" }} {{ camelcase "ABc DEf" }} {{ camelcase "http2xx ok" }} {{ camelcase "A_b-C d"\#
             }} {{ camelcase "__a__" }} {{ camelcase "HTTP20xOK" }} {{ camelcase "some.words her\#
            e" }} {{ camelcase "x-" }} {{ camelcase "AB_CD" }} {{ camelcase "ABcD" }} {{ camelca\#
            se "FooBAR" }}
            """#,
            output: #"""
                FooBar Httpserver FooBar FooBARBaz Abc Abc ABC AbcDef Http2xxOk ABCD __A__ Http20xOK\#
                 Some.wordsHere X- AbCd AbcD FooBAR
                """#),
        Snippet(
            #"{{ trimSuffix "a" .Values.f }}"#,
            error: #"""
                template: T:1:25: executing "T" at <.Values.f>: wrong type for value; expected strin\#
                g; got float64
                """#),
    ]

    private static let cases2: [Snippet] = [
        Snippet(
            #"""
            {{ wrap 0 "a b" }}|{{ abbrev 4 "hello" }}|{{ abbrevboth 4 6 "hello world foo" }}|{{ \#
            abbrevboth 5 4 "hello world" }}
            """#,
            output: #"a\#nb|h...|hello world foo|hello world"#),
        Snippet(#"{{ "a" | upper | lower | title | quote | squote }}"#, output: #"'"A"'"#),
        Snippet(#"{{ .Values.s | trunc 3 | trimSuffix "l" }}"#, output: "He"),
        Snippet(
            #"a\#nb\#n  {{ upper\#n  5 }}"#,
            error: #"template: T:4:2: executing "T" at <5>: expected string; found 5"#),
        Snippet("{{ nil | upper }}", error: #"template: T:1:3: executing "T" at <nil>: nil is not a command"#),
        Snippet("{{ eq 'a' 97 }} {{ eq (int64 1) 1 }}", output: "true true"),
        Snippet(
            #"""
            {{ camelcase "HTTP2OK" }} {{ camelcase "A-BC" }} {{ camelcase "ABC.DEF" }} {{ camelc\#
            ase "ÀÉ b" }}
            """#,
            output: "Http2OK ABc Abc.DEF ÀéB"),
        Snippet(
            #"""
            {{ trim "\u00a0 x \u2003" }} {{ upper "ß ǆ i" }} {{ lower "İ Σ" }} {{ title "ǆabc éa\#
             o'neil 3rd a_b" }} {{ swapcase "aB Ǆ" }} {{ untitle "ÀB CD" }} {{ initials "àb cd  \#
            ef" | len }} {{ nospace "a\u00a0b" }} {{ snakecase "日本Foo" }} {{ kebabcase "x1Y2z3" \#
            }} {{ snakecase "A" }} {{ snakecase "aB.cD" }}
            """#,
            output: "x ß Ǆ I i σ ǅabc Éa O'Neil 3rd A_b Ab ǆ àB cD 5 aÂb 日本_foo x1-y-2z3 a a_b.c_d"),
        Snippet(
            #"""
            {{ indent 0 "a\nb" }} {{ nindent 0 "" }}|{{ indent 2 "" }}|{{ indent 2 "a\n" }}|{{ "\#
            a\r\nb" | indent 1 }}
            """#,
            output: #"a\#nb \#n|  |  a\#n  | a\#r\#n b"#),
    ]
}

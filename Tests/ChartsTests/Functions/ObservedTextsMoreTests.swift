import TestSupport
import Testing

/// Texts, as Helm 4.3.1 prints them.
@Suite struct ObservedTextsMoreTests {
    @Test(arguments: cases1)
    func printsAsHelm1(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet(#"{{ camelcase "ABc DEf" }}"#, output: "AbcDef"),
        Snippet(#"{{ camelcase "http2xx ok" }}"#, output: "Http2xxOk"),
        Snippet(#"{{ camelcase "A_b-C d" }}"#, output: "ABCD"),
        Snippet(#"{{ camelcase "__a__" }}"#, output: "__A__"),
        Snippet(#"{{ camelcase "HTTP20xOK" }}"#, output: "Http20xOK"),
        Snippet(#"{{ camelcase "some.words here" }}"#, output: "Some.wordsHere"),
        Snippet(#"{{ camelcase "x-" }}"#, output: "X-"),
        Snippet(#"{{ camelcase "AB_CD" }}"#, output: "AbCd"),
        Snippet(#"{{ camelcase "ABcD" }}"#, output: "AbcD"),
        Snippet(#"{{ camelcase "FooBAR" }}"#, output: "FooBAR"),
        Snippet(
            #"{{ trimSuffix "a" .Values.f }}"#,
            error: #"""
                template: T:1:25: executing "T" at <.Values.f>: wrong type for value; expected strin\#
                g; got float64
                """#),
        Snippet(#"{{ wrap 0 "a b" }}"#, output: #"a\#nb"#),
        Snippet(#"{{ abbrev 4 "hello" }}"#, output: "h..."),
        Snippet(#"{{ abbrevboth 4 6 "hello world foo" }}"#, output: "hello world foo"),
        Snippet(#"{{ abbrevboth 5 4 "hello world" }}"#, output: "hello world"),
        Snippet(#"{{ "a" | upper | lower | title | quote | squote }}"#, output: #"'"A"'"#),
        Snippet(#"{{ .Values.s | trunc 3 | trimSuffix "l" }}"#, output: "He"),
        Snippet(
            #"a\#nb\#n  {{ upper\#n  5 }}"#,
            error: #"template: T:4:2: executing "T" at <5>: expected string; found 5"#),
        Snippet("{{ nil | upper }}", error: #"template: T:1:3: executing "T" at <nil>: nil is not a command"#),
        Snippet("{{ eq 'a' 97 }}", output: "true"),
        Snippet("{{ eq (int64 1) 1 }}", output: "true"),
        Snippet(#"{{ camelcase "HTTP2OK" }}"#, output: "Http2OK"),
        Snippet(#"{{ camelcase "A-BC" }}"#, output: "ABc"),
        Snippet(#"{{ camelcase "ABC.DEF" }}"#, output: "Abc.DEF"),
        Snippet(#"{{ camelcase "ÀÉ b" }}"#, output: "ÀéB"),
        Snippet(#"{{ trim "\u00a0 x \u2003" }}"#, output: "x"),
        Snippet(#"{{ upper "ß ǆ i" }}"#, output: "ß Ǆ I"),
        Snippet(#"{{ lower "İ Σ" }}"#, output: "i σ"),
        Snippet(#"{{ title "ǆabc éa o'neil 3rd a_b" }}"#, output: "ǅabc Éa O'Neil 3rd A_b"),
        Snippet(#"{{ swapcase "aB Ǆ" }}"#, output: "Ab ǆ"),
        Snippet(#"{{ untitle "ÀB CD" }}"#, output: "àB cD"),
        Snippet(#"{{ initials "àb cd  ef" | len }}"#, output: "5"),
        Snippet(#"{{ nospace "a\u00a0b" }}"#, output: "aÂb"),
        Snippet(#"{{ snakecase "日本Foo" }}"#, output: "日本_foo"),
        Snippet(#"{{ kebabcase "x1Y2z3" }}"#, output: "x1-y-2z3"),
        Snippet(#"{{ snakecase "A" }}"#, output: "a"),
        Snippet(#"{{ snakecase "aB.cD" }}"#, output: "a_b.c_d"),
        Snippet(#"{{ indent 0 "a\nb" }}"#, output: #"a\#nb"#),
        Snippet(#"{{ nindent 0 "" }}"#, output: #"\#n"#),
        Snippet(#"{{ indent 2 "" }}"#, output: "  "),
        Snippet(#"{{ indent 2 "a\n" }}"#, output: #"  a\#n  "#),
        Snippet(#"{{ "a\r\nb" | indent 1 }}"#, output: #" a\#r\#n b"#),
    ]
}

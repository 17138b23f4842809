import TestSupport
import Testing

/// `printf` and its kin.
@Suite struct PrintingTests {
    @Test(arguments: cases1)
    func printsAsGo1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func printsAsGo2(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet(#"{{ print 1 2 "a" "b" 3 4 nil true 1.5 }}"#, output: "1 2ab3 4 <nil> true 1.5"),
        Snippet(#"{{ println "a" 1 "b" }}"#, output: #"a 1 b\#n"#),
        Snippet(#"{{ printf "%v %d %s %q" 1 2 "x" "y" }}"#, output: #"1 2 x "y""#),
        Snippet(
            #"""
            {{ printf "%5d|%-5d|%05d|%+d|% d|%x|%X|%o|%b|%c|%U|%#x|%#o|%#U|%#b|%O" 42 42 42 42 4\#
            2 42 42 42 42 42 42 42 42 42 42 42 }}
            """#,
            output: "   42|42   |00042|+42| 42|2a|2A|52|101010|*|U+002A|0x2a|052|U+002A '*'|0b101010|0o52"),
        Snippet(
            #"""
            {{ printf "%f|%.2f|%8.3f|%-8.2f|%e|%g|%G|%E|%+.1f|%08.2f|% f" 3.14159 3.14159 3.1415\#
            9 3.14159 3.14159 1e21 1e-7 12345.678 2.5 3.14159 1.0 }}
            """#,
            output: #"""
                3.141590|3.14|   3.142|3.14    |3.141590e+00|1e+21|1E-07|1.234568E+04|+2.5|00003.14|\#
                 1.000000
                """#),
        Snippet(
            #"""
            {{ printf "%s|%10s|%-10s|%.2s|%q|%x|%X|% x|%#x|%#q|%+q" "hi" "hi" "hi" "hello" "a\"b\#
            " "hi" "hi" "hi" "hi" "hi" "é" }}
            """#,
            output: #"hi|        hi|hi        |he|"a\"b"|6869|6869|68 69|0x6869|`hi`|"\u00e9""#),
        Snippet(#"{{ printf "%t %v" true false }}"#, output: "true false"),
        Snippet(#"{{ printf "%d" "hi" }}"#, output: "%!d(string=hi)"),
        Snippet(#"{{ printf "%s" 5 }}"#, output: "%!s(int=5)"),
        Snippet(#"{{ printf "%d %d" 1 }}"#, output: "1 %!d(MISSING)"),
        Snippet(#"{{ printf "%d" 1 2 "x" nil }}"#, output: "1%!(EXTRA int=2, string=x, <nil>)"),
        Snippet(#"{{ printf "%z" 1 }}"#, output: "%!z(int=1)"),
        Snippet(#"{{ printf "%!" }}"#, output: "%!!(MISSING)"),
        Snippet(#"{{ printf "abc%" }}"#, output: "abc%!(NOVERB)"),
        Snippet(#"{{ printf "%[2]d %[1]d" 1 2 }}"#, output: "2 1"),
        Snippet(#"{{ printf "%[3]d" 1 }}"#, output: "%!d(BADINDEX)"),
        Snippet(#"{{ printf "%[x]d" 1 }}"#, output: "%!d(BADINDEX)"),
        Snippet(#"{{ printf "%*d|%-*d|%.*f" 5 1 5 1 2 3.14159 }}"#, output: "    1|1    |3.14"),
        Snippet(
            #"{{ printf "%v %+v %#v" .Values.m .Values.m .Values.m }}"#,
            output: #"""
                map[a:[true] z:1] map[a:[true] z:1] map[string]interface {}{"a":[]interface {}{true}\#
                , "z":1}
                """#),
        Snippet(
            #"{{ printf "%v %+v %#v %T" .Values.l .Values.l .Values.l .Values.l }}"#,
            output: #"""
                [1 x <nil> 2.5 1e+06] [1 x <nil> 2.5 1e+06] []interface {}{1, "x", interface {}(nil)\#
                , 2.5, 1e+06} []interface {}
                """#),
        Snippet(
            #"{{ printf "%T %T %T %T %T %T %T" 1 1.5 "x" true nil .Values .Values.m }}"#,
            output: "int float64 string bool <nil> common.Values map[string]interface {}"),
        Snippet(#"{{ printf "%T %T %T" .Values.a .Values.f .Values.big }}"#, output: "float64 float64 float64"),
        Snippet(#"{{ printf "%s" .Values.list }}"#, output: "[c a b a]"),
        Snippet(#"{{ printf "%q" .Values.list }}"#, output: #"["c" "a" "b" "a"]"#),
        Snippet(
            #"{{ printf "%d" .Values.l }}"#,
            output: "[%!d(float64=1) %!d(string=x) <nil> %!d(float64=2.5) %!d(float64=1e+06)]"),
        Snippet(#"{{ printf "%x" .Values.list }}"#, output: "[63 61 62 61]"),
        Snippet(#"{{ printf "%v" nil }}"#, output: "<nil>"),
        Snippet(#"{{ printf "%s" nil }}"#, output: "%!s(<nil>)"),
        Snippet(#"{{ printf "%d" nil }}"#, output: "%!d(<nil>)"),
        Snippet(
            #"{{ printf "%6.2f|%6d|%6s|%06d|%-06d|" 1.5 12 "ab" -12 -12 }}"#,
            output: "  1.50|    12|    ab|-00012|-12   |"),
        Snippet(#"{{ printf "%06s|%-06s|%06q" "ab" "ab" "ab" }}"#, output: #"0000ab|ab    |00"ab""#),
        Snippet(#"{{ printf "%x %X %x" "hello" "hello" 255 }}"#, output: "68656c6c6f 68656C6C6F ff"),
        Snippet(#"{{ printf "%v" 1e6 }}"#, output: "1e+06"),
        Snippet(#"{{ printf "%v" 123456789.0 }}"#, output: "1.23456789e+08"),
        Snippet(#"{{ printf "%v" 1e20 }}"#, output: "1e+20"),
        Snippet(#"{{ printf "%v" 0.00001 }}"#, output: "1e-05"),
        Snippet(#"{{ printf "%g" 100000.0 }}"#, output: "100000"),
        Snippet(#"{{ printf "%.3g" 1234.5678 }}"#, output: "1.23e+03"),
        Snippet(#"{{ printf "%.10g" 1234.5678 }}"#, output: "1234.5678"),
        Snippet(#"{{ printf "%#g" 1.0 }}"#, output: "1.00000"),
        Snippet(#"{{ printf "%#v" 1.0 }}"#, output: "1"),
        Snippet(#"{{ printf "%c%c" 65 0x1F600 }}"#, output: "A😀"),
        Snippet(#"{{ printf "%q" 65 }}"#, output: "'A'"),
        Snippet(#"{{ printf "%U" 0x1F600 }}"#, output: "U+1F600"),
        Snippet(
            #"{{ $m := .Values.m }}{{ range $k, $v := $m }}{{ printf "%s=%v" $k $v }} {{ end }}"#,
            output: "a=[true] z=1 "),
    ]

    private static let cases2: [Snippet] = [
        Snippet(#"{{ 3 | printf "%d-%d" 4 }}"#, output: "4-3"),
        Snippet(#"{{ printf\#n"%d"\#n5 }}"#, output: "5"),
        Snippet(#"{{ printf "%v" 123456.0 }}"#, output: "123456"),
        Snippet(#"{{ printf "%v" 1234567.0 }}"#, output: "1.234567e+06"),
        Snippet("{{ 1e5 }}", output: "100000"),
        Snippet("{{ 0.0001 }}", output: "0.0001"),
        Snippet("{{ 0.00001 }}", output: "1e-05"),
        Snippet("{{ 100000.5 }}", output: "100000.5"),
        Snippet("{{ 1234567.5 }}", output: "1.2345675e+06"),
        Snippet(#"{{ printf "%8.3e|%-12g|%+g" 1234.5 1.5 2.0 }}"#, output: "1.234e+03|1.5         |+2"),
        Snippet(#"{{ printf "%g" 1e300 }}"#, output: "1e+300"),
        Snippet(#"{{ printf "%.0f %.1f" 0.5 0.25 }}"#, output: "0 0.2"),
        Snippet(#"{{ printf "%5.1f%%" 99.55 }}"#, output: " 99.5%"),
        Snippet(#"{{ printf "%x" 1.5 }}"#, output: "0x1.8p+00"),
        Snippet(#"{{ printf "%-10s|%10s|" "é" "日本" }}"#, output: "é         |        日本|"),
        Snippet(#"{{ printf "%.1s" "日本" }}"#, output: "日"),
        Snippet(#"{{ printf "%5q" "a" }}"#, output: #"  "a""#),
        Snippet(#"{{ printf "%q" 'x' }}"#, output: "'x'"),
        Snippet(#"{{ printf "%#q" "a`b" }}"#, output: #""a`b""#),
        Snippet(#"{{ printf "%+q" "日" }}"#, output: #""\u65e5""#),
        Snippet(#"{{ printf "%x" "日" }}"#, output: "e697a5"),
        Snippet(#"{{ printf "%[1]s %[1]s" "a" }}"#, output: "a a"),
        Snippet(#"{{ printf "%[2]*[1]d" 2 5 }}"#, output: "    2"),
        Snippet(#"{{ printf "%.*f" "x" 1.0 }}"#, output: "%!(BADPREC)1.000000"),
        Snippet(#"{{ printf "%*d" "x" 1 }}"#, output: "%!(BADWIDTH)1"),
        Snippet(#"{{ printf "%-5t|" true }}"#, output: "true |"),
        Snippet(#"{{ printf "%.3d" 5 }}"#, output: "005"),
        Snippet(#"{{ printf "%+.2e" 12345.678 }}"#, output: "+1.23e+04"),
        Snippet(#"{{ printf "%s" "a" "b" }}"#, output: "a%!(EXTRA string=b)"),
        Snippet(#"{{ printf "" "x" }}"#, output: "%!(EXTRA string=x)"),
        Snippet(#"{{ printf "%" }}"#, output: "%!(NOVERB)"),
        Snippet(#"{{ printf "%d %s" "a" 1 }}"#, output: "%!d(string=a) %!s(int=1)"),
        Snippet(#"{{ printf "%!d" 1 }}"#, output: "%!!(int=1)d"),
        Snippet(#"{{ printf "%z %d" 1 2 }}"#, output: "%!z(int=1) 2"),
        Snippet(
            #"{{ printf "%08d|%+08d|%x|%X|% x" -42 42 -255 255 "abc" }}"#,
            output: "-0000042|+0000042|-ff|FF|61 62 63"),
        Snippet(#"{{ printf "%o %#o %b %#b" 8 8 5 5 }}"#, output: "10 010 101 0b101"),
        Snippet(#"{{ printf "%c" 0x65E5 }}"#, output: "日"),
        Snippet(#"{{ printf "%U" -1 }}"#, output: "U+FFFFFFFFFFFFFFFF"),
        Snippet(#"{{ printf "%e" 0.0 }}"#, output: "0.000000e+00"),
        Snippet(#"{{ printf "%g" -0.0 }}"#, output: "-0"),
    ]
}

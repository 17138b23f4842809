import TestSupport
import Testing

/// TOML, as Helm 4.3.1 prints them.
@Suite struct ObservedTOMLTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"{{ toToml (dict "a" 1 "b" "x" "c" (dict "d" true "e" (list 1 2)) "f" 1.5 "g" 1.0) }}"#,
            output: #"a = 1\#nb = "x"\#nf = 1.5\#ng = 1.0\#n\#n[c]\#n  d = true\#n  e = [1, 2]\#n"#),
        Snippet(
            #"""
            {{ toToml (dict "t" (list (dict "a" 1) (dict "a" 2)) "s" "q\"\n" "n" nil "deep" (dic\#
            t "x" (dict "y" 1)) "a b" 1 "e" (dict)) }}
            """#,
            output: #"""
                "a b" = 1
                s = "q\"\n"

                [deep]
                  [deep.x]
                    y = 1

                [e]

                [[t]]
                  a = 1

                [[t]]
                  a = 2

                """#),
        Snippet("{{ toToml 5 }}", output: "5"),
        Snippet(
            #"{{ fromToml "a = 1\nb = 'x'\n[c]\nd = true\ne = [1, 2]\n" }}"#,
            output: "map[a:1 b:x c:map[d:true e:[1 2]]]"),
        Snippet(
            #"{{ fromToml "bad" }}"#,
            output: "map[Error:toml: line 1: unexpected EOF; expected key separator '=']"),
        Snippet(#"{{ fromToml "[[t]]\na=1\n[[t]]\na=2" }}"#, output: "map[t:[map[a:1] map[a:2]]]"),
        Snippet(#"{{ fromToml "f = 1.5\nx.y = 2\ni = {z = 3}" }}"#, output: "map[f:1.5 i:map[z:3] x:map[y:2]]"),
        Snippet(#"{{ toToml "x" }}"#, output: #""x""#),
        Snippet("{{ toToml (list 1 2) }}", output: "[1, 2]"),
        Snippet("{{ toToml 1.5 }}", output: "1.5"),
        Snippet(
            #"""
            {{ toToml (dict "a" (dict "b" (dict "c" 1) "d" (list (dict "e" 1) (dict "f" (dict "g\#
            " 2))))) }}
            """#,
            output: #"""
                [a]
                  [a.b]
                    c = 1

                  [[a.d]]
                    e = 1

                  [[a.d]]
                    [a.d.f]
                      g = 2

                """#),
        Snippet(
            #"""
            {{ toToml (dict "x" 1 "a" (dict) "l" (list) "m" (list 1 (dict "a" 2)) "big" 1e21 "f"\#
             1e6 "neg" -0.5) }}
            """#,
            output: #"big = 1e+21\#nf = 1e+06\#nl = []\#nm = [1, {a = 2}]\#nneg = -0.5\#nx = 1\#n\#n[a]\#n"#),
    ]
}

import TestSupport
import Testing

/// YAML, as Helm 4.3.1 prints them.
@Suite struct ObservedYAMLTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet("{{ toYaml .Values.m }}", output: #"a:\#n- true\#nz: 1"#),
        Snippet(#"{{ toYaml (list 1 "a" nil) }}"#, output: #"- 1\#n- a\#n- null"#),
        Snippet(#"{{ toYaml "x" }}"#, output: "x"),
        Snippet("{{ toYaml 5 }}", output: "5"),
        Snippet("{{ toYaml nil }}", output: "null"),
        Snippet("{{ toYaml (dict) }}", output: "{}"),
        Snippet("{{ toYaml (list) }}", output: "[]"),
        Snippet("{{ toYaml 1e6 }}", output: "1000000"),
        Snippet("{{ toYaml 1.5 }}", output: "1.5"),
        Snippet("{{ toYaml 1e21 }}", output: "1e+21"),
        Snippet(
            "{{ toYaml .Values }}",
            output: #"""
                a: 1
                b:
                  c: d
                  e: {}
                big: 12345678
                deep:
                  x:
                    "y":
                      z: w
                el: []
                em: {}
                empty: ""
                f: 1.5
                fa: false
                fl: 3.14159
                huge: 9007199254740992
                l:
                - 1
                - x
                - null
                - 2.5
                - 1000000
                list:
                - c
                - a
                - b
                - a
                long: the quick brown fox jumps over the lazy dog and then runs away from the bear
                  that lives in the wood
                m:
                  a:
                  - true
                  z: 1
                maps:
                - k: v1
                  "n": 1
                - k: v2
                  "n": 2
                multi: |
                  one
                  two

                  three
                neg: -3
                num: "0123"
                quote: it's "q" & <b>
                s: Hello World
                t: true
                u: grüße
                zero: 0
                """#),
        Snippet(
            "{{ toYamlPretty .Values }}",
            output: #"""
                a: 1
                b:
                  c: d
                  e: {}
                big: 1.2345678e+07
                deep:
                  x:
                    "y":
                      z: w
                el: []
                em: {}
                empty: ""
                f: 1.5
                fa: false
                fl: 3.14159
                huge: 9.007199254740992e+15
                l:
                  - 1
                  - x
                  - null
                  - 2.5
                  - 1e+06
                list:
                  - c
                  - a
                  - b
                  - a
                long: the quick brown fox jumps over the lazy dog and then runs away from the bear t\#
                hat lives in the wood
                m:
                  a:
                    - true
                  z: 1
                maps:
                  - k: v1
                    "n": 1
                  - k: v2
                    "n": 2
                multi: |
                  one
                  two

                  three
                neg: -3
                num: "0123"
                quote: it's "q" & <b>
                s: Hello World
                t: true
                u: grüße
                zero: 0
                """#),
        Snippet(
            #"""
            {{ toYamlPretty (dict "a" (list 1 (dict "b" 2 "c" (list "x"))) "m" "l1\nl2\n" "s" "i\#
            t's: x" "e" "" "t" "true" "n" "123" "y" "yes") }}
            """#,
            output: #"""
                a:
                  - 1
                  - b: 2
                    c:
                      - x
                e: ""
                m: |
                  l1
                  l2
                "n": "123"
                s: 'it''s: x'
                t: "true"
                "y": "yes"
                """#),
        Snippet(
            #"""
            {{ toYaml (dict "a" (list 1 (dict "b" 2 "c" (list "x"))) "m" "l1\nl2\n" "s" "it's: x\#
            " "e" "" "t" "true" "n" "123" "y" "yes") }}
            """#,
            output: #"""
                a:
                - 1
                - b: 2
                  c:
                  - x
                e: ""
                m: |
                  l1
                  l2
                "n": "123"
                s: 'it''s: x'
                t: "true"
                "y": "yes"
                """#),
        Snippet(#"{{ fromYaml "a: 1\nb: [x, 2.5]\nc: {d: ~}" }}"#, output: "map[a:1 b:[x 2.5] c:map[d:<nil>]]"),
        Snippet(
            #"{{ fromYaml "- a" }}"#,
            output: #"""
                map[Error:error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array\#
                 into Go value of type map[string]interface {}]
                """#),
        Snippet(#"{{ fromYaml "" }}"#, output: "map[]"),
        Snippet(
            #"{{ fromYaml "a: b: c" }}"#,
            output: #"""
                map[Error:error converting YAML to JSON: yaml: mapping values are not allowed in thi\#
                s context]
                """#),
        Snippet(
            #"{{ fromYaml "x" }}"#,
            output: #"""
                map[Error:error unmarshaling JSON: while decoding JSON: json: cannot unmarshal strin\#
                g into Go value of type map[string]interface {}]
                """#),
        Snippet(
            #"{{ (fromYaml "a: 0x10\nb: 010\nc: 1e3\nd: yes\ne: 2001-01-01") }}"#,
            output: "map[a:16 b:8 c:1000 d:true e:2001-01-01]"),
        Snippet(#"{{ fromYamlArray "- a\n- 1" }}"#, output: "[a 1]"),
        Snippet(
            #"{{ fromYamlArray "a: 1" }}"#,
            output: #"""
                [error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go\#
                 value of type []interface {}]
                """#),
        Snippet(#"{{ fromYamlArray "" }}"#, output: "[]"),
        Snippet(
            #"{{ fromYaml "a: [1" }}"#,
            output: "map[Error:error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']']"),
        Snippet(
            #"""
            {{ if .Values.deep }}{{- range $k, $v := .Values.deep }}
            {{ $k }}: {{ $v | toYaml | nindent 2 }}
            {{- end }}{{ end }}
            """#,
            output: #"\#nx: \#n  "y":\#n    z: w"#),
        Snippet(
            #"""
            {{ toYaml (dict "b" true "n" nil "l" (list (list 1 2) (dict "x" 1)) "str" "multi\nli\#
            ne\n" "s2" " lead" "s3" "a: b" "s4" "#c" "s5" "null" "s6" "1.5" "s7" "- x" "s8" "@x"\#
             "s9" "" "d" 1.50 "neg" -1) }}
            """#,
            output: #"""
                b: true
                d: 1.5
                l:
                - - 1
                  - 2
                - x: 1
                "n": null
                neg: -1
                s2: ' lead'
                s3: 'a: b'
                s4: '#c'
                s5: "null"
                s6: "1.5"
                s7: '- x'
                s8: '@x'
                s9: ""
                str: |
                  multi
                  line
                """#),
        Snippet(
            #"""
            {{ toYaml (list "a\tb" "é" "\u0001" "x\ny" "trail " "'q'" "\"dq\"" "true" "~" "0x1F"\#
             "1_000" "1e3" "2001-01-01" "=" "<<" "yes" "a#b" "a #b" "{a}" "[a]" "!t" "&a" "*a" "\#
            %a" "`a" "a:" ":a" "?" "-" "--" "---" "...") }}
            """#,
            output: #"""
                - "a\tb"
                - é
                - "\x01"
                - |-
                  x
                  y
                - 'trail '
                - '''q'''
                - '"dq"'
                - "true"
                - "~"
                - "0x1F"
                - "1_000"
                - "1e3"
                - "2001-01-01"
                - =
                - <<
                - "yes"
                - a#b
                - 'a #b'
                - '{a}'
                - '[a]'
                - '!t'
                - '&a'
                - '*a'
                - '%a'
                - '`a'
                - 'a:'
                - :a
                - '?'
                - '-'
                - --
                - '---'
                - '...'
                """#),
        Snippet(
            #"""
            {{ toYamlPretty (list "a\tb" "é" "x\ny" "trail " "'q'" "true" "~" "0x1F" "1e3" "2001\#
            -01-01" "yes" "a#b" "a #b" "{a}" "!t" "&a" "%a" "a:" "-") }}
            """#,
            output: #"""
                - "a\tb"
                - é
                - |-
                  x
                  y
                - 'trail '
                - '''q'''
                - "true"
                - "~"
                - "0x1F"
                - "1e3"
                - "2001-01-01"
                - "yes"
                - a#b
                - 'a #b'
                - '{a}'
                - '!t'
                - '&a'
                - '%a'
                - 'a:'
                - '-'
                """#),
        Snippet(
            #"""
            {{ toYamlPretty (dict "a10" 1 "a9" 2 "A" (dict) "l" (list) "ll" (list (list 1 2) (li\#
            st)) "big" 12345678901 "f" 1.0 "t" true "n" nil) }}
            """#,
            output: #"""
                A: {}
                a9: 2
                a10: 1
                big: 12345678901
                f: 1
                l: []
                ll:
                  - - 1
                    - 2
                  - []
                "n": null
                t: true
                """#),
        Snippet(
            #"""
            {{ toYaml (dict "a10" 1 "a9" 2 "A" (dict) "l" (list) "ll" (list (list 1 2) (list)) "\#
            big" 12345678901 "f" 1.0 "t" true "n" nil) }}
            """#,
            output: #"""
                A: {}
                a9: 2
                a10: 1
                big: 12345678901
                f: 1
                l: []
                ll:
                - - 1
                  - 2
                - []
                "n": null
                t: true
                """#),
        Snippet("{{ toYaml .Values.multi }}", output: #"|\#n  one\#n  two\#n\#n  three"#),
        Snippet("{{ toYaml (list .Values.multi) }}", output: #"- |\#n  one\#n  two\#n\#n  three"#),
        Snippet(
            #"{{ toYaml (dict "a" .Values.multi "b" "x\n\n") }}"#,
            output: #"a: |\#n  one\#n  two\#n\#n  three\#nb: |+\#n  x\#n"#),
    ]
}

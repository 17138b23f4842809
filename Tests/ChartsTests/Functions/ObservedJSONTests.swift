import TestSupport
import Testing

/// JSON, as Helm 4.3.1 prints them.
@Suite struct ObservedJSONTests {
    @Test(arguments: cases1)
    func printsAsHelm1(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: cases2)
    func printsAsHelm2(_ snippet: Snippet) { snippet.check() }

    private static let cases1: [Snippet] = [
        Snippet("{{ toJson .Values.m }}", output: #"{"a":[true],"z":1}"#),
        Snippet(
            #"{{ toJson (dict "a" nil "b" (list 1 "x" 1.5 true) "c" "<&>é\u2028\n\t\x01") }}"#,
            output: #"{"a":null,"b":[1,"x",1.5,true],"c":"\u003c\u0026\u003eé\u2028\n\t\u0001"}"#),
        Snippet(#"{{ toRawJson (dict "c" "<&>") }}"#, output: #"{"c":"<&>"}"#),
        Snippet(#"{{ toJson "x" }}"#, output: #""x""#),
        Snippet("{{ toJson nil }}", output: "null"),
        Snippet("{{ toJson 1e6 }}", output: "1000000"),
        Snippet("{{ toJson 1e21 }}", output: "1e+21"),
        Snippet("{{ toJson 1e-7 }}", output: "1e-7"),
        Snippet("{{ toJson .Values.big }}", output: "12345678"),
        Snippet("{{ toPrettyJson .Values.m }}", output: #"{\#n  "a": [\#n    true\#n  ],\#n  "z": 1\#n}"#),
        Snippet("{{ toPrettyJson (dict) }}", output: "{}"),
        Snippet("{{ toPrettyJson (list) }}", output: "[]"),
        Snippet(#"{{ mustToJson (dict "a" 1) }}"#, output: #"{"a":1}"#),
        Snippet("{{ mustToPrettyJson (list 1) }}", output: #"[\#n  1\#n]"#),
        Snippet(#"{{ mustToRawJson "<" }}"#, output: #""<""#),
        Snippet(#"{{ fromJson "{\"a\":[1,2.5,null,\"x\",true]}" }}"#, output: "map[a:[1 2.5 <nil> x true]]"),
        Snippet(
            #"{{ fromJson "[1]" }}"#,
            output: "map[Error:json: cannot unmarshal array into Go value of type map[string]interface {}]"),
        Snippet(
            #"{{ fromJson "{bad" }}"#,
            output: "map[Error:invalid character 'b' looking for beginning of object key string]"),
        Snippet(#"{{ fromJson "" }}"#, output: "map[Error:unexpected end of JSON input]"),
        Snippet(#"{{ fromJson "null" }}"#, output: "map[]"),
        Snippet(#"{{ fromJson "{\"a\":1}x" }}"#, output: "map[Error:invalid character 'x' after top-level value]"),
        Snippet(#"{{ fromJson "nul" }}"#, output: "map[Error:unexpected end of JSON input]"),
        Snippet(#"{{ fromJson "{\"a\" 1}" }}"#, output: "map[Error:invalid character '1' after object key]"),
        Snippet(#"{{ fromJson "{\"a\":1," }}"#, output: "map[Error:unexpected end of JSON input]"),
        Snippet(
            #"{{ fromJson "1" }}"#,
            output: "map[Error:json: cannot unmarshal number into Go value of type map[string]interface {}]"),
        Snippet(#"{{ fromJson "\"x" }}"#, output: "map[Error:unexpected end of JSON input]"),
        Snippet(#"{{ fromJsonArray "[1,\"a\"]" }}"#, output: "[1 a]"),
        Snippet(
            #"{{ fromJsonArray "{}" }}"#,
            output: "[json: cannot unmarshal object into Go value of type []interface {}]"),
        Snippet(#"{{ fromJsonArray "bad" }}"#, output: "[invalid character 'b' looking for beginning of value]"),
        Snippet(#"{{ fromJsonArray "[1 2]" }}"#, output: "[invalid character '2' after array element]"),
        Snippet(#"{{ mustFromJson "[1,2]" }}"#, output: "[1 2]"),
        Snippet(#"{{ mustFromJson "5" }}"#, output: "5"),
        Snippet(
            #"{{ mustFromJson "bad" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustFromJson "bad">: error calling mustFromJson: \#
                invalid character 'b' looking for beginning of value
                """#),
        Snippet("{{ list 1 2 | toJson }}", output: "[1,2]"),
        Snippet(#"{{ dict "a" (until 2) | toJson }}"#, output: #"{"a":[0,1]}"#),
        Snippet(#"{{ splitList "," "a,b" | toJson }}"#, output: #"["a","b"]"#),
        Snippet(#"{{ "x" | toJson | quote }}"#, output: #""\"x\"""#),
        Snippet(
            #"""
            {{ $x := list 1 2 3 }}{{ $y := append $x 4 }}{{ $x }} {{ $y }} {{ index $y 3 }} {{ $\#
            z := $x | toJson }}{{ $z }} {{ deepCopy (list (dict "a" 1)) }}
            """#,
            output: "[1 2 3] [1 2 3 4] 4 [1,2,3] [map[a:1]]"),
        Snippet("{{ .Values.l | first }}", output: "1"),
        Snippet("{{ .Values.maps | last }}", output: "map[k:v2 n:2]"),
        Snippet("{{ (.Values.maps | first).k }}", output: "v1"),
        Snippet("{{ .Values.maps | toJson }}", output: #"[{"k":"v1","n":1},{"k":"v2","n":2}]"#),
        Snippet(#"{{ .Values.list | uniq | sortAlpha | join "-" }}"#, output: "a-b-c"),
        Snippet(
            #"""
            {{ toJson (dict "f" 1.0 "e" 1e-7 "g" 1e21 "h" 123456789.123 "i" -0.0 "u" "\u2028\u20\#
            29\u007f" "s" "a/b") }}
            """#,
            output: #"{"e":1e-7,"f":1,"g":1e+21,"h":123456789.123,"i":-0,"s":"a/b","u":"\u2028\u2029\#u{7f}"}"#),
        Snippet(
            #"{{ toPrettyJson (dict "a" (list 1 (dict "b" (list))) "c" (dict)) }}"#,
            output: #"{\#n  "a": [\#n    1,\#n    {\#n      "b": []\#n    }\#n  ],\#n  "c": {}\#n}"#),
    ]

    private static let cases2: [Snippet] = [
        Snippet(#"{{ toRawJson (list "<>&" "é") }}"#, output: #"["<>&","é"]"#),
        Snippet(
            #"""
            {{ regexReplaceAll "(\\w+)\\s(\\w+)" "hello world" "$2 $1" }} {{ regexReplaceAll "a"\#
             "banana" "$0$0" }} {{ regexFindAll "a." "abacad" -1 | toJson }} {{ regexSplit "," "\#
            a,b,c" -1 | toJson }} {{ regexMatch "(?i)ABC" "abc" }} {{ regexFind "[a-z]+\\d*" "fo\#
            o123 bar" }} {{ regexReplaceAllLiteral "\\s+" "a  b" "_" }} {{ regexSplit "" "abc" -\#
            1 }}
            """#,
            output: #"world hello baanaanaa ["ab","ac","ad"] ["a","b","c"] true foo123 a_b [a b c]"#),
    ]
}

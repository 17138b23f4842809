import Testing

/// JSON, as Helm 4.3.1 prints them.
@Suite struct ObservedJSONTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"""
            {{ toJson .Values.m }} {{ toJson (dict "a" nil "b" (list 1 "x" 1.5 true) "c" "<&>é\u\#
            2028\n\t\x01") }} {{ toRawJson (dict "c" "<&>") }} {{ toJson "x" }} {{ toJson nil }}\#
             {{ toJson 1e6 }} {{ toJson 1e21 }} {{ toJson 1e-7 }} {{ toJson .Values.big }}
            """#,
            output: #"""
                {"a":[true],"z":1} {"a":null,"b":[1,"x",1.5,true],"c":"\u003c\u0026\u003eé\u2028\n\t\#
                \u0001"} {"c":"<&>"} "x" null 1000000 1e+21 1e-7 12345678
                """#),
        Snippet(
            "{{ toPrettyJson .Values.m }} {{ toPrettyJson (dict) }} {{ toPrettyJson (list) }}",
            output: #"{\#n  "a": [\#n    true\#n  ],\#n  "z": 1\#n} {} []"#),
        Snippet(
            #"{{ mustToJson (dict "a" 1) }} {{ mustToPrettyJson (list 1) }} {{ mustToRawJson "<" }}"#,
            output: #"{"a":1} [\#n  1\#n] "<""#),
        Snippet(
            #"""
            {{ fromJson "{\"a\":[1,2.5,null,\"x\",true]}" }} {{ fromJson "[1]" }} {{ fromJson "{\#
            bad" }} {{ fromJson "" }} {{ fromJson "null" }} {{ fromJson "{\"a\":1}x" }} {{ fromJ\#
            son "nul" }} {{ fromJson "{\"a\" 1}" }} {{ fromJson "{\"a\":1," }} {{ fromJson "1" }\#
            } {{ fromJson "\"x" }}
            """#,
            output: #"""
                map[a:[1 2.5 <nil> x true]] map[Error:json: cannot unmarshal array into Go value of \#
                type map[string]interface {}] map[Error:invalid character 'b' looking for beginning \#
                of object key string] map[Error:unexpected end of JSON input] map[] map[Error:invali\#
                d character 'x' after top-level value] map[Error:unexpected end of JSON input] map[E\#
                rror:invalid character '1' after object key] map[Error:unexpected end of JSON input]\#
                 map[Error:json: cannot unmarshal number into Go value of type map[string]interface \#
                {}] map[Error:unexpected end of JSON input]
                """#),
        Snippet(
            #"""
            {{ fromJsonArray "[1,\"a\"]" }} {{ fromJsonArray "{}" }} {{ fromJsonArray "bad" }} {\#
            { fromJsonArray "[1 2]" }}
            """#,
            output: #"""
                [1 a] [json: cannot unmarshal object into Go value of type []interface {}] [invalid \#
                character 'b' looking for beginning of value] [invalid character '2' after array ele\#
                ment]
                """#),
        Snippet(#"{{ mustFromJson "[1,2]" }} {{ mustFromJson "5" }}"#, output: "[1 2] 5"),
        Snippet(
            #"{{ mustFromJson "bad" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustFromJson "bad">: error calling mustFromJson: \#
                invalid character 'b' looking for beginning of value
                """#),
        Snippet(
            #"""
            {{ list 1 2 | toJson }} {{ dict "a" (until 2) | toJson }} {{ splitList "," "a,b" | t\#
            oJson }} {{ "x" | toJson | quote }}
            """#,
            output: #"[1,2] {"a":[0,1]} ["a","b"] "\"x\"""#),
        Snippet(
            #"""
            {{ $x := list 1 2 3 }}{{ $y := append $x 4 }}{{ $x }} {{ $y }} {{ index $y 3 }} {{ $\#
            z := $x | toJson }}{{ $z }} {{ deepCopy (list (dict "a" 1)) }}
            """#,
            output: "[1 2 3] [1 2 3 4] 4 [1,2,3] [map[a:1]]"),
        Snippet(
            #"""
            {{ .Values.l | first }} {{ .Values.maps | last }} {{ (.Values.maps | first).k }} {{ \#
            .Values.maps | toJson }} {{ .Values.list | uniq | sortAlpha | join "-" }}
            """#,
            output: #"1 map[k:v2 n:2] v1 [{"k":"v1","n":1},{"k":"v2","n":2}] a-b-c"#),
        Snippet(
            #"""
            {{ toJson (dict "f" 1.0 "e" 1e-7 "g" 1e21 "h" 123456789.123 "i" -0.0 "u" "\u2028\u20\#
            29\u007f" "s" "a/b") }} {{ toPrettyJson (dict "a" (list 1 (dict "b" (list))) "c" (di\#
            ct)) }} {{ toRawJson (list "<>&" "é") }}
            """#,
            output: #"""
                {"e":1e-7,"f":1,"g":1e+21,"h":123456789.123,"i":-0,"s":"a/b","u":"\u2028\u2029\#u{7f}\#
                "} {
                  "a": [
                    1,
                    {
                      "b": []
                    }
                  ],
                  "c": {}
                } ["<>&","é"]
                """#),
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

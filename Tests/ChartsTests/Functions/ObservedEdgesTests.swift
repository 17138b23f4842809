import TestSupport
import Testing

/// What functions make of nothing, of bytes that are not text and of mistakes, as Helm 4.3.1 has it.
@Suite struct ObservedEdgesTests {
    @Test(arguments: outputs)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    @Test(arguments: failures)
    func failsAsHelm(_ failure: Failure) throws {
        let error = #expect(throws: (any Error).self) { try Snippet.render(failure.template) }
        #expect("\(try #require(error))".hasSuffix(": " + failure.reason))
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        let template: String
        let reason: String

        init(_ template: String, _ reason: String) { (self.template, self.reason) = (template, reason) }
        var testDescription: String { template }
    }

    private static let outputs: [Snippet] = [
        // Nil slices and maps.
        Snippet(
            #"{{ rest (list) | toJson }} {{ initial (list) | toJson }} {{ concat | toJson }}"#, output: "null null null"
        ),
        Snippet(#"{{ rest (list 1) | toJson }} {{ rest (list) }} {{ rest (list) | len }}"#, output: "[] [] 0"),
        Snippet(#"{{ regexFindAll "x" "a" -1 | toJson }} {{ regexSplit "x" "a" 0 | toJson }}"#, output: "null null"),
        Snippet(#"{{ printf "%#v" (rest (list)) }} {{ append (rest (list)) 1 }}"#, output: "[]interface {}(nil) [1]"),
        Snippet(#"{{ fromJsonArray "null" | toJson }} {{ unset nil "a" }}"#, output: "null map[]"),
        Snippet(#"{{ dict "a" (rest (list)) | toYaml }}|{{ dict "a" (rest (list)) | toToml }}"#, output: "a: null|"),
        Snippet(#"{{ sortAlpha nil | toJson }}"#, output: #"["\u003cnil\u003e"]"#),
        // Numbers.
        Snippet(
            #"{{ atoi "99999999999999999999" }} {{ atoi "-99999999999999999999" }}"#,
            output: "9223372036854775807 -9223372036854775808"),
        Snippet(#"{{ atoi "9999999999999999999x" }} {{ atoi "--9999999999999999999" }}"#, output: "0 0"),
        Snippet(
            #"{{ toYaml 9223372036854775807.0 }} {{ toYaml -9223372036854775809.0 }}"#,
            output: "9223372036854776000 -9.223372036854776e+18"),
        Snippet(
            #"{{ toYaml 123456789012345678.0 }} {{ toYaml 18446744073709549568.0 }}"#,
            output: "123456789012345680 18446744073709550000"),
        Snippet(#"{{ chunk -2 (list 1 2 3) | toJson }} {{ chunk -2 (list 1) | toJson }}"#, output: "[] [[1]]"),
        // Bytes that are not text.
        Snippet(#"{{ toJson "a\xffb" }}"#, output: "\"a\u{FFFD}b\""),
        Snippet(#"{{ regexReplaceAll "a" "b\xffa" "x" | printf "%q" }}"#, output: #""b\xffx""#),
        Snippet(
            #"{{ regexFind ".x" "a\xffx" | printf "%q" }} {{ regexSplit "," "\xff,b" -1 | printf "%q" }}"#,
            output: #""\xffx" ["\xff" "b"]"#),
        Snippet(#"{{ regexMatch "a\xff" "a" }}"#, output: "false"),
        // What is not a value.
        Snippet(#"{{ html 1 nil }}"#, output: "1&lt;no value&gt;"),
        Snippet(#"{{ urlquery nil }}"#, output: "%3Cno+value%3E"),
        // Names of types and texts of errors.
        Snippet(#"{{ printf "%e" (mustToDuration "2s") }}"#, output: "%!e(time.Duration=2000000000)"),
        Snippet(#"{{ toYamlPretty (list "a\nb\n\n" "x") }}"#, output: "- |+\n  a\n  b\n\n- x"),
        Snippet(
            #"{{ (fromYaml "a: .inf").Error }}"#, output: "error converting YAML to JSON: json: unsupported value: +Inf"
        ),
        Snippet(
            #"{{ (fromYaml "<<: [1]").Error }}"#,
            output: "error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value"),
        Snippet(
            #"{{ (fromYaml "x: !!int abc").Error }}"#,
            output: "error converting YAML to JSON: yaml: cannot decode !!str `abc` as a !!int"),
        Snippet(
            #"{{ (fromYaml "%YAML 1.2\n---\na: 1").Error }}"#,
            output: "error converting YAML to JSON: yaml: found incompatible YAML document"),
        Snippet(#"{{ (fromJson "{\"a\":1.}").Error }}"#, output: "invalid character '}' in numeric literal"),
        Snippet(#"{{ (fromJson "{\"a\":\"\\x\"}").Error }}"#, output: "invalid escape sequence `\\x` in string"),
        Snippet(#"{{ (fromJson "{\"a\":\"\\u12\"}").Error }}"#, output: "invalid escape sequence `\\u12\"}` in string"),
        Snippet(#"{{ (fromJson "{\"a\":é}").Error }}"#, output: "invalid character 'é' looking for beginning of value"),
    ]

    private static let failures: [Failure] = [
        Failure(#"{{ deepCopy nil }}"#, "reflect: call of reflect.Value.Type on zero Value"),
        Failure(#"{{ mustDeepCopy .Values.nosuch }}"#, "reflect: call of reflect.Value.Type on zero Value"),
        Failure(#"{{ toToml nil }}"#, "reflect: call of reflect.Value.Type on zero Value"),
        Failure(#"{{ mustToDuration "a\xffb" }}"#, #"could not parse duration "a\xffb""#),
        Failure(#"{{ chunk -1 (list 1 2 3) }}"#, "runtime error: makeslice: len out of range"),
        Failure(#"{{ chunk -2 (list) }}"#, "runtime error: makeslice: len out of range"),
        Failure(#"{{ eq "a" 1 }}"#, "incompatible types for comparison: string and int"),
        Failure(#"{{ lt 1 "a" }}"#, "incompatible types for comparison: int and string"),
        Failure(#"{{ index "abc" 3 }}"#, "reflect: string index out of range"),
        Failure(#"{{ index (list 1) 1 }}"#, "reflect: slice index out of range"),
        Failure(#"{{ mustRegexMatch "a\xffb" "x" }}"#, "error parsing regexp: invalid UTF-8: `\u{FFFD}b`"),
        Failure(
            #"{{ regexFind "\x7f(" "x" }}"#,
            "regexp: Compile(\"\\x7f(\"): error parsing regexp: missing closing ): `\u{7F}(`"),
        Failure(
            #"{{ mustToDate "2006" "ä" }}"#, #"parsing time "\xc3\xa4" as "2006": cannot parse "\xc3\xa4" as "2006""#),
        Failure(#"{{ mustToDate "-07:00" "+1" }}"#, #"parsing time "+1" as "-07:00": cannot parse "+1" as "-07:00""#),
        Failure(
            #"{{ mustToDate "2006-01" "2024/01" }}"#, #"parsing time "2024/01" as "2006-01": cannot parse "/01" as "-""#
        ),
        Failure(#"{{ semverCompare "1 || x y" "1.0" }}"#, #"improper constraint: " x y""#),
        Failure(#"{{ semver "1.2.3-" }}"#, "invalid semantic version"),
        Failure(
            #"{{ semver "99999999999999999999.0.0" }}"#,
            #"error parsing version segment: strconv.ParseUint: parsing "99999999999999999999": value out of range"#),
    ]
}

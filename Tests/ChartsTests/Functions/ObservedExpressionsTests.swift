import TestSupport
import Testing

/// Expressions, as Helm 4.3.1 prints them.
@Suite struct ObservedExpressionsTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"""
            {{ regexMatch "^a.c$" "abc" }} {{ regexMatch "[" "x" }} {{ regexFind "b+" "abbb" }} \#
            {{ regexFindAll "[0-9]" "a1b2c3" -1 }} {{ regexFindAll "[0-9]" "a1b2c3" 2 }} {{ rege\#
            xReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexReplaceAllLiteral "a(x*)b" "-ab-\#
            axxb-" "${1}" }} {{ regexSplit "z+" "pizza" -1 }} {{ regexQuoteMeta "1.2.3" }} {{ mu\#
            stRegexMatch "a" "abc" }} {{ regexReplaceAll "a(x*)b" "-ab-" "$1W" }} {{ regexSplit \#
            "a" "banana" 2 }} {{ regexFindAll "x" "abc" -1 }} {{ mustRegexFind "b" "abc" }}
            """#,
            output: #"true false bbb [1 2 3] [1 2] -W-xxW- -${1}-${1}- [pi a] 1\.2\.3 true -- [b nana] [] b"#),
        Snippet(
            #"{{ regexFind "[" "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <regexFind "[" "x">: error calling regexFind: rege\#
                xp: Compile(`[`): error parsing regexp: missing closing ]: `[`
                """#),
        Snippet(
            #"{{ mustRegexFind "[" "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustRegexFind "[" "x">: error calling mustRegexFi\#
                nd: error parsing regexp: missing closing ]: `[`
                """#),
        Snippet(
            #"{{ mustRegexMatch "a(" "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <mustRegexMatch "a(" "x">: error calling mustRegex\#
                Match: error parsing regexp: missing closing ): `a(`
                """#),
        Snippet(
            #"{{ regexReplaceAll "(?<" "x" "y" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <regexReplaceAll "(?<" "x" "y">: error calling reg\#
                exReplaceAll: regexp: Compile(`(?<`): error parsing regexp: invalid or unsupported \#
                Perl syntax: `(?<`
                """#),
    ]
}

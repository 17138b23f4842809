import TestSupport
import Testing

/// Choices, as Helm 4.3.1 prints them.
@Suite struct ObservedChoicesTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"{{ true }} {{ false }} {{ nil | default "x" }}"#,
            error: #"template: T:1:26: executing "T" at <nil>: nil is not a command"#),
        Snippet(
            #"{{ ternary "a" "b" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <ternary>: wrong number of args for ternary: want \#
                3 got 2
                """#),
        Snippet(
            #"{{ ternary "a" "b" "c" }}"#,
            error: #"template: T:1:19: executing "T" at <"c">: expected bool; found "c""#),
        Snippet("{{ ternary 1 2 .Values.t }}", output: "1"),
        Snippet(#"{{ .Values.fa | ternary "a" "b" }}"#, output: "b"),
        Snippet(#"{{ getHostByName "localhost" }}"#, output: ""),
        Snippet("{{ hello }}", output: "Hello!"),
        Snippet("{{ . | kindOf }}", output: "map"),
        Snippet("{{ .Values | kindOf }}", output: "map"),
        Snippet("{{ kindOf .Values.nope }}", output: "invalid"),
        Snippet("{{ typeOf .Values.nope }}", output: "<nil>"),
        Snippet(
            "{{ default }}",
            error: #"""
                template: T:1:3: executing "T" at <default>: wrong number of args for default: want \#
                at least 1 got 0
                """#),
        Snippet(
            "{{ ternary 1 2 nil }}",
            error: #"template: T:1:15: executing "T" at <nil>: cannot assign nil to bool"#),
        Snippet(
            "{{ ternary 1 2 .Values.nope }}",
            error: #"""
                template: T:1:22: executing "T" at <.Values.nope>: wrong type for value; expected bo\#
                ol; got interface {}
                """#),
        Snippet(
            "{{ .Values.nope | ternary 1 2 }}",
            error: #"template: T:1:28: executing "T" at <2>: invalid value; expected bool"#),
    ]
}

import TestSupport
import Testing

/// Encodings, as Helm 4.3.1 prints them.
@Suite struct ObservedEncodingsTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(#"{{ b64enc "hello" }}"#, output: "aGVsbG8="),
        Snippet(#"{{ b64dec "aGVsbG8=" }}"#, output: "hello"),
        Snippet(#"{{ b64dec "!!!" }}"#, output: "illegal base64 data at input byte 0"),
        Snippet(#"{{ b64dec "aGVsbG8" }}"#, output: "illegal base64 data at input byte 4"),
        Snippet(#"{{ b32enc "hello" }}"#, output: "NBSWY3DP"),
        Snippet(#"{{ b32dec "NBSWY3DP" }}"#, output: "hello"),
        Snippet(#"{{ b32enc "a" }}"#, output: "ME======"),
        Snippet(#"{{ b32dec "ME======" }}"#, output: "a"),
        Snippet(#"{{ b32dec "x" }}"#, output: "illegal base32 data at input byte 0"),
        Snippet(#"{{ b64enc "" }}"#, output: ""),
        Snippet(#"{{ b64dec "YQ" }}"#, output: "illegal base64 data at input byte 0"),
        Snippet(#"{{ b64dec "YQ=" }}"#, output: "illegal base64 data at input byte 3"),
        Snippet(#"{{ b64dec "YQ==x" }}"#, output: "illegal base64 data at input byte 4"),
        Snippet(#"{{ b64dec "Y" }}"#, output: "illegal base64 data at input byte 0"),
        Snippet(
            "{{ b64enc .Values.a }}",
            error: #"""
                template: T:1:17: executing "T" at <.Values.a>: wrong type for value; expected strin\#
                g; got float64
                """#),
        Snippet("{{ b64enc nil }}", error: #"template: T:1:10: executing "T" at <nil>: cannot assign nil to string"#),
        Snippet(#"{{ "aGk=" | b64dec }}"#, output: "hi"),
        Snippet(#"{{ "hi" | b64enc | b64dec | b64enc }}"#, output: "aGk="),
        Snippet(#"{{ b32dec "NBSWY3DPEB3W64TMMQ======" }}"#, output: "hello world"),
        Snippet(#"{{ b64dec "aGk\n=" }}"#, output: "hi"),
        Snippet(#"{{ b64dec "aGk" }}"#, output: "illegal base64 data at input byte 0"),
        Snippet(#"{{ b64dec "aG=k" }}"#, output: "illegal base64 data at input byte 2"),
        Snippet(#"{{ b64dec "====" }}"#, output: "illegal base64 data at input byte 0"),
        Snippet(#"{{ b32dec "NBSWY3D" }}"#, output: "illegal base32 data at input byte 0"),
        Snippet(#"{{ b32dec "nbswy3dp" }}"#, output: "illegal base32 data at input byte 0"),
    ]
}

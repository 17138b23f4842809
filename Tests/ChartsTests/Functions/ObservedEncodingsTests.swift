import Testing

/// Encodings, as Helm 4.3.1 prints them.
@Suite struct ObservedEncodingsTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(
            #"""
            {{ b64enc "hello" }} {{ b64dec "aGVsbG8=" }} {{ b64dec "!!!" }} {{ b64dec "aGVsbG8" \#
            }} {{ b32enc "hello" }} {{ b32dec "NBSWY3DP" }} {{ b32enc "a" }} {{ b32dec "ME======\#
            " }} {{ b32dec "x" }} {{ b64enc "" }} {{ b64dec "YQ" }} {{ b64dec "YQ=" }} {{ b64dec\#
             "YQ==x" }} {{ b64dec "Y" }}
            """#,
            output: #"""
                aGVsbG8= hello illegal base64 data at input byte 0 illegal base64 data at input byte\#
                 4 NBSWY3DP hello ME====== a illegal base32 data at input byte 0  illegal base64 dat\#
                a at input byte 0 illegal base64 data at input byte 3 illegal base64 data at input b\#
                yte 4 illegal base64 data at input byte 0
                """#),
        Snippet(
            "{{ b64enc .Values.a }}",
            error: #"""
                template: T:1:17: executing "T" at <.Values.a>: wrong type for value; expected strin\#
                g; got float64
                """#),
        Snippet("{{ b64enc nil }}", error: #"template: T:1:10: executing "T" at <nil>: cannot assign nil to string"#),
        Snippet(
            #"""
            {{ "aGk=" | b64dec }} {{ "hi" | b64enc | b64dec | b64enc }} {{ b32dec "NBSWY3DPEB3W6\#
            4TMMQ======" }} {{ b64dec "aGk\n=" }} {{ b64dec "aGk" }} {{ b64dec "aG=k" }} {{ b64d\#
            ec "====" }} {{ b32dec "NBSWY3D" }} {{ b32dec "nbswy3dp" }}
            """#,
            output: #"""
                hi aGk= hello world hi illegal base64 data at input byte 0 illegal base64 data at in\#
                put byte 2 illegal base64 data at input byte 0 illegal base32 data at input byte 0 i\#
                llegal base32 data at input byte 0
                """#),
    ]
}

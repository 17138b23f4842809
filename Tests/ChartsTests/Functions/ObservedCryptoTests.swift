import TestSupport
import Testing

/// Crypto, as Helm 4.3.1 prints them.
@Suite struct ObservedCryptoTests {
    @Test(arguments: cases)
    func printsAsHelm(_ snippet: Snippet) { snippet.check() }

    private static let cases: [Snippet] = [
        Snippet(#"{{ sha1sum "hello" }}"#, output: "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
        Snippet(
            #"{{ sha256sum "hello" }}"#,
            output: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        Snippet(
            #"{{ sha512sum "hello" }}"#,
            output: #"""
                9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7a\#
                cc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043
                """#),
        Snippet(#"{{ adler32sum "hello" }}"#, output: "103547413"),
        Snippet(#"{{ derivePassword 1 "long" "password" "user" "example.com" }}"#, output: "ZedaFaxcZaso9*"),
        Snippet(#"{{ derivePassword 1 "maximum" "password" "user" "example.com" }}"#, output: "pf4zS1LjCg&LjhsZ7T2~"),
        Snippet(
            #"{{ derivePassword 1 "x" "password" "user" "example.com" }}"#,
            output: "cannot find password template x"),
        Snippet(#"{{ derivePassword 2 "pin" "p" "u" "s" }}"#, output: "8889"),
        Snippet(
            #"{{ buildCustomCert "!" "x" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <buildCustomCert "!" "x">: error calling buildCust\#
                omCert: unable to decode base64 certificate
                """#),
        Snippet(
            #"{{ buildCustomCert "YQ==" "YQ==" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <buildCustomCert "YQ==" "YQ==">: error calling bui\#
                ldCustomCert: unable to decode certificate
                """#),
        Snippet(
            #"{{ decryptAES "x" "YQ==" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <decryptAES "x" "YQ==">: error calling decryptAES:\#
                 runtime error: slice bounds out of range [:16] with capacity 3
                """#),
        Snippet(
            #"{{ decryptAES "x" "!" }}"#,
            error: #"""
                template: T:1:3: executing "T" at <decryptAES "x" "!">: error calling decryptAES: il\#
                legal base64 data at input byte 0
                """#),
        Snippet(
            #"{{ derivePassword "1" "long" "a" "b" "c" }}"#,
            error: #"template: T:1:18: executing "T" at <"1">: expected unsigned integer; found "1""#),
    ]
}

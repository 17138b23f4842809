import Testing

@testable import Releases

/// What no bundle may hold: each rule, and what it must leave.
@Suite struct TextRedactionTests {
    @Test(arguments: [
        ("Authorization: Bearer abcdefgh12345", "Authorization: (masked)"),
        (#"{"authorization":"Basic dXNlcjpwYXNz"}"#, #"{"authorization":"(masked)"}"#),
        ("sent bearer abcdefgh.ijkl-mn", "sent bearer (masked)"),
        ("HF_TOKEN=hf_abcdefghij1234567890", "HF_TOKEN=(masked)"),
        ("downloading with hf_abcdefghij1234567890 now", "downloading with hf_(masked) now"),
        ("password: s3cret, user: me", "password: (masked), user: me"),
        (#""client_secret": "a b c", "id": 1"#, #""client_secret": (masked), "id": 1"#),
        ("db.passwd = 'x y'", "db.passwd = (masked)"), ("api-key=12345", "api-key=(masked)"),
        ("NGC_API_KEY=\"nvapi xyz\" ok", "NGC_API_KEY=(masked) ok"), ("SSH_KEY=abc", "SSH_KEY=(masked)"),
        ("serve --token abc --port 1", "serve --token (masked) --port 1"),
        ("serve --hf-token=abc --port 1", "serve --hf-token=(masked) --port 1"),
        ("GET https://me:pass@host/path", "GET https://(masked)@host/path"),
        ("nats://:pass@nats:4222", "nats://(masked)@nats:4222"),
        ("got eyJhbGciOiJI.eyJzdWIiOiIx.c2ln back", "got (masked) back"),
        ("ghp_abcdefghijklmn and glpat-abcdefghijkl", "ghp_(masked) and glpat-(masked)"),
        ("nvapi-abcdefghijklmnop", "nvapi-(masked)"), ("key AKIAABCDEFGHIJKLMNOP", "key AKIA(masked)"),
        ("sk-abcdefghijklmnop", "sk-(masked)"), ("xoxb-123456789012", "xoxb-(masked)"),
    ])
    func secretsAreMasked(text: String, masked: String) {
        #expect(TextRedaction.redacted(text) == masked)
        #expect(TextRedaction.redacted("first\n\(text)\nlast\n") == "first\n\(masked)\nlast\n")
    }

    @Test(arguments: [
        "", "\n", "GET /healthz 200", "connecting to nats://nats.dynamo-system.svc:4222", "monkey business",
        "the key is missing", "https://example.com/a?b=c", "task-abcdefghijklmnop", "disk-abcdefghijklmnopq",
        "16 tokens generated", "a\r\nb",
    ])
    func theRestStays(text: String) {
        #expect(TextRedaction.redacted(text) == text)
    }

    @Test func aPrivateKeyGoesWithAllItsLines() {
        let text = "before\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nafter"
        let masked = "before\n(masked)\n(masked)\n(masked)\n(masked)\nafter"
        #expect(TextRedaction.redacted(text) == masked)
        #expect(
            TextRedaction.redacted("-----BEGIN PRIVATE KEY-----abc-----END PRIVATE KEY-----\nafter")
                == "(masked)\nafter")
        // A certificate is for everyone.
        let certificate = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----"
        #expect(TextRedaction.redacted(certificate) == certificate)
    }

    @Test func aLineTooLongToSearchIsLeftOut() {
        let line = "token " + String(repeating: "x", count: DiagnosticsLimits.line)
        #expect(TextRedaction.redacted("a\n\(line)\nb") == "a\n(a line of \(line.utf8.count) bytes is left out)\nb")
        // One that needs no search stays.
        let plain = String(repeating: "x", count: DiagnosticsLimits.line + 1)
        #expect(TextRedaction.redacted(plain + "\ntoken=a") == plain + "\ntoken=(masked)")
    }
}

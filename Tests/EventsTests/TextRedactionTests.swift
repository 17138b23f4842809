import Testing

@testable import Events

/// What no bundle and no message may hold: each rule, and what it must leave.
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

    /// Ways in which secrets are written that break a simple search: escapes, separators, quotes, addresses, and more.
    @Test(arguments: [
        (#"{"password":"abc\"def","user":"me"}"#, #"{"password":(masked),"user":"me"}"#),
        (#"body: "{\"password\":\"abc1\",\"user\":\"me\"}""#, #"body: "{\"password\":(masked),\"user\":\"me\"}""#),
        ("password: ab,cd;ef)gh", "password: (masked)"), ("password: it's5ecret now", "password: (masked) now"),
        ("password=p&w0rd next", "password=(masked) next"), ("DB_PWD=hunter2", "DB_PWD=(masked)"),
        ("REDIS_PASS=hunter2", "REDIS_PASS=(masked)"), (#"passphrase: "correct horse""#, "passphrase: (masked)"),
        ("API key: 12345", "API key: (masked)"), ("AccountKey=abc==;EndpointSuffix=x", "AccountKey=(masked)"),
        (#"encryptionKey: "abc""#, "encryptionKey: (masked)"), ("client-key-data: abcdef", "client-key-data: (masked)"),
        ("token => hunter2", "token => (masked)"), ("token := hunter2", "token := (masked)"),
        ("map[token:abc level:info]", "map[token:(masked) level:info]"),
        (#"{"token":123,"level":"info"}"#, #"{"token":(masked),"level":"info"}"#),
        (#""passwords":["abc","def"]"#, #""passwords":(masked)"#),
        (#""credentials":{"user":"x","pass":"y"}"#, #""credentials":(masked)"#),
        ("<password>hunter2</password>", "<password>(masked)</password>"),
        (#"serve --token "a b" --port 1"#, "serve --token (masked) --port 1"),
        ("serve --credentials me:x", "serve --credentials (masked)"),
        ("curl -u me:hunter2 https://host", "curl -u (masked) https://host"),
        ("docker login -u me -p hunter2 host", "docker login -u me -p (masked) host"),
        ("requirepass foobared", "requirepass (masked)"),
        ("CREATE USER x WITH PASSWORD 'hunter2'", "CREATE USER x WITH PASSWORD (masked)"),
        ("IDENTIFIED BY 'hunter2'", "IDENTIFIED BY (masked)"),
        (#"password "hunter2" is weak"#, "password (masked) is weak"),
        ("postgres://u:p@ss/w0rd@host:5432/db", "postgres://(masked)@host:5432/db"),
        ("https://abcdef0123@host/x", "https://(masked)@host/x"), ("nats://a:b@h1,nats://c:d@h2", "nats://(masked)@h2"),
        ("dsn me:p@ss@tcp(db:3306)/x", "dsn (masked)@tcp(db:3306)/x"),
        ("GET https://b.example/o?sv=1&sig=abc%3D&se=2", "GET https://b.example/o?sv=1&sig=(masked)&se=2"),
        ("GET https://s3/o?X-Amz-Signature=abc0&x=1", "GET https://s3/o?X-Amz-Signature=(masked)&x=1"),
        (#"Authorization: Digest username="me", realm="x", response="abc""#, "Authorization: (masked)"),
        (
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIAX/2026, SignedHeaders=host, Signature=fe5f80",
            "Authorization: (masked)"
        ),
        ("Cookie: session=abc; csrf=def", "Cookie: (masked)"), ("Set-Cookie: sid=abc; Path=/", "Set-Cookie: (masked)"),
        ("sent Basic dXNlcjpodW50ZXIy back", "sent Basic (masked) back"),
        (#"{"auths":{"ghcr.io":{"auth":"dXNlcjpwYXNz"}}}"#, #"{"auths":{"ghcr.io":{"auth":(masked)}}}"#),
        ("//registry.example/:_auth=dXNlcjpwYXNz", "//registry.example/:_auth=(masked)"),
        ("got eyJhdXRocyI6eyJnaGNyLmlvIjp7ImF1dGgiOiJkWE5sY2pwd1lYTnoifX19 back", "got (masked) back"),
        ("AIzaSyA1234567890abcdefghijklmnopqrstu used", "AIza(masked) used"),
        ("dckr_pat_abcdefghijkl", "dckr_pat_(masked)"), ("hvs.CAESIJabcdefghijklmnopqrst", "hvs.(masked)"),
        ("ya29.a0AfH6SMabcdefghijklmnopq", "ya29.(masked)"),
        ("tls.key: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ==", "tls.key: (masked)"),
        ("x LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCg== y", "x (masked) y"),
        ("X-Auth-Token: abc", "X-Auth-Token: (masked)"), ("hf_oauth_abcdefgh12", "hf_(masked)"),
        ("Proxy-Authorization: Basic abc", "Proxy-Authorization: (masked)"),
        ("jdbc:postgresql://h/db?user=u&password=p1", "jdbc:postgresql://h/db?user=u&password=(masked)"),
        ("{'token': 'ab', 'level': 1}", "{'token': (masked), 'level': 1}"),
        ("AWS_SECRET_ACCESS_KEY=wJalr/K7+x", "AWS_SECRET_ACCESS_KEY=(masked)"),
        ("Server=db;Uid=me;Pwd=hunter2;", "Server=db;Uid=me;Pwd=(masked);"),
    ])
    func secretsThatAreWrittenInOtherWaysAreMaskedToo(text: String, masked: String) {
        #expect(TextRedaction.redacted(text) == masked)
        // What is masked stays as it is.
        #expect(TextRedaction.redacted(masked) == masked)
        #expect(TextRedaction.redacted("first\r\n\(text)\r\nlast\n") == "first\r\n\(masked)\r\nlast\n")
    }

    @Test(arguments: [
        #"secret "hf-token" not found"#, #"MountVolume.SetUp failed for volume "tls" : secret "pull-secret" not found"#,
        "Secret apps/demo-secret is there", "pulling image nginx:1.2@sha256:deadbeef12345678",
        "kubectl create namespace models && kubectl create secret generic hf", "docker run -p 8080:80 web",
        "http://web.apps.svc:8080/users/a", "basic authentication is off", "GET https://host/path@v2/x",
        #"password authentication failed for user "postgres""#, "key=value", "the passphrase is wrong",
        "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUMv", "public.ecr.aws/x/y", "oci://ghcr.io/org/chart:1.0.0",
        "npm_config_registry=https://r", "all checks pass: 5", "ran glibc-2.36-deb12u9", "time=12:00:01 msg=ok",
        "tests-passed: 5",
    ])
    func whatOnlyNamesASecretStays(text: String) {
        #expect(TextRedaction.redacted(text) == text)
    }

    @Test func aSecretOnTheLinesBelowItsNameGoesWithAllOfThem() {
        let text = "user: me\npassword: |\n  first\n\n    second\nport: 1\n- api_key: >-\n    third\n- name: x\n"
        let masked =
            "user: me\npassword: |\n  (masked)\n\n    (masked)\nport: 1\n- api_key: >-\n    (masked)\n- name: x\n"
        #expect(TextRedaction.redacted(text) == masked)
        let plain = "notes: |\n  first\n  second\n"
        #expect(TextRedaction.redacted(plain) == plain)
    }

    /// A log may end within it.
    @Test func aPrivateKeyWithoutItsEndTakesTheRest() {
        #expect(
            TextRedaction.redacted("a\n-----BEGIN EC PRIVATE KEY-----\nMIIE\nb") == "a\n(masked)\n(masked)\n(masked)")
        #expect(
            TextRedaction.redacted(
                "-----BEGIN OPENSSH PRIVATE KEY-----\r\nMIIE\r\n-----END OPENSSH PRIVATE KEY-----\r\nb")
                == "(masked)\n(masked)\n(masked)\nb")
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
        let line = "token " + String(repeating: "x", count: TextRedaction.lineLimit)
        #expect(TextRedaction.redacted("a\n\(line)\nb") == "a\n(a line of \(line.utf8.count) bytes is left out)\nb")
        // One that needs no search stays.
        let plain = String(repeating: "x", count: TextRedaction.lineLimit + 1)
        #expect(TextRedaction.redacted(plain + "\ntoken=a") == plain + "\ntoken=(masked)")
    }
}

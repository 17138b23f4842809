import Testing

@testable import HTTP

@Suite struct RequestURLTests {
    @Test(arguments: [
        ("http://a", "http://a/", "http://a:80"),
        ("HTTP://A.Example:8080/X/../y?q=1#f", "http://a.example:8080/X/../y?q=1", "http://a.example:8080"),
        ("https://me:pw@host/p", "https://host/p", "https://host:443"),
        ("https://h?x=/y", "https://h/?x=/y", "https://h:443"),
        ("https://[FD00::1]:6443/api", "https://[fd00::1]:6443/api", "https://[fd00::1]:6443"),
        ("http://h:/p", "http://h/p", "http://h:80"),
        ("http://a@b@c/p", "http://c/p", "http://c:80"),
    ])
    func parses(text: String, whole: String, origin: String) throws {
        let url = try RequestURL(text)
        #expect(url.text == whole)
        #expect(url.origin == origin)
    }

    @Test(arguments: [
        "", "a", "/a", "//a/b", "ftp://a/", "http://", "http:///p", "http://a b/", "http://a/b c", "http://ä/",
        "http://a/\n",
        "http://a\\b/", "http://h:0/", "http://h:65536/", "http://h:8x/", "http://[::1/", "http://[zz]/",
        "http://a%2fb/",
        "http://me:hunter2@/", "http://me:hunter2@a:b:c/",
    ])
    func refuses(text: String) {
        let error = #expect(throws: HTTPError.self) { try RequestURL(text) }
        #expect(error?.code == .invalidURL)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func hidesSecretsWhenShown() throws {
        let url = try RequestURL("https://me:p%40ss@host:1/path?token=t#f")
        #expect(url.displayText == "https://host:1/path")
        #expect(url.userInformation == RequestURL.UserInformation(name: "me", password: "p@ss"))
        #expect(url.target == "/path?token=t")
    }

    /// The examples of RFC 3986, 5.4, that name an absolute http URL.
    @Test(arguments: [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"),
        ("g#s", "http://a/b/c/g"), (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
        ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"),
        ("../..", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"),
        ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
        ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"), ("g?y/../x", "http://a/b/c/g?y/../x"),
        ("https://x/y", "https://x/y"), ("g?u=http://x/", "http://a/b/c/g?u=http://x/"),
    ])
    func resolves(reference: String, whole: String) throws {
        #expect(try RequestURL("http://a/b/c/d;p?q").resolving(reference) == whole)
    }
}

@Suite struct TrustStoreTests {
    private func store(_ environment: [String: String], curl: String?, files: Set<String>) -> TrustStore {
        TrustStore(environment: environment, curlFile: curl, exists: files.contains)
    }

    @Test func prefersTheEnvironmentThenCurlThenKnownPlaces() {
        let debian = "/etc/ssl/certs/ca-certificates.crt"
        let redHat = "/etc/pki/tls/certs/ca-bundle.crt"
        #expect(store([:], curl: debian, files: [debian]).file == nil)
        #expect(store([:], curl: debian, files: [redHat]).file == redHat)
        #expect(store([:], curl: nil, files: ["/etc/ssl/cert.pem"]).file == "/etc/ssl/cert.pem")
        #expect(store(["SSL_CERT_FILE": "/mine"], curl: debian, files: [debian]).file == "/mine")
        #expect(store(["SSL_CERT_FILE": "", "SSL_CERT_DIR": "/d"], curl: debian, files: [debian]).folder == "/d")
        #expect(store([:], curl: nil, files: []).file == nil)
    }
}

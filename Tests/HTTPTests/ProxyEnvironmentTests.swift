import Testing

@testable import HTTP

/// The rules of Go's `golang.org/x/net/http/httpproxy`.
@Suite struct ProxyEnvironmentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var environment: [String: String]
        var url: String
        var proxy: String?
        var testDescription: String { "\(environment.sorted { $0.key < $1.key }) \(url)" }

        init(_ environment: [String: String], _ url: String, _ proxy: String?) {
            self.environment = environment
            self.url = url
            self.proxy = proxy
        }

        /// NO_PROXY beside a proxy for both schemes.
        static func bypass(_ text: String, _ url: String, _ isDirect: Bool) -> Case {
            Case(
                ["HTTP_PROXY": "p:1", "HTTPS_PROXY": "p:1", "NO_PROXY": text], url, isDirect ? nil : "http://p:1")
        }
    }

    @Test(arguments: [
        Case([:], "http://a/", nil),
        Case(["HTTP_PROXY": "http://p:3128"], "http://a/", "http://p:3128"),
        Case(["HTTP_PROXY": "http://p:3128"], "https://a/", nil),
        Case(["HTTPS_PROXY": "http://p:3128"], "https://a/", "http://p:3128"),
        Case(["https_proxy": "http://p:3128"], "https://a/", "http://p:3128"),
        Case(["HTTPS_PROXY": "up:1", "https_proxy": "low:1"], "https://a/", "http://up:1"),
        Case(["HTTPS_PROXY": "", "https_proxy": "low:1"], "https://a/", "http://low:1"),
        Case(["HTTP_PROXY": "p"], "http://a/", "http://p:80"),
        Case(["HTTP_PROXY": "p:3128/"], "http://a/", "http://p:3128"),
        Case(["HTTP_PROXY": "https://p"], "http://a/", "https://p:443"),
        Case(["HTTP_PROXY": "socks5://p"], "http://a/", "socks5h://p:1080"),
        Case(["HTTP_PROXY": "http://[::1]:3128"], "http://a/", "http://[::1]:3128"),
        Case(["HTTP_PROXY": "p:1"], "http://localhost/", nil),
        Case(["HTTP_PROXY": "p:1"], "http://LOCALHOST:8080/", nil),
        Case(["HTTP_PROXY": "p:1"], "http://127.0.0.1/", nil),
        Case(["HTTP_PROXY": "p:1"], "http://127.9.9.9/", nil),
        Case(["HTTP_PROXY": "p:1"], "http://[::1]/", nil),
        Case(["HTTP_PROXY": "p:1"], "http://sub.localhost/", "http://p:1"),
        Case(["HTTPS_PROXY": "p:1", "REQUEST_METHOD": "GET"], "https://a/", "http://p:1"),
        .bypass("*", "http://a/", true),
        .bypass("b, *", "http://a/", true),
        .bypass("example.com", "http://example.com/", true),
        .bypass("example.com", "http://EXAMPLE.com/", true),
        .bypass("EXAMPLE.com", "http://example.com/", true),
        .bypass("example.com", "http://www.example.com/", true),
        .bypass("example.com", "http://notexample.com/", false),
        .bypass("example.com", "http://example.com.evil/", false),
        .bypass(".example.com", "http://example.com/", false),
        .bypass(".example.com", "http://www.example.com/", true),
        .bypass("*.example.com", "http://www.example.com/", true),
        .bypass("*.example.com", "http://example.com/", false),
        .bypass("example.com:80", "http://example.com/", true),
        .bypass("example.com:80", "https://example.com/", false),
        .bypass("example.com:443", "https://example.com/", true),
        .bypass("example.com:8443", "https://www.example.com:8443/", true),
        .bypass("a, example.com ,b", "http://example.com/", true),
        .bypass(" , ,", "http://example.com/", false),
        .bypass("10.0.0.1", "http://10.0.0.1/", true),
        .bypass("10.0.0.1", "http://10.0.0.2/", false),
        .bypass("10.0.0.1:80", "http://10.0.0.1/", true),
        .bypass("10.0.0.1:80", "http://10.0.0.1:81/", false),
        .bypass("10.0.0.0/8", "https://10.1.2.3:6443/", true),
        .bypass("10.0.0.0/8", "https://11.1.2.3:6443/", false),
        .bypass("10.4.0.0/14", "https://10.7.255.255/", true),
        .bypass("10.4.0.0/14", "https://10.8.0.0/", false),
        .bypass("0.0.0.0/0", "https://8.8.8.8/", true),
        .bypass("10.0.0.0/8", "https://ten.example/", false),
        .bypass("fd00::/8", "https://[fd12::1]/", true),
        .bypass("fd00::/8", "https://[fe80::1]/", false),
        .bypass("::/0", "https://10.0.0.1/", false),
        .bypass("fd12::1", "https://[fd12:0::1]:6443/", true),
        .bypass("[fd12::1]:6443", "https://[fd12::1]:6443/", true),
        .bypass("[fd12::1]:6443", "https://[fd12::1]/", false),
        .bypass("::ffff:10.0.0.1", "https://10.0.0.1/", true),
        .bypass("10.0.0.0/33", "https://10.0.0.1/", false),
        .bypass(".0.0.1", "https://10.0.0.1/", false),
        .bypass(":80", "http://a/", false),
    ])
    func choosesTheProxyAsGoDoes(_ test: Case) throws {
        #expect(try ProxyEnvironment(test.environment).proxy(for: RequestURL(test.url))?.url == test.proxy)
    }

    @Test func refusesTheProxyOfACGIRequest() throws {
        let environment = ProxyEnvironment(["HTTP_PROXY": "p:1", "REQUEST_METHOD": "GET"])
        let error = #expect(throws: HTTPError.self) { try environment.proxy(for: RequestURL("http://a/")) }
        #expect(error?.code == .proxyFailed)
    }

    @Test(arguments: ["ftp://p", "http://user:hunter2@a b", "://"]) func reportsUnusableValuesWhenTheyWouldBeUsed(
        value: String
    )
        throws
    {
        let environment = ProxyEnvironment(["HTTPS_PROXY": value, "NO_PROXY": "near"])
        #expect(try environment.proxy(for: RequestURL("https://near/")) == nil)
        #expect(try environment.proxy(for: RequestURL("http://far/")) == nil)
        let error = #expect(throws: HTTPError.self) { try environment.proxy(for: RequestURL("https://far/")) }
        #expect(error?.message.hasPrefix("HTTPS_PROXY: ") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func takesCredentialsOutOfTheURL() throws {
        let proxy = try ProxyServer("http://me:p%40s:s@proxy.example:3128")
        #expect(proxy.url == "http://proxy.example:3128")
        #expect(proxy.name == "me")
        #expect(proxy.password == "p@s:s")
    }
}

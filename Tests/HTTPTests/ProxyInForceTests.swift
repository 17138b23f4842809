import HTTP
import Testing

@Suite struct ProxyInForceTests {
    @Test(
        arguments: [
            (["HTTPS_PROXY": "http://proxy:3128"], "https://nvcr.io/v2/", "http://proxy:3128"),
            (["https_proxy": "proxy"], "https://nvcr.io/v2/", "http://proxy:80"),
            (["HTTPS_PROXY": "http://user:secret@proxy:3128"], "https://nvcr.io/v2/", "http://proxy:3128"),
            (["HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": ".io"], "https://nvcr.io/v2/", nil),
            (["HTTP_PROXY": "http://proxy:3128"], "https://nvcr.io/v2/", nil),
            ([:], "https://nvcr.io/v2/", nil),
        ] as [([String: String], String, String?)])
    func isNamedWithoutCredentials(_ environment: [String: String], _ url: String, _ proxy: String?) throws {
        let found = try ProxyInForce.url(for: url, environment: environment)
        #expect(found == proxy)
    }

    @Test func aVariableThatHoldsNoProxyIsAnError() {
        let error = #expect(throws: HTTPError.self) {
            _ = try ProxyInForce.url(for: "https://a/", environment: ["HTTPS_PROXY": "ftp://proxy"])
        }
        #expect(error?.code == .proxyFailed)
    }

    @Test func whatIsNoURLIsAnError() {
        let error = #expect(throws: HTTPError.self) { _ = try ProxyInForce.url(for: "nvcr.io", environment: [:]) }
        #expect(error?.code == .invalidURL)
    }
}

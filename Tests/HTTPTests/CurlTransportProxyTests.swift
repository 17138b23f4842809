import HTTP
import Testing

@Suite struct CurlTransportProxyTests {
    let transport = CurlTransport(environment: [:])
    let server: LocalServer

    init() throws { server = try LocalServer.shared() }

    private func text(_ url: String, _ options: HTTPConnectionOptions) async throws -> String {
        try await transport.send(HTTPRequest(.get, url, connection: options)).text()
    }

    private func log(_ proxy: LocalServer) async throws -> String {
        try await text(proxy.base + "/log", HTTPConnectionOptions(proxy: .none))
    }

    @Test func plainRequestsGoInAbsoluteForm() async throws {
        let proxy = try LocalServer.proxy()
        let echo = try await text(server.base + "/echo", HTTPConnectionOptions(proxy: .url(proxy.base)))
        #expect(echo.hasPrefix("GET /echo"))
        #expect(try await log(proxy) == "GET \(server.base)/echo")
    }

    @Test func encryptedRequestsGoThroughATunnel() async throws {
        let files = try Certificates.shared()
        let secure = try LocalServer.http([files.path("wrongname.pem"), files.path("wrongname.key")])
        let proxy = try LocalServer.proxy()
        var options = HTTPConnectionOptions(
            certificateAuthorities: try files.bytes("ca.pem"), serverName: "kubernetes.default.svc",
            proxy: .url("127.0.0.1:\(proxy.port)"))
        let request = HTTPRequest(.get, secure.secureBase + "/echo", connection: options)
        let response = try await transport.send(request)
        #expect(response.headers["X-Proxy"] == nil)
        #expect(try await response.text().hasPrefix("GET /echo"))
        #expect(try await log(proxy) == "CONNECT 127.0.0.1:\(secure.port)")
        options.serverName = nil
        let error = try await httpError { _ = try await text(secure.secureBase, options) }
        #expect(error?.code == .certificateNotTrusted)
    }

    @Test func passwordsGoToTheProxyAndNowhereElse() async throws {
        let files = try Certificates.shared()
        let secure = try LocalServer.http([files.path("good.pem"), files.path("good.key")])
        let proxy = try LocalServer.proxy(["bWU6cEBzcw=="])
        let authorities = try files.bytes("ca.pem")
        let right = HTTPConnectionOptions(
            certificateAuthorities: authorities, proxy: .url("http://me:p%40ss@127.0.0.1:\(proxy.port)"))
        let echo = try await text(secure.secureBase + "/echo", right)
        #expect(!echo.contains("Proxy-Authorization"))
        let wrong = HTTPConnectionOptions(
            certificateAuthorities: authorities, proxy: .url("http://me:hunter2@127.0.0.1:\(proxy.port)"))
        let error = try await httpError { _ = try await text(secure.secureBase + "/echo", wrong) }
        #expect(error?.code == .proxyFailed)
        #expect(error?.message.contains("407") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(arguments: [
        "http://127.0.0.1:1", "http://no-such-proxy.invalid:3128", "gopher://p", "http://me:hunter2@a b:1",
    ])
    func unusableProxies(url: String) async throws {
        let error = try await httpError {
            _ = try await text("http://127.0.0.1:9/", HTTPConnectionOptions(proxy: .url(url)))
        }
        #expect(error?.code == .proxyFailed)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func theEnvironmentNamesAProxy() async throws {
        let proxy = try LocalServer.proxy()
        let transport = CurlTransport(environment: ["http_proxy": "127.0.0.1:\(proxy.port)", "NO_PROXY": ".internal"])
        // The name is resolved by the proxy only, which cannot find it and hangs up.
        let error = try await httpError { _ = try await transport.send(HTTPRequest(.get, "http://far.invalid:80/x")) }
        #expect(error?.code == .connectionReset)
        #expect(try await log(proxy).hasPrefix("GET http://far.invalid"))
        let direct = try await httpError { _ = try await transport.send(HTTPRequest(.get, "http://a.internal/x")) }
        #expect(direct?.code == .nameNotResolved)
        #expect(try await transport.send(HTTPRequest(.get, server.base + "/echo")).status == 200)
    }
}

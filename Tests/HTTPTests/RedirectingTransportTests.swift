import Testing

@testable import HTTP

@Suite struct RedirectingTransportTests {
    private func request(_ url: String) -> HTTPRequest {
        HTTPRequest(
            .get, url, headers: ["Authorization": "Bearer t", "Cookie": "c", "Accept": "a"],
            connection: HTTPConnectionOptions(
                certificateAuthorities: [1], clientIdentity: .init(certificate: [2], key: [3]), serverName: "name"))
    }

    @Test func keepsCredentialsWithinTheOrigin() throws {
        let next = try RedirectingTransport.following(request("https://a:443/x/y"), to: "../z?q")
        #expect(next.url == "https://a:443/z?q")
        #expect(next.headers["Authorization"] == "Bearer t")
        #expect(next.connection.clientIdentity != nil)
        #expect(
            try RedirectingTransport.following(request("https://a/x"), to: "https://A:443/y").headers["Cookie"] == "c")
        let user = try RedirectingTransport.following(HTTPRequest(.get, "https://me:pw@a/x"), to: "/y")
        #expect(user.headers["Authorization"] == "Basic bWU6cHc=")
    }

    @Test(arguments: ["https://b/", "https://a:444/", "https://sub.a/", "//b/x"])
    func dropsCredentialsAcrossOrigins(location: String) throws {
        let next = try RedirectingTransport.following(request("https://a/x"), to: location)
        #expect(next.headers["Authorization"] == nil)
        #expect(next.headers["Cookie"] == nil)
        #expect(next.headers["Accept"] == "a")
        #expect(next.connection.clientIdentity == nil)
        #expect(next.connection.serverName == nil)
        #expect(next.connection.certificateAuthorities == [1])
    }

    @Test(arguments: ["http://a/x", "ftp://a/", "file:///etc/passwd", "https://a b/"]) func refuses(location: String) {
        let error = #expect(throws: HTTPError.self) {
            try RedirectingTransport.following(request("https://a/x"), to: location)
        }
        #expect(error?.code == .redirectRefused)
    }

    @Test func followsARealServer() async throws {
        let server = try LocalServer.http()
        let transport = RedirectingTransport(CurlTransport(environment: [:]))
        let response = try await transport.send(HTTPRequest(.get, server.base + "/redirect?to=/redirect?to=/echo"))
        #expect(try await response.text().hasPrefix("GET /echo"))
        let posted = try await transport.send(HTTPRequest(.post, server.base + "/redirect?to=/echo"))
        #expect(posted.status == 302)
        #expect(try await posted.text() == "moved")
        let stats = try await transport.send(HTTPRequest(.get, server.base + "/stats")).text()
        #expect(stats.hasPrefix("1 "), "every redirect used the same connection")
    }

    @Test func stopsInALoop() async throws {
        let location = HTTPHeaders(dictionaryLiteral: ("Location", "/again"))
        let inner = FakeTransport(Array(repeating: .success(HTTPResponse(status: 302, headers: location)), count: 4))
        let error = try await httpError {
            _ = try await RedirectingTransport(inner, limit: 3).send(HTTPRequest(.get, "http://a/"))
        }
        #expect(error?.code == .tooManyRedirects)
        #expect(inner.requests.count == 4)
    }
}

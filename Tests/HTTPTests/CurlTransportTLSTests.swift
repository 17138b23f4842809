import HTTP
import Testing

@Suite struct CurlTransportTLSTests {
    let transport = CurlTransport(environment: [:])
    let files: Certificates

    init() throws { files = try Certificates.shared() }

    private func server(_ name: String, clientAuthority: String? = nil) throws -> LocalServer {
        try LocalServer.http(
            [files.path("\(name).pem"), files.path("\(name).key")] + (clientAuthority.map { [files.path($0)] } ?? []))
    }

    private func trusting(_ authority: String = "ca") throws -> HTTPConnectionOptions {
        HTTPConnectionOptions(certificateAuthorities: try files.bytes("\(authority).pem"), proxy: .none)
    }

    private func text(_ url: String, _ options: HTTPConnectionOptions) async throws -> String {
        try await transport.send(HTTPRequest(.get, url, connection: options)).text()
    }

    private func failure(_ url: String, _ options: HTTPConnectionOptions) async throws -> HTTPError {
        try #require(await httpError { _ = try await text(url, options) })
    }

    @Test func trustsTheGivenAuthority() async throws {
        let server = try server("good")
        #expect(try await text(server.secureBase + "/echo", trusting()).hasPrefix("GET /echo"))
        #expect(try await text("https://localhost:\(server.port)/echo", trusting()).hasPrefix("GET /echo"))
    }

    @Test func refusesServersThatAreNotTrusted() async throws {
        let server = try server("good")
        for options in [try trusting("other"), HTTPConnectionOptions(proxy: .none)] {
            let error = try await failure(server.secureBase + "/echo", options)
            #expect(error.code == .certificateNotTrusted)
            #expect(error.message.contains("certificate"))
        }
    }

    @Test func refusesWrongNamesAndExpiredCertificates() async throws {
        let other = try server("wrongname")
        let wrongName = try await failure(other.secureBase + "/echo", trusting())
        #expect(wrongName.code == .certificateNotTrusted)
        #expect(wrongName.message.contains("127.0.0.1"))
        let old = try server("expired")
        let expired = try await failure(old.secureBase + "/echo", trusting())
        #expect(expired.code == .certificateNotTrusted)
        #expect(expired.message.contains("expired"))
    }

    @Test func skipsVerificationOnlyWhenTold() async throws {
        var options = try trusting("other")
        options.skipsVerification = true
        let server = try server("wrongname")
        #expect(try await text(server.secureBase + "/echo", options).hasPrefix("GET /echo"))
    }

    @Test func serverNameChangesVerificationOnly() async throws {
        let server = try server("wrongname")
        var options = try trusting()
        options.serverName = "kubernetes.default.svc"
        let echo = try await text(server.secureBase + "/echo?a=b", options)
        #expect(echo.hasPrefix("GET /echo?a=b\n"))
        #expect(echo.contains("Host: 127.0.0.1:\(server.port)\n"))
        options.serverName = "another.name"
        #expect(try await failure(server.secureBase + "/echo", options).code == .certificateNotTrusted)
        options.serverName = "not a name"
        #expect(try await failure(server.secureBase + "/echo", options).code == .invalidRequest)
    }

    @Test func clientCertificates() async throws {
        let server = try server("good", clientAuthority: "ca.pem")
        var options = try trusting()
        #expect(try await failure(server.secureBase + "/echo", options).code == .clientCertificateRejected)
        options.clientIdentity = .init(certificate: try files.bytes("client.pem"), key: try files.bytes("client.key"))
        #expect(try await text(server.secureBase + "/echo", options).hasPrefix("GET /echo"))
        options.clientIdentity = .init(
            certificate: try files.bytes("foreignclient.pem"), key: try files.bytes("foreignclient.key"))
        #expect(try await failure(server.secureBase + "/echo", options).code == .clientCertificateRejected)
    }

    @Test func connectionsOfOneIdentityServeNoOther() async throws {
        let server = try server("good", clientAuthority: "ca.pem")
        var options = try trusting()
        options.clientIdentity = .init(certificate: try files.bytes("client.pem"), key: try files.bytes("client.key"))
        #expect(try await text(server.secureBase + "/echo", options).hasPrefix("GET /echo"))
        #expect(try await failure(server.secureBase + "/echo", trusting()).code == .clientCertificateRejected)
        // Nor does a connection whose server was not verified.
        let open = try self.server("good")
        var careless = try trusting("other")
        careless.skipsVerification = true
        #expect(try await text(open.secureBase + "/echo", careless).hasPrefix("GET /echo"))
        #expect(try await failure(open.secureBase + "/echo", trusting("other")).code == .certificateNotTrusted)
    }

    @Test func unusableCredentials() async throws {
        let server = try server("good")
        var options = try trusting()
        options.clientIdentity = .init(certificate: Array("not PEM".utf8), key: try files.bytes("client.key"))
        #expect(try await failure(server.secureBase + "/echo", options).code == .credentialsUnusable)
        options = HTTPConnectionOptions(certificateAuthorities: Array("not PEM".utf8), proxy: .none)
        #expect(try await failure(server.secureBase + "/echo", options).code == .credentialsUnusable)
    }

    @Test func environmentNamesTheTrustStore() async throws {
        let server = try server("good")
        let transport = CurlTransport(environment: ["SSL_CERT_FILE": files.path("ca.pem")])
        let response = try await transport.send(HTTPRequest(.get, server.secureBase + "/echo"))
        #expect(response.status == 200)
    }

    @Test func manyAtOnceOverTLS() async throws {
        let server = try server("good")
        let options = try trusting()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<40 {
                group.addTask {
                    try await text(server.secureBase + "/echo?\(index)", options).hasPrefix("GET /echo?\(index)\n")
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}

/// nghttpd comes from Debian's nghttp2-server.
@Suite(.enabled(if: LocalServer.isInstalled("nghttpd"), "needs nghttpd: install nghttp2-server"), .serialized)
struct CurlTransportHTTP2Tests {
    let files: Certificates
    let server: LocalServer
    let transport = CurlTransport(environment: [:])
    let options: HTTPConnectionOptions

    init() async throws {
        files = try Certificates.shared()
        options = HTTPConnectionOptions(certificateAuthorities: try files.bytes("ca.pem"), proxy: .none)
        let port = Int.random(in: 20000..<30000)
        server = try LocalServer(
            "nghttpd",
            [
                "-d", files.folder, "--echo-upload", "-a", "127.0.0.1", "\(port)", files.path("good.key"),
                files.path("good.pem"),
            ],
            port: port)
        for _ in 0..<100 {
            let probe = HTTPRequest(.get, server.secureBase + "/good.pem", connection: options)
            do {
                _ = try await transport.send(probe).text()
                return
            } catch let error as HTTPError where error.code == .connectionRefused {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    @Test func speaksHTTP2() async throws {
        let response = try await transport.send(HTTPRequest(.get, server.secureBase + "/good.pem", connection: options))
        #expect(response.status == 200)
        #expect(response.headers["server"]?.hasPrefix("nghttpd") == true)
        #expect(try await response.body.collect(upTo: 1 << 20) == files.bytes("good.pem"))
    }

    @Test func sendsBodiesOverHTTP2() async throws {
        let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        let response = try await transport.send(
            HTTPRequest(.post, server.secureBase + "/", body: body, connection: options))
        #expect(try await response.body.collect(upTo: 1 << 20) == body)
    }

    @Test func aPausedBodyHoldsUpNoOther() async throws {
        try LocalServer.run("dd", ["if=/dev/zero", "of=\(files.path("big"))", "bs=1M", "count=40"])
        let big = try await transport.send(HTTPRequest(.get, server.secureBase + "/big", connection: options))
        for _ in 0..<5 {
            let small = try await transport.send(
                HTTPRequest(.get, server.secureBase + "/good.pem", connection: options))
            _ = try await small.text()
        }
        var count = 0
        for try await chunk in big.body { count += chunk.count }
        #expect(count == 40 << 20)
    }

    @Test func cancelledStreamsEnd() async throws {
        let task = Task {
            let big = try await transport.send(HTTPRequest(.get, server.secureBase + "/good.pem", connection: options))
            for try await _ in big.body { try await Task.sleep(for: .seconds(30)) }
        }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        _ = await task.result
        let after = try await transport.send(HTTPRequest(.get, server.secureBase + "/good.pem", connection: options))
        #expect(after.status == 200)
    }
}
